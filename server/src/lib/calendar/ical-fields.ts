import type { EventContent, EventResponse } from '@tandem/model/event.ts'
import { cleanHtml } from '../clean-html.ts'
import { type EventTimes, lengthOf } from './ical-times.ts'
import {
  type Component,
  components,
  type Property,
  parameter,
  properties,
  property,
  text,
  unescaped,
} from './jcal.ts'
import { momentOf, wallClock } from './wall-time.ts'

export type FileFields = Omit<
  EventContent,
  'start' | 'end' | 'isAllDay' | 'recurrence' | 'exceptions' | 'cancelledDates'
>

/** What is read here or in ical-import.ts, and what says nothing about the event itself. Anything else is told as left out. */
const read = new Set(
  (
    'uid dtstamp created last-modified sequence dtstart dtend duration rrule exdate recurrence-id summary description location ' +
    'categories class transp status priority organizer attendee request-status'
  ).split(' '),
)

/** What a VEVENT says beside its times; what cannot be kept is added to `notes`, in plain words. */
export function fileFields(event: Component, times: EventTimes, notes: Set<string>): FileFields {
  for (const [name] of event[1])
    if (!read.has(name) && !name.startsWith('x-')) notes.add(`${name.toUpperCase()} is left out.`)
  const summary = text(event, 'summary')
  const location = text(event, 'location')
  const body = bodyOf(event)
  const categories = properties(event, 'categories').flatMap(([, , , ...values]) => values.map(String))
  const attendees = attendeesOf(event, notes)
  const organizer = property(event, 'organizer')
  return {
    ...(summary ? { subject: summary } : {}),
    ...(body ? { body } : {}),
    ...(location ? { location: { displayName: location } } : {}),
    ...(categories.length > 0 ? { categories } : {}),
    ...(attendees.length > 0 ? { attendees, ...answersWanted(event) } : {}),
    ...(organizer ? { organizer: { emailAddress: personOf(organizer) } } : {}),
    ...showAsOf(event),
    ...sensitivityOf(event),
    ...importanceOf(event),
    ...reminderOf(event, times, notes),
    ...(text(event, 'status')?.toUpperCase() === 'CANCELLED' ? { isCancelled: true } : {}),
  }
}

function bodyOf(event: Component): EventContent['body'] {
  const html = properties(event, 'x-alt-desc').find(
    (one) => parameter(one, 'fmttype')?.toLowerCase() === 'text/html',
  )
  // The library undoes the escapes only of what it knows, or where VALUE=TEXT is said.
  const value =
    html === undefined ? undefined : html[2] === 'text' ? String(html[3]) : unescaped(String(html[3]))
  if (value) return { contentType: 'html', content: cleanHtml(value) }
  const description = text(event, 'description')
  return description ? { contentType: 'text', content: description } : undefined
}

const statuses: Record<string, EventContent['showAs']> = {
  FREE: 'free',
  TENTATIVE: 'tentative',
  OOF: 'oof',
  WORKINGELSEWHERE: 'workingElsewhere',
}

function showAsOf(event: Component): Pick<EventContent, 'showAs'> {
  const own = text(event, 'x-microsoft-cdo-busystatus')?.toUpperCase()
  if (own !== undefined && (own in statuses || own === 'BUSY'))
    return own === 'BUSY' ? {} : { showAs: statuses[own] }
  if (text(event, 'transp')?.toUpperCase() === 'TRANSPARENT') return { showAs: 'free' }
  return text(event, 'status')?.toUpperCase() === 'TENTATIVE' ? { showAs: 'tentative' } : {}
}

function sensitivityOf(event: Component): Pick<EventContent, 'sensitivity'> {
  const value = text(event, 'class')?.toUpperCase()
  if (value === undefined || value === 'PUBLIC') return {}
  if (value === 'X-PERSONAL') return { sensitivity: 'personal' }
  // RFC 5545, 3.8.1.3: what is not known is to be taken for PRIVATE.
  return { sensitivity: value === 'CONFIDENTIAL' ? 'confidential' : 'private' }
}

