import { describe, expect, it } from 'vitest'
import { createTestDatabase } from '../../testing/database.ts'
import { bothSides, createTestSync, recordsOf } from '../../testing/sync.ts'
import { getCollection } from '../store/collections.ts'
import { createContacts, deleteContacts, updateContact } from '../store/contact-edits.ts'
import { pull } from './pull.ts'
import { push } from './push.ts'

const { db } = await createTestDatabase()
type Bench = Awaited<ReturnType<typeof createTestSync>>
const collection = async (bench: Bench) => (await getCollection(db, bench.mailbox.id, 'contacts'))!
const changes = async (bench: Bench) =>
  await db
    .selectFrom('change')
    .select(['operation', 'origin', 'version', 'before', 'record_id', 'batch_id'])
    .where('mailbox_id', '=', bench.mailbox.id)
    .orderBy('seq')
    .execute()
const conflicts = async (bench: Bench) =>
  await db.selectFrom('conflict').selectAll().where('mailbox_id', '=', bench.mailbox.id).execute()
const fill = (bench: Bench, count: number) => {
  for (let i = 0; i < count; i += 1)
    bench.outside.create({ displayName: `Person ${String(i).padStart(3, '0')}` })
}

describe('a first pull', () => {
  it('makes a record of every item over several pages, one batch, and then asks once', async () => {
    const bench = await createTestSync(db, { state: 'first' }, { pageSize: 10 })
    fill(bench, 25)
    expect(await pull(bench.sync)).toEqual({ changed: 25, unsent: false, stopped: false })
    const { tandem, mailbox } = await bothSides(bench)
    expect(tandem).toEqual(mailbox)
    expect(new Set((await changes(bench)).map((change) => change.batch_id)).size).toBe(1)
    expect(await collection(bench)).toMatchObject({ state: 'live', listing_id: null, pull_every_seconds: 60 })
    const before = bench.server.requests.get('changes')!
    expect(await pull(bench.sync)).toEqual({ changed: 0, unsent: false, stopped: false })
    expect(bench.server.requests.get('changes')! - before).toBe(1)
    expect((await collection(bench)).pull_every_seconds).toBe(90)
  })
  it('links what means the same person, merges both, and uses each record once', async () => {
    const bench = await createTestSync(db, { state: 'first' })
    await createContacts(db, bench.mailbox, [
      { displayName: 'Ann', jobTitle: 'Head', emailAddresses: [{ address: 'ann@x.org' }] },
      { displayName: 'Bob', mobilePhone: '+49 151 2345678' },
    ])
    bench.outside.create({ displayName: 'Ann', companyName: 'X', emailAddresses: [{ address: 'ANN@x.org' }] })
    bench.outside.create({ displayName: 'Ann 2', emailAddresses: [{ address: 'ann@x.org' }] })
    bench.outside.create({ displayName: 'Bob', homePhones: ['0151 2345678'] })
    await pull(bench.sync)
    await push(bench.sync)
    const { tandem, mailbox } = await bothSides(bench)
    expect(tandem).toEqual(mailbox)
    expect(tandem).toHaveLength(3)
    expect(tandem).toContainEqual(expect.objectContaining({ jobTitle: 'Head', companyName: 'X' }))
  })
  it('stores nothing of a folder when another one is chosen while its first page is on the way', async () => {
    const bench = await createTestSync(db, { state: 'first' })
    bench.outside.create({ displayName: 'Private life' })
    const folder = bench.outside.addFolder('Customers')
    bench.outside.create({ displayName: 'Customer' }, { folder })
    bench.server.onRequest = async () => {
      await db.updateTable('collection').set({ folder }).where('mailbox_id', '=', bench.mailbox.id).execute()
    }
    expect(await pull(bench.sync)).toEqual({ changed: 0, unsent: false, stopped: false })
    expect(await recordsOf(bench)).toEqual([])
    expect((await collection(bench)).cursor).toBeNull()
    await pull(bench.sync)
    expect((await recordsOf(bench)).map((record) => record.fields)).toEqual([{ displayName: 'Customer' }])
  })
  it('leaves private items out, and drops one that becomes private', async () => {
    const bench = await createTestSync(db, { state: 'first', skip_private: true })
    bench.outside.create({ displayName: 'Secret' }, { private: true })
    const open = bench.outside.create({ displayName: 'Open' })
    await pull(bench.sync)
    expect((await recordsOf(bench)).map((record) => record.sort_name)).toEqual(['open'])
    bench.outside.items.get(open.ref)!.private = true
    bench.outside.edit(open.ref, { jobTitle: 'x' })
    await pull(bench.sync)
    expect(await recordsOf(bench)).toEqual([])
    expect(bench.outside.items.size).toBe(2)
  })
})

