import type { Failure } from '../failures.ts'
import { sendBatches } from './batch.ts'
import { eventNames, type GraphEvent } from './event-map.ts'
import type { EventPaths } from './event-paths.ts'
import type { GraphClient, GraphRequest } from './http.ts'
import { query } from './paths.ts'

/** An event as it was read by its id, or why not. */
export type Whole = { ok: true; event: GraphEvent } | { ok: false; failure: Failure }

/**
 * Events by id with all that belongs to them: of a series its exceptions and cancelled days, which can be had of a single event
 * only (event resource: `exceptionOccurrences` by `$expand`, `cancelledOccurrences` by `$select`). Twenty to a request.
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
  return new Map(
    answers.map((answer, place) => {
      const event = answer.ok ? (answer.body as GraphEvent) : undefined
      return [ids[place]!, event ? { ok: true, event } : (answer as { ok: false; failure: Failure })]
    }),
  )
}
