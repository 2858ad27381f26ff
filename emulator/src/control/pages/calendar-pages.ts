import { calendarsOf, eventsIn, findCalendar } from '../../tenant/calendar.ts'
import type { Calendar } from '../../tenant/calendar-types.ts'
import {
  attendeesOf,
  type EventItem,
  fieldsOf,
  idOf,
  instancesIn,
  isCancelled,
} from '../../tenant/occurrences.ts'
import { dateOf, dayNumber, weekdayOf } from '../../tenant/recurrence.ts'
import { instantOf, wallClock, zoneOf } from '../../tenant/zones.ts'
import { type Html, html, type Page } from './html.ts'
import { mailboxPath } from './mailbox-pages.ts'
import { type PageCall, PageRefused, type PageRoute, pageMailbox } from './page-call.ts'

/** The zone that mailboxes have here (mailboxSettings). */
export const pageZone = 'W. Europe Standard Time'

/** A person's calendar, week by week. */
export const calendarRoutes: PageRoute[] = [
  { method: 'GET', path: '/~/{tenant}/mailbox/{user}/calendar', run: weekPage },
]

function weekPage(call: PageCall): Page {
  const { tenant, user, mailbox } = pageMailbox(call)
  const calendar = findCalendar(mailbox, call.query.get('calendar') || undefined)
  if (calendar === undefined) throw new PageRefused(404, 'This calendar is not there any more.')
  const zoneName = call.query.get('zone') || pageZone
  const zone = zoneOf(zoneName)
  if (zone === undefined) throw new PageRefused(400, `Nobody knows the time zone ${zoneName}.`)
  const monday = mondayOf(call, zone)
  const start = (day: number) => instantOf({ dateTime: `${dateOf(day)}T00:00:00`, timeZone: zoneName, zone })
  const lines = [...eventsIn(mailbox, calendar)].flatMap((event) =>
    instancesIn(event, start(monday), start(monday + 7)),
  )
  const path = mailboxPath(tenant, user)
  const link = (day: number, to = calendar) =>
    `${path}/calendar?${new URLSearchParams({ week: dateOf(day), zone: zoneName, calendar: to.id })}`
  const days = [0, 1, 2, 3, 4, 5, 6].map((at) => dayRows(path, lines, monday + at, monday, zone))
  const calendars = calendarsOf(mailbox).map((one) => calendarLink(link(monday, one), one, calendar))
  const body = html`<nav aria-label="Calendars"><ol>${calendars}</ol></nav>
<p><a href="${link(monday - 7)}">Week before</a> · <a href="${path}/calendar?calendar=${encodeURIComponent(calendar.id)}">This week</a> ·
<a href="${link(monday + 7)}">Week after</a> · <a href="${path}/new-event?day=${dateOf(monday)}&calendar=${encodeURIComponent(calendar.id)}">New event</a> ·
<a href="${path}/tasks">Tasks</a></p>
<form method="get" action="${path}/calendar"><input type="hidden" name="calendar" value="${calendar.id}">
<label>Week of<input type="date" name="week" value="${dateOf(monday)}"></label> <label>Times in<input name="zone" value="${zoneName}"></label> <button>Show</button></form>
<div class="wide"><table><caption hidden>Events of the week</caption>
<thead><tr><th scope="col">Day</th><th scope="col">Time</th><th scope="col">Event</th><th scope="col">Where</th><th scope="col">With</th></tr></thead>
<tbody>${days}</tbody></table></div>`
  return {
    title: `${calendar.name} – ${user.displayName}`,
    trail: [
      [`/~/${tenant.id}`, tenant.displayName],
      [path, user.displayName],
    ],
    body,
  }
}

function calendarLink(href: string, calendar: Calendar, current: Calendar): Html {
  const mark = calendar === current && html` aria-current="page"`
  return html`<li><a href="${href}"${mark}><bdi>${calendar.name}</bdi></a></li>`
}

/** The Monday of the week that is asked for, or of the world's present one. */
function mondayOf(call: PageCall, zone: string): number {
  const given = call.query.get('week') ?? ''
  const date = /^\d{4}-\d\d-\d\d$/.test(given) ? given : wallClock(call.world.clock.now(), zone)
  const day = dayNumber(date)
  if (Number.isNaN(day)) throw new PageRefused(400, `${given} is no date.`)
  return day - ((day + 3) % 7)
}

function dayRows(path: string, lines: EventItem[], day: number, first: number, zone: string): Html[] {
  const shown = lines.filter((item) => dayOf(item, first, zone) === day).sort((a, b) => a.startAt - b.startAt)
  const title = html`<th scope="row">${capital(weekdayOf(day))}<br>${dateOf(day)}</th>`
  if (shown.length === 0) return [html`<tr>${title}<td colspan="4"></td></tr>`]
  return shown.map(
    (item, at) => html`<tr>${at === 0 ? title : html`<td></td>`}<td>${timeOf(item, zone)}</td>
<td><a href="${path}/event/${encodeURIComponent(idOf(item, true))}"><bdi>${String(fieldsOf(item).subject || '(no subject)')}</bdi></a>${marks(item)}</td>
<td><bdi>${places(item)}</bdi></td><td>${attendeesOf(item).map(({ emailAddress }) => html`<bdi>${emailAddress.name}</bdi><br>`)}</td></tr>`,
  )
}

/** What began before the week is shown on its first day. */
function dayOf(item: EventItem, first: number, zone: string): number {
  const isAllDay = fieldsOf(item).isAllDay === true
  return Math.max(first, dayNumber(isAllDay ? item.start.dateTime : wallClock(item.startAt, zone)))
}

function timeOf(item: EventItem, zone: string): string {
  if (fieldsOf(item).isAllDay === true) {
    const last = dateOf(dayNumber(item.end.dateTime) - 1)
    return last > item.start.dateTime.slice(0, 10) ? `all day, until ${last}` : 'all day'
  }
  const [from, to] = [wallClock(item.startAt, zone), wallClock(item.endAt, zone)]
  const end = to.slice(0, 10) === from.slice(0, 10) ? to.slice(11, 16) : to.slice(0, 16).replace('T', ' ')
  return `${from.slice(11, 16)}–${end}`
}

function marks(item: EventItem): Html {
  const { sensitivity, showAs } = fieldsOf(item)
  const texts = [
    ...(item.type === 'occurrence' ? ['series'] : []),
    ...(item.type === 'exception' ? ['series, changed'] : []),
    ...(sensitivity === 'private' ? ['private'] : []),
    ...(isCancelled(item) ? ['cancelled'] : []),
    ...(showAs === 'tentative' ? ['tentative'] : []),
  ]
  return texts.length === 0 ? html`` : html` <small>(${texts.join(', ')})</small>`
}

function places(item: EventItem): string {
  const locations = (fieldsOf(item).locations ?? []) as { displayName?: string }[]
  return locations.map(({ displayName }) => displayName ?? '').join('; ')
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
