import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { createTestDatabase } from '../../../testing/database.ts'
import { Killed, openKillable } from '../../../testing/killable.ts'
import { createTestMailbox } from '../../../testing/mailbox.ts'
import { type Receiver, startReceiver } from '../../../testing/receiver.ts'
import { openForTests, sealForTests, startWebhooks } from '../../../testing/webhooks.ts'
import { createDispatcher } from '../../lib/outside.ts'
import { readInsideRule } from '../../lib/outside-address.ts'
import { feedStart, readChanges } from '../../store/change-feed.ts'
import { createContacts, updateContacts } from '../../store/contact-edits.ts'
import { addEvents } from '../../store/conversation-events.ts'
import { mergeConversations } from '../../store/conversations.ts'
import { listDeliveries, replayDead, replayDelivery } from '../../store/webhook-deliveries.ts'
import { fanOut } from '../../store/webhook-fan-out.ts'
import { storeOutcome, takeDeliveries } from '../../store/webhook-work.ts'
import { createWebhook, getWebhook, updateWebhook } from '../../store/webhooks.ts'
import { deliver } from './deliver.ts'

const { db, url } = await createTestDatabase()
/** Nobody works on this one by itself. */
const { db: idle, url: idleUrl } = await createTestDatabase()
const killableIdle = openKillable(idleUrl)
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const timeout = 1000
await startWebhooks(db, url, timeout)
const soon = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 10_000, interval: 20 })

/** An organisation of its own with a mailbox and a receiver; `make` makes so many contacts. */
async function place(given: { types?: string[]; on?: typeof db } = {}) {
  const { on = db, types = [] } = given
  const mailbox = await createTestMailbox(on)
  const { organisation_id: organisationId } = await on
    .selectFrom('mailbox')
    .select('organisation_id')
    .where('id', '=', mailbox.id)
    .executeTakeFirstOrThrow()
  const receiver = await startReceiver()
  const { id } = await createWebhook(on, {
    organisationId,
    url: new URL(receiver.url),
    description: '',
    types,
    secret: await sealForTests(secret),
  })
  const owner = { id: mailbox.id, organisationId }
  const make = async (count: number) => {
    const made = await on.transaction().execute(async (tx) => {
      const fields = Array.from({ length: count }, (_, nth) => ({ givenName: `Contact ${nth}` }))
      return await createContacts(tx, owner, fields)
    })
    // The feed shows nothing while an older transaction is open, be it another suite's in another database.
    const wish = { after: feedStart, organisationId, limit: 1 }
    await soon(async () => expect(await readChanges(on, wish)).toMatchObject({ held: false }))
    return made
  }
  return { id, organisationId, owner, receiver, make }
}

const told = ({ received }: Receiver) =>
  received.flatMap(({ payload }) =>
    (payload.data.changes as { recordId: string }[]).map((one) => one.recordId),
  )
const deliveriesOf = async (webhookId: string, on = db) => await listDeliveries(on, { webhookId, limit: 500 })
/** As if the time until the next attempt had passed. */
async function hurry(webhookId: string): Promise<void> {
  await db
    .updateTable('webhook_delivery')
    .set({ due_at: new Date() })
    .where('webhook_id', '=', webhookId)
    .execute()
  await sql`SELECT pg_notify('tandem_webhook', organisation_id::text) FROM webhook WHERE id = ${webhookId}`.execute(
    db,
  )
}

test('many changes at once become few events, in order, each record once; one change is told by itself', async () => {
  const { receiver, make } = await place()
  await make(250)
  await soon(() => expect(told(receiver).length).toBe(250))
  expect(receiver.received.map(({ payload }) => (payload.data.changes as object[]).length)).toEqual([
    100, 100, 50,
  ])
  expect(new Set(told(receiver)).size).toBe(250)
  await make(1)
  await soon(() => expect(told(receiver).length).toBe(251))
})

