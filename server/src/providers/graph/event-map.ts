import { createHash } from 'node:crypto'
import type { EventContent, EventException } from '@tandem/model/event.ts'
import type { WallTime } from '@tandem/model/moment.ts'
import { instantToWall, isMidnight, plainTime, wallInZone } from '../../lib/calendar/wall-time.ts'
import { ianaZone, isSameZone } from '../../lib/calendar/zones.ts'
import { normalEvent } from '../../lib/normal-event.ts'
import type { Versioned } from '../provider.ts'
import { readLocation } from './event-location.ts'
import { readRecurrence } from './recurrence.ts'

/** An event as Graph shows it (CSDL `microsoft.graph.event`); a master with what was asked for of its series. */
export interface GraphEvent {
  id: string
  type?: string | null
  seriesMasterId?: string | null
  changeKey?: string
  '@odata.etag'?: string
  lastModifiedDateTime?: string
  originalStart?: string | null
  originalStartTimeZone?: string | null
  originalEndTimeZone?: string | null
  start?: WallTime
  end?: WallTime
  isAllDay?: boolean
  exceptionOccurrences?: GraphEvent[]
  cancelledOccurrences?: string[]
  [field: string]: unknown
}

/** Fields that pass through as they are: names and values are Graph's own, unknown values of an enumeration too. */
const plain = [
  ...['subject', 'showAs', 'sensitivity', 'importance', 'isReminderOn', 'reminderMinutesBeforeStart'],
  ...['categories', 'isAllDay'],
] as const
const ofWhole = [
  ...['isOnlineMeeting', 'responseRequested', 'allowNewTimeProposals', 'hideAttendees', 'isOrganizer'],
  ...['isCancelled', 'iCalUId'],
] as const

/** All that is read of an event; `cancelledOccurrences` comes only when it is named (event resource). */
export const eventNames = [
  ...['id', 'type', 'seriesMasterId', 'changeKey', 'lastModifiedDateTime', 'originalStart'],
  ...['originalStartTimeZone', 'originalEndTimeZone', 'start', 'end', 'body', 'location', 'attendees'],
  ...['organizer', 'responseStatus', 'onlineMeeting', 'onlineMeetingProvider', 'recurrence'],
  ...['cancelledOccurrences', ...plain, ...ofWhole],
]

/** An event or a whole series with its reference and version; the item itself says whether it is private. */
export function versionedEvent(event: GraphEvent): Versioned<EventContent> {
  return {
    ref: event.id,
    version: eventVersion(event),
    item: eventItem(event),
    ...(event.lastModifiedDateTime && { changedAt: event.lastModifiedDateTime }),
    private: event.sensitivity === 'private',
  }
}

/**
 * The version: the change key, and for a series with exceptions or cancelled days a digest of those, so that it tells of every
 * change whatever the service does to the master's key (decision 0006). Change keys are base64: a dot parts the two.
 */
export function eventVersion(event: GraphEvent): string {
  const exceptions = (event.exceptionOccurrences ?? []).map((one) => `${one.id} ${changeKeyOf(one)}`)
  const cancelled = cancelledDays(event)
  if (exceptions.length + cancelled.length === 0) return changeKeyOf(event)
  const text = JSON.stringify([exceptions.sort(), cancelled])
  return `${changeKeyOf(event)}.${createHash('sha256').update(text).digest('base64url').slice(0, 22)}`
}

/** The change key in a version: what `If-Match` takes. */
export function keyInVersion(version: string): string {
  return version.split('.')[0] ?? ''
}

/** The key by which the service itself tells versions of one item apart. */
export function changeKeyOf(event: Pick<GraphEvent, 'changeKey' | '@odata.etag'>): string {
  return event.changeKey ?? /^W\/"(.*)"$/.exec(event['@odata.etag'] ?? '')?.[1] ?? ''
}

/** The content of an event, in normal form; a master with the exceptions and cancelled days that were read with it. */
export function eventItem(event: GraphEvent): EventContent {
  const recurrence = readRecurrence(event.recurrence)
  const zone = zoneOf(event)
  const exceptions = (event.exceptionOccurrences ?? []).flatMap((one) => exceptionOf(one, event, zone) ?? [])
  const { emailAddress } = (event.organizer ?? {}) as { emailAddress?: EventContent['organizer'] }
  return normalEvent({
    ...ownFields(event, zone, recurrence ? zone : (ianaZone(event.originalEndTimeZone ?? '') ?? zone)),
    ...picked(event, ofWhole),
    ...(recurrence && { recurrence, exceptions, cancelledDates: cancelledDays(event) }),
    attendees: attendees(event),
    responseStatus: event.responseStatus,
    onlineMeeting: event.onlineMeeting,
    ...(emailAddress && { organizer: { emailAddress } }),
    ...(event.onlineMeetingProvider !== 'unknown' && { onlineMeetingProvider: event.onlineMeetingProvider }),
  } as EventContent)
}

