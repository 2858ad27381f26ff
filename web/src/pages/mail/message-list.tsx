import { Badge, Button, makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components'
import { AttachRegular, ImportantFilled } from '@fluentui/react-icons'
import { Absent } from '../../components/loaded.tsx'
import { Ago, Moment } from '../../components/when.tsx'
import type { ListedMessage } from '../../shapes.ts'
import { recipientsText, stateLook } from './message-words.ts'
import type { useMessages } from './use-messages.ts'

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: '0', padding: '0', overflowY: 'auto', minHeight: '0' },
  row: {
    display: 'flex',
    flexDirection: 'column',
    width: '100%',
    boxSizing: 'border-box',
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL}`,
    border: 'none',
    borderLeft: '3px solid transparent',
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
    font: 'inherit',
    color: 'inherit',
    textAlign: 'start',
    backgroundColor: 'transparent',
    cursor: 'pointer',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  selected: {
    backgroundColor: tokens.colorNeutralBackground1Selected,
    borderLeftColor: tokens.colorBrandStroke1,
  },
  line: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalXS, minWidth: '0' },
  grow: { flexGrow: 1, minWidth: '0' },
  quiet: { color: tokens.colorNeutralForeground2, whiteSpace: 'nowrap' },
  empty: { padding: tokens.spacingHorizontalL, color: tokens.colorNeutralForeground2 },
  more: { margin: tokens.spacingHorizontalM },
})

/** Outgoing mail: everything that went out from here or will, with what became of it. */
export function MessageList(props: {
  found: ReturnType<typeof useMessages>
  selected: string | undefined
  onSelect: (id: string) => void
}) {
  const styles = useStyles()
  const { query, items } = props.found
  if (!query.data) return <Absent query={query} rows={8} />
  if (items.length === 0) {
    return (
      <Text className={styles.empty}>
        Nothing was sent from here yet. What is sent goes out as the mailbox’s person, and its copy is in
        their Sent.
      </Text>
    )
  }
  return (
    <ul className={styles.list} aria-label="Outgoing mail">
      {items.map((message) => (
        <li key={message.id}>
          <Row message={message} isSelected={message.id === props.selected} onSelect={props.onSelect} />
        </li>
      ))}
      {query.hasNextPage && (
        <li>
          <Button
            className={styles.more}
            disabled={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {query.isFetchingNextPage ? 'Reading …' : 'Older ones'}
          </Button>
        </li>
      )}
    </ul>
  )
}

function Row(props: { message: ListedMessage; isSelected: boolean; onSelect: (id: string) => void }) {
  const styles = useStyles()
  const { message, isSelected } = props
  const [words, color] = stateLook(message)
  return (
    <button
      type="button"
      className={mergeClasses(styles.row, isSelected && styles.selected)}
      aria-current={isSelected ? 'true' : undefined}
      onClick={() => props.onSelect(message.id)}
    >
      <span className={styles.line}>
        <Text weight="semibold" truncate wrap={false} className={styles.grow}>
          {recipientsText(message)}
        </Text>
        <Text size={200} className={styles.quiet}>
          <When message={message} />
        </Text>
      </span>
      <span className={styles.line}>
        {message.importance === 'high' && <ImportantFilled aria-label="Important" />}
        <Text truncate wrap={false} className={styles.grow}>
          {message.subject || '(No subject)'}
        </Text>
        {message.attachments.some(({ contentId }) => contentId === null) && (
          <AttachRegular aria-label="With attachments" />
        )}
        {message.state !== 'sent' && (
          <Badge appearance="tint" color={color}>
            {words}
          </Badge>
        )}
      </span>
    </button>
  )
}

function When({ message }: { message: ListedMessage }) {
  const { state, sentAt, dueAt, undoUntil, createdAt } = message
  if (state === 'held' && dueAt && undoUntil === null) return <Moment at={dueAt} />
  return <Ago at={sentAt ?? createdAt} />
}
