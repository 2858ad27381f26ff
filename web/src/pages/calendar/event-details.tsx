import {
  Badge,
  Button,
  MessageBar,
  MessageBarBody,
  makeStyles,
  mergeClasses,
  Text,
  Title3,
  tokens,
} from '@fluentui/react-components'
import { ArrowDownloadRegular, DeleteRegular, EditRegular, VideoRegular } from '@fluentui/react-icons'
import { SafeHtml } from '../../components/safe-html.tsx'
import type { CalendarEvent, Occurrence } from '../../shapes.ts'
import { events } from '../../workspace-api.ts'
import { ConflictBar } from '../contacts/conflict-bar.tsx'
import { titleOf } from './calendar-item.ts'
import { bodyHtml } from './event-draft.ts'
import { EventFacts } from './event-facts.tsx'
import { ResponseBar } from './response-bar.tsx'

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  names: { paddingInlineEnd: '40px', overflowWrap: 'anywhere' },
  off: { textDecorationLine: 'line-through' },
  badges: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalXS, alignItems: 'center' },
  quiet: { color: tokens.colorNeutralForeground2 },
  actions: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
})

/** All that is known of an event, and what can be done with it. */
export function EventDetails(props: {
  event: CalendarEvent
  occurrence: Occurrence | undefined
  onEdit: () => void
  onRemove: () => void
}) {
  const styles = useStyles()
  const { event, occurrence } = props
  const own = event.exceptions?.find(({ originalDate }) => originalDate === occurrence?.originalDate)
  const body = own?.body ?? event.body
  const html = bodyHtml(body)
  const masked = event.masked === true
  const subject = titleOf({ masked, subject: own?.subject ?? event.subject ?? '' })
  const isInvitation = event.isOrganizer === false
  return (
    <article className={styles.root}>
      <Title3 as="h2" className={mergeClasses(styles.names, event.isCancelled && styles.off)}>
        {subject}
      </Title3>
      <States event={event} />
      {event.hasConflict && <ConflictBar record={event} />}
      {!masked && <Actions {...props} isInvitation={isInvitation} />}
      {isInvitation && !event.isCancelled && !masked && <ResponseBar event={event} />}
      <EventFacts event={event} occurrence={occurrence} />
      {html !== '' && !masked && <SafeHtml html={html} title="Description" />}
    </article>
  )
}

function Actions(props: {
  event: CalendarEvent
  isInvitation: boolean
  onEdit: () => void
  onRemove: () => void
}) {
  const styles = useStyles()
  const { event, isInvitation } = props
  const joinUrl = event.onlineMeeting?.joinUrl
  const canEdit = !event.isCancelled && !isInvitation
  return (
    <div className={styles.actions}>
      {joinUrl && /^https:/i.test(joinUrl) && (
        <Button
          as="a"
          appearance="primary"
          icon={<VideoRegular />}
          href={joinUrl}
          target="_blank"
          rel="noreferrer"
        >
          Join
        </Button>
      )}
      {canEdit && (
        <Button icon={<EditRegular />} onClick={props.onEdit}>
          Edit
        </Button>
      )}
      <Button icon={<DeleteRegular />} onClick={props.onRemove}>
        {event.isCancelled ? 'Remove from calendar' : 'Delete'}
      </Button>
      <Button
        as="a"
        icon={<ArrowDownloadRegular />}
        href={events.fileAddress(event.mailboxId, event.id)}
        download
      >
        Save as .ics
      </Button>
    </div>
  )
}

function States({ event }: { event: CalendarEvent }) {
  const styles = useStyles()
  const { syncState, syncProblem, isCancelled, masked, sensitivity } = event
  return (
    <>
      <div className={styles.badges}>
        {isCancelled && (
          <Badge color="danger" appearance="tint">
            Cancelled by its organizer
          </Badge>
        )}
        {sensitivity && sensitivity !== 'normal' && (
          <Badge appearance="tint" color="informative">
            {sensitivity === 'private' ? 'Private' : sensitivity === 'personal' ? 'Personal' : 'Confidential'}
          </Badge>
        )}
        <Text size={200} className={styles.quiet} role="status">
          {syncState === 'pending' && 'On its way to the mailbox …'}
          {syncState === 'synced' && 'In step with the mailbox.'}
        </Text>
      </div>
      {syncState === 'refused' && (
        <MessageBar intent="error" layout="multiline">
          <MessageBarBody>
            The mailbox refused the last edit: {syncProblem ?? 'it did not say why.'} It is tried again with
            the next edit.
          </MessageBarBody>
        </MessageBar>
      )}
      {masked && (
        <MessageBar intent="info" layout="multiline">
          <MessageBarBody>
            This event is private: Tandem is shown only when it takes place. It can be changed in the mailbox
            alone.
          </MessageBarBody>
        </MessageBar>
      )}
    </>
  )
}
