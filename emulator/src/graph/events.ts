import { eventsIn } from '../tenant/calendar.ts'
import { addEvent, editEvent, removeEvent } from '../tenant/meetings.ts'
import { changeKeyOf, crossesNeighbour, type EventItem, instanceAt, wholeOf } from '../tenant/occurrences.ts'
import type { WireResponse } from '../wire.ts'
import { checkIfMatch, jsonBody, type MailboxCall, mailboxRoute, type Route } from './call.ts'
import { refuse } from './errors.ts'
import { readEventChange, readNewEvent } from './event-body.ts'
import { expandedJson, readExpand } from './event-expand.ts'
import { eventNames } from './event-json.ts'
import { calendarOf, eventOf, eventsContext, viewOf } from './event-places.ts'
import { countEvents, listEvents } from './event-query.ts'
import { checkNames, entity, readOptions } from './odata.ts'
import { readCalendars, writeCalendars } from './permissions.ts'
import { appliedPreferences } from './preferences.ts'

/** Where events are found: of the default calendar, under both of its names, and of a named one. */
export const eventPaths = [
  'users/{user}/events',
  'users/{user}/calendar/events',
  'users/{user}/calendars/{calendar}/events',
]

/** `events` lists single events and series masters; occurrences are found by calendarView, by `instances` and by their ids. */
export const eventRoutes: Route[] = eventPaths.flatMap((path) => [
  mailboxRoute('GET', path, readCalendars, list),
  mailboxRoute('POST', path, writeCalendars, create),
  mailboxRoute('GET', `${path}/$count`, readCalendars, (call) => countEvents(call, linesOf(call))),
  mailboxRoute('GET', `${path}/{event}`, readCalendars, get),
  mailboxRoute('PATCH', `${path}/{event}`, writeCalendars, update),
  mailboxRoute('DELETE', `${path}/{event}`, writeCalendars, remove),
  mailboxRoute('POST', `${path}/{event}/permanentDelete`, writeCalendars, remove),
])

function linesOf(call: MailboxCall): EventItem[] {
  return [...eventsIn(call.mailbox, calendarOf(call))].map(wholeOf)
}

function list(call: MailboxCall): WireResponse {
  return listEvents(call, linesOf(call), eventsContext(call))
}

function get(call: MailboxCall): WireResponse {
  return answerEvent(call, 200, eventOf(call))
}

/** A second POST with a `transactionId` that an event of the mailbox has makes no second event. */
function create(call: MailboxCall): WireResponse {
  const calendar = calendarOf(call)
  const draft = readNewEvent(jsonBody(call.request))
  const { transactionId } = draft.fields ?? {}
  if (typeof transactionId === 'string' && isUsed(call, transactionId)) throw refuse.duplicateTransaction()
  const event = addEvent(call.world, call.tenant, call.user, calendar.id, draft)
  const location = `${call.request.origin}/v1.0/users/${call.user.id}/events/${event.id}`
  return answerEvent(call, 201, wholeOf(event), { location })
}

function isUsed(call: MailboxCall, transactionId: string): boolean {
  for (const { fields } of call.mailbox.events.values()) {
    if (fields.transactionId === transactionId) return true
  }
  return false
}

function update(call: MailboxCall): WireResponse {
  const item = eventOf(call)
  checkIfMatch(call.request, changeKeyOf(call.mailbox, item))
  const change = readEventChange(jsonBody(call.request), item)
  if (item.day !== undefined && (change.start || change.end) && crossesNeighbour(item, change)) {
    throw refuse.crossingOccurrence()
  }
  editEvent(call.world, call.tenant, call.user, item, change)
  return answerEvent(call, 200, again(item))
}

/** Whether a deleted event can still be read (it lies in Deleted Items) is not documented: here it is gone. */
function remove(call: MailboxCall): WireResponse {
  const item = eventOf(call)
  checkIfMatch(call.request, changeKeyOf(call.mailbox, item))
  removeEvent(call.world, call.tenant, call.user, item)
  return { status: 204 }
}

/** One line with its ETag. */
function answerEvent(
  call: MailboxCall,
  status: number,
  item: EventItem,
  headers: Record<string, string> = {},
): WireResponse {
  const { select, expand } = readOptions(call.request.query)
  checkNames(select, eventNames, 'event')
  const view = viewOf(call, select)
  const text = expandedJson(call, item, view, readExpand(expand, view, true))
  return entity(status, `${eventsContext(call)}/$entity`, text, {
    ...headers,
    ...appliedPreferences(call.request),
    etag: `W/"${changeKeyOf(call.mailbox, item)}"`,
  })
}

function again({ event, day }: EventItem): EventItem {
  return (day === undefined ? undefined : instanceAt(event, day)) ?? wholeOf(event)
}
