import { Badge, CounterBadge, makeStyles, Text, tokens } from '@fluentui/react-components'
import { AttachRegular } from '@fluentui/react-icons'
import { memo } from 'react'
import type { Conversation } from '../../shapes.ts'
import { clockText, momentText } from '../../time-text.ts'
import { Owner } from './owner.tsx'
import { senderOf, subjectOf } from './queue-words.ts'
import { Waiting } from './waiting.tsx'

const useStyles = makeStyles({
  row: {
    height: '100%',
    boxSizing: 'border-box',
    display: 'flex',
    flexDirection: 'column',
    justifyContent: 'center',
    paddingInline: tokens.spacingHorizontalL,
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
  },
  line: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalXS, minWidth: '0' },
  last: {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: tokens.spacingHorizontalS,
    minWidth: '0',
  },
  grow: { flexGrow: 1, minWidth: '0' },
  quiet: { color: tokens.colorNeutralForeground2 },
})

/** One conversation in the list: who, about what, how it goes on, when; who has it, and how long somebody has waited. */
export const ConversationRow = memo(function ConversationRow(props: {
  conversation: Conversation
  isSelected: boolean
  selfId: string | undefined
}) {
  const styles = useStyles()
  const { messages, lastAt, preview, hasAttachments, state, from, owner, priority } = props.conversation
  return (
    <div className={styles.row}>
      <span className={styles.line}>
        <Text weight="semibold" truncate wrap={false} className={styles.grow} dir="auto" title={from.address}>
          {senderOf(from)}
        </Text>
        {hasAttachments && <AttachRegular aria-label="With attachments" />}
        <Text size={200} wrap={false} className={styles.quiet}>
          <time dateTime={lastAt} title={momentText(lastAt)}>
            {clockText(lastAt)}
          </time>
        </Text>
      </span>
      <span className={styles.line}>
        <Text
          truncate
          wrap={false}
          weight={props.isSelected ? 'semibold' : 'regular'}
          className={styles.grow}
          dir="auto"
        >
          {subjectOf(props.conversation)}
        </Text>
        {messages > 1 && (
          <CounterBadge
            count={messages}
            overflowCount={999}
            size="small"
            color="informative"
            aria-label={`${messages} messages`}
          />
        )}
        {priority !== 3 && (
          <Badge appearance="tint" color={priority < 3 ? 'important' : 'subtle'} size="small">
            Priority {priority}
          </Badge>
        )}
      </span>
      <Text truncate wrap={false} size={200} className={styles.quiet} dir="auto">
        {preview}
      </Text>
      <span className={styles.last}>
        {state === 'closed' ? (
          <Badge appearance="tint" color="subtle" size="small">
            Closed
          </Badge>
        ) : (
          <Owner owner={owner} selfId={props.selfId} />
        )}
        <Waiting {...props.conversation} />
      </span>
    </div>
  )
})
