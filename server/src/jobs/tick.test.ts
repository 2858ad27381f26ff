import { beforeEach, expect, test } from 'vitest'
import { createTestDatabase } from '../../testing/database.ts'
import { createMailboxes } from '../../testing/worker.ts'
import { hint } from '../queue/add.ts'
import { tick } from './tick.ts'

const { db } = await createTestDatabase()
const day = { auditSeconds: 86_400 }
const ago = (seconds: number) => new Date(Date.now() - seconds * 1000)
const tasks = async () =>
  (await db.selectFrom('todo').select('task').orderBy('task').execute()).map((row) => row.task)

beforeEach(async () => {
  await db.deleteFrom('organisation').execute()
})

/** A live collection with which all is well, except for `differences`. */
async function collection(differences: Record<string, unknown> = {}): Promise<string> {
  const [mailbox] = await createMailboxes(db, 1)
  const { organisation_id } = await db
    .selectFrom('mailbox')
    .select('organisation_id')
    .where('id', '=', mailbox!)
    .executeTakeFirstOrThrow()
  await db
    .insertInto('collection')
    .values({
      mailbox_id: mailbox!,
      organisation_id,
      kind: 'contacts',
      state: 'live',
      last_pull_at: ago(10),
      pull_every_seconds: 60,
      verified_complete_at: ago(100),
      subscription_id: `of ${mailbox}`,
      subscription_expires_at: ago(-86_400),
      ...differences,
    })
    .execute()
  return mailbox!
}

test('nothing is hinted at while nothing is due', async () => {
  await collection()
  expect(await tick(db, day)).toBe(0)
  expect(await tasks()).toEqual([])
})

test('a pull is due when its time has passed, and is hinted at once only', async () => {
  await collection({ last_pull_at: ago(61) })
  expect([await tick(db, day), await tick(db, day)]).toEqual([1, 0])
  expect(await tasks()).toEqual(['pull:contacts'])
})

test('a collection never pulled and never watched gets both, an audit once it is live', async () => {
  const never = {
    last_pull_at: null,
    subscription_id: null,
    subscription_expires_at: null,
    verified_complete_at: null,
  }
  await collection({ ...never, state: 'first' })
  await tick(db, day)
  expect(await tasks()).toEqual(['pull:contacts', 'watch:contacts'])
  await db.updateTable('collection').set({ state: 'live', last_pull_at: new Date() }).execute()
  expect(await tick(db, day)).toBe(1)
  expect(await tasks()).toEqual(['audit:contacts', 'pull:contacts', 'watch:contacts'])
})

test('an audit is due when the last proof of completeness is too old', async () => {
  await collection({ verified_complete_at: ago(86_401) })
  await tick(db, day)
  expect(await tasks()).toEqual(['audit:contacts'])
})

test('a subscription about to end is renewed, also when the renewal planned for it got lost', async () => {
  await collection({ subscription_expires_at: ago(-300) })
  await tick(db, day)
  expect(await tasks()).toEqual(['watch:contacts'])
})

test('edits left behind while the connection rested are sent with the next pull', async () => {
  const mailbox = await collection({ last_pull_at: ago(61) })
  await db
    .insertInto('outbox')
    .values({ record_id: crypto.randomUUID(), mailbox_id: mailbox, kind: 'contacts' })
    .execute()
  await tick(db, day)
  expect(await tasks()).toEqual(['pull:contacts', 'push:contacts'])
})

test('a preview that was asked for is made, a finished one is not made again', async () => {
  const waiting = { state: 'waiting', last_pull_at: null }
  await collection({ ...waiting, preview: JSON.stringify({ requestedAt: ago(1) }) })
  await collection({ ...waiting, preview: JSON.stringify({ requestedAt: ago(9), finishedAt: ago(1) }) })
  expect(await tick(db, day)).toBe(1)
  expect(await tasks()).toEqual(['preview:contacts'])
})

test('what was switched off, stopped or suspended is left alone', async () => {
  const old = { last_pull_at: ago(999), verified_complete_at: null }
  await collection({ ...old, state: 'stopped' })
  await db
    .updateTable('mailbox')
    .set({ state: 'off' })
    .where('id', '=', await collection(old))
    .execute()
  await collection(old)
  await db.updateTable('connection').set({ state: 'suspended' }).execute()
  expect(await tick(db, day)).toBe(0)
})

test('a pull that waits after a failure is not brought forward', async () => {
  const mailbox = await collection({ last_pull_at: ago(999) })
  const later = new Date(Date.now() + 60_000)
  await hint(db, [{ mailboxId: mailbox, task: 'pull:contacts', reason: 'timer', dueAt: later }])
  expect(await tick(db, day)).toBe(0)
})

test('mail that is due is hinted at where the connection may send and the mailbox is on', async () => {
  const mailbox = await collection()
  const { organisation_id, connection_id } = await db
    .selectFrom('mailbox')
    .select(['organisation_id', 'connection_id'])
    .where('id', '=', mailbox)
    .executeTakeFirstOrThrow()
  const message = async (state: string, due: Date | null) =>
    await db
      .insertInto('outgoing_message')
      .values({
        organisation_id,
        mailbox_id: mailbox,
        state,
        content: '{}',
        message_id: '<a@b>',
        operation_id: crypto.randomUUID(),
        recipients: 1,
        size: 1,
        wanted_at: ago(10),
        due_at: due,
        requested_by: 'test',
      })
      .execute()
  await message('sent', null)
  await message('held', ago(-60))
  const wanted = async (send: boolean) =>
    await db
      .updateTable('connection')
      .set({ wanted: JSON.stringify({ send }) })
      .where('id', '=', connection_id)
      .execute()
  await wanted(true)
  expect(await tick(db, day)).toBe(0)
  await message('queued', ago(1))
  await wanted(false)
  expect(await tick(db, day)).toBe(0)
  await wanted(true)
  expect([await tick(db, day), await tick(db, day)]).toEqual([1, 0])
  expect(await tasks()).toEqual(['send:messages'])
})
