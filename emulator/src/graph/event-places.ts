/** Finding the calendar and the event that a path names, and how the caller wants to see them. */
import { findCalendar, findEvent } from '../tenant/calendar.ts'
import type { Calendar } from '../tenant/calendar-types.ts'
import { idKind } from '../tenant/item-ids.ts'
import { type EventItem, instanceAt, wholeOf } from '../tenant/occurrences.ts'
import { authoriseMailbox } from './authorise.ts'
import { type MailboxCall, param, wantsImmutableIds } from './call.ts'
import { GraphError, refuse } from './errors.ts'
import type { EventView } from './event-json.ts'
import { readCalendarsFully } from './permissions.ts'
import { mailboxContext } from './places.ts'
import { preferredZone, prefersText } from './preferences.ts'

/** The calendar of the path (`{calendar}`), or the default one. */
export function calendarOf(call: MailboxCall): Calendar {
  const id = call.params.calendar
  if (id !== undefined && idKind(id) === undefined) throw refuse.idMalformed()
  const calendar = findCalendar(call.mailbox, id?.replace(/=$/, ''))
  if (calendar === undefined) throw refuse.itemNotFound()
  return calendar
}

/** The line of the path: `users/{user}/events/{event}` finds it in any calendar, a path with a calendar in that one only. */
export function eventOf(call: MailboxCall): EventItem {
  const id = param(call, 'event')
  if (idKind(id) === undefined) throw refuse.idMalformed()
  const found = findEvent(call.mailbox, id)
  const item = found && (found.day === undefined ? wholeOf(found.event) : instanceAt(found.event, found.day))
  if (item === undefined) throw refuse.itemNotFound()
  if (call.params.calendar !== undefined && item.event.calendarId !== calendarOf(call).id) {
    throw refuse.itemNotFound()
  }
  return item
}

/** How events are to be shown. */
export function viewOf(call: MailboxCall, select?: readonly string[]): EventView {
  const { mailbox, request } = call
  return {
    mailbox,
    immutableIds: wantsImmutableIds(request),
    zone: preferredZone(request),
    asText: prefersText(request),
    isBasic: !mayReadFully(call),
    ...(select && { select }),
  }
}

/** The context of events in the path's calendar. */
export function eventsContext(call: MailboxCall, name = 'events'): string {
  const { calendar } = call.params
  return mailboxContext(call, calendar === undefined ? name : `calendars('${calendar}')/${name}`)
}

function mayReadFully(call: MailboxCall): boolean {
  try {
    authoriseMailbox(call, call.user.id, readCalendarsFully)
    return true
  } catch (error) {
    if (error instanceof GraphError) return false
    throw error
  }
}
