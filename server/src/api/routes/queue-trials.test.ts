import type { QueueTest, TriedRouting } from '@tandem/model/api/queue-trials.ts'
import type { Conversation } from '@tandem/model/api/queues.ts'
import { queueRouting, type Supervision } from '@tandem/model/api/routing.ts'
import { expect, test } from 'vitest'
import { createTestApi } from '../../../testing/api.ts'
import { mailOf } from '../../../testing/inbound.ts'
import { createTestMailbox } from '../../../testing/mailbox.ts'
import { createPerson } from '../../../testing/people.ts'
import { arrived } from '../../jobs/arrived.ts'
import { rawStoreIn } from '../../mail/inbound/raw-store.ts'
import { readMail } from '../../mail/inbound/read-mail.ts'
import { storeMails } from '../../mail/inbound/store-mails.ts'
import { createMemoryServer } from '../../providers/memory/provider.ts'
import { routeWaiting } from '../../routing/assign.ts'
import { putQueue } from '../../store/queues.ts'

const { provider } = createMemoryServer()
const api = await createTestApi({ providers: { memory: provider } })
const { app, db, deps, asOperator } = api
const store = rawStoreIn(deps.config.mailFolder)
const mailbox = await createTestMailbox(db, { state: 'live', write_back: false }, ['inbox'])
const path = `/mailboxes/${mailbox.id}/queue`
await putQueue(db, mailbox, { name: 'Desk', mark: 'read', since: null })
await db.updateTable('connection').set({ wanted: '{"readMail": true, "send": true}' }).execute()
const ada = await createPerson(api, {
  role: 'agent',
  organisationId: mailbox.organisationId,
  mailboxIds: [mailbox.id],
})

async function ask<Body>(method: 'GET' | 'POST' | 'PUT' | 'PATCH', url: string, payload?: object) {
  const answer = await app.inject({
    method,
    url: `/api/v1${url}`,
    headers: asOperator,
    ...(payload && { payload }),
  })
  return { status: answer.statusCode, body: answer.json() as Body }
}

let came = 0
async function arrive(raw: string): Promise<void> {
  came += 1
  const bytes = Buffer.from(raw)
  const receivedAt = new Date().toISOString()
  const mail = { ref: `ref-${came}`, receivedAt, ...(await readMail(bytes, await store.put(bytes))) }
  await db.transaction().execute(async (tx) => await storeMails(tx, mailbox, [mail], arrived))
}
const route = async () =>
  await db.transaction().execute(async (tx) => await routeWaiting(tx, mailbox.organisationId))

test('POST /mailboxes/{mailbox}/queue/routing/try says which rules hold, why, and what that asks for; nothing is stored', async () => {
  await arrive(mailOf({ id: '<before@try>', from: 'Mia <mia@customers.example>' }))
  const routing = {
    skills: { letting: 1 },
    targetMinutes: 60,
    rules: [
      {
        name: 'Invoices',
        when: { subject: ['invoice', 'Rechnung'], language: ['de'] },
        effect: { skills: { billing: 2 }, priority: 2 },
      },
      { name: 'New people', when: { customer: 'new' }, effect: { priority: 1 } },
      { name: 'Known', when: { customer: 'known' }, effect: { agentId: ada.id }, isLast: true },
      { name: 'Never', when: {}, effect: { priority: 5 } },
    ],
  }
  const mail = {
    from: { name: 'Mia', address: 'MIA@customers.example' },
    subject: 'Ihre Rechnung vom März',
    text: 'Guten Tag, ich habe eine Frage zu der Rechnung, die Sie mir im März geschickt haben. Sie ist zu hoch.',
  }
  const { status, body } = await ask<TriedRouting>('POST', `${path}/routing/try`, { routing, mail })
  expect(status).toBe(200)
  expect(body).toMatchObject({
    language: 'de',
    isKnown: true,
    skills: { letting: 1, billing: 2 },
    priority: 2,
    agentId: ada.id,
    queueId: null,
    isOpen: true,
    rules: [
      { state: 'holds', why: ['the subject names “Rechnung”', 'it is written in “de”'], missing: [] },
      { state: 'fails', missing: ['customer'] },
      { state: 'holds', why: ['the sender is known'] },
      { state: 'unreached', why: [], missing: [] },
    ],
  })
  expect(Date.parse(body.dueAt!) - Date.now()).toBeLessThan(3_600_001)
  expect((await ask('GET', `${path}/routing`)).body).toEqual(queueRouting.parse({}))
})

test('POST /mailboxes/{mailbox}/queue/routing/try names the field that cannot be', async () => {
  const queueId = '00000000-0000-4000-8000-000000000001'
  const refused = await ask<{ errors: { pointer: string }[] }>('POST', `${path}/routing/try`, {
    routing: { rules: [{ name: 'Gone', when: {}, effect: { queueId } }] },
    mail: { from: {} },
  })
  expect(refused.status).toBe(400)
  expect(refused.body.errors[0]!.pointer).toBe('/routing/rules/0/effect/queueId')
})

test('POST /mailboxes/{mailbox}/queue/test sends a mail to the queue itself; it is routed, given, closed, and in no figure', async () => {
  await ask('PUT', `${path}/routing`, { distribution: 'automatic' })
  await ask('PATCH', `/agents/${ada.id}`, { presence: 'available' })
  await route()
  const before = (await ask<Supervision>('GET', '/supervision')).body
  const sent = await ask<QueueTest>('POST', `${path}/test`)
  expect(sent).toMatchObject({ status: 201, body: { state: 'running', advice: null } })
  expect(sent.body.subject).toMatch(/^Tandem test of Desk \([0-9a-f]{6}\)$/)
  expect((await ask('POST', `${path}/test`)).status).toBe(409)
  const { id, content, messageId } = await db
    .selectFrom('outgoing_message')
    .select(['id', 'content', 'message_id as messageId'])
    .executeTakeFirstOrThrow()
  expect(content).toMatchObject({ to: [{ address: mailbox.address }], subject: sent.body.subject })
  await db
    .updateTable('outgoing_message')
    .set({ state: 'sent', sent_at: new Date() })
    .where('id', '=', id)
    .execute()
  const last = async () => (await ask<{ test: QueueTest }>('GET', `${path}/test`)).body.test
  expect((await last()).steps.map(({ at }) => at !== null)).toEqual([true, false, false, false, false])
  await arrive(mailOf({ id: messageId, subject: sent.body.subject, from: mailbox.address }))
  expect((await last()).steps.map(({ at }) => at !== null)).toEqual([true, true, true, true, false])
  await route()
  const through = await last()
  expect(through).toMatchObject({ state: 'through', advice: null })
  expect(through.steps.at(-1)!.said).toBe('Given to agent.')
  const { items } = (await ask<{ items: Conversation[] }>('GET', '/conversations?state=closed')).body
  expect(items.map(({ subject }) => subject)).toEqual([sent.body.subject])
  const after = (await ask<Supervision>('GET', '/supervision')).body
  expect([after.queues, after.hours]).toEqual([before.queues, before.hours])
  expect(after.agents.map(({ closed, load }) => [closed, load])).toEqual(
    before.agents.map(({ closed, load }) => [closed, load]),
  )
})

test('POST /mailboxes/{mailbox}/queue/test says what a connection is missing that may not send', async () => {
  await db.updateTable('connection').set({ wanted: '{"readMail": true}' }).execute()
  const refused = await ask<{ detail: string }>('POST', `${path}/test`)
  expect(refused.status).toBe(409)
  expect(refused.body.detail).toMatch(/grant Mail\.Send/)
})