test('a failed delivery comes again with the same id and body, after the time of the table, and holds up nothing', async () => {
  const { id, receiver, make } = await place()
  receiver.answer = (nth) => (nth === 0 ? 503 : 204)
  await make(1)
  await soon(async () => expect((await deliveriesOf(id))[0]?.tries).toBe(1))
  const [failed] = await deliveriesOf(id)
  expect(failed).toMatchObject({ state: 'waiting', attempts: [{ status: 503 }] })
  const wait = Date.parse(failed!.dueAt!) - Date.parse(failed!.attempts[0]!.at)
  expect(wait).toBeGreaterThan(4400)
  expect(wait).toBeLessThan(7000)
  await make(1)
  await soon(() => expect(receiver.received.length).toBe(2))
  await hurry(id)
  await soon(() => expect(receiver.received.length).toBe(3))
  const [first, , again] = receiver.received
  expect([again!.id, again!.body]).toEqual([first!.id, first!.body])
  receiver.verify(again!, secret)
  await soon(async () =>
    expect((await deliveriesOf(id)).map(({ state }) => state)).toEqual(['delivered', 'delivered']),
  )
})

test('Retry-After is obeyed when it asks for more than the table', async () => {
  const { id, receiver, make } = await place()
  receiver.answer = () => (response) => response.writeHead(429, { 'retry-after': '3600' }).end()
  await make(1)
  await soon(async () => expect((await deliveriesOf(id))[0]?.tries).toBe(1))
  const [limited] = await deliveriesOf(id)
  expect(Date.parse(limited!.dueAt!) - Date.now()).toBeGreaterThan(3_500_000)
})

test('after the last attempt a delivery is dead, the webhook says why it fails, and a success brings everything that waits', async () => {
  const { id, receiver, make } = await place()
  receiver.answer = () => 500
  await make(1)
  for (let tries = 1; tries < 10; tries += 1) {
    await soon(async () => expect((await deliveriesOf(id))[0]?.tries).toBe(tries))
    await hurry(id)
  }
  await soon(async () =>
    expect((await deliveriesOf(id))[0]).toMatchObject({ state: 'dead', tries: 10, dueAt: null }),
  )
  expect(await getWebhook(db, id)).toMatchObject({
    state: 'failing',
    dead: 1,
    problem: 'The receiver answered 500. Its own log says why.',
  })
  for (const waiting of [1, 2]) {
    await make(1)
    await soon(async () => expect((await getWebhook(db, id)).waiting).toBe(waiting))
  }
  receiver.answer = () => 204
  const count = receiver.received.length
  expect(await replayDead(db, id, new Date(Date.now() + 60_000))).toBe(0)
  expect(await replayDead(db, id, new Date(Date.now() - 60_000))).toBe(1)
  await soon(() => expect(receiver.received.length).toBe(count + 3))
  await soon(async () =>
    expect(await getWebhook(db, id)).toMatchObject({ state: 'on', problem: null, waiting: 0, dead: 0 }),
  )
  const [delivered] = await deliveriesOf(id)
  await replayDelivery(db, id, delivered!.id)
  await soon(() => expect(receiver.received.at(-1)?.id).toBe(`msg_${delivered!.id}`))
  expect(receiver.received.filter((event) => event.id === `msg_${delivered!.id}`).length).toBeGreaterThan(1)
})

test('410 Gone turns a webhook off with a sentence; turned on, it goes on where it was', async () => {
  const { id, receiver, make } = await place()
  receiver.answer = () => 410
  await make(1)
  await soon(async () => expect(await getWebhook(db, id)).toMatchObject({ state: 'off', dead: 1 }))
  expect((await getWebhook(db, id)).problem).toContain('410 Gone')
  receiver.answer = () => 204
  const ids = (await make(2)).map((one) => one.id)
  await sleep(300)
  expect(receiver.received.length).toBe(1)
  await updateWebhook(db, id, { state: 'on' })
  await soon(() => expect(told(receiver).slice(1)).toEqual(ids))
})

test('a receiver that never answers holds up no other, and a redirect is not followed', async () => {
  const dead = await place()
  dead.receiver.answer = () => () => undefined
  const moved = await place()
  moved.receiver.answer = () => (response) =>
    response.writeHead(302, { location: dead.receiver.url.replace('hooks', 'inside') }).end()
  const well = await place()
  await Promise.all([dead.make(1), moved.make(1)])
  await soon(() => expect(dead.receiver.received.length).toBe(1))
  const began = Date.now()
  await well.make(1)
  await soon(() => expect(well.receiver.received.length).toBe(1))
  expect(Date.now() - began).toBeLessThan(timeout)
  await soon(async () =>
    expect((await deliveriesOf(dead.id))[0]?.attempts[0]?.problem).toContain('No answer within'),
  )
  expect((await deliveriesOf(moved.id))[0]?.attempts[0]?.problem).toContain('redirects are not followed')
  expect(dead.receiver.received.every(({ path }) => path === '/hooks')).toBe(true)
})

