import { Badge, CounterBadge, makeStyles, Text, tokens } from '@fluentui/react-components'
import { AttachRegular } from '@fluentui/react-icons'
import { memo } from 'react'
import type { Conversation } from '../../shapes.ts'
import { clockText, momentText } from '../../time-text.ts'
import { senderOf, subjectOf } from './queue-words.ts'

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
  grow: { flexGrow: 1, minWidth: '0' },
  quiet: { color: tokens.colorNeutralForeground2 },
})

/** One conversation in the list: who, about what, how it goes on, when. */
export const ConversationRow = memo(function ConversationRow(props: {
  conversation: Conversation
  isSelected: boolean
  /** Where closed ones stand among the others. */
  showsState: boolean
}) {
  const styles = useStyles()
  const { messages, lastAt, preview, hasAttachments, state, from } = props.conversation
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
        {props.showsState && state === 'closed' && (
          <Badge appearance="tint" color="subtle" size="small">
            Closed
          </Badge>
        )}
      </span>
      <Text truncate wrap={false} size={200} className={styles.quiet} dir="auto">
        {preview}
      </Text>
    </div>
  )
})