/** The day in the series' zone on which its pattern has this occurrence. */
export function originalDay(occurrence: GraphEvent, master: GraphEvent): string | undefined {
  const instant = occurrence.originalStart ?? undefined
  if (instant === undefined)
    return occurrence.start && ownTime(occurrence, 'start', zoneOf(master)).dateTime.slice(0, 10)
  // Days have no zone: midnight is that of UTC, or of the zone, by what the service makes of it.
  const asWritten = plainTime(instant)
  if (master.isAllDay && asWritten !== undefined && isMidnight(asWritten)) return asWritten.slice(0, 10)
  return instantToWall(instant, zoneOf(master)).dateTime.slice(0, 10)
}

/**
 * The zone of an event: the one it was made in, by its Windows or IANA name. A zone that only Exchange knows
 * (`tzone://Microsoft/Custom`, from an item's own rules) means nothing here: its times stay in UTC, which is
 * right for a single event and, for a series, as long as its clocks are not changed. The days of a series are those of
 * `recurrenceTimeZone`, so that one counts where both are there and differ.
 */
function zoneOf(event: GraphEvent): string {
  const own = ianaZone(event.originalStartTimeZone ?? '')
  const { range } = (event.recurrence ?? {}) as { range?: { recurrenceTimeZone?: string | null } }
  const ofSeries = ianaZone(range?.recurrenceTimeZone ?? '')
  if (own !== undefined && (ofSeries === undefined || isSameZone(own, ofSeries))) return own
  return ofSeries ?? own ?? 'UTC'
}

/** What an occurrence can have of its own as well as an event. */
function ownFields(event: GraphEvent, zone: string, endZone: string) {
  return {
    ...picked(event, plain),
    body: event.body,
    location: readLocation(event.location),
    start: ownTime(event, 'start', zone),
    end: ownTime(event, 'end', endZone),
  }
}

/** Times come in UTC, as nothing else is asked for; all-day ones are the same dates whatever is asked for. */
function ownTime(event: GraphEvent, name: 'start' | 'end', zone: string): WallTime {
  const given = event[name] ?? { dateTime: '', timeZone: 'UTC' }
  const dateTime = plainTime(given.dateTime) ?? given.dateTime
  if (event.isAllDay) return { dateTime, timeZone: zone }
  return wallInZone({ dateTime, timeZone: ianaZone(given.timeZone) ?? 'UTC' }, zone)
}

/** All that an exception shows; the normal form keeps what differs from the series. What is empty there is so on purpose: `null`. */
function exceptionOf(one: GraphEvent, master: GraphEvent, zone: string): EventException | undefined {
  const originalDate = originalDay(one, master)
  if (originalDate === undefined) return undefined
  const { isAllDay = master.isAllDay === true, ...own } = ownFields(
    { isAllDay: master.isAllDay, ...one },
    zone,
    zone,
  )
  const people = attendees(one).map(({ status: _, ...attendee }) => attendee)
  return {
    ...own,
    isAllDay,
    originalDate,
    subject: own.subject || null,
    location: own.location ?? null,
    attendees: people,
  } as EventException
}

function cancelledDays(event: GraphEvent): string[] {
  // `OID.<id of the master>.2026-03-31` (event resource: occurrenceId).
  const days = (event.cancelledOccurrences ?? []).flatMap((id) => /(\d{4}-\d\d-\d\d)$/.exec(id)?.[1] ?? [])
  return [...new Set(days)].sort()
}

type Attendees = NonNullable<EventContent['attendees']>

function attendees(event: GraphEvent): Attendees {
  return ((event.attendees ?? []) as Attendees).map(({ type, emailAddress, status }) => ({
    type: type ?? 'required',
    emailAddress,
    ...(status && { status }),
  }))
}

function picked<Name extends string>(event: GraphEvent, names: readonly Name[]) {
  return Object.fromEntries(names.map((name) => [name, event[name]])) as Record<Name, never>
}
