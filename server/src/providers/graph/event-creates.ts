import type { EventContent } from '@tandem/model/event.ts'
import { mailedBy } from '../../lib/calendar/mailed-by.ts'
import type { Failure } from '../failures.ts'
import { unlessAgreed } from '../meetings.ts'
import type { Draft, Outcome } from '../provider.ts'
import { type BatchAnswer, sendBatches } from './batch.ts'
import { newEventBody } from './event-body.ts'
import { writeDays } from './event-days.ts'
import { eventVersion, type GraphEvent } from './event-map.ts'
import type { EventPaths } from './event-paths.ts'
import { readWhole } from './event-series.ts'
import type { GraphClient, GraphRequest } from './http.ts'

/**
 * Creates events with our operation id on each. The days of a new series that are not regular are written after it exists. If that
 * is cut off, the outcome is an ambiguous `Unavailable` like any lost answer: the next run finds the series by its
 * operation id and links it, sees that days are missing, and sends them as an update; a second series cannot come of it,
 * as the service refuses a `transactionId` twice.
 */
export async function createEvents(
  client: GraphClient,
  paths: EventPaths,
  self: string,
  drafts: Draft<EventContent>[],
  folder: string | undefined,
): Promise<Outcome[]> {
  const against = drafts.map(({ item, say }) => unlessAgreed(mailedBy(undefined, item, self), say))
  const sent = drafts.filter((_, place) => !against[place])
  const path = paths.events(folder)
  const answers = await sendBatches(
    client,
    sent.map(
      ({ item, operationId }): GraphRequest => ({
        method: 'POST',
        path,
        body: newEventBody(item, operationId),
      }),
    ),
  )
  const outcomes = await withDays(client, paths, sent, answers.map(madeEvent))
  let next = 0
  return against.map((failure) => (failure ? { ok: false, failure } : outcomes[next++]!))
}

/** The event that a write answered, and how it stands as an outcome. */
export function madeEvent(answer: BatchAnswer): Outcome & { event?: GraphEvent } {
  if (!answer.ok) return answer
  const event = answer.body as GraphEvent | undefined
  if (typeof event?.id !== 'string') {
    const detail = 'The write was accepted, but the answer does not show the item'
    return { ok: false, failure: { kind: 'Unavailable', ambiguous: true, detail } }
  }
  return { event, ...writtenAs(event) }
}

/** The outcome of a write of an event as it was read after it. */
export function writtenAs(event: GraphEvent): Extract<Outcome, { ok: true }> {
  return {
    ok: true,
    ref: event.id,
    version: eventVersion(event),
    ...(event.lastModifiedDateTime && { changedAt: event.lastModifiedDateTime }),
  }
}

async function withDays(
  client: GraphClient,
  paths: EventPaths,
  drafts: Draft<EventContent>[],
  made: (Outcome & { event?: GraphEvent })[],
): Promise<Outcome[]> {
  const special = made.flatMap(({ event }, place) => {
    const { item } = drafts[place]!
    const days = (item.exceptions ?? []).length + (item.cancelledDates ?? []).length
    return event && item.recurrence && days > 0 ? [{ current: event, wanted: item }] : []
  })
  const failures = await writeDays(client, paths, special)
  const read = await readWhole(
    client,
    paths,
    [...failures].flatMap(([ref, failure]) => (failure ? [] : [ref])),
  )
  return made.map(({ event, ...outcome }): Outcome => {
    if (!event || !failures.has(event.id)) return outcome
    const failure = failures.get(event.id)
    const whole = read.get(event.id)
    if (whole?.ok) return writtenAs(whole.event)
    return { ok: false, failure: unfinished(failure ?? (whole as { failure: Failure }).failure) }
  })
}

/** The series exists, whatever was said of a day: it has to be looked for before anything else. */
function unfinished(failure: Failure): Failure {
  const { detail, evidence } = failure
  return {
    kind: 'Unavailable',
    ambiguous: true,
    detail: `The series was made, but not all of its days: ${detail}`,
    ...(evidence && { evidence }),
  }
}
