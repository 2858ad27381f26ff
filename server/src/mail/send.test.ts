import { expect, test } from 'vitest'
import { createTestDatabase } from '../../testing/database.ts'
import { openKillable } from '../../testing/killable.ts'
import { createMailBench, freeLimits, type MailBench, sendAll } from '../../testing/mail.ts'
import type { FaultKind, SendOperation } from '../providers/memory/faults.ts'
import { moveOutgoing } from '../store/outgoing.ts'
import { sendDue } from './send.ts'

const { db, url } = await createTestDatabase()
const exact = () => createMailBench(db, true)
const once = () => createMailBench(db, false)
const files = (count: number) =>
  Array.from({ length: count }, (_, nth) => ({
    name: `file${nth}.bin`,
    bytes: Buffer.alloc(1000 + nth, `of ${nth}`),
  }))

test('a message with drafts goes out with all its attachments, and is sent once it is seen in Sent', async () => {
  const bench = await exact()
  const { id, to } = await bench.add({ files: files(5) })
  expect(await sendDue(bench.mailer)).toMatchObject({ sent: 1 })
  expect(await bench.message(id)).toMatchObject({ state: 'sent', step: null, draft_ref: null, due_at: null })
  const [arrived] = bench.inbox(to)
  expect(arrived?.attachments.map(({ name, bytes }) => [name, bytes.length])).toEqual(
    files(5).map(({ name, bytes }) => [name, bytes.length]),
  )
})

test('a message without drafts goes out in one request', async () => {
  const bench = await once()
  const { id, to } = await bench.add()
  expect(await sendDue(bench.mailer)).toMatchObject({ sent: 1 })
  expect(await bench.message(id)).toMatchObject({ state: 'sent', attempts: 1 })
  expect(bench.inbox(to)).toHaveLength(1)
  expect([...bench.server.requests.keys()]).toEqual(['submit'])
})

test('messages go out in the order in which they were wanted', async () => {
  const bench = await once()
  const later = await bench.add({ wantedAt: new Date(Date.now() - 1000) })
  const sooner = await bench.add({ wantedAt: new Date(Date.now() - 5000) })
  await sendDue(bench.mailer)
  const sent = bench.server.post.sent(bench.mailbox.address).map((one) => one.letter.subject)
  expect(sent).toEqual([`To ${sooner.to}`, `To ${later.to}`])
})

test('what is over the limit of a minute waits for its turn, says so, and goes out in order', async () => {
  const bench = await once()
  for (let nth = 0; nth < 70; nth += 1) await bench.add()
  const end = await sendDue(bench.mailer)
  expect(end.sent).toBe(30)
  const waiting = await db
    .selectFrom('outgoing_message')
    .select(['state', 'problem', 'due_at'])
    .where('mailbox_id', '=', bench.mailbox.id)
    .where('state', '<>', 'sent')
    .orderBy('due_at')
    .execute()
  expect(waiting).toHaveLength(40)
  expect(waiting[0]).toMatchObject({
    state: 'queued',
    problem: { code: 'waits', title: 'It waits for its turn' },
  })
  const inSeconds = waiting.map((one) => Math.round((one.due_at!.getTime() - Date.now()) / 1000))
  expect([inSeconds[0]! > 50, inSeconds[0]! <= 62, inSeconds[39]! - inSeconds[0]!]).toEqual([true, true, 60])
  expect(end.again).toEqual(waiting[0]!.due_at)
  await freeLimits(bench)
  expect((await sendDue(bench.mailer)).sent).toBe(30)
})

test('what is over the recipients of a day waits until there is room again', async () => {
  const bench = await once()
  const used = new Date(Date.now() - 23 * 3_600_000)
  await db
    .insertInto('sending_use')
    .values({ message_id: crypto.randomUUID(), mailbox_id: bench.mailbox.id, recipients: 9_999, at: used })
    .execute()
  const first = await bench.add()
  const second = await bench.add()
  expect((await sendDue(bench.mailer)).sent).toBe(1)
  expect((await bench.message(first.id)).state).toBe('sent')
  expect(await bench.message(second.id)).toMatchObject({
    state: 'queued',
    problem: { code: 'waits', title: expect.stringContaining('recipients of today') },
    due_at: new Date(used.getTime() + 24 * 3_600_000),
  })
})

test('a held message waits for its time and tells when', async () => {
  const bench = await once()
  const wantedAt = new Date(Date.now() + 60_000)
  const { id } = await bench.add({ wantedAt })
  const end = await sendDue(bench.mailer)
  expect([end.sent, end.again]).toEqual([0, wantedAt])
  expect((await bench.message(id)).state).toBe('held')
})

