import { Button, makeStyles, Tooltip, tokens } from '@fluentui/react-components'
import { ArrowDownloadRegular, CheckmarkRegular, CopyRegular } from '@fluentui/react-icons'
import { useState } from 'react'
import { saveFile } from '../save-file.ts'

const useStyles = makeStyles({
  value: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalXS,
    maxWidth: '100%',
    fontFamily: tokens.fontFamilyMonospace,
    overflowWrap: 'anywhere',
  },
  script: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXS },
  pre: { margin: '0', fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200 },
  frame: {
    padding: tokens.spacingHorizontalM,
    maxHeight: '320px',
    overflow: 'auto',
    backgroundColor: tokens.colorNeutralBackground3,
    borderRadius: tokens.borderRadiusMedium,
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
})

/** A value to be typed elsewhere, with its copy button. */
export function CopyValue(props: { value: string; label: string }) {
  const styles = useStyles()
  return (
    <span className={styles.value}>
      {props.value}
      <CopyButton text={props.value} label={`Copy ${props.label}`} />
    </span>
  )
}

/** A script (or another text, as `what` says) to read, copy or download. */
export function Script(props: { text: string; name: string; label: string; what?: string }) {
  const styles = useStyles()
  return (
    <div className={styles.script}>
      {/* Long scripts scroll; the focus lets the keyboard do it. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
      <section className={styles.frame} tabIndex={0} aria-label={props.label}>
        <pre className={styles.pre}>{props.text}</pre>
      </section>
      <div className={styles.buttons}>
        <CopyButton text={props.text} label={`Copy ${props.what ?? 'script'}`} words />
        <Button size="small" icon={<ArrowDownloadRegular />} onClick={() => saveFile(props.name, props.text)}>
          Download {props.name}
        </Button>
      </div>
    </div>
  )
}

/** Copies `text`; says that it did. */
export function CopyButton(props: { text: string; label: string; words?: boolean }) {
  const [isCopied, setCopied] = useState(false)
  const copy = async () => {
    await toClipboard(props.text)
    setCopied(true)
    setTimeout(() => setCopied(false), 2000)
  }
  const icon = isCopied ? <CheckmarkRegular /> : <CopyRegular />
  const label = isCopied ? 'Copied' : props.label
  if (props.words) {
    return (
      <Button size="small" icon={icon} onClick={() => void copy()}>
        {label}
      </Button>
    )
  }
  return (
    <Tooltip content={label} relationship="label">
      <Button appearance="subtle" size="small" icon={icon} onClick={() => void copy()} />
    </Tooltip>
  )
}

/** The clipboard's own interface exists on https and localhost alone; elsewhere the old command still works. */
async function toClipboard(text: string): Promise<void> {
  if (navigator.clipboard) return await navigator.clipboard.writeText(text)
  const area = document.createElement('textarea')
  area.value = text
  document.body.append(area)
  area.select()
  document.execCommand('copy')
  area.remove()
}
