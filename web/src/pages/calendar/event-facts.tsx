import { Badge, makeStyles, Text, tokens } from '@fluentui/react-components'
import {
  AlertRegular,
  ArrowRepeatAllRegular,
  CheckmarkCircleRegular,
  CircleRegular,
  ClockRegular,
  DismissCircleRegular,
  LocationRegular,
  PeopleRegular,
  QuestionCircleRegular,
  TagRegular,
} from '@fluentui/react-icons'
import type { ReactElement, ReactNode } from 'react'
import type { CalendarEvent, EventResponse, Occurrence } from '../../shapes.ts'
import { timesText } from './event-times.ts'
import { reminderText, showAsText } from './event-words.ts'
import { repeatSentence } from './repeat-text.ts'

const useStyles = makeStyles({
  list: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM, margin: '0' },
  fact: {
    display: 'grid',
    gridTemplateColumns: '24px minmax(0, 1fr)',
    gap: tokens.spacingHorizontalS,
    overflowWrap: 'anywhere',
  },
  icon: { fontSize: '20px', color: tokens.colorNeutralForeground2, lineHeight: 1 },
  hidden: { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' },
  value: { margin: '0', display: 'flex', flexDirection: 'column' },
  quiet: { color: tokens.colorNeutralForeground2 },
  people: {
    listStyleType: 'none',
    margin: '0',
    padding: '0',
    display: 'grid',
    gap: tokens.spacingVerticalXS,
  },
  person: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalXS },
  tags: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalXS },
})

/** When, how often, where, with whom, and how it is shown to others. */
export function EventFacts(props: { event: CalendarEvent; occurrence: Occurrence | undefined }) {
  const styles = useStyles()
  const { event, occurrence } = props
  const own = event.exceptions?.find(({ originalDate }) => originalDate === occurrence?.originalDate)
  const { here, there } = timesText(event, occurrence)
  const place = (own?.location ?? event.location)?.displayName
  const categories = own?.categories ?? event.categories ?? []
  const attendees = event.attendees ?? []
  return (
    <dl className={styles.list}>
      <Fact name="When" icon={<ClockRegular />}>
        <Text>{here}</Text>
        {there && (
          <Text size={200} className={styles.quiet}>
            {there}
          </Text>
        )}
      </Fact>
      {event.recurrence && (
        <Fact name="How often" icon={<ArrowRepeatAllRegular />}>
          <Text>{repeatSentence(event.recurrence)}</Text>
          {own && (
            <Text size={200} className={styles.quiet}>
              This one differs from its series.
            </Text>
          )}
        </Fact>
      )}
      {place && (
        <Fact name="Where" icon={<LocationRegular />}>
          <Text>{place}</Text>
        </Fact>
      )}
      <Fact name="Reminder and how it is shown" icon={<AlertRegular />}>
        <Text>
          {reminderText(event.isReminderOn === false ? null : (event.reminderMinutesBeforeStart ?? null))} ·
          shown as {showAsText(own?.showAs ?? event.showAs)}
        </Text>
      </Fact>
      {categories.length > 0 && (
        <Fact name="Categories" icon={<TagRegular />}>
          <div className={styles.tags}>
            {categories.map((category) => (
              <Badge key={category} appearance="outline" color="informative">
                {category}
              </Badge>
            ))}
          </div>
        </Fact>
      )}
      {(attendees.length > 0 || event.organizer) && !event.masked && (
        <Fact name="With" icon={<PeopleRegular />}>
          <People event={event} />
        </Fact>
      )}
    </dl>
  )
}

function Fact(props: { name: string; icon: ReactElement; children: ReactNode }) {
  const styles = useStyles()
  return (
    <div className={styles.fact}>
      <dt className={styles.icon} title={props.name}>
        <span className={styles.hidden}>{props.name}</span>
        {props.icon}
      </dt>
      <dd className={styles.value}>{props.children}</dd>
    </div>
  )
}

const answers: Record<EventResponse, [words: string, icon: ReactElement]> = {
  accepted: ['accepted', <CheckmarkCircleRegular key="accepted" aria-hidden />],
  tentativelyAccepted: ['perhaps', <QuestionCircleRegular key="perhaps" aria-hidden />],
  declined: ['declined', <DismissCircleRegular key="declined" aria-hidden />],
  notResponded: ['no answer yet', <CircleRegular key="open" aria-hidden />],
  none: ['no answer yet', <CircleRegular key="none" aria-hidden />],
  organizer: ['organizer', <CheckmarkCircleRegular key="organizer" aria-hidden />],
}

function People({ event }: { event: CalendarEvent }) {
  const styles = useStyles()
  const organizer = event.organizer?.emailAddress
  return (
    <ul className={styles.people}>
      {organizer && !event.isOrganizer && (
        <li className={styles.person}>
          <Text>{organizer.name || organizer.address}</Text>
          <Text size={200} className={styles.quiet}>
            organizer
          </Text>
        </li>
      )}
      {(event.attendees ?? []).map(({ emailAddress, type, status }) => {
        const [words, icon] = answers[status?.response ?? 'none'] ?? answers.none
        return (
          <li key={emailAddress.address} className={styles.person} title={emailAddress.address}>
            {icon}
            <Text>{emailAddress.name || emailAddress.address}</Text>
            <Text size={200} className={styles.quiet}>
              {words}
              {type === 'optional' && ' · optional'}
              {type === 'resource' && ' · room or device'}
            </Text>
          </li>
        )
      })}
    </ul>
  )
}
