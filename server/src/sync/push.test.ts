import { describe, expect, it } from 'vitest'
import { createTestDatabase } from '../../testing/database.ts'
import { bothSides, createTestSync, recordsOf } from '../../testing/sync.ts'
import { createContacts, deleteContacts, updateContact } from '../store/contact-edits.ts'
import { pull } from './pull.ts'
import { push } from './push.ts'

const { db } = await createTestDatabase()
type Bench = Awaited<ReturnType<typeof createTestSync>>
const outbox = async (bench: Bench) =>
  await db.selectFrom('outbox').selectAll().where('mailbox_id', '=', bench.mailbox.id).execute()
const agree = async (bench: Bench) => {
  const { tandem, mailbox } = await bothSides(bench)
  expect(tandem).toEqual(mailbox)
  return tandem
}

describe('push', () => {
  it('sends creates, edits and deletions, each kind in one request', async () => {
    const bench = await createTestSync(db)
    const made = await createContacts(db, bench.mailbox, [{ displayName: 'Ann' }, { displayName: 'Bob' }])
    expect(await push(bench.sync)).toEqual({ sent: 2 })
    await updateContact(db, bench.mailbox, made[0]!.id, 1, { displayName: null, nickName: 'A' })
    await deleteContacts(db, bench.mailbox, [{ id: made[1]!.id }])
    expect(await push(bench.sync)).toEqual({ sent: 2 })
    expect(await agree(bench)).toEqual([{ nickName: 'A' }])
    expect(await outbox(bench)).toEqual([])
    expect(Object.fromEntries(bench.server.requests)).toEqual({ create: 1, update: 1, remove: 1 })
  })
  it('never makes an item twice when the answer to a create is lost', async () => {
    for (const kind of ['lost', 'cut', 'half'] as const) {
      const bench = await createTestSync(db)
      const made = await createContacts(db, bench.mailbox, [{ displayName: 'Ann' }, { displayName: 'Bob' }])
      bench.server.faults.add({ kind, operation: 'create' })
      expect(await push(bench.sync)).toMatchObject({ failure: { kind: 'Unavailable' } })
      // Edited while nobody knew whether it had arrived.
      await updateContact(db, bench.mailbox, made[0]!.id, undefined, { jobTitle: 'Head' })
      expect(await push(bench.sync)).not.toHaveProperty('failure')
      expect(await agree(bench)).toHaveLength(2)
      await pull(bench.sync)
      expect(await agree(bench)).toEqual([{ displayName: 'Ann', jobTitle: 'Head' }, { displayName: 'Bob' }])
    }
  })
  it('survives lost answers of edits and deletions', async () => {
    const bench = await createTestSync(db)
    const made = await createContacts(db, bench.mailbox, [{ displayName: 'Ann' }, { displayName: 'Bob' }])
    await push(bench.sync)
    await updateContact(db, bench.mailbox, made[0]!.id, 1, { jobTitle: 'Head' })
    await deleteContacts(db, bench.mailbox, [{ id: made[1]!.id }])
    bench.server.faults.add({ kind: 'lost', operation: 'update' })
    bench.server.faults.add({ kind: 'lost', operation: 'remove' })
    await push(bench.sync)
    await push(bench.sync)
    expect(await agree(bench)).toEqual([{ displayName: 'Ann', jobTitle: 'Head' }])
    expect(await outbox(bench)).toEqual([])
    const conflicts = await db
      .selectFrom('conflict')
      .select('id')
      .where('mailbox_id', '=', bench.mailbox.id)
      .execute()
    expect(conflicts).toEqual([])
  })
  it('sends an edit that is made while the one before is on its way', async () => {
    const bench = await createTestSync(db)
    const [made] = await createContacts(db, bench.mailbox, [{ displayName: 'Ann' }])
    let edited = false
    bench.server.onRequest = async () => {
      if (edited) return
      edited = true
      await updateContact(db, bench.mailbox, made!.id, 1, { jobTitle: 'Head' })
    }
    expect(await push(bench.sync)).toEqual({ sent: 2 })
    expect(await agree(bench)).toEqual([{ displayName: 'Ann', jobTitle: 'Head' }])
  })
  it('merges and sends again when the item was edited meanwhile', async () => {
    const bench = await createTestSync(db)
    const [made] = await createContacts(db, bench.mailbox, [{ displayName: 'Ann' }])
    await push(bench.sync)
    bench.outside.edit([...bench.outside.items.keys()][0]!, { companyName: 'X' })
    await updateContact(db, bench.mailbox, made!.id, 1, { jobTitle: 'Head' })
    await push(bench.sync)
    expect(await agree(bench)).toEqual([{ companyName: 'X', displayName: 'Ann', jobTitle: 'Head' }])
  })
  it('shows what the mailbox refuses, sends the rest, and tries again after an edit', async () => {
    const bench = await createTestSync(db)
    const made = await createContacts(db, bench.mailbox, [{ displayName: 'Ann' }, { displayName: 'Bob' }])
    bench.server.faults.add({ kind: 'rejected', operation: 'create' })
    expect(await push(bench.sync)).toEqual({ sent: 1 })
    const [refused] = await outbox(bench)
    expect(refused).toMatchObject({
      state: 'failed',
      failure: {
        kind: 'Rejected',
        code: 'InvalidProperty',
        title: 'The mailbox does not accept it as it is',
      },
    })
    expect(await push(bench.sync)).toEqual({ sent: 0 })
    expect(made.map(({ id }) => id)).toContain(refused!.record_id)
    await updateContact(db, bench.mailbox, refused!.record_id, undefined, { jobTitle: 'x' })
    expect(await push(bench.sync)).toEqual({ sent: 1 })
    expect(await agree(bench)).toHaveLength(2)
  })
  it('waits as long as the service says, and loses nothing', async () => {
    const bench = await createTestSync(db)
    await createContacts(db, bench.mailbox, [{ displayName: 'Ann' }, { displayName: 'Bob' }])
    bench.server.faults.add({ kind: 'throttled-half', operation: 'create', seconds: 7 })
    expect(await push(bench.sync)).toMatchObject({
      sent: 1,
      failure: { kind: 'Throttled', retryAfterSeconds: 7 },
    })
    expect(await outbox(bench)).toMatchObject([{ state: 'open' }])
    expect(await push(bench.sync)).toEqual({ sent: 1 })
    await agree(bench)
  })
  it('writes nothing to a mailbox that is only read', async () => {
    const bench = await createTestSync(db, { write_back: false })
    await createContacts(db, bench.mailbox, [{ displayName: 'Ann' }])
    expect(await push(bench.sync)).toEqual({ sent: 0 })
    expect(bench.outside.items.size).toBe(0)
    expect(await recordsOf(bench)).toHaveLength(1)
  })
})
