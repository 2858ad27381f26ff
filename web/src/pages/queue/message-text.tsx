import { Button, makeStyles, Text, tokens } from '@fluentui/react-components'
import { useState } from 'react'
import { SafeHtml } from '../../components/safe-html.tsx'
import type { InboundMessage } from '../../shapes.ts'

const useStyles = makeStyles({
  html: {
    borderRadius: tokens.borderRadiusMedium,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    overflow: 'hidden',
  },
  plain: { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' },
  quoted: {
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    paddingInlineStart: tokens.spacingHorizontalM,
    borderInlineStartWidth: '3px',
    borderInlineStartStyle: 'solid',
    borderInlineStartColor: tokens.colorNeutralStroke2,
    color: tokens.colorNeutralForeground2,
  },
  quiet: { color: tokens.colorNeutralForeground2 },
})

/** What a message says; what it repeats of those before is folded. */
export function MessageText(props: Pick<InboundMessage, 'html' | 'text' | 'quotedFrom'>) {
  const styles = useStyles()
  const { html, text, quotedFrom } = props
  const [isUnfolded, setUnfolded] = useState(false)
  if (html !== null) {
    return (
      <div className={styles.html}>
        <SafeHtml html={html} title="Text of the message" />
      </div>
    )
  }
  if (text.trim() === '') return <Text className={styles.quiet}>It has no text.</Text>
  const own = text.slice(0, quotedFrom ?? undefined).trimEnd()
  return (
    <>
      <Text block className={styles.plain} dir="auto">
        {own}
      </Text>
      {quotedFrom !== null && (
        <>
          <div>
            <Button
              size="small"
              appearance="subtle"
              aria-expanded={isUnfolded}
              onClick={() => setUnfolded(!isUnfolded)}
            >
              {isUnfolded ? 'Hide what was written before' : 'Show what was written before'}
            </Button>
          </div>
          {isUnfolded && (
            <Text block className={styles.quoted} dir="auto">
              {text.slice(quotedFrom)}
            </Text>
          )}
        </>
      )}
    </>
  )
}
