import { calendarsOf, createCalendar, deleteCalendar, eventsIn, updateCalendar } from '../tenant/calendar.ts'
import type { Calendar } from '../tenant/calendar-types.ts'
import { removeEvent } from '../tenant/meetings.ts'
import { wholeOf } from '../tenant/occurrences.ts'
import type { WireResponse } from '../wire.ts'
import { calendarNames, calendarValue } from './calendar-json.ts'
import { checkIfMatch, jsonBody, type MailboxCall, mailboxRoute, type Route } from './call.ts'
import { refuse } from './errors.ts'
import { calendarOf, eventOf } from './event-places.ts'
import { parseFilter, passes, usesOf } from './filter.ts'
import { checkNames, collection, comparison, entity, linkWith, plainCount, readOptions } from './odata.ts'
import { readCalendars, writeCalendars } from './permissions.ts'
import { mailboxContext } from './places.ts'
import { readMember, readText, unknownName } from './value-readers.ts'

const path = 'users/{user}/calendars'

/** `calendar` is the default one of `calendars`. */
export const calendarRoutes: Route[] = [
  mailboxRoute('GET', 'users/{user}/calendar', readCalendars, get),
  mailboxRoute('PATCH', 'users/{user}/calendar', writeCalendars, update),
  mailboxRoute('GET', path, readCalendars, list),
  mailboxRoute('POST', path, writeCalendars, create),
  mailboxRoute('GET', `${path}/$count`, readCalendars, (call) =>
    plainCount(calendarsOf(call.mailbox).length),
  ),
  mailboxRoute('GET', `${path}/{calendar}`, readCalendars, get),
  mailboxRoute('PATCH', `${path}/{calendar}`, writeCalendars, update),
  mailboxRoute('DELETE', `${path}/{calendar}`, writeCalendars, remove),
  mailboxRoute('POST', `${path}/{calendar}/permanentDelete`, writeCalendars, remove),
  mailboxRoute('GET', 'users/{user}/events/{event}/calendar', readCalendars, (call) =>
    get({ ...call, params: { ...call.params, calendar: eventOf(call).event.calendarId } }),
  ),
]

const colors = [
  ...['auto', 'lightBlue', 'lightGreen', 'lightOrange', 'lightGray', 'lightYellow', 'lightTeal'],
  ...['lightPink', 'lightBrown', 'lightRed', 'maxColor'],
]
/** Set by the service; not looked at when written. */
const readOnly = calendarNames.filter((name) => name !== 'name' && name !== 'color' && name !== 'hexColor')

function list(call: MailboxCall): WireResponse {
  const options = readOptions(call.request.query)
  checkNames(options.select, calendarNames, 'calendar')
  checkNames(
    options.orderBy?.map(({ name }) => name),
    calendarNames,
    'calendar',
  )
  const value = (calendar: Calendar, name: string) => calendarValue(call, calendar)[name] ?? null
  let found = calendarsOf(call.mailbox)
  if (options.filter !== undefined) {
    const filter = parseFilter(options.filter)
    checkNames(
      usesOf(filter).map(({ name }) => name),
      calendarNames,
      'calendar',
    )
    found = found.filter((calendar) => passes(filter, (name) => value(calendar, name)))
  }
  if (options.orderBy) found.sort(comparison(options.orderBy, value))
  const [top, skip] = [options.top ?? 10, options.skip ?? 0]
  const items = found
    .slice(skip, skip + top)
    .map((calendar) => JSON.stringify(calendarValue(call, calendar, options.select)))
  return collection(mailboxContext(call, 'calendars'), items, {
    ...(options.count && { count: found.length }),
    ...(top > 0 &&
      skip + top < found.length && { nextLink: linkWith(call.request, '$skip', String(skip + top)) }),
  })
}

function get(call: MailboxCall): WireResponse {
  return answer(call, 200, calendarOf(call))
}

function create(call: MailboxCall): WireResponse {
  const { name, ...rest } = readCalendar(jsonBody(call.request))
  if (!name) throw refuse.property("The required property 'name' is missing.")
  checkFree(call, name)
  const { world, tenant, user, mailbox } = call
  return answer(call, 201, createCalendar(world, tenant, user, mailbox, { name, ...rest }))
}

function update(call: MailboxCall): WireResponse {
  const calendar = calendarOf(call)
  checkIfMatch(call.request, calendar.changeKey)
  const given = readCalendar(jsonBody(call.request))
  if (given.name !== undefined) checkFree(call, given.name, calendar)
  const { world, tenant, user, mailbox } = call
  return answer(call, 200, updateCalendar(world, tenant, user, mailbox, calendar, given))
}

/** Its events go with it, and attendees of its meetings are told. */
function remove(call: MailboxCall): WireResponse {
  const calendar = calendarOf(call)
  const { world, tenant, user, mailbox } = call
  if (calendar.id === mailbox.defaultCalendarId) throw refuse.wellKnownFolder()
  for (const event of [...eventsIn(mailbox, calendar)]) removeEvent(world, tenant, user, wholeOf(event))
  deleteCalendar(world, tenant, user, mailbox, calendar)
  return { status: 204 }
}

function readCalendar(body: Record<string, unknown>): { name?: string; color?: string; hexColor?: string } {
  const read: { name?: string; color?: string; hexColor?: string } = {}
  for (const [name, value] of Object.entries(body)) {
    if (name.includes('@') || readOnly.some((known) => known === name)) continue
    if (name === 'color') read.color = readMember(name, value, colors)
    else if (name === 'name' || name === 'hexColor') read[name] = readText(name, value) ?? ''
    else throw unknownName(name, 'calendar')
  }
  return read
}

function checkFree(call: MailboxCall, name: string, self?: Calendar): void {
  const taken = calendarsOf(call.mailbox).some(
    (calendar) => calendar !== self && calendar.name.toLowerCase() === name.toLowerCase(),
  )
  if (taken) throw refuse.folderExists()
}

function answer(call: MailboxCall, status: number, calendar: Calendar): WireResponse {
  const { select } = readOptions(call.request.query)
  checkNames(select, calendarNames, 'calendar')
  const text = JSON.stringify(calendarValue(call, calendar, select))
  return entity(status, `${mailboxContext(call, 'calendars')}/$entity`, text)
}