// Each failure of each step: what the message becomes after this run, and how often it arrives in the end.
test.each<[SendOperation, FaultKind, string]>([
  ['draft', 'lost', 'sending'],
  ['draft', 'cut', 'sending'],
  ['draft', 'throttled', 'queued'],
  ['draft', 'unavailable', 'queued'],
  ['draft', 'forbidden', 'queued'],
  ['draft', 'rejected', 'failed'],
  ['attach', 'lost', 'sending'],
  ['attach', 'cut', 'sending'],
  ['attach', 'unavailable', 'queued'],
  ['attach', 'rejected', 'failed'],
  ['send', 'lost', 'sending'],
  ['send', 'cut', 'sending'],
  ['send', 'throttled', 'queued'],
  ['send', 'rejected', 'failed'],
  ['findLetters', 'cut', 'sending'],
  ['findLetters', 'throttled', 'sending'],
])('with drafts: %s, %s: %s, and then exactly once or never', async (operation, kind, state) => {
  const bench = await exact()
  const { id, to } = await bench.add({ files: files(4) })
  bench.server.faults.add({ kind, operation })
  await sendDue(bench.mailer)
  const after = await bench.message(id)
  expect(after.state).toBe(state)
  expect(after.problem).toEqual(
    operation === 'findLetters'
      ? null
      : { title: expect.any(String), detail: expect.stringMatching(/\.$/), code: expect.any(String) },
  )
  await bench.hurry()
  await sendAll(bench)
  const refused = state === 'failed'
  expect((await bench.message(id)).state).toBe(refused ? 'failed' : 'sent')
  expect(bench.inbox(to).map((one) => one.attachments.length)).toEqual(refused ? [] : [4])
  // A draft of a message that was refused is taken away.
  expect(bench.server.post.drafts(bench.mailbox.address)).toEqual([])
})

test.each<[FaultKind, string, number]>([
  ['lost', 'unknown', 1],
  ['cut', 'unknown', 0],
  ['throttled', 'queued', 1],
  ['unavailable', 'queued', 1],
  ['forbidden', 'queued', 1],
  ['rejected', 'failed', 0],
])('without drafts: %s: %s, and it arrives %i times', async (kind, state, times) => {
  const bench = await once()
  const { id, to } = await bench.add()
  bench.server.faults.add({ kind, operation: 'submit' })
  await sendDue(bench.mailer)
  expect((await bench.message(id)).state).toBe(state)
  await bench.hurry()
  await sendAll(bench)
  expect((await bench.message(id)).state).toBe(state === 'queued' ? 'sent' : state)
  expect(bench.inbox(to)).toHaveLength(times)
})

test('a draft that vanishes after a lost answer to its hand-over is never made anew', async () => {
  const bench = await exact()
  const { id, to } = await bench.add()
  bench.server.faults.add({ kind: 'cut', operation: 'send' })
  await sendDue(bench.mailer)
  // In transit: neither in Drafts nor in Sent.
  const drafts = bench.server.post.drafts(bench.mailbox.address)
  const [letter] = drafts.splice(0)
  await bench.hurry()
  await sendDue(bench.mailer)
  expect(await bench.message(id)).toMatchObject({ state: 'sending', step: 'send' })
  bench.server.post.sent(bench.mailbox.address).push(letter!)
  await bench.hurry()
  await sendDue(bench.mailer)
  expect((await bench.message(id)).state).toBe('sent')
  expect(bench.inbox(to)).toEqual([])
})

test('one that stays away is unknown after a while, and "send again" looks before it sends', async () => {
  const bench = await exact()
  const { id } = await bench.add()
  bench.server.faults.add({ kind: 'cut', operation: 'send' })
  await sendDue(bench.mailer)
  const [letter] = bench.server.post.drafts(bench.mailbox.address).splice(0)
  await bench.hurry()
  const long = new Date(Date.now() - 600_000)
  await db.updateTable('outgoing_message').set({ handed_at: long }).where('id', '=', id).execute()
  await sendDue(bench.mailer)
  expect(await bench.message(id)).toMatchObject({ state: 'unknown', problem: { code: 'not-found' } })
  bench.server.post.sent(bench.mailbox.address).push(letter!)
  expect(await moveOutgoing(db, id, ['unknown'], { state: 'queued', step: 'again' })).toBe(true)
  await sendDue(bench.mailer)
  expect((await bench.message(id)).state).toBe('sent')
  expect(bench.server.post.sent(bench.mailbox.address)).toHaveLength(1)
})

