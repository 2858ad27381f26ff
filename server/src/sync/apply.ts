import type { Transaction } from 'kysely'
import { type Batch, countBatch } from '../store/batches.ts'
import { addConflicts } from '../store/conflicts.ts'
import { insertItems, removeItems, writeItems } from '../store/record-items.ts'
import { markGone, markSeen } from '../store/records.ts'
import type { DB } from '../store/schema.ts'
import type { Plan } from './plan.ts'

/** Carries out a plan: a handful of statements however long the page is. Returns how many records changed. */
export async function applyPlan(
  tx: Transaction<DB>,
  batch: Batch,
  plan: Plan,
  listing: string | null = null,
): Promise<number> {
  await insertItems(tx, batch, listing, plan.inserts)
  await writeItems(tx, batch, listing, plan.writes)
  const deleted = await removeItems(tx, batch, plan.removals)
  await markSeen(tx, plan.seen, listing)
  await markGone(tx, plan.gone)
  await addConflicts(tx, batch, plan.conflicts)
  const revived = plan.writes.filter((write) => write.revived).length
  const created = plan.inserts.length + revived
  const updated = plan.writes.filter((write) => write.fields).length - revived
  await countBatch(tx, batch, { created, updated, deleted })
  return created + updated + deleted
}
