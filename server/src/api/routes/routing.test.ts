import type { OutgoingMessage } from '@tandem/model/api/messages.ts'
import type { Conversation } from '@tandem/model/api/queues.ts'
import type { Agent, Supervision } from '@tandem/model/api/routing.ts'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, expect, test, vi } from 'vitest'
import { createRoutingBench } from '../../../testing/routing.ts'
import { askWhereDue } from '../../routing/ask.ts'
import { storeOutcomes } from '../../store/outgoing-work.ts'

const bench = await createRoutingBench()
const { db, desk, billing, ask, deliver, routed, conversation } = bench
const ada = await bench.agent([desk], { german: 3 })
const bo = await bench.agent([desk, billing])
const told: string[] = []
const listener = new pg.Client({ connectionString: bench.api.url })
await listener.connect()
await listener.query('LISTEN tandem_event')
listener.on('notification', ({ payload }) => {
  const { topic, id } = JSON.parse(payload!) as { topic: string; id: string }
  if (topic === 'queue') told.push(id)
})
afterAll(() => listener.end())
const kinds = async (id: string) => (await conversation(id)).events.map(({ kind }) => kind)
const patch = async (id: string, body: object, headers?: Record<string, string>) =>
  await ask<Conversation & { detail: string }>('PATCH', `/conversations/${id}`, body, headers)
const away = async (...people: { id: string }[]) => {
  for (const { id } of people) await ask('PATCH', `/agents/${id}`, { presence: 'away' })
}
const back = async (...people: { id: string }[]) => {
  for (const { id } of people) await ask('PATCH', `/agents/${id}`, { presence: 'available' })
}
const done = async (...ids: string[]) => {
  for (const id of ids) await patch(id, { state: 'closed' })
}

test('what a rule asks for is stored with the conversation, and who has it is given it, with the reasons', async () => {
  await bench.route(desk, {
    distribution: 'automatic',
    targetMinutes: 60,
    rules: [{ name: 'German', when: { language: ['de'] }, effect: { skills: { german: 2 }, priority: 2 } }],
  })
  const at = new Date('2026-11-24T10:00:00Z')
  const id = await deliver({ text: 'Guten Tag, ich suche eine Wohnung in der Nähe des Hafens.', at })
  await routed()
  expect(await conversation(id)).toMatchObject({
    owner: { id: ada.id },
    priority: 2,
    skills: { german: 2 },
    waitingSince: '2026-11-24T10:00:00.000Z',
    dueAt: '2026-11-24T11:00:00.000Z',
    events: [
      { kind: 'routed', actor: null, reasons: ['Rule “German”: it is written in “de”.'] },
      { kind: 'waiting' },
      { kind: 'given', agent: 'agent', reasons: ['Of those available nobody else could take it.'] },
    ],
  })
  expect(await bench.list('owner=me', ada.headers)).toMatchObject([{ id }])
  expect(await bench.list('owner=me', bo.headers)).toEqual([])
  await done(id)
})

test('who is away gets nothing; whoever comes gets what waits, the most urgent first', async () => {
  await away(ada, bo)
  const [old, young] = [await deliver(), await deliver()]
  await patch(young, { priority: 1 })
  await ask('PATCH', `/agents/${bo.id}`, { capacity: 1 })
  await routed()
  expect(await bench.list('owner=none&state=open')).toHaveLength(2)
  const own = await ask<Agent>('PATCH', '/agents/me', { presence: 'available' }, bo.headers)
  expect(own).toMatchObject({ status: 200, body: { id: bo.id, presence: 'available', capacity: 1 } })
  await routed()
  expect((await conversation(young)).owner?.id).toBe(bo.id)
  expect((await conversation(old)).owner).toBeNull()
  await ask('PATCH', `/agents/${bo.id}`, { capacity: 10 })
  await back(ada)
  await done(old, young)
})

test('an agent changes their own presence alone', async () => {
  expect((await ask('PATCH', `/agents/${ada.id}`, { presence: 'away' }, bo.headers)).status).toBe(403)
  expect((await ask('PATCH', '/agents/me', { skills: { german: 5 } }, bo.headers)).status).toBe(403)
  expect((await ask('PATCH', '/agents/nobody', { presence: 'away' })).status).toBe(404)
})

