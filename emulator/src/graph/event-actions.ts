import { removeEvent } from '../tenant/meetings.ts'
import { type EventItem, fieldsOf, isCancelled } from '../tenant/occurrences.ts'
import { type Answer, respondTo } from '../tenant/responses.ts'
import type { WireResponse } from '../wire.ts'
import { jsonBody, type MailboxCall, mailboxRoute, type Route } from './call.ts'
import { refuse } from './errors.ts'
import { eventOf } from './event-places.ts'
import { eventPaths } from './events.ts'
import { writeCalendars } from './permissions.ts'
import { readStamp } from './stamps.ts'
import { readBoolean, readRecord, readText, unknownName } from './value-readers.ts'

/** What a person does with an event other than writing it. */
export const eventActionRoutes: Route[] = eventPaths.flatMap((path) => [
  action(path, 'cancel', cancel),
  action(path, 'accept', (call) => respond(call, 'accepted')),
  action(path, 'tentativelyAccept', (call) => respond(call, 'tentativelyAccepted')),
  action(path, 'decline', (call) => respond(call, 'declined')),
  action(path, 'dismissReminder', dismiss),
  action(path, 'snoozeReminder', snooze),
])

function action(path: string, name: string, run: (call: MailboxCall) => WireResponse): Route {
  return mailboxRoute('POST', `${path}/{event}/${name}`, writeCalendars, run)
}

function cancel(call: MailboxCall): WireResponse {
  const item = eventOf(call)
  const { comment } = readParameters(call, ['comment'])
  if (!item.event.isOrganizer) throw refuse.invalidRequest('You need to be an organizer to cancel a meeting.')
  removeEvent(call.world, call.tenant, call.user, item, readText('comment', comment ?? null) ?? '')
  return { status: 202 }
}

function respond(call: MailboxCall, response: Answer['response']): WireResponse {
  const item = eventOf(call)
  const names = ['comment', 'sendResponse', ...(response === 'accepted' ? [] : ['proposedNewTime'])]
  const { comment, sendResponse, proposedNewTime } = readParameters(call, names)
  if (item.event.isOrganizer) {
    throw refuse.invalidRequest("You can't respond to this meeting because you're the meeting organizer.")
  }
  if (isCancelled(item))
    throw refuse.invalidRequest("You can't respond to this meeting because it's been canceled.")
  const answer: Answer = {
    response,
    comment: readText('comment', comment ?? null) ?? '',
    sendResponse: sendResponse === undefined || readBoolean('sendResponse', sendResponse),
  }
  if (proposedNewTime !== undefined && proposedNewTime !== null) {
    answer.proposedNewTime = readProposal(item, answer, proposedNewTime)
  }
  respondTo(call.world, call.tenant, call.user, item, answer)
  return { status: 202 }
}

/** The reference (event-tentativelyaccept) names both reasons to refuse, not their codes. */
function readProposal(item: EventItem, answer: Answer, value: unknown): Answer['proposedNewTime'] {
  if (fieldsOf(item).allowNewTimeProposals === false) {
    throw refuse.invalidRequest('The organizer does not allow new time proposals for this meeting.')
  }
  if (answer.sendResponse === false) {
    throw refuse.parameter('A new time can be proposed with a response only.')
  }
  const { start, end } = lowerNames(readRecord('proposedNewTime', value))
  return { start: readStamp('start', start), end: readStamp('end', end) }
}

/** There is no reminder view here, so that nothing of it can be seen. */
function dismiss(call: MailboxCall): WireResponse {
  eventOf(call)
  return { status: 200 }
}

function snooze(call: MailboxCall): WireResponse {
  eventOf(call)
  const { newReminderTime } = readParameters(call, ['newReminderTime'])
  readStamp('newReminderTime', newReminderTime)
  return { status: 200 }
}

/** The parameters of an action; their names may begin with a capital, as those of the published examples do. */
function readParameters(call: MailboxCall, names: readonly string[]): Record<string, unknown> {
  const given = call.request.body.length === 0 ? {} : lowerNames(jsonBody(call.request))
  const unknown = Object.keys(given).find((name) => !names.includes(name))
  if (unknown !== undefined) throw unknownName(unknown, 'event')
  return given
}

function lowerNames(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record)
      .filter(([name]) => !name.includes('@'))
      .map(([name, value]) => [name.slice(0, 1).toLowerCase() + name.slice(1), value]),
  )
}
