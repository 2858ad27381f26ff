import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  makeStyles,
  Text,
  tokens,
} from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { SafeHtml } from '../../components/safe-html.tsx'
import type { InboundMessage } from '../../shapes.ts'
import { withPictures } from './outside-pictures.ts'

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

/** Its pictures of other servers wait until somebody asks: loading them tells the sender that the mail is read. */
function MessageHtml({ id, html }: { id: string | undefined; html: string }) {
  const styles = useStyles()
  const pictures = useMutation({ mutationFn: (message: string) => withPictures(message, html) })
  const { data, isPending } = pictures
  return (
    <>
      {id !== undefined && html.includes('data-remote-src') && !data && (
        <MessageBar intent="info" layout="multiline">
          <MessageBarBody>
            Pictures of other servers are not loaded: they would tell the sender that somebody reads.
          </MessageBarBody>
          <MessageBarActions>
            <Button disabled={isPending} onClick={() => pictures.mutate(id)}>
              {isPending ? 'Loading …' : 'Show pictures'}
            </Button>
          </MessageBarActions>
        </MessageBar>
      )}
      {data !== undefined && data.missing > 0 && (
        <Text className={styles.quiet} role="status">
          {data.missing === 1 ? '1 picture' : `${data.missing} pictures`} could not be loaded.
        </Text>
      )}
      <div className={styles.html}>
        <SafeHtml html={data?.html ?? html} title="Text of the message" />
      </div>
    </>
  )
}

/** What a message says; what it repeats of those before is folded. */
export function MessageText(props: Pick<InboundMessage, 'html' | 'text' | 'quotedFrom'> & { id?: string }) {
  const styles = useStyles()
  const { html, text, quotedFrom } = props
  const [isUnfolded, setUnfolded] = useState(false)
  if (html !== null) {
    return <MessageHtml id={props.id} html={html} />
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