test('changes of one mailbox arrive in their order, one request at a time', async () => {
  const { receiver, owner, make } = await place()
  let atOnce = 0
  let most = 0
  receiver.answer = () => (response) => {
    atOnce += 1
    most = Math.max(most, atOnce)
    setTimeout(() => {
      atOnce -= 1
      response.writeHead(204).end()
    }, 15)
  }
  const [one] = await make(1)
  for (let turn = 0; turn < 20; turn += 1)
    await db.transaction().execute(async (tx) => {
      await updateContacts(tx, owner, [{ id: one!.id, changes: { jobTitle: `Turn ${turn}` } }])
    })
  await soon(() => expect(told(receiver).length).toBe(21))
  const versions = receiver.received.flatMap(({ payload }) =>
    (payload.data.changes as { version: number }[]).map((change) => change.version),
  )
  expect(versions).toEqual(Array.from({ length: 21 }, (_, nth) => nth + 1))
  expect(most).toBe(1)
})

test('states of connections, verifications, mailboxes, messages and conversations are told by the tables themselves', async () => {
  const { receiver, owner } = await place()
  const { connection_id: connectionId, address } = await db
    .selectFrom('mailbox')
    .select(['connection_id', 'address'])
    .where('id', '=', owner.id)
    .executeTakeFirstOrThrow()
  const trouble = JSON.stringify({ title: 'The password is wrong', detail: 'Enter it again.' })
  await sql`UPDATE connection SET state = 'suspended' WHERE id = ${connectionId}`.execute(db)
  await sql`UPDATE mailbox SET state = 'trouble', trouble = ${trouble} WHERE id = ${owner.id}`.execute(db)
  await sql`UPDATE mailbox SET trouble = ${trouble} WHERE id = ${owner.id}`.execute(db)
  await sql`UPDATE mailbox SET state = 'on', trouble = NULL WHERE id = ${owner.id}`.execute(db)
  await sql`INSERT INTO verification_report (organisation_id, connection_id, attempt, state, requested_by)
    VALUES (${owner.organisationId}, ${connectionId}, 1, 'running', 'test')`.execute(db)
  await sql`UPDATE verification_report SET state = 'failed' WHERE connection_id = ${connectionId}`.execute(db)
  await sql`INSERT INTO outgoing_message (organisation_id, mailbox_id, state, content, message_id, operation_id, recipients, size, wanted_at, requested_by)
    SELECT ${owner.organisationId}, ${owner.id}, 'sending', '{}', '<' || n || '@x>', gen_random_uuid(), 1, 1, now(), 'test'
    FROM generate_series(1, 150) AS n`.execute(db)
  await sql`UPDATE outgoing_message SET state = 'sent' WHERE mailbox_id = ${owner.id}`.execute(db)
  const { rows } = await sql<{ id: string }>`
    INSERT INTO conversation (organisation_id, mailbox_id, subject, sender, preview, messages, has_attachments, first_at, last_at)
    SELECT ${owner.organisationId}, ${owner.id}, 'x', '{}', '', 1, false, now(), now() FROM generate_series(1, 3) RETURNING id`.execute(
    db,
  )
  const [one, other, third] = rows.map(({ id }) => id) as [string, string, string]
  await addEvents(db, [
    { conversationId: one, kind: 'routed' },
    { conversationId: one, kind: 'waiting' },
    { conversationId: other, kind: 'waiting' },
    { conversationId: one, kind: 'given', data: { reasons: ['Nobody else'] } },
  ])
  await mergeConversations(db, [{ from: third, to: one }], 'key:1')
  await soon(() => expect(receiver.received.length).toBe(9))
  const data = (type: string) =>
    receiver.received.filter(({ payload }) => payload.type === type).map(({ payload }) => payload.data)
  expect(data('connection.changed')).toMatchObject([
    { connectionId, state: 'suspended', previousState: 'active' },
  ])
  expect(data('mailbox.trouble')).toMatchObject([{ address, title: 'The password is wrong' }])
  expect(data('mailbox.recovered')).toMatchObject([{ mailboxId: owner.id, title: null }])
  expect(data('verification.finished')).toMatchObject([{ connectionId, state: 'failed' }])
  expect(data('conversation.waiting')).toMatchObject([
    {
      mailboxId: owner.id,
      conversations: [{ conversationId: one }, { conversationId: other, what: 'waiting' }],
    },
  ])
  expect(data('conversation.assigned')).toMatchObject([
    { conversations: [{ conversationId: one, what: 'given' }] },
  ])
  expect(data('conversation.changed')).toMatchObject([
    { conversations: [{ conversationId: one, what: 'merged', mergedId: third, actor: 'key:1' }] },
  ])
  expect(data('message.sent').map(({ messages }) => (messages as object[]).length)).toEqual([100, 50])
})

