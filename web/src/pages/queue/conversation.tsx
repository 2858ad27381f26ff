import { Badge, Button, makeStyles, Text, Title3, Tooltip, tokens } from '@fluentui/react-components'
import { ArrowLeftRegular, ArrowUndoRegular, CheckmarkRegular } from '@fluentui/react-icons'
import { Loaded } from '../../components/loaded.tsx'
import { useSelf } from '../../presence.ts'
import type { Queue, WholeConversation } from '../../shapes.ts'
import { Answer } from './answer.tsx'
import { ConversationActs } from './conversation-acts.tsx'
import { ConversationHistory } from './conversation-history.tsx'
import { CustomerButton, CustomerSide, useIsWide } from './customer-panel.tsx'
import { inOrder } from './in-order.ts'
import { Message } from './message.tsx'
import { MessageMenu } from './message-menu.tsx'
import { NoteEntry } from './note.tsx'
import { Owner } from './owner.tsx'
import { subjectOf } from './queue-words.ts'
import { Reply } from './reply.tsx'
import { useConversation } from './use-queues.ts'
import { useWriting } from './use-writing.ts'
import { WriteNote } from './write-note.tsx'

const useStyles = makeStyles({
  sides: { display: 'flex', minHeight: '100%' },
  root: {
    flexGrow: 1,
    minWidth: '0',
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
  const styles = useStyles()
  const query = useConversation(props.id)
  const isWide = useIsWide()
  const customerId = query.data?.customerId
  return (
    <div className={styles.sides}>
      <div className={styles.root}>
        <Loaded query={query} rows={8}>
          {(conversation) => <Known {...props} conversation={conversation} />}
        </Loaded>
      </div>
      {isWide && customerId && <CustomerSide customerId={customerId} conversationId={props.id} />}
    </div>
  )
}

function Known(props: View & { conversation: WholeConversation }) {
  const styles = useStyles()
  const { id, customerId, state, queueId, messages, items, answers, notes, owner, priority, events } =
    props.conversation
  const selfId = useSelf()?.id
  const queue = props.queues.find((one) => one.id === queueId)
  const isOpen = state === 'open'
  const isWide = useIsWide()
  const writing = useWriting(props.conversation)
  const entries = inOrder(items, answers, notes)
  // Notes fold nothing: the mail before them is still to be read.
  const newest = entries.findLast(({ kind }) => kind !== 'note')
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
        {!isWide && customerId && <CustomerButton customerId={customerId} conversationId={id} />}
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
        {entries.map((entry) => (
          <li key={entry.id}>
            {entry.kind === 'in' && (
              <Message
                message={entry.message}
                isNewest={entry === newest}
                onForward={() => writing.begin('forward', entry.message)}
                menu={
                  // Before the first message nothing would be left.
                  (entry.message !== items[0] || messages > items.length) && (
                    <MessageMenu conversationId={id} messageId={entry.message.id} onGo={props.onGo} />
                  )
                }
              />
            )}
            {entry.kind === 'out' && <Answer message={entry.message} isNewest={entry === newest} />}
            {entry.kind === 'note' && <NoteEntry note={entry.note} />}
          </li>
        ))}
      </ol>
      <WriteNote key={`note ${id}`} conversationId={id} />
      {queue && <Reply key={id} conversation={props.conversation} queue={queue} writing={writing} />}
    </>
  )
}