test('"send again" of one that is nowhere sends it', async () => {
  for (const bench of [await exact(), await once()]) {
    const { id, to } = await bench.add()
    await db
      .updateTable('outgoing_message')
      .set({ state: 'unknown', step: 'submit', due_at: null })
      .where('id', '=', id)
      .execute()
    await moveOutgoing(db, id, ['unknown'], { state: 'queued', step: 'again' })
    await sendDue(bench.mailer)
    expect((await bench.message(id)).state).toBe('sent')
    expect(bench.inbox(to)).toHaveLength(1)
  }
})

test('what a dying worker had on its way without drafts is unknown, and never sent again by itself', async () => {
  const bench = await once()
  const { id, to } = await bench.add()
  await db
    .updateTable('outgoing_message')
    .set({ state: 'sending', step: 'submit' })
    .where('id', '=', id)
    .execute()
  await sendAll(bench)
  expect(await bench.message(id)).toMatchObject({ state: 'unknown', problem: { code: 'lost' } })
  expect(bench.inbox(to)).toEqual([])
})

test('a draft with something foreign attached is begun anew', async () => {
  const bench = await exact()
  const { to } = await bench.add({ files: files(4) })
  bench.server.faults.add({ kind: 'unavailable', operation: 'attach' })
  await sendDue(bench.mailer)
  const [draft] = bench.server.post.drafts(bench.mailbox.address)
  draft!.attachments[0]!.name = 'something else'
  await bench.hurry()
  await sendAll(bench)
  expect(bench.inbox(to).map((one) => one.attachments.map(({ name }) => name))).toEqual([
    files(4).map(({ name }) => name),
  ])
})

test('a draft made late by a lost create is taken away', async () => {
  const bench = await exact()
  const { to } = await bench.add()
  bench.server.faults.add({ kind: 'lost', operation: 'draft' })
  await sendDue(bench.mailer)
  const drafts = bench.server.post.drafts(bench.mailbox.address)
  const late = drafts.splice(0)
  bench.server.faults.add({ kind: 'unavailable', operation: 'send' })
  await bench.hurry()
  await sendDue(bench.mailer)
  drafts.push(...late)
  await bench.hurry()
  await sendAll(bench)
  expect([bench.inbox(to).length, drafts.length]).toEqual([1, 0])
})

test('when the service is down, few messages become uncertain and the rest is left alone', async () => {
  const bench = await once()
  for (let i = 0; i < 12; i += 1) await bench.add()
  for (let i = 0; i < 12; i += 1) bench.server.faults.add({ kind: 'cut', operation: 'submit' })
  expect((await sendDue(bench.mailer)).failure).toMatchObject({ kind: 'Unavailable' })
  expect(await states(bench)).toEqual({ unknown: 4, queued: 8 })
})

test('a throttle lets the rest of the mailbox wait, untouched', async () => {
  const bench = await once()
  for (let i = 0; i < 12; i += 1) await bench.add()
  bench.server.faults.add({ kind: 'throttled', operation: 'submit', after: 5 })
  expect((await sendDue(bench.mailer)).failure).toMatchObject({ kind: 'Throttled' })
  await sendAll(bench)
  expect(await states(bench)).toEqual({ sent: 12 })
})

for (const readMail of [true, false]) {
  test(`a worker killed at any statement, ${readMail ? 'with' : 'without'} drafts: nothing goes out twice`, async () => {
    const killable = openKillable(url)
    // The first round lives through and counts.
    let statements = 0
    for (let at = 0; at <= statements; at += 1) {
      for (const moment of ['before', 'after'] as const) {
        const bench = await createMailBench(db, readMail, killable.db)
        const added = [await bench.add({ files: files(3) }), await bench.add(), await bench.add()]
        killable.arm(at, moment)
        await sendDue(bench.mailer).catch(() => undefined)
        if (at === 0) statements = killable.count()
        killable.arm(undefined)
        await bench.hurry()
        await sendAll(bench)
        for (const { id, to } of added) {
          const { state } = await bench.message(id)
          const times = bench.inbox(to).length
          if (readMail) expect([at, moment, state, times]).toEqual([at, moment, 'sent', 1])
          else
            expect([at, moment, state === 'unknown' ? times <= 1 : times === 1]).toEqual([at, moment, true])
        }
        expect(bench.server.post.drafts(bench.mailbox.address)).toEqual([])
      }
    }
    expect(statements).toBeGreaterThan(10)
  }, 120_000)
}

async function states(bench: MailBench): Promise<Record<string, number>> {
  const rows = await db
    .selectFrom('outgoing_message')
    .select(['state', (eb) => eb.fn.countAll<number>().as('count')])
    .where('mailbox_id', '=', bench.mailbox.id)
    .groupBy('state')
    .execute()
  return Object.fromEntries(rows.map((row) => [row.state, row.count]))
}
