import { beforeEach, expect, test } from 'vitest'
import { createTestDatabase } from '../../testing/database.ts'
import { createMailboxes } from '../../testing/worker.ts'
import { hint } from '../queue/add.ts'
import { holdLease, LeaseLost, takeLeases } from './lease.ts'
import { finishWork, nextDueIn } from './todo.ts'

const { db } = await createTestDatabase()
const pull = (mailboxId: string, reason = 'test', dueAt?: Date) => ({
  mailboxId,
  task: 'pull:contacts' as const,
  reason,
  dueAt,
})
const todo = () => db.selectFrom('todo').selectAll().execute()
const ended = { dueAt: null, failure: null }

beforeEach(async () => {
  await db.deleteFrom('organisation').execute()
})

test('a storm of hints folds into one row per task, with the earliest time and the last reason', async () => {
  const [mailbox] = await createMailboxes(db, 1)
  const later = new Date(Date.now() + 60_000)
  await hint(db, [pull(mailbox!, 'timer', later), pull(mailbox!, 'edit'), pull(mailbox!, 'person', later)])
  await Promise.all(Array.from({ length: 20 }, () => hint(db, [pull(mailbox!, 'notification')])))
  expect(await todo()).toMatchObject([{ task: 'pull:contacts', reason: 'notification' }])
  expect((await takeLeases(db, 1, 10)).map((taken) => taken.mailboxId)).toEqual([mailbox])
})

test('a hint in a transaction that rolls back does nothing', async () => {
  const [mailbox] = await createMailboxes(db, 1)
  const failing = db.transaction().execute(async (tx) => {
    await hint(tx, [pull(mailbox!)])
    throw new Error('rolled back')
  })
  await expect(failing).rejects.toThrow('rolled back')
  expect(await todo()).toEqual([])
})

test('a hint makes the lease of a mailbox that had none', async () => {
  const [mailbox] = await createMailboxes(db, 1)
  await db.deleteFrom('lease').execute()
  await hint(db, [pull(mailbox!)])
  expect(await takeLeases(db, 1, 10)).toHaveLength(1)
})

test('what is due later is not taken, and it is known when to look', async () => {
  const [mailbox] = await createMailboxes(db, 1)
  await hint(db, [pull(mailbox!, 'timer', new Date(Date.now() + 60_000))])
  expect(await takeLeases(db, 1, 10)).toEqual([])
  expect(await nextDueIn(db)).toBeGreaterThan(50_000)
})

test('two takers never get the same mailbox, and each taking raises the fence', async () => {
  const mailboxes = await createMailboxes(db, 100)
  await hint(
    db,
    mailboxes.map((id) => pull(id)),
  )
  const taken = (await Promise.all([1, 2, 3, 4].map((worker) => takeLeases(db, worker, 40)))).flat()
  expect(new Set(taken.map((one) => one.mailboxId)).size).toBe(taken.length)
  expect(taken).toHaveLength(100)
  expect(new Set(taken.map((one) => one.fence))).toEqual(new Set([1]))
})

test('a zombie is refused: it can neither store under its old fence nor end the work of its successor', async () => {
  const [mailbox] = await createMailboxes(db, 1)
  await hint(db, [pull(mailbox!)])
  const [old] = await takeLeases(db, 1, 1)
  await db.updateTable('lease').set({ worker_id: null }).execute()
  const [young] = await takeLeases(db, 2, 1)
  const fence = { mailboxId: mailbox!, workerId: 1, fence: old!.fence }
  await expect(db.transaction().execute((tx) => holdLease(tx, fence))).rejects.toThrow(LeaseLost)
  const end = { task: 'pull:contacts', revision: old!.tasks[0]!.revision, ...ended }
  expect(await finishWork(db, 1, [{ mailboxId: mailbox!, fence: old!.fence, tasks: [end] }])).toEqual([])
  expect(await todo()).toHaveLength(1)
  await db.transaction().execute((tx) => holdLease(tx, { ...fence, workerId: 2, fence: young!.fence }))
})

test('a hint that came during the work stays due, one that is not yet committed is left alone', async () => {
  const [a, b] = await createMailboxes(db, 2)
  await hint(db, [pull(a!), pull(b!)])
  const taken = await takeLeases(db, 1, 10)
  const ends = taken.map((one) => ({
    mailboxId: one.mailboxId,
    fence: one.fence,
    tasks: one.tasks.map((task) => ({ task: task.task, revision: task.revision, ...ended })),
  }))
  await hint(db, [pull(a!, 'edit')])
  await db.transaction().execute(async (tx) => {
    await hint(tx, [pull(b!, 'edit')])
    expect(await finishWork(db, 1, ends)).toHaveLength(2)
    expect((await takeLeases(db, 1, 10)).map((one) => one.mailboxId)).toEqual([a])
  })
  expect((await takeLeases(db, 1, 10)).map((one) => one.mailboxId)).toEqual([b])
})

test('a task that was dropped and asked for anew while its last run was ending stays due', async () => {
  const [mailbox] = await createMailboxes(db, 1)
  await hint(db, [pull(mailbox!)])
  const [taken] = await takeLeases(db, 1, 1)
  await db.deleteFrom('todo').execute()
  await hint(db, [pull(mailbox!, 'person')])
  const end = { task: 'pull:contacts', revision: taken!.tasks[0]!.revision, ...ended }
  await finishWork(db, 1, [{ mailboxId: mailbox!, fence: taken!.fence, tasks: [end] }])
  expect(await todo()).toMatchObject([{ task: 'pull:contacts', reason: 'person' }])
})

test('a mailbox that waits after a failure is left alone by everybody but a person', async () => {
  const [mailbox] = await createMailboxes(db, 1)
  await hint(db, [pull(mailbox!)])
  const [taken] = await takeLeases(db, 1, 1)
  const throttled = { dueAt: new Date(Date.now() + 60_000), failure: { kind: 'Throttled', detail: 'later' } }
  const end = { task: 'pull:contacts', revision: taken!.tasks[0]!.revision, ...throttled }
  await finishWork(db, 1, [{ mailboxId: mailbox!, fence: taken!.fence, tasks: [end] }])
  await hint(db, [pull(mailbox!, 'notification')])
  expect(await takeLeases(db, 1, 1)).toEqual([])
  expect(await todo()).toMatchObject([{ attempts: 1, last_failure: { kind: 'Throttled', detail: 'later' } }])
  await hint(db, [pull(mailbox!, 'person')])
  expect(await takeLeases(db, 1, 1)).toMatchObject([{ tasks: [{ attempts: 1, reason: 'person' }] }])
})
