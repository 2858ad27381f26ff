import type { OutgoingMessage, SendingLimits } from '@tandem/model/api/messages.ts'
import pg from 'pg'
import { expect, test } from 'vitest'
import { createTestApi } from '../../../testing/api.ts'
import { createTestMailbox } from '../../../testing/mailbox.ts'
import { createMemoryServer } from '../../providers/memory/provider.ts'

const { provider } = createMemoryServer()
const { app, db, url, asOperator, organisation } = await createTestApi({ providers: { memory: provider } })
const hello = { to: [{ address: 'bo@world.example' }], subject: 'Hello', html: '<p>Hi</p>' }

async function mailbox(wanted: object = { send: true }) {
  const made = await createTestMailbox(db)
  await db
    .updateTable('connection')
    .set({ wanted: JSON.stringify(wanted) })
    .where('id', '=', made.connectionId)
    .execute()
  return made
}

async function ask<Body = OutgoingMessage>(
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  payload?: object,
  headers: Record<string, string> = {},
) {
  const answer = await app.inject({
    method,
    url: `/api/v1${path}`,
    headers: { ...asOperator, ...headers },
    ...(payload && { payload }),
  })
  return { status: answer.statusCode, body: answer.json() as Body, headers: answer.headers }
}

async function send(id: string, changes: object = {}) {
  return await ask('POST', `/mailboxes/${id}/messages`, { ...hello, ...changes })
}

async function todo(mailboxId: string) {
  return await db.selectFrom('todo').selectAll().where('mailbox_id', '=', mailboxId).execute()
}

test('POST /mailboxes/{mailbox}/messages queues a message and hints the worker', async () => {
  const { id, address } = await mailbox()
  const { status, body, headers } = await send(address)
  expect(status).toBe(201)
  expect(body).toMatchObject({
    mailboxId: id,
    state: 'queued',
    to: [{ name: '', address: 'bo@world.example' }],
    subject: 'Hello',
    html: '<p>Hi</p>',
    text: 'Hi',
    problem: null,
    attempts: 0,
    sentAt: null,
    messageId: expect.stringMatching(/^<[0-9a-f-]{36}@example\.com>$/),
  })
  expect(headers.location).toBe(`/api/v1/mailboxes/${id}/messages/${body.id}`)
  expect(await todo(id)).toMatchObject([{ task: 'send:messages' }])
  expect((await ask('GET', `/mailboxes/${id}/messages/${body.id}`)).body).toEqual(body)
})

test('POST /mailboxes/{mailbox}/messages with an Idempotency-Key makes one message', async () => {
  const { id } = await mailbox()
  const key = { 'idempotency-key': crypto.randomUUID() }
  const first = await ask('POST', `/mailboxes/${id}/messages`, hello, key)
  const second = await ask('POST', `/mailboxes/${id}/messages`, hello, key)
  expect([second.status, second.body]).toEqual([201, first.body])
  const other = await ask('POST', `/mailboxes/${id}/messages`, { ...hello, subject: 'Other' }, key)
  expect(other.status).toBe(409)
  const list = await ask<{ items: unknown[] }>('GET', `/mailboxes/${id}/messages`)
  expect(list.body.items).toHaveLength(1)
})

test('POST /mailboxes/{mailbox}/messages with undoSeconds holds it, and cancel takes it back', async () => {
  const { id } = await mailbox()
  const { body } = await send(id, { undoSeconds: 10 })
  expect(body).toMatchObject({ state: 'held', dueAt: body.undoUntil })
  expect(new Date(body.undoUntil!).getTime() - Date.now()).toBeGreaterThan(5000)
  const cancelled = await ask('POST', `/mailboxes/${id}/messages/${body.id}/cancel`)
  expect(cancelled).toMatchObject({ status: 200, body: { state: 'cancelled', dueAt: null } })
  expect((await ask('POST', `/mailboxes/${id}/messages/${body.id}/cancel`)).status).toBe(200)
})

