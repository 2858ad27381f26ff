/** `$filter`, `$orderby`, `$top`, `$skip`, `$count`, `$expand` over lines of a calendar. */
import { type EventItem, extendedOf } from '../tenant/occurrences.ts'
import type { WireResponse } from '../wire.ts'
import type { MailboxCall } from './call.ts'
import { refuse } from './errors.ts'
import { expandedJson, readExpand } from './event-expand.ts'
import { type EventView, eventNames, eventValue } from './event-json.ts'
import { viewOf } from './event-places.ts'
import { normaliseFilterIds } from './extended-properties.ts'
import { type Filter, parseFilter, passes, usesOf } from './filter.ts'
import {
  checkNames,
  collection,
  comparison,
  linkWith,
  plainCount,
  type QueryOptions,
  readOptions,
} from './odata.ts'
import { appliedPreferences } from './preferences.ts'
import { utc } from './stamps.ts'

const defaultTop = 10
const maxTop = 1000
/** Their values are records or lists: filters go into some of them, orders only into the times. */
const records = [
  'start',
  'end',
  'location',
  'organizer',
  'responseStatus',
  'body',
  'recurrence',
  'onlineMeeting',
]
const lists = ['attendees', 'categories', 'locations', 'cancelledOccurrences']

/** `transactionId` is the surprising one (seen in public issues): what was created must be found by something else. */
const unfilterable = ['id', 'changeKey', 'recurrence', 'transactionId']

/** Pages through lines. */
export function listEvents(call: MailboxCall, lines: readonly EventItem[], context: string): WireResponse {
  const { request } = call
  const options = readOptions(request.query)
  checkNames(options.select, eventNames, 'event')
  if (options.select?.includes('cancelledOccurrences')) {
    throw refuse.urlQuery("The property 'cancelledOccurrences' can be selected for a single event only.")
  }
  const top = options.top ?? defaultTop
  if (top > maxTop)
    throw refuse.urlQuery(`The value of $top, ${top}, is greater than the maximum of ${maxTop}.`)
  const view = viewOf(call, options.select)
  const expand = readExpand(options.expand, view, false)
  const found = chosen(lines, options, view)
  const skip = options.skip ?? 0
  const items = found.slice(skip, skip + top).map((item) => expandedJson(call, item, view, expand))
  const more = skip + top < found.length && top > 0
  return collection(
    context,
    items,
    {
      ...(options.count && { count: found.length }),
      ...(more && { nextLink: linkWith(request, '$skip', String(skip + top)) }),
    },
    appliedPreferences(request),
  )
}

/** `…/$count` */
export function countEvents(call: MailboxCall, lines: readonly EventItem[]): WireResponse {
  return plainCount(chosen(lines, readOptions(call.request.query), viewOf(call)).length)
}

function chosen(
  lines: readonly EventItem[],
  { filter, search, orderBy }: QueryOptions,
  view: EventView,
): readonly EventItem[] {
  if (search !== undefined) throw refuse.urlQuery("The query parameter '$search' is not supported.")
  let found = lines
  if (filter !== undefined) {
    const read = readFilter(filter)
    found = found.filter((item) => passes(read, (name) => filterValue(item, view, name)))
  }
  if (orderBy === undefined) return found
  for (const { name } of orderBy) checkSortable(name)
  return [...found].sort(comparison(orderBy, (item, name) => sortValue(item, view, name)))
}

function readFilter(text: string): Filter {
  const filter = parseFilter(text)
  for (const { name, use } of usesOf(filter)) checkFilterable(name, use)
  normaliseFilterIds(filter)
  setZones(filter)
  return filter
}

function checkFilterable(name: string, use: string): void {
  if (name === 'singleValueExtendedProperties' && use === 'any') return
  checkKnown(name)
  if (unfilterable.includes(name)) {
    throw refuse.property(
      `The property '${name.slice(0, 1).toUpperCase()}${name.slice(1)}' does not support filtering.`,
    )
  }
  if (lists.includes(name) !== (use === 'any')) {
    throw refuse.badRequest(`Invalid filter clause: The property '${name}' cannot be used with '${use}'.`)
  }
}

function checkSortable(name: string): void {
  const [first = '', part] = name.split('/')
  checkKnown(first)
  const isTime = (first === 'start' || first === 'end') && part === 'dateTime'
  if (isTime || (part === undefined && !records.includes(first) && !lists.includes(first) && first !== 'id'))
    return
  throw refuse.property(
    `The property '${first.slice(0, 1).toUpperCase()}${first.slice(1)}' does not support sorting.`,
  )
}

function checkKnown(name: string): void {
  if (eventNames.includes(name)) return
  throw refuse.badRequest(
    `Invalid filter clause: Could not find a property named '${name}' on type 'microsoft.graph.event'.`,
  )
}

/** Times are compared in UTC, whatever zone they are shown in (calendar-list-events in the reference); one without a zone is UTC. */
function setZones(filter: Filter): void {
  if (filter.kind === 'and' || filter.kind === 'or') {
    setZones(filter.left)
    setZones(filter.right)
  } else if (filter.kind === 'not') setZones(filter.inner)
  else if (filter.kind === 'compare' && ['start', 'end'].includes(filter.path[0] ?? '')) {
    const text = String(filter.value)
    if (/T\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text)) filter.value = `${text}Z`
  }
}

function filterValue(item: EventItem, view: EventView, name: string): unknown {
  if (name === 'singleValueExtendedProperties') {
    return Object.entries(extendedOf(item)).map(([id, value]) => ({ id, value }))
  }
  if (name === 'start') return { dateTime: new Date(item.startAt).toISOString(), timeZone: utc.name }
  if (name === 'end') return { dateTime: new Date(item.endAt).toISOString(), timeZone: utc.name }
  return eventValue(item, view, name)
}

function sortValue(item: EventItem, view: EventView, name: string): unknown {
  if (name === 'start/dateTime') return new Date(item.startAt).toISOString()
  if (name === 'end/dateTime') return new Date(item.endAt).toISOString()
  return eventValue(item, view, name)
}
