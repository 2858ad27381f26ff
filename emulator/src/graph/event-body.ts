/** What a client may write into an event, checked as the service does (event-post, event-update in the reference). */
import type { Attendee, Recurrence, Stamp } from '../tenant/calendar-types.ts'
import type { EventChange, EventDraft } from '../tenant/events.ts'
import { noTime } from '../tenant/events.ts'
import { type EventItem, fieldsOf } from '../tenant/occurrences.ts'
import { instantOf, stampLike, wallClock } from '../tenant/zones.ts'
import { refuse } from './errors.ts'
import { readExtended } from './extended-properties.ts'
import { readLocation } from './location-body.ts'
import { fitRecurrence, readRecurrence } from './recurrence-body.ts'
import { readStamp } from './stamps.ts'
import {
  readBoolean,
  readInteger,
  readList,
  readMember,
  readRecord,
  readText,
  readTexts,
  unknownName,
} from './value-readers.ts'

type Reader = (name: string, value: unknown) => unknown

const importances = ['low', 'normal', 'high'] as const
const providers = ['unknown', 'skypeForBusiness', 'skypeForConsumer', 'teamsForBusiness'] as const

/** Properties that go into the event as they are. */
const plain: Record<string, Reader> = {
  subject: (name, value) => readText(name, value) ?? '',
  body: readBody,
  importance: (name, value) => readMember(name, value, importances),
  sensitivity: (name, value) => readMember(name, value, ['normal', 'personal', 'private', 'confidential']),
  showAs: (name, value) =>
    readMember(name, value, ['unknown', 'free', 'tentative', 'busy', 'oof', 'workingElsewhere']),
  categories: readTexts,
  isAllDay: readBoolean,
  isReminderOn: readBoolean,
  reminderMinutesBeforeStart: readInteger,
  responseRequested: readBoolean,
  allowNewTimeProposals: readBoolean,
  hideAttendees: readBoolean,
  isOnlineMeeting: readBoolean,
  onlineMeetingProvider: (name, value) => readMember(name, value, providers),
  onlineMeetingUrl: readText,
  transactionId: readText,
}

/** Set by the service; what a client writes there is not looked at. */
const readOnly = [
  ...['id', 'createdDateTime', 'lastModifiedDateTime', 'changeKey', 'bodyPreview', 'cancelledOccurrences'],
  ...['hasAttachments', 'iCalUId', 'isCancelled', 'isDraft', 'isOrganizer', 'onlineMeeting', 'organizer'],
  ...['originalEndTimeZone', 'originalStart', 'originalStartTimeZone', 'responseStatus', 'seriesMasterId'],
  ...['type', 'webLink'],
]

/** The body of a POST. */
export function readNewEvent(body: Record<string, unknown>): EventDraft {
  const change = readChange(body)
  const { start, end, recurrence } = change
  if (start === undefined || end === undefined) throw refuse.propertyFailed()
  const { fields } = change
  return { ...change, ...settleTimes(start, end, fields?.isAllDay === true, recurrence ?? undefined) }
}

/** The body of a PATCH of a line that is there. */
export function readEventChange(body: Record<string, unknown>, item: EventItem): EventChange {
  const change = readChange(body, item)
  delete change.fields?.transactionId
  const present = fieldsOf(item)
  // An online meeting stays one (onlineMeeting in the reference: later changes are ignored).
  if (present.isOnlineMeeting === true) delete change.fields?.isOnlineMeeting
  const { start = item.start, end = item.end, recurrence } = change
  const isAllDay = change.fields?.isAllDay ?? present.isAllDay === true
  if (change.start || change.end || recurrence !== undefined || isAllDay !== (present.isAllDay === true)) {
    Object.assign(change, settleTimes(start, end, isAllDay === true, recurrenceFor(item, start, recurrence)))
    if (recurrence === null) change.recurrence = null
    // An occurrence has no recurrence of its own.
    if (item.day !== undefined) delete change.recurrence
  }
  return change
}

/** A series moves with its start: without a recurrence in the body the old one begins on the new day. A new zone must come with a recurrence. */
function recurrenceFor(
  { event, day }: EventItem,
  start: Stamp,
  written: Recurrence | null | undefined,
): Recurrence | undefined {
  if (day !== undefined || written === null) return undefined
  if (written) return written
  const { recurrence } = event
  return (
    recurrence && {
      ...recurrence,
      range: { ...recurrence.range, startDate: start.dateTime.slice(0, 10) },
    }
  )
}

