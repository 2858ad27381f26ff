import {
  Badge,
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  ProgressBar,
  Text,
  Title3,
  Tooltip,
  tokens,
} from '@fluentui/react-components'
import {
  ArrowForwardRegular,
  ArrowLeftRegular,
  ArrowReplyAllRegular,
  ArrowReplyRegular,
  AttachRegular,
} from '@fluentui/react-icons'
import { addressLabel } from '../../address-text.ts'
import { Loaded } from '../../components/loaded.tsx'
import { SafeHtml } from '../../components/safe-html.tsx'
import { useAct } from '../../components/use-act.ts'
import { Ago, Moment } from '../../components/when.tsx'
import { keys } from '../../keys.ts'
import type { OutgoingMessage, Recipient } from '../../shapes.ts'
import { messages } from '../../workspace-api.ts'
import type { AnswerKind } from '../compose/answer.ts'
import { sizeText } from '../compose/size-text.ts'
import { stateLook, stateText } from './message-words.ts'
import { useMessage } from './use-messages.ts'

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    maxWidth: '860px',
    padding: `${tokens.spacingVerticalL} ${tokens.spacingHorizontalXXL}`,
    '@media (max-width: 820px)': { padding: tokens.spacingHorizontalM },
  },
  head: { display: 'flex', alignItems: 'start', gap: tokens.spacingHorizontalS },
  names: { flexGrow: 1, minWidth: '0', overflowWrap: 'anywhere' },
  back: { '@media (min-width: 821px)': { display: 'none' } },
  state: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS },
  quiet: { color: tokens.colorNeutralForeground2 },
  people: {
    display: 'grid',
    gridTemplateColumns: 'auto minmax(0, 1fr)',
    columnGap: tokens.spacingHorizontalM,
    margin: '0',
  },
  value: { margin: '0', overflowWrap: 'anywhere' },
  actions: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
  files: { listStyleType: 'none', margin: '0', padding: '0', display: 'grid', gap: tokens.spacingVerticalXS },
  text: {
    borderRadius: tokens.borderRadiusMedium,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    overflow: 'hidden',
  },
  plain: { whiteSpace: 'pre-line', overflowWrap: 'anywhere', padding: tokens.spacingHorizontalM },
})

interface Acts {
  onAnswer: (kind: AnswerKind) => void
  onTakeBack: (message: OutgoingMessage) => void
  onClose: () => void
}

/** One message: what became of it, what can be done about it, and its text. */
export function MessageDetails(props: { mailboxId: string; id: string } & Acts) {
  const query = useMessage(props.mailboxId, props.id)
  return (
    <div className={useStyles().root}>
      <Loaded query={query} rows={8}>
        {(message) => <Known {...props} message={message} />}
      </Loaded>
    </div>
  )
}

function Known(props: { message: OutgoingMessage } & Acts) {
  const styles = useStyles()
  const { message } = props
  const [words, color] = stateLook(message)
  return (
    <>
      <div className={styles.head}>
        <Tooltip content="Back to the list" relationship="label">
          <Button
            className={styles.back}
            appearance="subtle"
            icon={<ArrowLeftRegular />}
            onClick={props.onClose}
          />
        </Tooltip>
        <Title3 as="h2" className={styles.names}>
          {message.subject || '(No subject)'}
        </Title3>
      </div>
      <div className={styles.state} role="status">
        <Badge appearance="tint" color={color}>
          {words}
        </Badge>
        <Text size={200} className={styles.quiet}>
          <When message={message} /> {stateText(message)}
        </Text>
      </div>
      <Problem message={message} />
      <Actions {...props} />
      <dl className={styles.people}>
        <People label="To" people={message.to} />
        <People label="Cc" people={message.cc} />
        <People label="Bcc" people={message.bcc} />
      </dl>
      <Files message={message} />
      {message.html !== null ? (
        <div className={styles.text}>
          <SafeHtml html={message.html} title="Text of the message" />
        </div>
      ) : (
        <Text block className={styles.plain}>
          {message.text}
        </Text>
      )}
    </>
  )
}

