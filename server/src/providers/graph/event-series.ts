import type { Failure } from '../failures.ts'
import { sendBatches } from './batch.ts'
import { eventNames, type GraphEvent } from './event-map.ts'
import type { EventPaths } from './event-paths.ts'
import type { GraphClient, GraphRequest } from './http.ts'
import { itemsOf, readPages } from './pages.ts'
import { pathOfLink, query } from './paths.ts'

/** An event as it was read by its id, or why not. */
export type Whole = { ok: true; event: GraphEvent } | { ok: false; failure: Failure }

/**
 * Events by id with all that belongs to them: of a series its exceptions and cancelled days, which can be had of a single event
 * only (event resource: `exceptionOccurrences` by `$expand`, `cancelledOccurrences` by `$select`; what is selected of the event is selected of its exceptions as well,
 * event-get, example "series master"). Twenty to a request.
 */
export async function readWhole(
  client: GraphClient,
  paths: EventPaths,
  refs: string[],
  names: string[] = eventNames,
): Promise<Map<string, Whole>> {
  const ids = [...new Set(refs)]
  const options = query({ $select: names.join(','), $expand: 'exceptionOccurrences' })
  return await readEach(client, ids, (ref) => `${paths.event(ref)}${options}`)
}

/** Like `readWhole`, with the calendar that each event is in: `users/{id}/events/{id}` finds it in any. */
export async function readPlaced(
  client: GraphClient,
  paths: EventPaths,
  refs: string[],
): Promise<Map<string, Whole>> {
  const options = query({ $select: eventNames.join(','), $expand: 'exceptionOccurrences,calendar' })
  return await readEach(client, [...new Set(refs)], (ref) => `${paths.event(ref)}${options}`)
}

async function readEach(
  client: GraphClient,
  ids: string[],
  pathOf: (ref: string) => string,
): Promise<Map<string, Whole>> {
  const requests = ids.map((ref): GraphRequest => ({ method: 'GET', path: pathOf(ref) }))
  const answers = await sendBatches(client, requests)
  const found = new Map<string, Whole>()
  for (const [place, answer] of answers.entries()) {
    if (!answer.ok) found.set(ids[place]!, answer)
    else found.set(ids[place]!, { ok: true, event: await withAll(client, answer.body as GraphEvent) })
  }
  return found
}

/** Exceptions come in pages like any collection; one page is what nearly every series has. */
async function withAll(client: GraphClient, event: GraphEvent): Promise<GraphEvent> {
  const link = event['exceptionOccurrences@odata.nextLink']
  if (typeof link !== 'string') return event
  const exceptions = [...(event.exceptionOccurrences ?? [])]
  for await (const page of readPages(client, { method: 'GET', path: pathOfLink(link) }))
    exceptions.push(...itemsOf<GraphEvent>(page))
  return { ...event, exceptionOccurrences: exceptions }
}
