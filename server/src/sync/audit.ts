import type { Transaction } from 'kysely'
import { compareRecords, requeueUnsent } from '../store/audit.ts'
import { type Batch, newBatch } from '../store/batches.ts'
import { announceCollection, type CollectionRow, getCollection, noteComplete } from '../store/collections.ts'
import { countLinked, lockByRef, markGone, markUnshown } from '../store/records.ts'
import type { DB } from '../store/schema.ts'
import { applyPlan } from './apply.ts'
import { type Sync, stored } from './context.ts'
import { storeGone } from './gone.ts'
import { pageRules } from './page-rules.ts'
import { planPage } from './plan.ts'
import { settle } from './settle.ts'

export interface AuditEnd {
  /** Records that had to be repaired. */
  repaired: number
  /** Edits that were in no outbox. */
  requeued: number
  stopped: boolean
}

/** Items read anew per request and transaction. */
const atOnce = 200

/**
 * Compares references and versions of both sides completely, whatever notifications and cursors said, repairs what
 * differs, and notes that the collection is complete.
 */
export async function audit(sync: Sync): Promise<AuditEnd> {
  const { owner, resource } = sync
  const row = await getCollection(sync.db, owner.id, resource.kind)
  if (row?.state !== 'live') return { repaired: 0, requeued: 0, stopped: false }
  await settle(sync, row)
  const batch = newBatch(owner, resource.kind, 'audit')
  const items = await identifyAll(sync, row)
  const { stale, missing } = await compareRecords(sync.db, sync.kept, items)
  // A listing in pages can miss what moves while it is read: only what two listings miss is gone.
  const again = missing.length === 0 ? [] : await identifyAll(sync, row)
  const there = new Set(again.map((item) => item.ref))
  let repaired = 0
  for (let from = 0; from < stale.length; from += atOnce)
    repaired += await repair(sync, row, batch, stale.slice(from, from + atOnce))
  return await stored(sync, async (tx) => {
    const records = await lockByRef(
      tx,
      sync.kept,
      missing.filter((ref) => !there.has(ref)),
    )
    await markGone(
      tx,
      records.map((record) => record.id),
    )
    const gone = await storeGone(tx, sync, row, { batch, cursor: row.cursor })
    repaired += gone.changed
    if (gone.stopped) return { repaired, requeued: 0, stopped: true }
    const requeued = row.write_back ? await requeueUnsent(tx, sync.kept) : 0
    await complete(tx, sync)
    return { repaired, requeued, stopped: false }
  })
}

type Identified = { ref: string; version: string; beyond?: boolean }

async function complete(tx: Transaction<DB>, sync: Sync): Promise<void> {
  const { owner, resource } = sync
  await noteComplete(tx, owner.id, resource.kind, await countLinked(tx, sync.kept))
  await announceCollection(tx, owner.id, owner.organisationId)
}

async function identifyAll(sync: Sync, row: CollectionRow): Promise<Identified[]> {
  const all = new Map<string, Identified>()
  for await (const page of sync.outside.identify(row.folder ?? undefined)) {
    sync.signal?.throwIfAborted()
    for (const item of page) all.set(item.ref, item)
  }
  return [...all.values()]
}

async function repair(sync: Sync, row: CollectionRow, batch: Batch, refs: string[]): Promise<number> {
  const items = await sync.outside.get(refs)
  return await stored(sync, async (tx) => {
    const records = await lockByRef(tx, sync.kept, refs)
    const rules = { ...pageRules(sync, row), listing: null }
    const plan = planPage({ items, deleted: [] }, records, rules)
    const repaired = await applyPlan(tx, batch, plan, row.listing_id)
    // The list of changes has not told of these, and need not tell when they go.
    const known = new Set(records.map((record) => record.ref))
    const found = await lockByRef(
      tx,
      sync.kept,
      items.flatMap(({ ref }) => (known.has(ref) ? [] : [ref])),
    )
    await markUnshown(
      tx,
      found.map(({ id }) => id),
    )
    return repaired
  })
}
