import { randomUUID } from 'node:crypto'
import type { Transaction } from 'kysely'
import { ProviderError } from '../providers/failures.ts'
import type { Change, Window } from '../providers/provider.ts'
import { type Batch, newBatch } from '../store/batches.ts'
import {
  announceCollection,
  type CollectionRow,
  finishPull,
  getCollection,
  holdChoices,
  savePage,
} from '../store/collections.ts'
import {
  lockByRef,
  lockUnlinked,
  markShown,
  markUnseenGone,
  markUnshownGone,
  unseenRefs,
} from '../store/records.ts'
import type { DB } from '../store/schema.ts'
import { applyPlan } from './apply.ts'
import { type Sync, stored } from './context.ts'
import { storeGone } from './gone.ts'
import { createMatcher } from './match.ts'
import type { Fields } from './merge.ts'
import { pageRules } from './page-rules.ts'
import { planPage, type SeenItem } from './plan.ts'
import { readAhead } from './read-ahead.ts'
import { settle } from './settle.ts'
import { findUnshownGone } from './unshown.ts'

export interface PullEnd {
  /** Records that changed. */
  changed: number
  /** Edits wait to be sent to the mailbox. */
  unsent: boolean
  /** The wipe guard asks a question; nothing was deleted. */
  stopped: boolean
}

const nothing: PullEnd = { changed: 0, unsent: false, stopped: false }

/** Reads what changed in the mailbox, to the end; each page is one transaction, so a crash repeats a page at most. */
export async function pull(sync: Sync): Promise<PullEnd> {
  const row = await getCollection(sync.db, sync.owner.id, sync.resource.kind)
  if (!row || row.state === 'waiting' || (row.state === 'stopped' && row.answer === null)) return nothing
  await settle(sync, row)
  try {
    return await readPages(sync, row)
  } catch (error) {
    // What was read belongs to another folder; whoever chose the new one hints at the next pull.
    if (error instanceof OtherChoice) return nothing
    if (!(error instanceof ProviderError) || error.failure.kind !== 'CursorExpired' || row.cursor === null)
      throw error
    return await readPages(sync, { ...row, cursor: null, listing_id: null })
  }
}

/** Another folder was chosen while the first page was on its way: nothing of it may be stored. */
class OtherChoice extends Error {}

/** A run through the changes: what was read and not stored yet, and where it stands. */
interface Reading {
  row: CollectionRow
  batch: Batch
  listing: string | null
  /** The time that the listing tells of; NULL: all. */
  window: Window | null
  items: Map<string, SeenItem>
  deleted: Set<string>
  changed: number
}

async function readPages(sync: Sync, row: CollectionRow): Promise<PullEnd> {
  const reading: Reading = {
    row,
    batch: newBatch(sync.owner, sync.resource.kind, 'mailbox'),
    // Without a cursor everything is listed; what such a listing did not see is deleted.
    listing: row.listing_id ?? (row.cursor === null ? randomUUID() : null),
    window: row.listing_window as Window | null,
    items: new Map(),
    deleted: new Set(),
    changed: 0,
  }
  let end: PullEnd = nothing
  const pages = sync.outside.changes(row.cursor ?? undefined, row.folder ?? undefined, {
    markPrivate: row.skip_private,
  })
  for await (const page of readAhead(pages)) {
    for (const change of page) {
      sync.signal?.throwIfAborted()
      if (change.kind !== 'checkpoint') take(reading, change)
      else if (change.more) await stored(sync, (tx) => storePage(tx, sync, reading, change.cursor))
      else {
        await askForUnseen(sync, reading)
        const gone = await findUnshownGone(sync, reading.items)
        end = await stored(sync, (tx) => storeLastPage(tx, sync, reading, { cursor: change.cursor, gone }))
      }
    }
  }
  return end
}

