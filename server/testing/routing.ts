import type { Conversation, WholeConversation } from '@tandem/model/api/queues.ts'
import { queueRouting } from '@tandem/model/api/routing.ts'
import type { z } from 'zod'
import { arrived } from '../src/jobs/arrived.ts'
import { rawStoreIn } from '../src/mail/inbound/raw-store.ts'
import { readMail } from '../src/mail/inbound/read-mail.ts'
import { storeMails } from '../src/mail/inbound/store-mails.ts'
import { createMemoryServer } from '../src/providers/memory/provider.ts'
import { routeWaiting } from '../src/routing/assign.ts'
import { putQueue } from '../src/store/queues.ts'
import { putRouting } from '../src/store/routing.ts'
import { createTestApi } from './api.ts'
import { mailOf } from './inbound.ts'
import { createTestMailbox } from './mailbox.ts'
import { createPerson } from './people.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
export type Routing = z.input<typeof queueRouting>

/** Two queues of one organisation, their mail and their agents, before the whole API. */
export async function createRoutingBench() {
  const { provider } = createMemoryServer()
  const api = await createTestApi({ providers: { memory: provider } })
  const { app, db, deps, asOperator } = api
  const store = rawStoreIn(deps.config.mailFolder)
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
  let came = 0

  const bench = {
    api,
    db,
    desk,
    billing,
    organisationId,
    ask: async <Body>(
      method: Method,
      path: string,
      payload?: object,
      headers: Record<string, string> = asOperator,
    ) => {
      const url = `/api/v1${path}`
      const answer = await app.inject({ method, url, headers, ...(payload && { payload }) })
      return { status: answer.statusCode, body: answer.json() as Body }
    },
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
      given: Partial<Parameters<typeof mailOf>[0]> & { at?: Date } = {},
      into: typeof desk = desk,
    ) => {
      came += 1
      const { at = new Date(), ...rest } = given
      const bytes = Buffer.from(mailOf({ id: `<mail-${came}@customers.example>`, ...rest }))
      const read = await readMail(bytes, await store.put(bytes))
      const mail = { ref: `ref-${came}`, receivedAt: at.toISOString(), ...read }
      await db.transaction().execute(async (tx) => await storeMails(tx, into, [mail], arrived))
      const row = await db
        .selectFrom('inbound_message')
        .select('conversation_id as id')
        .where('remote_id', '=', mail.ref)
        .executeTakeFirstOrThrow()
      return row.id
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