test('an address that has come to lie inside is refused when it is really used, and an unwanted type is not told', async () => {
  const { id, organisationId, make } = await place({ types: ['task.changed'], on: idle })
  await make(1)
  await fanOut(idle, organisationId)
  expect(await deliveriesOf(id, idle)).toEqual([])
  const inside = readInsideRule('')
  const dispatcher = await createDispatcher({ timeout, inside })
  const delivery = {
    id,
    webhookId: id,
    organisationId,
    type: 'contact.changed',
    payload: '{}',
    tries: 0,
    url: 'https://localhost.localdomain:8443/',
    secret: await sealForTests(secret),
    previousSecret: null,
  }
  for (const address of ['https://127.0.0.1:8443/', 'https://[::1]/', 'http://example.com/']) {
    const { attempt } = await deliver(
      { dispatcher, inside, open: openForTests, timeout },
      { ...delivery, url: address },
    )
    expect([address, attempt.status, attempt.problem]).toEqual([
      address,
      null,
      expect.stringMatching(/inside|https/),
    ])
  }
  await dispatcher.close()
})

test.each(['before', 'after'] as const)(
  'a worker killed %s any statement of the fan-out loses and doubles nothing',
  async (moment) => {
    let killed = 0
    for (let statement = 1; ; statement += 1) {
      const { id, organisationId, make } = await place({ on: idle })
      const ids = (await make(3)).map((one) => one.id)
      killableIdle.arm(statement, moment)
      const died = await fanOut(killableIdle.db, organisationId).then(
        () => false,
        (error: unknown) => error instanceof Killed,
      )
      killableIdle.arm(undefined)
      await fanOut(idle, organisationId)
      const { rows } = await sql<{ payload: string }>`
        SELECT payload FROM webhook_delivery WHERE webhook_id = ${id}`.execute(idle)
      const changes = rows.flatMap(({ payload }) => JSON.parse(payload).data.changes)
      expect(changes.map((change: { recordId: string }) => change.recordId)).toEqual(ids)
      if (!died) break
      killed += 1
    }
    expect(killed).toBeGreaterThan(5)
  },
  60_000,
)

test('a worker killed before it could store an outcome: the next one makes the same request, with the same id', async () => {
  await idle.deleteFrom('webhook').execute()
  const { id, organisationId, receiver, make } = await place({ on: idle })
  await make(1)
  await fanOut(idle, organisationId)
  const inside = readInsideRule('127.0.0.1')
  const dispatcher = await createDispatcher({ timeout, inside })
  const attempt = async (on: typeof db) => {
    for (const delivery of await takeDeliveries(on, 10, 30))
      await storeOutcome(on, await deliver({ dispatcher, inside, open: openForTests, timeout }, delivery))
  }
  // Statements: taking; begin, the delivery, the webhook, commit.
  for (const statement of [3, 4]) {
    killableIdle.arm(statement, 'after')
    await expect(attempt(killableIdle.db)).rejects.toThrow(Killed)
    killableIdle.arm(undefined)
    expect(await takeDeliveries(idle, 10, 30)).toEqual([])
    await idle
      .updateTable('webhook_delivery')
      .set({ taken_until: new Date(0) })
      .execute()
  }
  await attempt(idle)
  expect(receiver.received.length).toBe(3)
  expect(new Set(receiver.received.map((event) => `${event.id} ${event.body}`)).size).toBe(1)
  expect(await deliveriesOf(id, idle)).toMatchObject([{ state: 'delivered', tries: 1 }])
  await dispatcher.close()
})
