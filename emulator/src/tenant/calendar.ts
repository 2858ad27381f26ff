import type { Calendar, CalendarEvent } from './calendar-types.ts'
import { changeKey, idKind, immutableIdFor, newFolderId, splitOccurrenceId } from './item-ids.ts'
import type { Mailbox, Tenant, User } from './types.ts'
import type { ChangeType, World } from './world.ts'

/** Every mailbox has one. */
export function addDefaultCalendar(mailbox: Mailbox): void {
  mailbox.defaultCalendarId = newCalendar(mailbox, 'Calendar').id
}

/** Adds a calendar. */
export function createCalendar(
  world: World,
  tenant: Tenant,
  user: User,
  mailbox: Mailbox,
  given: { name: string; color?: string; hexColor?: string },
): Calendar {
  const calendar = Object.assign(newCalendar(mailbox, given.name), given)
  tellCalendar(world, tenant, user, 'created', calendar)
  return calendar
}

/** Changes name or colour. */
export function updateCalendar(
  world: World,
  tenant: Tenant,
  user: User,
  mailbox: Mailbox,
  calendar: Calendar,
  given: { name?: string; color?: string; hexColor?: string },
): Calendar {
  Object.assign(calendar, given)
  touchCalendar(mailbox, calendar)
  tellCalendar(world, tenant, user, 'updated', calendar)
  return calendar
}

/** Takes a calendar away; its events must be gone (`deleteEvent`). */
export function deleteCalendar(
  world: World,
  tenant: Tenant,
  user: User,
  mailbox: Mailbox,
  calendar: Calendar,
): void {
  calendar.deleted = true
  touchCalendar(mailbox, calendar)
  tellCalendar(world, tenant, user, 'deleted', calendar)
}

/** A living calendar by id; without one the default calendar. */
export function findCalendar(mailbox: Mailbox, id: string = mailbox.defaultCalendarId): Calendar | undefined {
  const calendar = mailbox.calendars.get(id)
  return calendar?.deleted ? undefined : calendar
}

/** Living calendars, the default one first. */
export function calendarsOf(mailbox: Mailbox): Calendar[] {
  return [...mailbox.calendars.values()].filter(({ deleted }) => !deleted)
}

/** The events of a calendar in the order in which they were made. */
export function* eventsIn(mailbox: Mailbox, calendar: Calendar): Generator<CalendarEvent> {
  for (const event of mailbox.events.values()) if (event.calendarId === calendar.id) yield event
}

/** An event by either kind of id, with the day when the id is that of an occurrence. */
export function findEvent(mailbox: Mailbox, id: string): { event: CalendarEvent; day?: number } | undefined {
  const kind = idKind(id)
  if (kind !== 'item' && kind !== 'immutable') return undefined
  const { masterId, ...rest } = splitOccurrenceId(id.replace(/=$/, ''))
  const event = mailbox.events.get(kind === 'immutable' ? masterId : immutableIdFor(mailbox, masterId))
  if (event === undefined || (kind === 'item' && event.id !== masterId)) return undefined
  return { event, ...rest }
}

/** The copy of a meeting in a mailbox. */
export function findByICalUId(mailbox: Mailbox, iCalUId: string): CalendarEvent | undefined {
  for (const event of mailbox.events.values()) if (event.iCalUId === iCalUId) return event
  return undefined
}

function newCalendar(mailbox: Mailbox, name: string): Calendar {
  const calendar: Calendar = {
    id: newFolderId(mailbox),
    name,
    color: 'auto',
    hexColor: '',
    changed: 0,
    changeKey: '',
    log: [],
    stale: 0,
  }
  touchCalendar(mailbox, calendar)
  mailbox.calendars.set(calendar.id, calendar)
  return calendar
}

function touchCalendar(mailbox: Mailbox, calendar: Calendar): void {
  mailbox.changeNumber += 1
  calendar.changed = mailbox.changeNumber
  calendar.changeKey = changeKey(mailbox, calendar.changed)
}

function tellCalendar(
  world: World,
  tenant: Tenant,
  user: User,
  changeType: ChangeType,
  calendar: Calendar,
): void {
  world.emit({ kind: 'folder', tenantId: tenant.id, userId: user.id, changeType, folderId: calendar.id })
}
