import type { QueueRouting } from '@tandem/model/api/routing.ts'
import { TandemError } from '../errors.ts'
import { ianaZone } from '../lib/calendar/zones.ts'
import { listAgents } from '../store/agents.ts'
import type { Db } from '../store/database.ts'
import { getRoutings } from '../store/routing.ts'

/** How a queue routes, with the zone by its usual name; names what cannot be: a zone that is none, a queue or a person of nobody's. */
export async function checkedRouting(
  tx: Db,
  mailbox: { id: string; organisationId: string },
  routing: QueueRouting,
  /** Where it stands in the body. */
  at = '',
): Promise<QueueRouting> {
  const { hours, overflow, rules } = routing
  const zone = hours && ianaZone(hours.zone)
  if (hours && zone === undefined)
    throw invalid(`${at}/hours/zone`, `${hours.zone} is no time zone: write it as Europe/Lisbon.`)
  const named: [string, string][] = [
    ...(overflow?.queueId ? [['/overflow/queueId', overflow.queueId] as [string, string]] : []),
    ...rules.flatMap(({ effect }, place): [string, string][] =>
      effect.queueId === undefined ? [] : [[`/rules/${place}/effect/queueId`, effect.queueId]],
    ),
  ]
  const known = await getRoutings(
    tx,
    named.map(([, queue]) => queue),
    mailbox.organisationId,
  )
  for (const [pointer, queue] of named)
    if (!known.has(queue))
      throw invalid(
        at + pointer,
        'There is no such queue in this organisation. GET /api/v1/queues lists them.',
      )
  const people = new Set(
    (await listAgents(tx, { organisationId: mailbox.organisationId })).map((person) => person.id),
  )
  rules.forEach(({ effect }, place) => {
    if (effect.agentId !== undefined && !people.has(effect.agentId))
      throw invalid(
        `${at}/rules/${place}/effect/agentId`,
        'Nobody of this organisation has this id. GET /api/v1/agents lists who works in queues.',
      )
  })
  return { ...routing, hours: hours && { ...hours, zone: zone ?? hours.zone } }
}

/** Refuses what only a queue can do. */
export function noQueue(address: string): never {
  throw new TandemError(
    'not-found',
    `${address} is no queue. Make it one first: PUT /api/v1/mailboxes/{mailbox}/queue.`,
  )
}

function invalid(pointer: string, detail: string): TandemError {
  return new TandemError('invalid-input', detail, [{ pointer, detail }])
}
