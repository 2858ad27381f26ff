import { newBatch } from '../store/batches.ts'
import type { CollectionRow } from '../store/collections.ts'
import { reopenEdits, sendingEdits } from '../store/outbox.ts'
import { lockById, lockByRef, markUnshown } from '../store/records.ts'
import { applyPlan } from './apply.ts'
import { type Sync, stored } from './context.ts'
import { type Fields, same } from './merge.ts'
import { pageRules } from './page-rules.ts'
import { type KnownRecord, planPage, type SeenItem } from './plan.ts'

/**
 * Finds out what became of edits whose answer was lost: a create is looked for by its operation id before it may be sent
 * again; an update or a removal carries the version last seen, so sending it again does no harm.
 */
export async function settle(sync: Sync, row: CollectionRow): Promise<void> {
  const sending = await sendingEdits(sync.db, sync.owner.id, sync.resource.kind)
  if (sending.length === 0) return
  const creates = sending.filter((edit) => edit.create)
  const found =
    creates.length === 0
      ? new Map<string, SeenItem>()
      : await sync.outside.find(
          creates.map((edit) => edit.operationId),
          row.folder ?? undefined,
        )
  const items = new Map(creates.flatMap((edit) => pair(edit.id, found.get(edit.operationId))))
  await stored(sync, async (tx) => {
    const records = await lockById(
      tx,
      sync.owner.id,
      sending.map((edit) => edit.id),
    )
    const known = await lockByRef(
      tx,
      sync.kept,
      [...items.values()].map((item) => item.ref),
    )
    const taken = new Set(known.map((record) => record.ref))
    const linked = records.flatMap((record) => {
      const item = items.get(record.id)
      // Its base is what was sent, so an edit made since on either side is seen as one.
      if (!item || taken.has(item.ref)) return []
      return [{ ...record, ref: item.ref, base: baseOf(sync, record, item) }]
    })
    const refs = new Set(linked.map((record) => record.ref))
    const plan = planPage(
      { items: [...items.values()].filter((item) => refs.has(item.ref)), deleted: [] },
      linked,
      { ...pageRules(sync, row), skipPrivate: false },
    )
    // The item came so late that a pull has made a record of it already: that one stays, this one is its double.
    plan.removals.push(...[...items].filter(([, item]) => taken.has(item.ref)).map(([id]) => id))
    await applyPlan(tx, newBatch(sync.owner, sync.resource.kind, 'mailbox'), plan, row.listing_id)
    await markUnshown(
      tx,
      linked.map((record) => record.id),
    )
    await reopenEdits(
      tx,
      sending.filter((edit) => !items.has(edit.id)).map((edit) => edit.id),
    )
  })
}

/**
 * What was sent, without the entries that may not have got as far: there the record counts, so that the rest is sent, and what somebody
 * has written there meanwhile is seen as an edit.
 */
function baseOf(sync: Sync, { base }: KnownRecord, { item }: SeenItem): Fields | null {
  if (base === null) return null
  const reached = (field: string) =>
    listOf(base[field]).filter((sent) => listOf(item[field]).some((there) => same(there, sent)))
  const stepwise = (sync.resource.stepwise ?? []).map((field) => [field, reached(field)] as const)
  const filled = stepwise.filter(([, entries]) => entries.length > 0)
  const whole = Object.entries(base).filter(([field]) => !sync.resource.stepwise?.includes(field))
  return Object.fromEntries([...whole, ...filled])
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

function pair(id: string, item: SeenItem | undefined): [string, SeenItem][] {
  return item ? [[id, item]] : []
}
