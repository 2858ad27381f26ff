import { describe, expect, it } from 'vitest'
import { createTestDatabase } from '../../testing/database.ts'
import { bothSides, createTestSync, recordsOf } from '../../testing/sync.ts'
import { pull } from '../sync/pull.ts'
import { push } from '../sync/push.ts'
import { resolveConflict } from './conflict-resolution.ts'
import { updateContact } from './contact-edits.ts'

const { db } = await createTestDatabase()
const conflictOf = async (mailbox: { id: string }) =>
  await db.selectFrom('conflict').selectAll().where('mailbox_id', '=', mailbox.id).executeTakeFirstOrThrow()
const clash = async () => {
  const bench = await createTestSync(db)
  const item = bench.outside.create({ displayName: 'Ann', homeAddress: { city: 'A', street: 'S' } })
  await pull(bench.sync)
  const [record] = await recordsOf(bench)
  return { bench, item, record: record! }
}

describe('resolveConflict', () => {
  it('restores the values of the other side, also a part of an address, and sends them', async () => {
    const { bench, item, record } = await clash()
    await updateContact(db, bench.mailbox, record.id, 1, {
      jobTitle: 'Head',
      nickName: 'N',
      homeAddress: { city: 'B', street: 'S' },
    })
    bench.outside.edit(item.ref, {
      jobTitle: 'Clerk',
      nickName: 'M',
      homeAddress: { city: 'C', street: 'S' },
    })
    await pull(bench.sync)
    const conflict = await conflictOf(bench.mailbox)
    await expect(resolveConflict(db, conflict.id, { title: 'tandem' }, 'me')).rejects.toMatchObject({
      code: 'invalid-input',
    })
    await resolveConflict(db, conflict.id, { jobTitle: 'tandem', 'homeAddress.city': 'tandem' }, 'me')
    await push(bench.sync)
    const { tandem, mailbox } = await bothSides(bench)
    expect(tandem).toEqual(mailbox)
    expect(tandem).toEqual([
      { displayName: 'Ann', homeAddress: { city: 'B', street: 'S' }, jobTitle: 'Head', nickName: 'M' },
    ])
    expect(await conflictOf(bench.mailbox)).toMatchObject({ state: 'resolved', resolved_by: 'me' })
    await expect(resolveConflict(db, conflict.id, {}, 'me')).rejects.toMatchObject({ code: 'wrong-state' })
  })
  it('lets a deletion go through after all', async () => {
    const { bench, item, record } = await clash()
    await updateContact(db, bench.mailbox, record.id, 1, { jobTitle: 'Head' })
    bench.outside.delete(item.ref)
    await pull(bench.sync)
    await push(bench.sync)
    expect(bench.outside.items.size).toBe(1)
    await resolveConflict(db, (await conflictOf(bench.mailbox)).id, { record: 'mailbox' }, 'me')
    await push(bench.sync)
    expect(bench.outside.items.size).toBe(0)
    expect(await recordsOf(bench)).toEqual([])
  })
})
