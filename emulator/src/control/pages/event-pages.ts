import { readEventChange, readNewEvent } from '../../graph/event-body.ts'
import { findCalendar, findEvent } from '../../tenant/calendar.ts'
import { addEvent, editEvent, removeEvent } from '../../tenant/meetings.ts'
import {
  attendeesOf,
  changeKeyOf,
  type EventItem,
  fieldsOf,
  idOf,
  instanceAt,
  isCancelled,
  responseOf,
  wholeOf,
} from '../../tenant/occurrences.ts'
import { type Answer, respondTo } from '../../tenant/responses.ts'
import type { Tenant, User } from '../../tenant/types.ts'
import type { WireResponse } from '../../wire.ts'
import { pageZone } from './calendar-pages.ts'
import { changedProperties, type EventForm, formOf, readForm, recurrenceOf } from './event-fields.ts'
import { eventInputs, repeatInputs } from './event-inputs.ts'
import { button, type Html, html, type Page, seeOther } from './html.ts'
import { mailboxPath } from './mailbox-pages.ts'
import { field, type PageCall, PageRefused, type PageRoute, pageMailbox } from './page-call.ts'

const base = '/~/{tenant}/mailbox/{user}'

/** Pages on which a person opens, adds, changes and deletes events, one occurrence too, and answers invitations. */
export const eventRoutes: PageRoute[] = [
  { method: 'GET', path: `${base}/new-event`, run: newPage },
  { method: 'POST', path: `${base}/new-event`, run: create },
  { method: 'GET', path: `${base}/event/{event}`, run: (call) => editPage(call, pageEvent(call)) },
  { method: 'POST', path: `${base}/event/{event}`, run: save },
  { method: 'POST', path: `${base}/event/{event}/delete`, run: remove },
  { method: 'POST', path: `${base}/event/{event}/accept`, run: (call) => answer(call, 'accepted') },
  {
    method: 'POST',
    path: `${base}/event/{event}/tentative`,
    run: (call) => answer(call, 'tentativelyAccepted'),
  },
  { method: 'POST', path: `${base}/event/{event}/decline`, run: (call) => answer(call, 'declined') },
]

function newPage(call: PageCall): Page {
  const { tenant, user } = pageMailbox(call)
  const given = call.query.get('day') ?? ''
  const day = /^\d{4}-\d\d-\d\d$/.test(given)
    ? given
    : new Date(call.world.clock.now()).toISOString().slice(0, 10)
  const empty: EventForm = {
    ...{ subject: '', start: `${day}T09:00`, end: `${day}T10:00`, zone: pageZone, isAllDay: false },
    ...{ location: '', body: '', attendees: '', reminder: '15', categories: '' },
    ...{ sensitivity: 'normal', showAs: 'busy' },
  }
  const body = html`<form method="post" action="${mailboxPath(tenant, user)}/new-event" class="grid">
<input type="hidden" name="calendar" value="${call.query.get('calendar') ?? ''}">
${eventInputs(empty)}
${repeatInputs('none', undefined)}
<p class="full"><button class="primary">Add event</button> Attendees are invited at once.</p></form>`
  return { title: 'New event', trail: trail(tenant, user), body }
}

function create(call: PageCall): WireResponse {
  const { tenant, user, mailbox } = pageMailbox(call)
  const calendar = findCalendar(mailbox, field(call, 'calendar') || undefined)
  if (calendar === undefined) throw new PageRefused(404, 'This calendar is not there any more.')
  const recurrence = recurrenceOf(call.form)
  const draft = readNewEvent({
    ...changedProperties(undefined, readForm(call.form)),
    ...(recurrence && { recurrence }),
  })
  const event = addEvent(call.world, tenant, user, calendar.id, draft)
  return seeOther(eventPath(tenant, user, wholeOf(event)))
}

function save(call: PageCall): Page | WireResponse {
  const { tenant, user, mailbox } = pageMailbox(call)
  const item = pageEvent(call)
  if (field(call, 'changeKey') !== changeKeyOf(mailbox, item)) {
    const notice =
      'Somebody changed this event in the meantime. Here it is as it is now; your changes were not saved.'
    return { ...editPage(call, item), status: 409, notice }
  }
  const recurrence = chosenRecurrence(call, item)
  const changed = {
    ...changedProperties(formOf(item), readForm(call.form)),
    ...(recurrence !== undefined && { recurrence }),
  }
  if (Object.keys(changed).length > 0) {
    editEvent(call.world, tenant, user, item, readEventChange(changed, item))
  }
  return seeOther(`${eventPath(tenant, user, item)}?saved`)
}

