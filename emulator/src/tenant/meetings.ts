/**
 * What people do with events, and what of it reaches others: an organizer's changes are mailed to the attendees and arrive in their calendars, an
 * attendee's answer arrives at the organizer. An attendee's changes concern the own copy only.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Attendee, CalendarEvent } from './calendar-types.ts'
import {
  cancelOccurrence,
  changeOccurrence,
  createEvent,
  deleteEvent,
  type EventChange,
  type EventDraft,
  updateEvent,
} from './events.ts'
import { tellCancelled, tellInvited } from './meeting-mail.ts'
import { attendeesOf, type EventItem, exceptionsOf, instanceAt, wholeOf } from './occurrences.ts'
import type { Tenant, User } from './types.ts'
import type { World } from './world.ts'

/** Changes of these concern the own calendar only; any other is mailed, even one that writes what is there. */
const personal = ['isReminderOn', 'reminderMinutesBeforeStart', 'categories', 'showAs', 'sensitivity']

/** Adds an event; attendees are invited. */
export function addEvent(
  world: World,
  tenant: Tenant,
  user: User,
  calendarId: string,
  draft: EventDraft,
): CalendarEvent {
  const event = createEvent(world, tenant, user, calendarId, draft)
  const item = wholeOf(event)
  tellInvited(world, tenant, user, item, othersOf(item), false)
  return event
}

/**
 * Changes an event, a series or an occurrence. All attendees are told once: those who were taken out that it is cancelled for them, the others
 * by an invitation. When attendees are added and nothing else is written only they are told (what Outlook offers as its default; the reference does
 * not say what the service does).
 */
export function editEvent(
  world: World,
  tenant: Tenant,
  user: User,
  item: EventItem,
  change: EventChange,
): void {
  const { event, day } = item
  const before = othersOf(item)
  const isMoved = movesTimes(item, change)
  if (event.isOrganizer && isMoved) forgetAnswers(item, change)
  if (day === undefined) updateEvent(world, tenant, user, event, change)
  else changeOccurrence(world, tenant, user, event, day, change)
  if (!event.isOrganizer) return
  const now = (day === undefined ? undefined : instanceAt(event, day)) ?? wholeOf(event)
  const after = othersOf(now)
  const removed = before.filter((one) => !isAmong(one, after))
  const added = after.filter((one) => !isAmong(one, before))
  tellCancelled(world, tenant, user, now, removed)
  const onlyAdds = added.length > 0 && removed.length === 0 && !isMoved && writesOnlyAttendees(change)
  if (onlyAdds) tellInvited(world, tenant, user, now, added, false)
  else if (isMoved || !isPersonal(change)) tellInvited(world, tenant, user, now, after, isMoved)
}

/** Removes an event, a series or an occurrence; the organizer's attendees are told, with a comment if there is one. */
export function removeEvent(world: World, tenant: Tenant, user: User, item: EventItem, comment = ''): void {
  const { event, day } = item
  if (event.isOrganizer) tellCancelled(world, tenant, user, item, othersOf(item), comment)
  // Some may have been invited to a single occurrence only.
  for (const exception of event.isOrganizer && day === undefined ? exceptionsOf(event) : []) {
    const only = othersOf(exception).filter((one) => !isAmong(one, othersOf(item)))
    tellCancelled(world, tenant, user, exception, only, comment)
  }
  if (day === undefined) deleteEvent(world, tenant, user, event)
  else cancelOccurrence(world, tenant, user, event, day)
}

/** Whoever is invited besides the organizer. */
export function othersOf(item: EventItem): Attendee[] {
  const own = item.event.organizer.address.toLowerCase()
  return attendeesOf(item).filter(({ emailAddress }) => emailAddress.address.toLowerCase() !== own)
}

function movesTimes(
  item: EventItem,
  { start = item.start, end = item.end, recurrence }: EventChange,
): boolean {
  if (!isDeepStrictEqual([start, end], [item.start, item.end])) return true
  if (item.day !== undefined || recurrence === undefined) return false
  return !isDeepStrictEqual(recurrence ?? undefined, item.event.recurrence)
}

/** After a new time nobody has answered yet (published example of outlook-calendar-meeting-proposals, time included). */
function forgetAnswers(item: EventItem, change: EventChange): void {
  const attendees = (change.fields?.attendees ?? attendeesOf(item)) as Attendee[]
  if (attendees.length === 0) return
  const unanswered = attendees.map(
    ({ proposedNewTime: _, ...attendee }): Attendee => ({
      ...attendee,
      status: { response: 'notResponded', time: '4501-01-01T00:00:00Z' },
    }),
  )
  change.fields = { ...change.fields, attendees: unanswered }
}

function isPersonal({ fields = {}, start, end, recurrence }: EventChange): boolean {
  const isTimed = start !== undefined || end !== undefined || recurrence !== undefined
  return !isTimed && Object.keys(fields).every((name) => personal.includes(name))
}

function writesOnlyAttendees({ fields = {}, ...rest }: EventChange): boolean {
  const { attendees: _, ...others } = fields
  return isPersonal({ ...rest, fields: others })
}

function isAmong({ emailAddress }: Attendee, others: Attendee[]): boolean {
  const address = emailAddress.address.toLowerCase()
  return others.some((other) => other.emailAddress.address.toLowerCase() === address)
}