describe('a pull', () => {
  it('takes over edits and deletions with before-images, and skips its own echo', async () => {
    const bench = await createTestSync(db)
    const [ann, bob] = [
      bench.outside.create({ displayName: 'Ann' }),
      bench.outside.create({ displayName: 'Bob' }),
    ]
    await pull(bench.sync)
    bench.outside.edit(ann.ref, { jobTitle: 'Head' })
    bench.outside.delete(bob.ref)
    await pull(bench.sync)
    expect((await changes(bench)).slice(2)).toMatchObject([
      { operation: 'update', version: 2, before: { displayName: 'Ann' } },
      { operation: 'delete', version: 2, before: { displayName: 'Bob' } },
    ])
    const [record] = await recordsOf(bench)
    await updateContact(db, bench.mailbox, record!.id, undefined, { title: 'Dr' })
    expect(await push(bench.sync)).toEqual({ sent: 1 })
    expect(await pull(bench.sync)).toMatchObject({ changed: 0 })
    expect((await recordsOf(bench))[0]).toMatchObject({ version: 3, base: null })
  })
  it('keeps both of two edits of different fields, and records a conflict of the same field', async () => {
    const bench = await createTestSync(db)
    const item = bench.outside.create({ displayName: 'Ann' })
    await pull(bench.sync)
    const [record] = await recordsOf(bench)
    await updateContact(db, bench.mailbox, record!.id, 1, { jobTitle: 'Head', nickName: 'A' })
    bench.outside.edit(item.ref, { companyName: 'X', nickName: 'B' })
    await pull(bench.sync)
    await push(bench.sync)
    const { tandem, mailbox } = await bothSides(bench)
    expect(tandem).toEqual(mailbox)
    expect(tandem).toEqual([{ companyName: 'X', displayName: 'Ann', jobTitle: 'Head', nickName: 'B' }])
    expect(await conflicts(bench)).toMatchObject([
      { reason: 'fields', fields: [{ field: 'nickName', tandem: 'A', mailbox: 'B', chosen: 'mailbox' }] },
    ])
  })
  it('lists anew without doubles when the cursor is lost, and deletes what is gone', async () => {
    const bench = await createTestSync(db, {}, { pageSize: 4 })
    fill(bench, 10)
    await pull(bench.sync)
    bench.outside.delete([...bench.outside.items.keys()][3]!)
    bench.outside.edit([...bench.outside.items.keys()][1]!, { jobTitle: 'x' })
    bench.server.expireCursors(bench.mailbox.address)
    expect(await pull(bench.sync)).toMatchObject({ changed: 2 })
    const { tandem, mailbox } = await bothSides(bench)
    expect(tandem).toEqual(mailbox)
    expect(tandem).toHaveLength(9)
  })
  it('keeps a record with unsent edits whose item was deleted, as a conflict, and makes it anew', async () => {
    const bench = await createTestSync(db)
    const item = bench.outside.create({ displayName: 'Ann' })
    await pull(bench.sync)
    const [record] = await recordsOf(bench)
    await updateContact(db, bench.mailbox, record!.id, 1, { jobTitle: 'Head' })
    bench.outside.delete(item.ref)
    await pull(bench.sync)
    await push(bench.sync)
    expect([...bench.outside.items.values()].map((one) => one.item)).toEqual([
      { displayName: 'Ann', jobTitle: 'Head' },
    ])
    expect(await conflicts(bench)).toMatchObject([{ reason: 'deleted', fields: [{ chosen: 'tandem' }] }])
  })
  it('brings back a record that was deleted here and edited there', async () => {
    const bench = await createTestSync(db)
    const item = bench.outside.create({ displayName: 'Ann' })
    await pull(bench.sync)
    const [record] = await recordsOf(bench)
    await deleteContacts(db, bench.mailbox, [{ id: record!.id }])
    bench.outside.edit(item.ref, { jobTitle: 'Head' })
    await push(bench.sync)
    expect((await recordsOf(bench)).map((one) => one.fields)).toEqual([
      { displayName: 'Ann', jobTitle: 'Head' },
    ])
    expect(bench.outside.items.size).toBe(1)
    expect(await conflicts(bench)).toMatchObject([{ reason: 'deleted', fields: [{ chosen: 'mailbox' }] }])
  })
})

describe('the wipe guard', () => {
  it('deletes nothing when most of a collection vanishes, asks, and obeys the answer', async () => {
    const bench = await createTestSync(db, {}, { pageSize: 10 })
    fill(bench, 50)
    await pull(bench.sync)
    for (const ref of [...bench.outside.items.keys()].slice(0, 30)) bench.outside.delete(ref)
    expect(await pull(bench.sync)).toMatchObject({ stopped: true, changed: 0 })
    expect(await recordsOf(bench)).toHaveLength(50)
    expect(await collection(bench)).toMatchObject({
      state: 'stopped',
      question: { missing: 30, total: 50, samples: expect.arrayContaining(['Person 000']) },
    })
    expect(await pull(bench.sync)).toMatchObject({ changed: 0 })
    await db
      .updateTable('collection')
      .set({ answer: 'accept' })
      .where('mailbox_id', '=', bench.mailbox.id)
      .execute()
    expect(await pull(bench.sync)).toMatchObject({ changed: 30, stopped: false })
    expect(await recordsOf(bench)).toHaveLength(20)
    expect(await collection(bench)).toMatchObject({ state: 'live', question: null, answer: null })
  })
  it('lets a part go', async () => {
    const bench = await createTestSync(db)
    fill(bench, 10)
    await pull(bench.sync)
    for (const ref of [...bench.outside.items.keys()].slice(0, 9)) bench.outside.delete(ref)
    expect(await pull(bench.sync)).toMatchObject({ changed: 9, stopped: false })
  })
})
