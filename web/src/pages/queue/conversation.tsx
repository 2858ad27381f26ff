import { Badge, Button, makeStyles, Text, Title3, Tooltip, tokens } from '@fluentui/react-components'
import { ArrowLeftRegular, ArrowUndoRegular, CheckmarkRegular } from '@fluentui/react-icons'
import { Loaded } from '../../components/loaded.tsx'
import { useSelf } from '../../presence.ts'
import type { InboundMessage, OutgoingMessage, Queue, WholeConversation } from '../../shapes.ts'
import { Answer } from './answer.tsx'
import { ConversationActs } from './conversation-acts.tsx'
import { ConversationHistory } from './conversation-history.tsx'
import { Message } from './message.tsx'
import { MessageMenu } from './message-menu.tsx'
import { Owner } from './owner.tsx'
import { subjectOf } from './queue-words.ts'
import { Reply } from './reply.tsx'
import { useConversation } from './use-queues.ts'

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
  line: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS },
  quiet: { color: tokens.colorNeutralForeground2 },
  messages: {
    listStyleType: 'none',
    margin: '0',
    padding: '0',
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
  },
})

interface View {
  queues: Queue[]
  onChange: () => void
  onBack: () => void
  /** Opens another conversation. */
  onGo: (id: string) => void
}

/** One conversation: its messages, oldest first, and whether it is done with. */
export function ConversationView(props: View & { id: string }) {
  const query = useConversation(props.id)
  return (
    <div className={useStyles().root}>
      <Loaded query={query} rows={8}>
        {(conversation) => <Known {...props} conversation={conversation} />}
      </Loaded>
    </div>
  )
}

function Known(props: View & { conversation: WholeConversation }) {
  const styles = useStyles()
  const { id, state, queueId, messages, items, answers, owner, priority, events } = props.conversation
  const selfId = useSelf()?.id
  const queue = props.queues.find((one) => one.id === queueId)
  const isOpen = state === 'open'
  return (
    <>
      <div className={styles.head}>
        <Tooltip content="Back to the list" relationship="label">
          <Button
            className={styles.back}
            appearance="subtle"
            icon={<ArrowLeftRegular />}
            onClick={props.onBack}
          />
        </Tooltip>
        <Title3 as="h2" className={styles.names} dir="auto">
          {subjectOf(props.conversation)}
        </Title3>
        <Button
          appearance={isOpen ? 'primary' : 'secondary'}
          icon={isOpen ? <CheckmarkRegular /> : <ArrowUndoRegular />}
          aria-keyshortcuts="e"
          onClick={props.onChange}
        >
          {isOpen ? 'Close' : 'Reopen'}
        </Button>
      </div>
      <div className={styles.line} role="status">
        <Badge appearance="tint" color={isOpen ? 'brand' : 'subtle'}>
          {isOpen ? 'Open' : 'Closed'}
        </Badge>
        <Text size={200} className={styles.quiet}>
          {queue && `${queue.name} · `}
          {messages === 1 ? '1 message' : `${messages} messages`}
          {answers.length > 0 && ` · ${answers.length === 1 ? '1 answer' : `${answers.length} answers`}`}
        </Text>
        {isOpen && <Owner owner={owner} selfId={selfId} />}
        {priority !== 3 && <Text size={200}>Priority {priority}</Text>}
      </div>
      <ConversationActs
        conversation={props.conversation}
        queues={props.queues}
        onGo={(other) => (other === undefined ? props.onBack() : props.onGo(other))}
      />
      <ConversationHistory events={events} isMine={owner !== null && owner.id === selfId} />
      {messages > items.length && (
        <Text className={styles.quiet}>
          The newest {items.length} of {messages} messages are shown here.
        </Text>
      )}
      <ol className={styles.messages} aria-label="Messages">
        {inOrder(items, answers).map((entry, index, all) => (
          <li key={entry.message.id}>
            {entry.kind === 'in' ? (
              <Message
                message={entry.message}
                isNewest={index === all.length - 1}
                menu={
                  // Before the first message nothing would be left.
                  (entry.message !== items[0] || messages > items.length) && (
                    <MessageMenu conversationId={id} messageId={entry.message.id} onGo={props.onGo} />
                  )
                }
              />
            ) : (
              <Answer message={entry.message} isNewest={index === all.length - 1} />
            )}
          </li>
        ))}
      </ol>
      {queue && <Reply key={props.conversation.id} conversation={props.conversation} queue={queue} />}
    </>
  )
}

type Entry = { kind: 'in'; message: InboundMessage } | { kind: 'out'; message: OutgoingMessage }

/** What came and what was answered, by time. */
function inOrder(items: InboundMessage[], answers: OutgoingMessage[]): Entry[] {
  const entries = [
    ...items.map((message) => ({ at: message.receivedAt, entry: { kind: 'in' as const, message } })),
    ...answers.map((message) => ({
      at: message.sentAt ?? message.createdAt,
      entry: { kind: 'out' as const, message },
    })),
  ]
  return entries.sort((one, other) => Date.parse(one.at) - Date.parse(other.at)).map(({ entry }) => entry)
}