test('whose page has not been heard of for ten minutes is away', async () => {
  await sql`UPDATE agent SET presence_at = now() - interval '11 minutes' WHERE user_id = ${bo.id}`.execute(db)
  await askWhereDue(db)
  const { rows } = await sql`SELECT FROM graphile_worker.jobs WHERE task_identifier = 'route'`.execute(db)
  expect(rows).toHaveLength(1)
  await routed()
  const { body } = await ask<{ items: Agent[] }>('GET', '/agents')
  expect(body.items.map(({ id, presence }) => [id, presence])).toEqual(
    expect.arrayContaining([
      [bo.id, 'away'],
      [ada.id, 'available'],
    ]),
  )
  await back(bo)
})

test('POST /conversations/{id}/take gives what nobody has to one alone, however many ask at once', async () => {
  await bench.route(desk, { distribution: 'by-hand' })
  const id = await deliver()
  await routed()
  const taken = await Promise.all(
    [ada, bo].map(
      async ({ headers }) =>
        await ask<{ detail: string }>('POST', `/conversations/${id}/take`, undefined, headers),
    ),
  )
  expect(taken.map(({ status }) => status).sort()).toEqual([200, 409])
  expect(taken.find(({ status }) => status === 409)?.body.detail).toMatch(/has this conversation already/)
  const owner = taken[0]?.status === 200 ? ada : bo
  expect((await conversation(id)).owner?.id).toBe(owner.id)
  expect((await ask('POST', `/conversations/${id}/take`, undefined, owner.headers)).status).toBe(200)
  await done(id)
})

test('handed over it is somebody else’s at once; put back it is not given to the same agent again', async () => {
  await bench.route(desk, { distribution: 'automatic' })
  const id = await deliver()
  await patch(id, { ownerId: ada.id })
  expect((await patch(id, { ownerId: bo.id }, ada.headers)).body.owner?.id).toBe(bo.id)
  expect((await patch(id, { ownerId: null }, bo.headers)).body.owner).toBeNull()
  await routed()
  expect((await conversation(id)).owner?.id).toBe(ada.id)
  const stranger = await bench.agent([billing])
  expect(await patch(id, { ownerId: stranger.id })).toMatchObject({
    status: 400,
    body: { detail: expect.stringMatching(/Nobody with this id works in the queue/) },
  })
  expect(await kinds(id)).toEqual(['routed', 'waiting', 'handed-over', 'handed-over', 'put-back', 'given'])
  await done(id)
})

test('an answer ends the waiting, is counted, and makes it the answering agent’s; taken back somebody waits again', async () => {
  await bench.route(desk, { distribution: 'by-hand', targetMinutes: 1 })
  const id = await deliver({ at: new Date(Date.now() - 120_000) })
  const asked = await conversation(id)
  const [message] = asked.items
  const answer = { to: [message!.from], text: 'Yes', inReplyTo: message!.id, undoSeconds: 60 }
  const sent = await ask<OutgoingMessage>('POST', `/mailboxes/${desk.id}/messages`, answer, bo.headers)
  expect(sent.status).toBe(201)
  expect(await conversation(id)).toMatchObject({ waitingSince: null, dueAt: null, owner: { id: bo.id } })
  const { body } = await ask<Supervision>('GET', `/supervision?queue=${desk.id}&hours=2`)
  expect(body.queues).toMatchObject([{ name: 'Desk', answered: 1, kept: 0, waiting: 0 }])
  expect(body.agents.find((one) => one.id === bo.id)).toMatchObject({ answered: 1, late: 1 })
  expect(body.hours).toHaveLength(2)
  expect(body.hours.reduce((sum, { answered }) => sum + answered, 0)).toBe(1)
  const before = await conversation(id)
  await ask('POST', `/mailboxes/${desk.id}/messages/${sent.body.id}/cancel`)
  expect(await conversation(id)).toMatchObject({ waitingSince: asked.waitingSince, dueAt: asked.dueAt })
  expect(before.waitingSince).toBeNull()
  const undone = await ask<Supervision>('GET', `/supervision?queue=${desk.id}&hours=2`)
  expect(undone.body.queues).toMatchObject([{ answered: 0, waiting: 1, late: 1 }])
  await done(id)
})

test('an answer that is refused ends no waiting; tried again it does', async () => {
  const id = await deliver()
  const [message] = (await conversation(id)).items
  const answer = { to: [message!.from], text: 'Yes', inReplyTo: message!.id }
  const sent = await ask<OutgoingMessage>('POST', `/mailboxes/${desk.id}/messages`, answer, bo.headers)
  const problem = { title: 'Refused', detail: 'The recipient is no address.' }
  const outcome = {
    id: sent.body.id,
    state: 'failed' as const,
    step: null,
    draftRef: null,
    dueIn: null,
    problem,
  }
  await db
    .transaction()
    .execute(async (tx) => await storeOutcomes(tx, [{ ...outcome, handed: true, tried: true }]))
  const refused = await conversation(id)
  expect(refused.waitingSince).not.toBeNull()
  expect(refused.events.at(-1)?.reasons).toEqual(['The answer could not be sent: somebody waits on.'])
  await ask('POST', `/mailboxes/${desk.id}/messages/${sent.body.id}/retry`)
  expect((await conversation(id)).waitingSince).toBeNull()
  await done(id)
})

