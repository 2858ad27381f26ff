import {
  ArrowRepeatAllRegular,
  ArrowSyncRegular,
  ErrorCircleRegular,
  LockClosedRegular,
  VideoRegular,
  WarningFilled,
} from '@fluentui/react-icons'
import type { EventDisplayInfo } from '@fullcalendar/react'
import type { Occurrence } from '../../shapes.ts'

/** What stands in an event's box: its time, its title, its place, and signs for what is special about it. */
export function itemContent(info: EventDisplayInfo) {
  const occurrence: Occurrence | undefined = info.event.extendedProps.occurrence
  const isList = info.view.type === 'agenda'
  // In one line of a narrow day there is room for the words alone; the time is read out, and shown under the pointer.
  const isShort = info.view.type.startsWith('timeGrid') && info.isShort
  const time = info.timeText !== '' && (
    <div className={`${info.timeClass} ${isShort ? 'calendar-short-time' : ''}`}>{info.timeText}</div>
  )
  return (
    <>
      {!isShort && time}
      <div className={info.titleClass} title={`${info.timeText} ${info.event.title}`.trim()}>
        <span className="calendar-item-words">
          {occurrence && <Troubles occurrence={occurrence} />}
          <span className="calendar-item-title">{info.event.title || '(New)'}</span>
          {isList && occurrence && occurrence.location !== '' && <span>· {occurrence.location}</span>}
          {/* A narrow column has room for the words alone. */}
          {occurrence && !info.isNarrow && <Signs occurrence={occurrence} />}
        </span>
      </div>
      {isShort && time}
    </>
  )
}

export function itemClass({ event, isPast, view }: EventDisplayInfo): string {
  const occurrence: Occurrence | undefined = event.extendedProps.occurrence
  const isOff = occurrence?.isCancelled || occurrence?.response === 'declined'
  return [
    'calendar-item',
    view.type === 'agenda' ? 'calendar-agenda' : '',
    isOff ? 'calendar-cancelled' : '',
    isPast ? 'calendar-past' : '',
  ].join(' ')
}

function Troubles({ occurrence }: { occurrence: Occurrence }) {
  const { hasConflict, syncState, isCancelled } = occurrence
  return (
    <>
      {hasConflict && <WarningFilled aria-label="In conflict" />}
      {syncState === 'refused' && <ErrorCircleRegular aria-label="Refused by the mailbox" />}
      {syncState === 'pending' && <ArrowSyncRegular aria-label="On its way to the mailbox" />}
      {isCancelled && <span>Cancelled:</span>}
    </>
  )
}

function Signs({ occurrence }: { occurrence: Occurrence }) {
  const { masked, sensitivity, type, joinUrl } = occurrence
  return (
    <>
      {(masked || sensitivity === 'private') && <LockClosedRegular aria-label="Private" />}
      {type !== 'singleInstance' && <ArrowRepeatAllRegular aria-label="Repeats" />}
      {joinUrl !== null && !masked && <VideoRegular aria-label="Online" />}
    </>
  )
}
