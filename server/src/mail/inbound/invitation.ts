import type { Invitation } from '@tandem/model/api/queues.ts'
import { fileFields } from '../../lib/calendar/ical-fields.ts'
import { parseCalendar } from '../../lib/calendar/ical-parse.ts'
import { eventTimes } from '../../lib/calendar/ical-times.ts'
import { ofKind, zonesOf } from '../../lib/calendar/ical-zone.ts'
import { ImportProblem } from '../../lib/calendar/import-problem.ts'
import { type Component, property } from '../../lib/calendar/jcal.ts'
import { wallToInstant } from '../../lib/calendar/wall-time.ts'
import type { ParsedAttachment } from './parsed-mail.ts'

const longest = 1_000_000
/** What a calendar asks its reader for (RFC 5546, 1.4); what only programs tell each other is left out. */
const methods: Record<string, Invitation['method']> = {
  REQUEST: 'request',
  ADD: 'request',
  CANCEL: 'cancel',
  REPLY: 'reply',
  COUNTER: 'reply',
  PUBLISH: 'publish',
}

/** What the first calendar of a mail invites to, calls off or answers; `null`: it has none, or one that cannot be read: it is a file all the same. */
export function invitationIn(attachments: ParsedAttachment[]): Invitation | null {
  const file = attachments.find(({ contentType }) => /^(text\/calendar|application\/ics)$/i.test(contentType))
  if (!file || file.content.length > longest) return null
  try {
    return read(Buffer.from(file.content).toString('utf8'))
  } catch (error) {
    // Whatever is wrong with a calendar, the mail around it is read.
    if (error instanceof Error) return null
    throw error
  }
}

function read(source: string): Invitation | null {
  const named = /^METHOD[^:\r\n]*:[ \t]*([A-Z]+)/im.exec(source)?.[1]?.toUpperCase()
  const method = methods[named ?? 'PUBLISH']
  const calendar = parseCalendar(source)
  const events = ofKind(calendar, 'vevent')
  // Of a series the whole; its changed occurrences come beside it.
  const event = events.find((one) => property(one, 'recurrence-id') === undefined) ?? events[0]
  if (!method || !event) return null
  const times = timesOf(event, calendar)
  const { start, end } = times
  const fields = fileFields(event, times.read ?? noTimes, new Set())
  const { organizer, attendees = [] } = fields
  const [answers] = attendees.flatMap(({ status }) => status?.response ?? [])
  return {
    method: fields.isCancelled ? 'cancel' : method,
    subject: fields.subject?.slice(0, 1000) ?? '',
    location: fields.location?.displayName?.slice(0, 1000) ?? '',
    organizer: organizer
      ? { name: organizer.emailAddress.name ?? '', address: organizer.emailAddress.address ?? '' }
      : null,
    start,
    // Who writes that it ends before it begins means no more than when it begins.
    end: start !== null && end !== null && Date.parse(end) < Date.parse(start) ? start : end,
    isAllDay: times.read?.isAllDay ?? false,
    repeats: property(event, 'rrule') !== undefined,
    answer: method === 'reply' ? (said[answers ?? ''] ?? null) : null,
  }
}

const said: Record<string, Invitation['answer']> = {
  accepted: 'accepted',
  declined: 'declined',
  tentativelyAccepted: 'tentative',
}

const never = { dateTime: '1970-01-01T00:00:00', timeZone: 'UTC' }
const noTimes = { start: never, end: never, isAllDay: false, fromFile: false }

/** Of an all-day event its first and its last day. A time that names no zone is taken for UTC; one that cannot be read is not told. */
function timesOf(event: Component, calendar: Component[]) {
  try {
    const times = eventTimes(event, { zoneOf: zonesOf(calendar), zone: 'UTC' })
    const { start, end, isAllDay } = times
    if (!isAllDay) return { read: times, start: wallToInstant(start), end: wallToInstant(end) }
    const last = new Date(Date.parse(`${end.dateTime.slice(0, 10)}T00:00:00Z`) - 86_400_000)
    return { read: times, start: start.dateTime.slice(0, 10), end: last.toISOString().slice(0, 10) }
  } catch (error) {
    if (!(error instanceof ImportProblem || error instanceof RangeError)) throw error
    return { read: undefined, start: null, end: null }
  }
}