test('whoever works in a queue no more has nothing in it', async () => {
  const leaver = await bench.agent([desk])
  const id = await deliver()
  await patch(id, { ownerId: leaver.id })
  await ask('PATCH', `/people/${leaver.id}`, { mailboxIds: [billing.id] })
  expect(await conversation(id)).toMatchObject({ owner: null, waitingSince: expect.any(String) })
  expect(await kinds(id)).toEqual(['routed', 'waiting', 'handed-over', 'put-back'])
  await done(id)
})

test('closed by one and answered by the customer it comes back, to the agent who had it', async () => {
  await bench.route(desk, { distribution: 'automatic' })
  const id = await deliver({ id: '<first@customers.example>' })
  await patch(id, { ownerId: bo.id })
  await done(id)
  expect(await conversation(id)).toMatchObject({ state: 'closed', owner: null, waitingSince: null })
  expect(await deliver({ references: ['<first@customers.example>'] })).toBe(id)
  await routed()
  const again = await conversation(id)
  expect(again).toMatchObject({ state: 'open', owner: { id: bo.id } })
  expect(again.events.at(-1)?.reasons).toEqual(['This agent had the conversation before.'])
  await done(id)
})

test('put off it is out of the way until its time; a new message brings it back at once', async () => {
  await bench.route(desk, { distribution: 'by-hand' })
  const id = await deliver({ id: '<snooze@customers.example>' })
  expect((await patch(id, { snoozedUntil: '2026-01-01T00:00:00Z' })).status).toBe(400)
  await patch(id, { snoozedUntil: '2099-01-01T00:00:00Z' })
  expect(await bench.list('state=open')).toEqual([])
  expect(await bench.list('state=snoozed')).toMatchObject([{ id }])
  await sql`UPDATE conversation SET snoozed_until = now() - interval '1 second' WHERE id = ${id}`.execute(db)
  await routed()
  expect(await bench.list('state=open')).toMatchObject([{ id, snoozedUntil: null }])
  await patch(id, { snoozedUntil: '2099-01-01T00:00:00Z' })
  await deliver({ references: ['<snooze@customers.example>'] })
  expect(await bench.list('state=open')).toMatchObject([{ id }])
  await done(id)
})

test('in another queue its agents see all of it, and what comes to the old address later comes along', async () => {
  const id = await deliver({ id: '<move@customers.example>' })
  const [message] = (await conversation(id)).items
  await ask('POST', `/mailboxes/${desk.id}/messages`, {
    to: [message!.from],
    text: 'Billing knows',
    inReplyTo: message!.id,
  })
  await ask('POST', `/conversations/${id}/notes`, { text: 'They paid already' })
  const clerk = await bench.agent([billing])
  expect((await ask('GET', `/conversations/${id}`, undefined, clerk.headers)).status).toBe(404)
  told.length = 0
  const moved = await patch(id, { queueId: billing.id }, ada.headers)
  expect(moved).toMatchObject({ status: 200, body: { id } })
  const there = await conversation(id, clerk.headers)
  expect(there).toMatchObject({ queueId: billing.id, owner: null, answers: [{ text: 'Billing knows' }] })
  expect(there.notes).toMatchObject([{ text: 'They paid already' }])
  expect(there.events.map(({ kind }) => kind)).toEqual(['routed', 'waiting', 'answered', 'moved'])
  await vi.waitFor(() => expect(told).toEqual(expect.arrayContaining([desk.id, billing.id])))
  expect((await ask('GET', `/conversations/${id}`, undefined, ada.headers)).status).toBe(404)
  told.length = 0
  expect(await deliver({ references: ['<move@customers.example>'], text: 'More' })).toBe(id)
  await vi.waitFor(() => expect(told).toContain(billing.id))
  expect((await conversation(id, clerk.headers)).items).toHaveLength(2)
  const reply = await ask(
    'POST',
    `/mailboxes/${billing.id}/messages`,
    { to: [message!.from], text: 'Paid', inReplyTo: there.items[0]!.id },
    clerk.headers,
  )
  expect(reply.status).toBe(201)
  const names = await ask<{ items: { name: string }[] }>('GET', '/queues/names', undefined, clerk.headers)
  expect(names.body.items.map(({ name }) => name)).toEqual(['Billing', 'Desk'])
  await done(id)
})

