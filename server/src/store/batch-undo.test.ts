import { describe, expect, it } from 'vitest'
import { createTestDatabase } from '../../testing/database.ts'
import { bothSides, createTestSync, recordsOf } from '../../testing/sync.ts'
import { pull } from '../sync/pull.ts'
import { push } from '../sync/push.ts'
import { undoBatch } from './batch-undo.ts'
import { listBatches } from './batches.ts'
import { updateContact } from './contact-edits.ts'

const { db } = await createTestDatabase()

describe('undoBatch', () => {
  it('reverts a pull on both sides: edits, deletions and new items; what was edited since is reported', async () => {
    const bench = await createTestSync(db)
    const [ann, bob, cid] = ['Ann', 'Bob', 'Cid'].map((displayName) => bench.outside.create({ displayName }))
    await pull(bench.sync)
    const before = (await bothSides(bench)).tandem
    bench.outside.edit(ann!.ref, { jobTitle: 'Head' })
    bench.outside.edit(cid!.ref, { jobTitle: 'Clerk' })
    bench.outside.delete(bob!.ref)
    bench.outside.create({ displayName: 'Dan' })
    await pull(bench.sync)
    const record = (await recordsOf(bench)).find((one) => one.sort_name === 'cid')!
    await updateContact(db, bench.mailbox, record.id, undefined, { nickName: 'C' })
    const batch = (await listBatches(db, bench.mailbox.id, 10)).find((one) => one.deleted === 1)!
    const undone = await undoBatch(db, batch.id)
    expect(undone).toMatchObject({ reverted: 3, skipped: [{ recordId: record.id }] })
    await push(bench.sync)
    const { tandem, mailbox } = await bothSides(bench)
    expect(tandem).toEqual(mailbox)
    expect(tandem).toEqual([...before.slice(0, 2), { displayName: 'Cid', jobTitle: 'Clerk', nickName: 'C' }])
    await expect(undoBatch(db, batch.id)).rejects.toMatchObject({ code: 'wrong-state' })
    // The undo itself can be taken back.
    await undoBatch(db, undone.batchId)
    await push(bench.sync)
    const again = await bothSides(bench)
    expect(again.tandem).toEqual(again.mailbox)
    expect(again.tandem.map((fields) => fields.displayName)).toEqual(['Ann', 'Cid', 'Dan'])
  })
})
