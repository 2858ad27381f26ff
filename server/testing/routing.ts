import type { Conversation, WholeConversation } from '@tandem/model/api/queues.ts'
import { queueRouting } from '@tandem/model/api/routing.ts'
import type { z } from 'zod'
import { createMemoryServer } from '../src/providers/memory/provider.ts'
import { routeWaiting } from '../src/routing/assign.ts'
import { putQueue } from '../src/store/queues.ts'
import { putRouting } from '../src/store/routing.ts'
import { createTestApi } from './api.ts'
import { arrivals, asking } from './arrivals.ts'
import { mailOf } from './inbound.ts'
import { createTestMailbox } from './mailbox.ts'
import { createPerson } from './people.ts'

type Routing = z.input<typeof queueRouting>

/** Two queues of one organisation, their mail and their agents, before the whole API. */
export async function createRoutingBench() {
  const { provider } = createMemoryServer()
  const api = await createTestApi({ providers: { memory: provider } })
  const { db } = api
  const desk = await createTestMailbox(db, { state: 'live', write_back: false }, ['inbox'])
  const { organisationId } = desk
  const { id } = await db
    .insertInto('mailbox')
    .values({
      organisation_id: organisationId,
      connection_id: desk.connectionId,
      address: 'billing@example.com',
      state: 'on',
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const billing = { ...desk, id, address: 'billing@example.com' }
  await db.updateTable('connection').set({ wanted: '{"readMail": true, "send": true}' }).execute()
  await putQueue(db, desk, { name: 'Desk', mark: 'nothing', since: null })
  await putQueue(db, billing, { name: 'Billing', mark: 'nothing', since: null })
  const arrive = arrivals(api, desk)
  let came = 0

  const bench = {
    api,
    db,
    desk,
    billing,
    organisationId,
    ask: asking(api),
    route: async (queue: { id: string }, routing: Routing) =>
      await putRouting(db, queue.id, queueRouting.parse(routing)),
    agent: async (queues: { id: string }[], skills: Record<string, number> = {}) => {
      const mailboxIds = queues.map((queue) => queue.id)
      const person = await createPerson(api, { role: 'agent', organisationId, mailboxIds })
      await bench.ask('PATCH', `/agents/${person.id}`, { skills, presence: 'available' })
      return person
    },
    /** Mail as a fetch stores it; returns its conversation. */
    deliver: async (
      { at = new Date(), ...given }: Partial<Parameters<typeof mailOf>[0]> & { at?: Date } = {},
      into: typeof desk = desk,
    ) => {
      came += 1
      return await arrive(mailOf({ id: `<mail-${came}@customers.example>`, ...given }), into, at)
    },
    /** What the job `route` does. */
    routed: async () => await db.transaction().execute(async (tx) => await routeWaiting(tx, organisationId)),
    conversation: async (conversation: string, headers?: Record<string, string>) =>
      (await bench.ask<WholeConversation>('GET', `/conversations/${conversation}`, undefined, headers)).body,
    list: async (query: string, headers?: Record<string, string>) =>
      (await bench.ask<{ items: Conversation[] }>('GET', `/conversations?${query}`, undefined, headers)).body
        .items,
  }
  return bench
}