function When({ message }: { message: OutgoingMessage }) {
  const { state, sentAt, dueAt, createdAt } = message
  if (sentAt && state === 'sent')
    return (
      <>
        <Ago at={sentAt} />.
      </>
    )
  if (dueAt && (state === 'held' || state === 'queued'))
    return (
      <>
        Goes out <Moment at={dueAt} />.
      </>
    )
  return (
    <>
      Written <Ago at={createdAt} />.
    </>
  )
}

function Problem({ message }: { message: OutgoingMessage }) {
  const { problem, state, mailboxId, id } = message
  const touches = [keys.messages(mailboxId), keys.message(mailboxId, id), keys.sending(mailboxId)]
  const retry = useAct(() => messages.retry(mailboxId, id), { said: 'It is tried again.', touches })
  const decide = useAct((decision: 'send-again' | 'it-arrived') => messages.decide(mailboxId, id, decision), {
    touches,
  })
  if (state !== 'failed' && state !== 'unknown') return null
  return (
    <MessageBar intent={state === 'failed' ? 'error' : 'warning'} layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{problem?.title ?? 'Nobody knows whether it arrived.'}</MessageBarTitle>{' '}
        {problem?.detail}
      </MessageBarBody>
      <MessageBarActions>
        {state === 'failed' ? (
          <Button disabledFocusable={retry.isPending} onClick={() => retry.mutate()}>
            Try again
          </Button>
        ) : (
          <>
            <Button disabledFocusable={decide.isPending} onClick={() => decide.mutate('it-arrived')}>
              It arrived
            </Button>
            <Button disabledFocusable={decide.isPending} onClick={() => decide.mutate('send-again')}>
              Send again
            </Button>
          </>
        )}
      </MessageBarActions>
    </MessageBar>
  )
}

function Actions(props: { message: OutgoingMessage } & Acts) {
  const styles = useStyles()
  const { message, onAnswer } = props
  const { state } = message
  if (state === 'held' || state === 'queued') {
    return (
      <div className={styles.actions}>
        <Button onClick={() => props.onTakeBack(message)}>Take back and edit</Button>
      </div>
    )
  }
  if (state !== 'sent') return null
  return (
    <div className={styles.actions}>
      <Button icon={<ArrowReplyRegular />} onClick={() => onAnswer('reply')}>
        Write again
      </Button>
      <Button icon={<ArrowReplyAllRegular />} onClick={() => onAnswer('all')}>
        To all
      </Button>
      <Button icon={<ArrowForwardRegular />} onClick={() => onAnswer('forward')}>
        Forward
      </Button>
    </div>
  )
}

function People(props: { label: string; people: Recipient[] }) {
  const styles = useStyles()
  if (props.people.length === 0) return null
  return (
    <>
      <dt className={styles.quiet}>{props.label}</dt>
      <dd className={styles.value}>
        {props.people.map((person, index) => (
          <span key={person.address} title={person.address}>
            {index > 0 && ', '}
            {addressLabel(person)}
          </span>
        ))}
      </dd>
    </>
  )
}

function Files({ message }: { message: OutgoingMessage }) {
  const styles = useStyles()
  const files = message.attachments.filter(({ contentId }) => contentId === null)
  if (files.length === 0) return null
  return (
    <ul className={styles.files} aria-label="Attachments">
      {files.map(({ id, name, size, sent }) => (
        <li key={id}>
          <AttachRegular aria-hidden /> {name}{' '}
          <Text size={200} className={styles.quiet}>
            {sizeText(size)}
          </Text>
          {message.state === 'sending' && size > 0 && (
            <ProgressBar aria-label={`Handed over of ${name}`} value={sent / size} />
          )}
        </li>
      ))}
    </ul>
  )
}