test('moved and given in one go it is somebody’s there', async () => {
  const clerk = await bench.agent([billing])
  const id = await deliver()
  const both = { queueId: billing.id, ownerId: clerk.id }
  expect((await patch(id, both, ada.headers)).status).toBe(200)
  expect(await conversation(id)).toMatchObject({ queueId: billing.id, owner: { id: clerk.id } })
  await done(id)
})

test('a rule sends it to another queue, whose skills count as well', async () => {
  await bench.route(billing, { skills: { invoices: 2 }, targetMinutes: 60 })
  await bench.route(desk, {
    rules: [{ name: 'Invoices', when: { subject: ['invoice'] }, effect: { queueId: billing.id } }],
  })
  const id = await deliver({ subject: 'Invoice 12' })
  expect(await conversation(id)).toMatchObject({
    queueId: billing.id,
    skills: { invoices: 2 },
    dueAt: expect.any(String),
    events: [
      {
        kind: 'routed',
        reasons: ['Rule “Invoices”: the subject names “invoice”.', 'The queue asks for invoices 2.'],
      },
      { kind: 'waiting' },
    ],
  })
  await done(id)
})

test('what nobody takes in time goes to the queue that is named, once', async () => {
  await bench.route(billing, { overflow: { afterMinutes: 1, queueId: desk.id } })
  await bench.route(desk, { overflow: { afterMinutes: 1, queueId: billing.id } })
  const id = await deliver({ at: new Date(Date.now() - 120_000) })
  await routed()
  expect((await conversation(id)).queueId).toBe(billing.id)
  await routed()
  expect(await conversation(id)).toMatchObject({
    queueId: billing.id,
    events: [{ kind: 'routed' }, { kind: 'waiting' }, { kind: 'overflowed' }],
  })
  await done(id)
})

test('a person makes two conversations one, or parts one; mails do not undo it', async () => {
  await bench.route(desk, {})
  const one = await deliver({ id: '<one@customers.example>' })
  const other = await deliver({ id: '<other@customers.example>' })
  const merged = await ask<Conversation>('POST', `/conversations/${other}/merge`, { into: one })
  expect(merged.body).toMatchObject({ id: one, messages: 2 })
  expect((await ask('GET', `/conversations/${other}`)).status).toBe(404)
  expect(await deliver({ id: '<late@customers.example>', references: ['<other@customers.example>'] })).toBe(
    one,
  )
  const { items } = await conversation(one)
  const parted = await ask<Conversation>('POST', `/conversations/${one}/part`, { messageId: items[2]!.id })
  expect(parted.body).toMatchObject({ messages: 1 })
  expect((await conversation(one)).items).toHaveLength(2)
  const chain = ['<other@customers.example>', '<late@customers.example>']
  expect(await deliver({ references: chain })).toBe(parted.body.id)
  expect(await deliver({ references: ['<one@customers.example>'] })).toBe(one)
  const first = await ask('POST', `/conversations/${one}/part`, { messageId: items[0]!.id })
  expect(first.status).toBe(400)
  expect((await conversation(one)).items).toHaveLength(3)
  await done(one, parted.body.id)
})

test('PUT /mailboxes/{mailbox}/queue/routing names what cannot be', async () => {
  const path = `/mailboxes/${desk.id}/queue/routing`
  const put = async (body: object) =>
    await ask<{ detail: string; errors?: { pointer: string }[] }>('PUT', path, body)
  const hours = { zone: 'Europe/Lisboa', week: [{ day: 'monday', from: '09:00', to: '17:00' }] }
  expect((await put({ hours })).body.detail).toMatch(/Europe\/Lisboa is no time zone/)
  expect((await put({ hours: { ...hours, zone: 'UTC', week: [] } })).status).toBe(400)
  const rule = (effect: object) => ({ rules: [{ name: 'x', when: {}, effect }] })
  expect((await put(rule({ agentId: 'nobody' }))).status).toBe(400)
  expect((await put(rule({ queueId: crypto.randomUUID() }))).body.detail).toMatch(/no such queue/)
  expect((await put(rule({ skills: { german: 6 } }))).status).toBe(400)
  expect((await put({ hours: { ...hours, zone: 'europe/lisbon' } })).status).toBe(200)
  expect((await ask('GET', path)).body).toMatchObject({ hours: { zone: 'Europe/Lisbon' }, priority: 3 })
})