test('POST /mailboxes/{mailbox}/messages with sendAt holds it until then', async () => {
  const { id } = await mailbox()
  const sendAt = new Date(Date.now() + 3_600_000).toISOString()
  expect((await send(id, { sendAt })).body).toMatchObject({ state: 'held', dueAt: sendAt, undoUntil: sendAt })
  expect((await todo(id))[0]?.due_at.toISOString()).toBe(sendAt)
  expect((await send(id, { sendAt: '2020-01-01T00:00:00Z' })).body.state).toBe('queued')
})

test.each([
  ['sending', 'on its way'],
  ['sent', 'was sent'],
  ['unknown', 'decide'],
])('POST …/cancel of a message that is %s is refused', async (state, words) => {
  const { id } = await mailbox()
  const { body } = await send(id)
  await db.updateTable('outgoing_message').set({ state }).where('id', '=', body.id).execute()
  const refused = await ask<{ detail: string }>('POST', `/mailboxes/${id}/messages/${body.id}/cancel`)
  expect(refused.status).toBe(409)
  expect(refused.body.detail).toContain(words)
})

test('POST …/decide settles a message of which nobody knows', async () => {
  const { id } = await mailbox()
  const decide = async (decision: string, state = 'unknown') => {
    const { body } = await send(id)
    await db.updateTable('outgoing_message').set({ state }).where('id', '=', body.id).execute()
    return await ask('POST', `/mailboxes/${id}/messages/${body.id}/decide`, { decision })
  }
  expect(await decide('it-arrived')).toMatchObject({ status: 200, body: { state: 'sent' } })
  expect((await decide('it-arrived')).body.sentAt).not.toBeNull()
  expect(await decide('send-again')).toMatchObject({ status: 200, body: { state: 'queued', problem: null } })
  expect((await decide('send-again', 'sent')).status).toBe(409)
})

test('POST …/retry tries a refused message again', async () => {
  const { id } = await mailbox()
  const { body } = await send(id)
  const path = `/mailboxes/${id}/messages/${body.id}/retry`
  expect((await ask('POST', path)).status).toBe(409)
  await db
    .updateTable('outgoing_message')
    .set({ state: 'failed', problem: JSON.stringify({ title: 'x', detail: 'y' }) })
    .where('id', '=', body.id)
    .execute()
  expect(await ask('POST', path)).toMatchObject({ status: 200, body: { state: 'queued', problem: null } })
})

test('a connection that is not meant to send, or a mailbox that is off: 409 with what to do', async () => {
  const { id } = await mailbox({ contacts: true })
  expect(await send(id)).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('Mail.Send') },
  })
  const off = await mailbox()
  await db.updateTable('mailbox').set({ state: 'off' }).where('id', '=', off.id).execute()
  expect(await send(off.id)).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('on first') },
  })
  const shown = await ask<SendingLimits>('GET', `/mailboxes/${off.id}/sending`)
  expect(shown.body.problem?.detail).toContain('on first')
})

test('GET /mailboxes/{mailbox}/sending tells the limits and what is used of them', async () => {
  const { id } = await mailbox({ send: true, readMail: true })
  await db
    .insertInto('sending_use')
    .values([
      { message_id: crypto.randomUUID(), mailbox_id: id, recipients: 7 },
      {
        message_id: crypto.randomUUID(),
        mailbox_id: id,
        recipients: 3,
        at: new Date(Date.now() - 3_600_000),
      },
    ])
    .execute()
  const { body } = await ask<SendingLimits>('GET', `/mailboxes/${id}/sending`)
  expect(body).toMatchObject({ problem: null, certainty: 'exact', perMinute: 30, usedThisMinute: 1 })
  expect(body).toMatchObject({ recipientsPerDay: 10_000, recipientsToday: 10, recipientsPerMessage: 500 })
})