function readChange(body: Record<string, unknown>, item?: EventItem): EventChange {
  const change: EventChange & { fields: Record<string, unknown> } = { fields: {} }
  for (const [name, value] of Object.entries(body)) {
    if (name.includes('@') || readOnly.includes(name)) continue
    const reader = Object.hasOwn(plain, name) ? plain[name] : undefined
    if (reader) change.fields[name] = reader(name, value)
    else if (name === 'start' || name === 'end') change[name] = readStamp(name, value, item?.[name])
    else if (name === 'recurrence') change.recurrence = value === null ? null : readRecurrence(value)
    else if (name === 'singleValueExtendedProperties') change.extended = readExtended(value)
    else if (name === 'attendees') change.fields.attendees = readAttendees(value, item)
    else if (name === 'location')
      change.fields.locations = value === null ? [] : [readLocation(value)].filter(hasContent)
    else if (name === 'locations')
      change.fields.locations = readList(name, value).map(readLocation).filter(hasContent)
    else throw unknownName(name, 'event')
  }
  return change
}

function hasContent(location: Record<string, unknown>): boolean {
  return location.displayName !== '' || Object.keys(location).length > 3
}

/** All-day events are midnight to midnight in one zone; a series has both its times in the zone of its start. */
function settleTimes(
  start: Stamp,
  given: Stamp,
  isAllDay: boolean,
  recurrence: Recurrence | undefined,
): Pick<EventDraft, 'start' | 'end' | 'recurrence'> {
  const end = recurrence && given.zone !== start.zone ? inZoneOf(start, given) : given
  if (instantOf(end) < instantOf(start)) throw refuse.propertyFailed()
  if (isAllDay) checkAllDay(start, end)
  return { start, end, ...(recurrence && { recurrence: fitRecurrence(recurrence, start, end) }) }
}

function inZoneOf(start: Stamp, stamp: Stamp): Stamp {
  return stampLike(start, wallClock(instantOf(stamp), start.zone))
}

/** The first two texts are as seen in public issues, the third is not documented. */
function checkAllDay(start: Stamp, end: Stamp): void {
  for (const [name, stamp] of Object.entries({ Start: start, End: end })) {
    if (stamp.dateTime.slice(11) === '00:00:00') continue
    throw refuse.invalidRequest(
      `The Event.${name} property for an all-day event needs to be set to midnight.`,
    )
  }
  if (end.dateTime <= start.dateTime) {
    throw refuse.invalidRequest('The duration of an event marked as All day must be at least 24 hours.')
  }
  if (start.zone !== end.zone) {
    throw refuse.invalidRequest('Start and end of an all-day event need to be in the same time zone.')
  }
}

function readBody(name: string, value: unknown): { contentType: string; content: string } {
  if (value === null) return { contentType: 'text', content: '' }
  const { contentType = 'text', content = '', ...others } = readRecord(name, value)
  const other = Object.keys(others)[0]
  if (other !== undefined) throw unknownName(other, 'itemBody')
  return {
    contentType: readMember('contentType', contentType, ['text', 'html']),
    content: readText('content', content) ?? '',
  }
}

/** Who is there already keeps the answer that was given; answers that a client writes are not looked at. */
function readAttendees(value: unknown, item: EventItem | undefined): Attendee[] {
  const present = (item && (fieldsOf(item).attendees as Attendee[] | undefined)) ?? []
  const read = readList('attendees', value).map((entry): Attendee => {
    const { emailAddress, type = 'required' } = readRecord('attendees', entry)
    const { address, name } = readRecord('emailAddress', emailAddress ?? {})
    if (typeof address !== 'string' || !/^\S+@\S+$/.test(address)) throw refuse.recipients()
    const known = present.find((one) => isSame(one.emailAddress.address, address))
    return {
      type: readMember('type', type, ['required', 'optional', 'resource']),
      status: known?.status ?? { response: 'none', time: noTime },
      emailAddress: { name: readText('name', name ?? null) || known?.emailAddress.name || address, address },
      ...(known?.proposedNewTime && { proposedNewTime: known.proposedNewTime }),
    }
  })
  return read.filter(
    (one, at) =>
      read.findIndex((other) => isSame(other.emailAddress.address, one.emailAddress.address)) === at,
  )
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
