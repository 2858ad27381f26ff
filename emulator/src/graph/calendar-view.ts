/** `calendarView` and `instances`: what a window of time shows. */
import { eventsIn } from '../tenant/calendar.ts'
import type { Calendar } from '../tenant/calendar-types.ts'
import { type EventItem, instancesIn } from '../tenant/occurrences.ts'
import type { Mailbox } from '../tenant/types.ts'
import type { WireRequest, WireResponse } from '../wire.ts'
import { type MailboxCall, mailboxRoute, type Route } from './call.ts'
import { refuse } from './errors.ts'
import { calendarOf, eventOf, eventsContext } from './event-places.ts'
import { countEvents, listEvents } from './event-query.ts'
import { eventPaths } from './events.ts'
import { readCalendars } from './permissions.ts'
import { parseInstant } from './stamps.ts'

/** From the beginning up to, not including, the end; epoch milliseconds. */
export interface Window {
  from: number
  to: number
}

/** Where views are found. */
export const viewPaths = [
  'users/{user}/calendarView',
  'users/{user}/calendar/calendarView',
  'users/{user}/calendars/{calendar}/calendarView',
]

/** Single events, occurrences and exceptions; never masters. */
export const calendarViewRoutes: Route[] = [
  ...viewPaths.flatMap((path) => [
    mailboxRoute('GET', path, readCalendars, (call) =>
      listEvents(call, linesIn(call, readWindow(call.request)), eventsContext(call, 'calendarView')),
    ),
    mailboxRoute('GET', `${path}/$count`, readCalendars, (call) =>
      countEvents(call, linesIn(call, readWindow(call.request))),
    ),
  ]),
  ...eventPaths.map((path) => mailboxRoute('GET', `${path}/{event}/instances`, readCalendars, instances)),
]

/** The service's greatest window (seen in public issues). */
const mostDays = 1825

/** `startDateTime` and `endDateTime`, whose case does not matter; without an offset they are UTC, whatever zone is preferred. */
export function readWindow(request: WireRequest): Window {
  const given = new Map([...request.query].map(([name, value]) => [name.toLowerCase(), value]))
  const [start, end] = [given.get('startdatetime'), given.get('enddatetime')]
  if (!start || !end) {
    throw refuse.parameter(
      'This request requires a time window specified by the query string parameters StartDateTime and EndDateTime.',
    )
  }
  const window = { from: instantIn('StartDateTime', start), to: instantIn('EndDateTime', end) }
  if (window.to < window.from) throw refuse.parameter('The end of the time window is before its start.')
  if (window.to - window.from > mostDays * 86_400_000) {
    throw refuse.invalidRequest(
      `The range between the start and end dates is greater than the allowed range. Maximum number of days: ${mostDays}`,
    )
  }
  return window
}

function instantIn(name: string, text: string): number {
  const instant = parseInstant(text)
  if (Number.isNaN(instant)) throw refuse.parameter(`The value '${text}' of parameter '${name}' is invalid.`)
  return instant
}

function linesIn(call: MailboxCall, window: Window): readonly EventItem[] {
  return viewOf(call.mailbox, calendarOf(call), window)
}

/** The order is not documented; by start is what a reader expects. Pages are read one after the other: the last view is kept until something changes. */
function viewOf(mailbox: Mailbox, calendar: Calendar, { from, to }: Window): readonly EventItem[] {
  const key = `${mailbox.changeNumber} ${calendar.id} ${from} ${to}`
  const kept = views.get(mailbox)
  if (kept?.key === key) return kept.lines
  const lines = [...eventsIn(mailbox, calendar)].flatMap((event) => instancesIn(event, from, to))
  lines.sort((a, b) => a.startAt - b.startAt)
  views.set(mailbox, { key, lines })
  return lines
}

const views = new WeakMap<Mailbox, { key: string; lines: readonly EventItem[] }>()

/** Single events and occurrences have no instances; what the service answers for them is not documented: here the list is empty. */
function instances(call: MailboxCall): WireResponse {
  const { event, type } = eventOf(call)
  const { from, to } = readWindow(call.request)
  const lines = type === 'seriesMaster' ? instancesIn(event, from, to) : []
  return listEvents(call, lines, eventsContext(call))
}