test.each([
  [{ to: [] }, '/to'],
  [{ to: [{ address: 'no address' }] }, '/to/0/address'],
  [
    {
      to: Array.from({ length: 300 }, (_, n) => ({ address: `a${n}@x.example` })),
      cc: Array.from({ length: 300 }, (_, n) => ({ address: `b${n}@x.example` })),
    },
    '/to',
  ],
  [{ attachments: [{ id: crypto.randomUUID() }] }, '/attachments/0/id'],
  [{ template: crypto.randomUUID() }, '/template'],
  [{ signature: crypto.randomUUID() }, '/signature'],
  [{ inReplyTo: crypto.randomUUID() }, '/inReplyTo'],
  [{ html: '<p>{{contact.name}}</p>', fields: { x: 'y' } }, '/fields/contact.name'],
])('POST /mailboxes/{mailbox}/messages refuses %j', async (changes, pointer) => {
  const { id } = await mailbox()
  const { status, body } = await ask<{ detail: string; errors: { pointer: string }[] }>(
    'POST',
    `/mailboxes/${id}/messages`,
    { ...hello, ...changes },
  )
  expect(status).toBe(400)
  expect(body.errors.map((one) => one.pointer)).toContain(pointer)
})

test('POST /mailboxes/{mailbox}/messages answers one that Tandem has sent, in its thread', async () => {
  const { id } = await mailbox()
  const first = (await send(id)).body
  const reply = (await send(id, { inReplyTo: first.id, subject: '' })).body
  expect(reply.subject).toBe('Re: Hello')
  const row = await db
    .selectFrom('outgoing_message')
    .select('content')
    .where('id', '=', reply.id)
    .executeTakeFirstOrThrow()
  expect(row.content).toMatchObject({ inReplyTo: first.messageId, references: [first.messageId] })
})

test('GET /mailboxes/{mailbox}/messages lists the newest first, in pages and by state, without their text', async () => {
  const { id } = await mailbox()
  const ids = []
  for (let i = 0; i < 5; i += 1) ids.unshift((await send(id, i === 0 ? { undoSeconds: 60 } : {})).body.id)
  type Page = { items: { id: string }[]; nextCursor: string | null }
  const first = (await ask<Page>('GET', `/mailboxes/${id}/messages?limit=3`)).body
  const second = (await ask<Page>('GET', `/mailboxes/${id}/messages?limit=3&cursor=${first.nextCursor}`)).body
  expect([...first.items, ...second.items].map((one) => one.id)).toEqual(ids)
  expect([second.nextCursor, first.items[0]]).toEqual([
    null,
    expect.not.objectContaining({ html: expect.anything() }),
  ])
  const held = (await ask<Page>('GET', `/mailboxes/${id}/messages?state=held`)).body
  expect(held.items.map((one) => one.id)).toEqual(ids.slice(-1))
})

test('a message of another organisation’s mailbox is not to be seen, nor one of another mailbox', async () => {
  const [mine, other] = [await mailbox(), await mailbox()]
  const { body } = await send(mine.id)
  const { headers } = await organisation()
  const stranger = await ask('GET', `/mailboxes/${mine.id}/messages/${body.id}`, undefined, headers)
  expect(stranger.status).toBe(404)
  expect((await ask('GET', `/mailboxes/${other.id}/messages/${body.id}`)).status).toBe(404)
})

test('every change of a message is announced', async () => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('LISTEN tandem_event')
  const heard: unknown[] = []
  client.on('notification', ({ payload = '' }) => heard.push(JSON.parse(payload)))
  const { id, organisationId } = await mailbox()
  const { body } = await send(id, { undoSeconds: 60 })
  await ask('POST', `/mailboxes/${id}/messages/${body.id}/cancel`)
  const announcement = { organisationId, topic: 'message', id: body.id }
  await expect.poll(() => heard).toEqual([announcement, announcement])
  await client.end()
})
