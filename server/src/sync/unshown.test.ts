import { afterAll, expect, it } from 'vitest'
import { createTestDatabase } from '../../testing/database.ts'
import { graphSides } from '../../testing/graph-side.ts'
import { createTestMailbox } from '../../testing/mailbox.ts'
import { recordsOf } from '../../testing/sync.ts'
import { getCollection } from '../store/collections.ts'
import { createContacts } from '../store/contact-edits.ts'
import { unshownRefs } from '../store/records.ts'
import { createSync } from './context.ts'
import { pull } from './pull.ts'
import { push } from './push.ts'

const { db } = await createTestDatabase()
const sides = await graphSides()
afterAll(() => sides.close())

/** A mailbox with contacts of its own, and some that Tandem made and no reading has shown yet. */
async function made(there: number, here: number) {
  const mailbox = await createTestMailbox(db, { state: 'first' })
  const far = await sides.open()
  const sync = createSync(db, mailbox, 'contacts', far.session, { hold: async () => undefined })!
  for (let i = 0; i < there; i += 1) await far.create({ displayName: `There ${i}`, fileAs: `There ${i}` })
  await pull(sync)
  const names = Array.from({ length: here }, (_, i) => ({ displayName: `Here ${i}`, fileAs: `Here ${i}` }))
  await createContacts(db, mailbox, names)
  await push(sync)
  const refs = await unshownRefs(db, { mailboxId: mailbox.id, kind: 'contacts' })
  const count = async () => (await recordsOf({ db, mailbox })).length
  let asked = 0
  const get = sync.outside.get
  sync.outside.get = async (list) => {
    asked += list.length
    return await get(list)
  }
  return { mailbox, far, sync, refs, count, asked: () => asked }
}

it('a contact that a person deletes before a reading has shown it is gone after the next one', async () => {
  const { mailbox, far, sync, refs, count, asked } = await made(3, 2)
  await far.delete(refs[0]!)
  expect(await pull(sync)).toEqual({ changed: 1, unsent: false, stopped: false })
  expect(await count()).toBe(4)
  expect(await unshownRefs(db, { mailboxId: mailbox.id, kind: 'contacts' })).toEqual([])
  expect(asked()).toBe(1)
})

it('those that the reading shows are not asked for, then or later', async () => {
  const { far, sync, refs, count, asked } = await made(1, 8)
  await pull(sync)
  await far.delete(refs[0]!)
  await pull(sync)
  expect(await count()).toBe(8)
  expect(asked()).toBe(0)
})

it('the wipe guard counts them like deletions that the service tells of', async () => {
  const { mailbox, far, sync, refs, count } = await made(3, 25)
  for (const ref of refs) await far.delete(ref)
  expect(await pull(sync)).toEqual({ changed: 0, unsent: false, stopped: true })
  expect(await count()).toBe(28)
  expect((await getCollection(db, mailbox.id, 'contacts'))!.question).toMatchObject({
    missing: 25,
    total: 28,
  })
  await db.updateTable('collection').set({ answer: 'accept' }).where('mailbox_id', '=', mailbox.id).execute()
  await pull(sync)
  expect(await count()).toBe(3)
})