/** An occurrence has none of its own, and a single event none to take away. */
function chosenRecurrence(call: PageCall, { event, day }: EventItem) {
  const chosen = day === undefined ? recurrenceOf(call.form) : undefined
  return chosen === null && event.recurrence === undefined ? undefined : chosen
}

function remove(call: PageCall): WireResponse {
  const { tenant, user } = pageMailbox(call)
  removeEvent(call.world, tenant, user, pageEvent(call))
  return seeOther(`${mailboxPath(tenant, user)}/calendar`)
}

function answer(call: PageCall, response: Answer['response']): WireResponse {
  const { tenant, user } = pageMailbox(call)
  const item = pageEvent(call)
  if (item.event.isOrganizer) throw new PageRefused(400, 'The organizer does not answer.')
  respondTo(call.world, tenant, user, item, { response, comment: field(call, 'comment') })
  const calendar = `${mailboxPath(tenant, user)}/calendar`
  return seeOther(response === 'declined' ? calendar : eventPath(tenant, user, item))
}

function editPage(call: PageCall, item: EventItem): Page {
  const { tenant, user, mailbox } = pageMailbox(call)
  const path = eventPath(tenant, user, item)
  const { event, day } = item
  const body = html`${seriesNote(tenant, user, item)}
${meetingPart(path, item)}
<form method="post" action="${path}" class="grid">
<input type="hidden" name="changeKey" value="${changeKeyOf(mailbox, item)}">
${eventInputs(formOf(item))}
${day === undefined && repeatInputs(event.recurrence ? 'kept' : 'none', event.recurrence)}
<p class="full"><button class="primary">Save</button></p></form>
<p>${button(`${path}/delete`, day === undefined ? 'Delete this event' : 'Cancel this occurrence', true)}</p>
<h2>For engineers</h2>
<dl>
<dt>Id</dt><dd class="value">${idOf(item, false)}</dd>
<dt>Immutable id</dt><dd class="value">${idOf(item, true)}</dd>
<dt>Identifier of the meeting</dt><dd class="value">${event.iCalUId}</dd>
<dt>Change key</dt><dd class="value">${changeKeyOf(mailbox, item)}</dd>
<dt>Type</dt><dd>${item.type}</dd>
<dt>In UTC</dt><dd>${new Date(item.startAt).toISOString()} – ${new Date(item.endAt).toISOString()}</dd>
<dt>Last change</dt><dd>${new Date(event.modifiedAt).toISOString()}</dd>
</dl>`
  const title = String(fieldsOf(item).subject || '(no subject)')
  return { title, trail: trail(tenant, user), body, ...(call.query.has('saved') && { notice: 'Saved.' }) }
}

function seriesNote(tenant: Tenant, user: User, item: EventItem): Html | false {
  if (item.day === undefined) return false
  const series = eventPath(tenant, user, wholeOf(item.event))
  return html`<p>One occurrence of a series: what is changed here concerns this day only. <a href="${series}">Open the series</a></p>`
}

/** Who is there, and the buttons of an attendee. */
function meetingPart(path: string, item: EventItem): Html | false {
  const attendees = attendeesOf(item)
  const { isOrganizer, organizer } = item.event
  if (isOrganizer && attendees.length === 0) return false
  const rows = attendees.map(
    ({ emailAddress, status, type }) =>
      html`<li><bdi>${emailAddress.name}</bdi> (${emailAddress.address}), ${type}: ${status.response}</li>`,
  )
  const state = isCancelled(item)
    ? 'The organizer has cancelled this.'
    : `Your answer: ${responseOf(item).response}.`
  const buttons = html`<p>${state}</p>${
    !isCancelled(item) &&
    html`<p>${button(`${path}/accept`, 'Accept')} ${button(`${path}/tentative`, 'Tentative')} ${button(`${path}/decline`, 'Decline', true)}</p>`
  }`
  return html`<h2>Meeting</h2><p>Organizer: <bdi>${organizer.name}</bdi> (${organizer.address})</p><ul>${rows}</ul>${!isOrganizer && buttons}`
}

function pageEvent(call: PageCall): EventItem {
  const found = findEvent(pageMailbox(call).mailbox, call.params.event ?? '')
  const item = found && (found.day === undefined ? wholeOf(found.event) : instanceAt(found.event, found.day))
  if (item === undefined) throw new PageRefused(404, 'This event is not there any more.')
  return item
}

function eventPath(tenant: Tenant, user: User, item: EventItem): string {
  return `${mailboxPath(tenant, user)}/event/${encodeURIComponent(idOf(item, true))}`
}

function trail(tenant: Tenant, user: User): [string, string][] {
  return [
    [`/~/${tenant.id}`, tenant.displayName],
    [mailboxPath(tenant, user), user.displayName],
    [`${mailboxPath(tenant, user)}/calendar`, 'Calendar'],
  ]
}
