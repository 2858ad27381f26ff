/**
 * `calendarView/delta`: the changes within a window that the first request fixes. A series is told as its master and, in short, its occurrences;
 * exceptions in full; what was cancelled, deleted or moved out of the window as `@removed` (event-delta, concepts/delta-query-events).
 */
import { type Change, changesOf, type Reader } from '../tenant/calendar-changes.ts'
import { entriesAfter } from '../tenant/item-log.ts'
import type { WireResponse } from '../wire.ts'
import { readWindow, viewPaths } from './calendar-view.ts'
import { type MailboxCall, mailboxRoute, maxPageSize, type Route, versionRoot } from './call.ts'
import { pageSize, refuseOthers } from './delta.ts'
import { type DeltaToken, readToken, writeToken } from './delta-token.ts'
import { type EventView, eventJson, shortJson } from './event-json.ts'
import { calendarOf, viewOf } from './event-places.ts'
import { changePage, readOptions } from './odata.ts'
import { readCalendarsFully } from './permissions.ts'
import { appliedPreferences } from './preferences.ts'

export const calendarDeltaRoutes: Route[] = viewPaths.map((path) =>
  mailboxRoute('GET', `${path}/delta`, readCalendarsFully, delta),
)

/** What a token remembers of the round: a place in the log, and how much of the entry there has been told (`part`). */
interface Round extends Omit<Reader, 'shownUpTo'> {
  after: number
  part: { changed: number; told: number }
}

function delta(call: MailboxCall): WireResponse {
  const calendar = calendarOf(call)
  const round = startOrContinue(call, calendar.id)
  const { after, part } = round
  const reader: Reader = { ...round, shownUpTo: Math.max(after, part.changed) }
  const limit = pageSize(call)
  const told: Change[] = []
  let last = after
  for (const entry of entriesAfter(calendar, after)) {
    const skip = entry.changed === part.changed ? part.told : 0
    const changes = changesOf(entry, reader).slice(skip)
    const room = limit - told.length
    told.push(...changes.slice(0, room))
    if (changes.length > room) {
      const rest = { changed: entry.changed, told: skip + room }
      return page(call, calendar.id, told, { ...round, after: last, part: rest }, 'next')
    }
    last = entry.changed
  }
  const { changeNumber } = call.mailbox
  const ended = { after: changeNumber, base: changeNumber, isFirst: false, part: { changed: 0, told: 0 } }
  return page(call, calendar.id, told, { ...round, ...ended }, 'delta')
}

function startOrContinue(call: MailboxCall, place: string): Round {
  const options = readOptions(call.request.query)
  refuseOthers(options, 'CalendarView', options.select ? ['$select'] : [])
  const given = options.deltaToken || options.skipToken
  if (given) return fromToken(readToken(given, call.mailbox, place, (token) => restart(call, token)))
  const base = call.mailbox.changeNumber
  return { ...readWindow(call.request), after: 0, base, isFirst: true, part: { changed: 0, told: 0 } }
}

/** After a 410 the window is read anew. */
function restart(call: MailboxCall, token: DeltaToken): string {
  const { from, to } = fromToken(token)
  const time = (instant: number) => new Date(instant).toISOString()
  const { origin, path } = call.request
  return `${origin}${path}?startDateTime=${time(from)}&endDateTime=${time(to)}&$deltatoken=`
}

function fromToken({ after, start, more }: DeltaToken): Round {
  const kept = more as Pick<Round, 'from' | 'to' | 'isFirst' | 'part'>
  return { after, base: start, ...kept }
}

function page(
  call: MailboxCall,
  place: string,
  told: Change[],
  { after, base, from, to, isFirst, part }: Round,
  kind: 'next' | 'delta',
): WireResponse {
  const { request, mailbox } = call
  const more = { from, to, isFirst, part }
  const token = writeToken({ after, start: base, issued: mailbox.changeNumber, more }, mailbox, place)
  const at = `${request.origin}${request.path}`
  const link =
    kind === 'next' ? { nextLink: `${at}?$skiptoken=${token}` } : { deltaLink: `${at}?$deltatoken=${token}` }
  const view = viewOf(call)
  const lines = told.map((change) => lineOf(change, view))
  return changePage(
    `${versionRoot(request)}/$metadata#Collection(event)`,
    'event',
    lines,
    link,
    applied(call),
  )
}

/** Without its opening brace. */
function lineOf(change: Change, view: EventView): Buffer {
  if ('removed' in change) {
    const { id, immutableId } = change.removed
    const shown = view.immutableIds ? immutableId : id
    return Buffer.from(`"id":"${shown}","@removed":{"reason":"deleted"}}`)
  }
  const { item } = change
  return Buffer.from((item.type === 'occurrence' ? shortJson(item, view) : eventJson(item, view)).slice(1))
}

function applied({ request }: MailboxCall): Record<string, string> {
  const size = maxPageSize(request)
  const { 'preference-applied': others } = appliedPreferences(request)
  const all = [...(size === undefined ? [] : [`odata.maxpagesize=${size}`]), ...(others ? [others] : [])]
  return all.length === 0 ? {} : { 'preference-applied': all.join(', ') }
}