/** The last word on an item counts. */
function take(reading: Reading, change: Exclude<Change<Fields>, { kind: 'checkpoint' }>): void {
  if (change.kind === 'reset') {
    reading.listing = randomUUID()
    reading.window = change.window ?? null
    reading.items.clear()
    reading.deleted.clear()
  } else if (change.kind === 'upsert') {
    reading.deleted.delete(change.ref)
    reading.items.set(change.ref, change)
  } else {
    reading.items.delete(change.ref)
    reading.deleted.add(change.ref)
  }
}

/** Items asked for at once. */
const atOnce = 200

/** What a listing of a stretch of time did not show may lie elsewhere now: only what is not there any more is gone. */
async function askForUnseen(sync: Sync, reading: Reading): Promise<void> {
  if (reading.listing === null || reading.window === null) return
  const unseen = await unseenRefs(sync.db, sync.kept, reading.listing, reading.window)
  const refs = unseen.filter((ref) => !reading.items.has(ref))
  for (let from = 0; from < refs.length; from += atOnce) {
    sync.signal?.throwIfAborted()
    const asked = refs.slice(from, from + atOnce)
    const there = new Map((await sync.outside.get(asked)).map((item) => [item.ref, item]))
    for (const ref of asked) {
      const item = there.get(ref)
      take(reading, item ? { kind: 'upsert', ...item } : { kind: 'delete', ref })
    }
  }
}

function placeOf(reading: Reading): { listing: string | null; window: Window | null } {
  return { listing: reading.listing, window: reading.window }
}

async function storePage(tx: Transaction<DB>, sync: Sync, reading: Reading, cursor: string): Promise<void> {
  await storeChanges(tx, sync, reading)
  await savePage(tx, sync.owner.id, sync.resource.kind, { cursor, ...placeOf(reading) })
}

async function storeLastPage(
  tx: Transaction<DB>,
  sync: Sync,
  reading: Reading,
  { cursor, gone: unshown }: { cursor: string; gone: string[] },
): Promise<PullEnd> {
  const { owner, resource } = sync
  await storeChanges(tx, sync, reading)
  await markUnshownGone(tx, sync.kept, unshown)
  if (reading.listing !== null && reading.window === null)
    await markUnseenGone(tx, sync.kept, reading.listing)
  const gone = await storeGone(tx, sync, reading.row, { batch: reading.batch, cursor })
  reading.changed += gone.changed
  if (gone.stopped) return { changed: reading.changed, unsent: false, stopped: true }
  const unsent = await finishPull(tx, owner.id, resource.kind, {
    cursor,
    changed: reading.changed > 0,
    listed: reading.listing !== null,
  })
  const { state, failure } = reading.row
  if (state !== 'live' || failure !== null || reading.changed > 0)
    await announceCollection(tx, owner.id, owner.organisationId)
  return { changed: reading.changed, unsent, stopped: false }
}

async function storeChanges(tx: Transaction<DB>, sync: Sync, reading: Reading): Promise<void> {
  // Choices are free until the first page is stored.
  if (reading.row.cursor === null && !(await holdChoices(tx, reading.row))) throw new OtherChoice()
  const page = { items: [...reading.items.values()], deleted: [...reading.deleted] }
  if (page.items.length + page.deleted.length === 0) return
  const refs = [...reading.items.keys(), ...page.deleted]
  const records = await lockByRef(tx, sync.kept, refs)
  const unlinked = reading.row.state === 'first' ? await lockUnlinked(tx, sync.kept) : []
  const match = unlinked.length === 0 ? undefined : createMatcher(unlinked, sync.resource.keysOf)
  const rules = { ...pageRules(sync, reading.row), listing: reading.listing, match }
  reading.changed += await applyPlan(tx, reading.batch, planPage(page, records, rules), reading.listing)
  const shown = records.filter((record) => record.unshown && reading.items.has(record.ref ?? ''))
  await markShown(
    tx,
    shown.map((record) => record.id),
  )
  reading.items.clear()
  reading.deleted.clear()
}
