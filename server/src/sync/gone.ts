import type { Transaction } from 'kysely'
import type { Batch } from '../store/batches.ts'
import { announceCollection, type CollectionRow, stopCollection } from '../store/collections.ts'
import { countLinked, lockGone } from '../store/records.ts'
import type { DB } from '../store/schema.ts'
import { applyPlan } from './apply.ts'
import type { Sync } from './context.ts'
import { pageRules } from './page-rules.ts'
import { planGone } from './plan.ts'

/** Deletes what is said to be gone, unless the wipe guard stops the collection: then nothing is deleted, and it asks. */
export async function storeGone(
  tx: Transaction<DB>,
  sync: Sync,
  row: CollectionRow,
  run: { batch: Batch; cursor: string | null },
): Promise<{ changed: number; stopped: boolean }> {
  const { owner, resource } = sync
  const gone = await lockGone(tx, sync.kept)
  if (gone.length === 0) return { changed: 0, stopped: false }
  const missing = gone.filter((record) => !record.deleted)
  if (row.answer !== 'accept') {
    const total = await countLinked(tx, sync.kept)
    if (wipes(missing.length, total)) {
      const names = missing.map((record) => resource.nameOf(record.fields)).sort()
      const question = {
        missing: missing.length,
        total,
        samples: names.slice(0, 10),
        since: new Date().toISOString(),
      }
      await stopCollection(tx, owner.id, resource.kind, { cursor: run.cursor, question })
      await announceCollection(tx, owner.id, owner.organisationId)
      return { changed: 0, stopped: true }
    }
  }
  const changed = await applyPlan(tx, run.batch, planGone(gone, pageRules(sync, row).policy))
  return { changed, stopped: false }
}

/**
 * Whether so many deletions at once look like an accident or a wrong mailbox: more than 20 and more than half of a
 * collection, or everything, when that is more than five.
 */
export function wipes(missing: number, total: number): boolean {
  return (missing > 20 && missing > total / 2) || (missing > 5 && missing >= total)
}
