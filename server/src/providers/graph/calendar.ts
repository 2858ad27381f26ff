import type { EventContent } from '@tandem/model/event.ts'
import { expand } from '../../lib/calendar/recurrence.ts'
import { ProviderError } from '../failures.ts'
import type { Collection, Versioned } from '../provider.ts'
import { sureWindow } from '../window.ts'
import { bodyOf, sendBatches } from './batch.ts'
import { readEventChanges } from './event-changes.ts'
import { createEvents } from './event-creates.ts'
import { eventItem, eventVersion, type GraphEvent, versionedEvent } from './event-map.ts'
import { type EventPaths, eventPaths } from './event-paths.ts'
import { removeEvents } from './event-removals.ts'
import { readWhole, type Whole } from './event-series.ts'
import { updateEvents } from './event-updates.ts'
import type { GraphClient, GraphRequest } from './http.ts'
import { operationProperty } from './map.ts'
import { itemsOf, pageOf, readPages } from './pages.ts'
import { query, withProperty } from './paths.ts'

/** The calendars of one mailbox; `now` is the clock by which the window is cut. */
export function graphCalendar(
  client: GraphClient,
  mailbox: string,
  now: () => number,
): Required<Collection<EventContent>> {
  const paths = eventPaths(mailbox)
  return {
    folders: () => listCalendars(client, paths),
    changes: (cursor, folder) => readEventChanges(client, paths, { cursor, folder, now: now() }),
    identify: (folder) => identify(client, paths, folder, now()),
    get: async (refs) => [...(await readWhole(client, paths, refs)).values()].flatMap(present),
    find: (operationIds, folder) => findEvents(client, paths, operationIds, folder),
    create: (drafts, folder) => createEvents(client, paths, mailbox, drafts, folder),
    update: (edits) => updateEvents({ client, paths, self: mailbox }, edits),
    remove: (refs) => removeEvents(client, paths, mailbox, refs),
  }
}

async function listCalendars(
  client: GraphClient,
  paths: EventPaths,
): Promise<{ id: string; name: string }[]> {
  const listed: { id: string; name: string; isDefault: boolean }[] = []
  const path = `${paths.calendars}${query({ $top: 100 })}`
  for await (const page of readPages(client, { method: 'GET', path })) {
    for (const { id, name, isDefaultCalendar } of itemsOf<{ id: string } & Record<string, unknown>>(page))
      listed.push({ id, name: String(name), isDefault: isDefaultCalendar === true })
  }
  const [first] = listed.filter(({ isDefault }) => isDefault)
  const ordered = first ? [first, ...listed.filter((one) => one !== first)] : listed
  return ordered.map(({ id, name }) => ({ id, name }))
}

/** What identify needs of an event: its version, and when it takes place. */
const named = [
  ...['id', 'type', 'changeKey', 'start', 'end', 'isAllDay', 'recurrence'],
  ...['originalStart', 'originalStartTimeZone', 'originalEndTimeZone'],
]

/**
 * All single events and masters of a calendar, whatever the time. The version of a series counts its exceptions, which a listing does
 * not show: one further request for every twenty series.
 */
async function* identify(
  client: GraphClient,
  paths: EventPaths,
  folder: string | undefined,
  now: number,
): AsyncGenerator<{ ref: string; version: string; beyond?: boolean }[]> {
  const path = `${paths.events(folder)}${query({ $select: named.join(','), $top: 1000 })}`
  const window = sureWindow(now)
  for await (const page of readPages(client, { method: 'GET', path })) {
    const events = itemsOf<GraphEvent>(page)
    const masters = events.filter(({ type }) => type === 'seriesMaster').map(({ id }) => id)
    const wholes = await readWhole(client, paths, masters, [...named, 'cancelledOccurrences'])
    const identified = events.flatMap((event) => {
      const whole = wholes.get(event.id)
      // A series that is gone by now is named by nobody.
      const [read] = whole ? presentEvent(whole) : [event]
      if (!read) return []
      const beyond = expand(eventItem(read), window, { limit: 1 }).length === 0
      return [{ ref: read.id, version: eventVersion(read), ...(beyond && { beyond }) }]
    })
    if (identified.length > 0) yield identified
  }
}

/** One `$filter` per operation, twenty in a request, as for contacts; then the events themselves, series with their days. */
async function findEvents(
  client: GraphClient,
  paths: EventPaths,
  operationIds: string[],
  folder: string | undefined,
): Promise<Map<string, Versioned<EventContent>>> {
  const requests = operationIds.map((operationId): GraphRequest => {
    const $filter = withProperty(operationProperty, operationId)
    return { method: 'GET', path: `${paths.events(folder)}${query({ $select: 'id', $filter, $top: 2 })}` }
  })
  const answers = await sendBatches(client, requests)
  const refs = answers.map((answer) => itemsOf(pageOf({ body: bodyOf(answer), facts: noFacts() }))[0]?.id)
  const wholes = await readWhole(
    client,
    paths,
    refs.flatMap((ref) => ref ?? []),
  )
  const found = new Map<string, Versioned<EventContent>>()
  refs.forEach((ref, place) => {
    const whole = ref === undefined ? undefined : wholes.get(ref)
    for (const event of whole ? presentEvent(whole) : [])
      found.set(operationIds[place]!, versionedEvent(event))
  })
  return found
}

function present(whole: Whole): Versioned<EventContent>[] {
  return presentEvent(whole).map(versionedEvent)
}

/** An event that is there; a failure but that it is gone is thrown. */
function presentEvent(whole: Whole): GraphEvent[] {
  if (whole.ok) return [whole.event]
  if (whole.failure.kind === 'NotFound') return []
  throw new ProviderError(whole.failure)
}

function noFacts() {
  return { request: 'POST /v1.0/$batch', at: new Date().toISOString() }
}
