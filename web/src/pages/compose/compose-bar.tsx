import {
  Button,
  Field,
  Input,
  makeStyles,
  Popover,
  PopoverSurface,
  PopoverTrigger,
  Text,
  ToggleButton,
  Tooltip,
  tokens,
} from '@fluentui/react-components'
import {
  AttachRegular,
  ClockRegular,
  DeleteRegular,
  ImportantRegular,
  SendRegular,
} from '@fluentui/react-icons'
import { useRef } from 'react'
import type { SendingLimits, Template } from '../../shapes.ts'
import { numberText } from '../../time-text.ts'
import type { Draft } from './draft-store.ts'
import { sizeText } from './size-text.ts'
import { TemplateChoice } from './template-choice.tsx'

const useStyles = makeStyles({
  root: {
    position: 'sticky',
    bottom: '0',
    zIndex: 4,
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    paddingBlock: tokens.spacingVerticalM,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
  },
  hidden: { display: 'none' },
  remove: { marginInlineStart: 'auto' },
  quiet: { color: tokens.colorNeutralForeground2, width: '100%' },
  later: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
})

interface Props {
  draft: Draft
  limits: SendingLimits | undefined
  mailboxId: string
  templates: Template[]
  known?: Record<string, string> | undefined
  isBusy: boolean
  onChange: (change: Partial<Draft>) => void
  onFiles: (files: File[]) => void
  onTemplate: (text: { subject: string; html: string }) => void
  onSend: () => void
  onDiscard: () => void
}

/** What can be done with a message: send it now or later, attach, use a template, mark it, throw it away. */
export function ComposeBar(props: Props) {
  const styles = useStyles()
  const { draft, limits, onChange } = props
  const isHigh = draft.importance === 'high'
  return (
    <div className={styles.root}>
      <Tooltip content="Ctrl+Enter" relationship="description">
        <Button
          appearance="primary"
          icon={<SendRegular />}
          disabledFocusable={props.isBusy}
          onClick={props.onSend}
        >
          {props.isBusy ? 'One moment …' : draft.sendAt === '' ? 'Send' : 'Send later'}
        </Button>
      </Tooltip>
      <SendLater sendAt={draft.sendAt} onChange={(sendAt) => onChange({ sendAt })} />
      <Attach onFiles={props.onFiles} />
      <TemplateChoice {...props} />
      <Tooltip content="Important" relationship="label">
        <ToggleButton
          appearance="subtle"
          icon={<ImportantRegular />}
          checked={isHigh}
          onClick={() => onChange({ importance: isHigh ? 'normal' : 'high' })}
        />
      </Tooltip>
      <Tooltip content="Throw away" relationship="label">
        <Button
          className={styles.remove}
          appearance="subtle"
          icon={<DeleteRegular />}
          onClick={props.onDiscard}
        />
      </Tooltip>
      {limits && (
        <Text size={200} className={styles.quiet}>
          Up to {sizeText(limits.messageBytes)} with all files, to at most{' '}
          {numberText(limits.recipientsPerMessage)} recipients.
          {draft.sendAt === '' && ' It can be taken back for 10 seconds.'}
        </Text>
      )}
    </div>
  )
}

function Attach(props: { onFiles: (files: File[]) => void }) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        aria-label="Files to attach"
        className={useStyles().hidden}
        onChange={(event) => {
          props.onFiles([...(event.target.files ?? [])])
          // The same file may be chosen again after it was removed.
          event.target.value = ''
        }}
      />
      <Button appearance="subtle" icon={<AttachRegular />} onClick={() => input.current?.click()}>
        Attach
      </Button>
    </>
  )
}

function SendLater(props: { sendAt: string; onChange: (sendAt: string) => void }) {
  const styles = useStyles()
  const { sendAt, onChange } = props
  return (
    <Popover trapFocus>
      <PopoverTrigger disableButtonEnhancement>
        <Button appearance="subtle" icon={<ClockRegular />}>
          {sendAt === '' ? 'Later' : laterText(sendAt)}
        </Button>
      </PopoverTrigger>
      <PopoverSurface aria-label="Send later">
        <div className={styles.later}>
          <Field label="Send it at">
            <Input type="datetime-local" value={sendAt} onChange={(_, data) => onChange(data.value)} />
          </Field>
          {sendAt !== '' && <Button onClick={() => onChange('')}>Send at once instead</Button>}
        </div>
      </PopoverSurface>
    </Popover>
  )
}

function laterText(sendAt: string): string {
  const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })
  return format.format(new Date(sendAt))
}