function importanceOf(event: Component): Pick<EventContent, 'importance'> {
  const priority = Number(property(event, 'priority')?.[3] ?? 0)
  // RFC 5545, 3.8.1.9: 1–4 high, 5 medium, 6–9 low, 0 none.
  if (priority >= 1 && priority <= 4) return { importance: 'high' }
  return priority >= 6 && priority <= 9 ? { importance: 'low' } : {}
}

const roles: Record<string, 'optional' | 'resource'> = {
  'OPT-PARTICIPANT': 'optional',
  'NON-PARTICIPANT': 'resource',
}
const answers: Record<string, EventResponse> = {
  ACCEPTED: 'accepted',
  DECLINED: 'declined',
  TENTATIVE: 'tentativelyAccepted',
}

function attendeesOf(event: Component, notes: Set<string>): NonNullable<EventContent['attendees']> {
  return properties(event, 'attendee').flatMap((one) => {
    const { name, address } = personOf(one)
    if (!address) {
      notes.add('An attendee without an e-mail address is left out.')
      return []
    }
    const isThing = ['RESOURCE', 'ROOM'].includes(parameter(one, 'cutype')?.toUpperCase() ?? '')
    const type = isThing ? 'resource' : (roles[parameter(one, 'role')?.toUpperCase() ?? ''] ?? 'required')
    const response = answers[parameter(one, 'partstat')?.toUpperCase() ?? '']
    return [
      {
        type,
        emailAddress: { address, ...(name ? { name } : {}) },
        ...(response ? { status: { response } } : {}),
      },
    ]
  })
}

function answersWanted(event: Component): Pick<EventContent, 'responseRequested'> {
  const isWanted = properties(event, 'attendee').some(
    (one) => parameter(one, 'rsvp')?.toUpperCase() === 'TRUE',
  )
  return isWanted ? {} : { responseRequested: false }
}

function personOf(one: Property): { name?: string; address?: string } {
  const address = /^mailto:(.+)$/i.exec(String(one[3]).trim())?.[1] ?? parameter(one, 'email')
  const name = parameter(one, 'cn')
  return { ...(name ? { name } : {}), ...(address ? { address } : {}) }
}

/** The first reminder that comes before the start; Exchange has one, and counts in minutes. */
function reminderOf(
  event: Component,
  times: EventTimes,
  notes: Set<string>,
): Pick<EventContent, 'isReminderOn' | 'reminderMinutesBeforeStart'> {
  // Apple writes an alarm that does nothing for "none".
  const alarms = components(event, 'valarm').filter(
    (alarm) => text(alarm, 'action')?.toUpperCase() !== 'NONE',
  )
  const minutes = alarms.map((alarm) => minutesBefore(alarm, times)).filter((one) => one !== undefined)
  const [first] = minutes.filter((one) => one >= 0 && one <= 2_629_800)
  if (alarms.length > (first === undefined ? 0 : 1))
    notes.add('An event has one reminder, before its start: the others are left out.')
  return first === undefined
    ? { isReminderOn: false }
    : { isReminderOn: true, reminderMinutesBeforeStart: first }
}

function minutesBefore(alarm: Component, { start, end }: EventTimes): number | undefined {
  const trigger = property(alarm, 'trigger')
  if (trigger === undefined) return undefined
  const moment = (wall: EventTimes['start']) => momentOf(wallClock(wall.dateTime), wall.timeZone)
  const value = String(trigger[3])
  if (trigger[2] !== 'duration') {
    const at = wallClock(value.replace(/Z$/, ''))
    return Number.isNaN(at) ? undefined : Math.round((moment(start) - at) / 60_000)
  }
  const { days, time } = lengthOf(value)
  const before = -(days * 86_400_000 + time)
  const isFromEnd = parameter(trigger, 'related')?.toUpperCase() === 'END'
  // Without the sign of a zero: -PT0M.
  return Math.round((isFromEnd ? before - (moment(end) - moment(start)) : before) / 60_000) + 0
}
