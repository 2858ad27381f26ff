import { type RawBuilder, sql } from 'kysely'
import type { Db } from './database.ts'

/** A record's row with its place in the outbox, as a sync compares it. */
export interface RecordRow {
  id: string
  version: number
  fields: Record<string, unknown>
  base: Record<string, unknown> | null
  ref: string | null
  remoteVersion: string | null
  deleted: boolean
  gone: boolean
  /** Its item was made by us, and no reading has shown it yet. */
  unshown: boolean
  listing: string | null
  unsent: 'open' | 'sending' | 'failed' | null
  editedAt: Date | null
}

/** What is kept in step: one kind of record of one mailbox. */
export interface Kept {
  mailboxId: string
  kind: string
}

/** Locks the records linked to these items. */
export async function lockByRef(tx: Db, { mailboxId, kind }: Kept, refs: string[]): Promise<RecordRow[]> {
  if (refs.length === 0) return []
  // As JSON, as everything in bulk here: the driver would quote an array of texts element by element.
  return await lock(
    tx,
    mailboxId,
    sql`c.kind = ${kind} AND c.remote_id IN (SELECT jsonb_array_elements_text(${JSON.stringify(refs)}::jsonb))`,
  )
}

/** Locks records by their ids. */
export async function lockById(tx: Db, mailboxId: string, ids: string[]): Promise<RecordRow[]> {
  if (ids.length === 0) return []
  return await lock(tx, mailboxId, sql`c.id = ANY(${ids}::uuid[])`)
}

/** Locks the records of a kind that the mailbox does not hold. */
export async function lockUnlinked(tx: Db, { mailboxId, kind }: Kept): Promise<RecordRow[]> {
  return await lock(tx, mailboxId, sql`c.kind = ${kind} AND c.remote_id IS NULL AND c.deleted_at IS NULL`)
}

/** Locks the records of a kind that are said to be deleted in the mailbox. */
export async function lockGone(tx: Db, { mailboxId, kind }: Kept): Promise<RecordRow[]> {
  return await lock(tx, mailboxId, sql`c.kind = ${kind} AND c.gone_at IS NOT NULL`)
}

/** How many records of a kind are linked to an item of the mailbox and not deleted here. */
export async function countLinked(db: Db, { mailboxId, kind }: Kept): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    SELECT count(*) FROM record
    WHERE mailbox_id = ${mailboxId} AND kind = ${kind} AND remote_id IS NOT NULL AND deleted_at IS NULL`.execute(
    db,
  )
  return rows[0]!.count
}

/** They were seen in the mailbox: not gone, and found by the listing under way. */
export async function markSeen(tx: Db, ids: string[], listing: string | null): Promise<void> {
  if (ids.length === 0) return
  await sql`UPDATE record SET gone_at = NULL, listing_id = coalesce(${listing}::uuid, listing_id)
    WHERE id = ANY(${ids}::uuid[])`.execute(tx)
}

/** They are said to be deleted in the mailbox. */
export async function markGone(tx: Db, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  await sql`UPDATE record SET gone_at = now() WHERE id = ANY(${ids}::uuid[]) AND gone_at IS NULL`.execute(tx)
}

/** What a finished full listing did not see is gone. */
export async function markUnseenGone(tx: Db, { mailboxId, kind }: Kept, listing: string): Promise<void> {
  await sql`UPDATE record SET gone_at = now() WHERE mailbox_id = ${mailboxId} AND kind = ${kind} AND remote_id IS NOT NULL
    AND gone_at IS NULL AND listing_id IS DISTINCT FROM ${listing}::uuid`.execute(tx)
}

/**
 * Items that a listing of a stretch of time should have shown and did not. What the record says of its time may be old: they
 * are asked for one by one before they are taken for gone.
 */
export async function unseenRefs(
  db: Db,
  { mailboxId, kind }: Kept,
  listing: string,
  window: { from: string; to: string },
): Promise<string[]> {
  const { rows } = await sql<{ ref: string }>`
    SELECT remote_id AS ref FROM record WHERE mailbox_id = ${mailboxId} AND kind = ${kind} AND remote_id IS NOT NULL
      AND gone_at IS NULL AND listing_id IS DISTINCT FROM ${listing}::uuid
      AND starts_at < ${window.to}::timestamptz AND ends_at > ${window.from}::timestamptz
    ORDER BY id`.execute(db)
  return rows.map((row) => row.ref)
}

/** Their items were made by us, or found by an audit: the next reading should show them. */
export async function markUnshown(tx: Db, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  await sql`UPDATE record SET unshown = true WHERE id = ANY(${ids}::uuid[])`.execute(tx)
}

/** A reading has shown their items: from now on it also tells when they are gone. */
export async function markShown(tx: Db, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  await sql`UPDATE record SET unshown = false WHERE id = ANY(${ids}::uuid[])`.execute(tx)
}

/** The items made by us, or found by an audit, that no reading has shown yet. */
export async function unshownRefs(db: Db, { mailboxId, kind }: Kept): Promise<string[]> {
  const { rows } = await sql<{ ref: string }>`
    SELECT remote_id AS ref FROM record WHERE mailbox_id = ${mailboxId} AND kind = ${kind} AND unshown
      AND remote_id IS NOT NULL
    ORDER BY id`.execute(db)
  return rows.map((row) => row.ref)
}

/** Of those that no reading has shown, the ones with these items are gone. */
export async function markUnshownGone(tx: Db, { mailboxId, kind }: Kept, refs: string[]): Promise<void> {
  if (refs.length === 0) return
  await sql`UPDATE record SET gone_at = now() WHERE mailbox_id = ${mailboxId} AND kind = ${kind} AND unshown AND gone_at IS NULL
    AND remote_id IN (SELECT jsonb_array_elements_text(${JSON.stringify(refs)}::jsonb))`.execute(tx)
}

/** In the order of the ids, as every edit locks them: nobody waits for each other. */
async function lock(tx: Db, mailboxId: string, which: RawBuilder<unknown>): Promise<RecordRow[]> {
  const { rows } = await sql<RecordRow>`
    SELECT c.id, c.version, c.fields, c.base, c.remote_id AS ref, c.remote_version AS "remoteVersion",
      c.deleted_at IS NOT NULL AS deleted, c.gone_at IS NOT NULL AS gone, c.unshown, c.listing_id AS listing,
      o.state AS unsent, o.updated_at AS "editedAt"
    FROM record c LEFT JOIN outbox o ON o.record_id = c.id
    WHERE c.mailbox_id = ${mailboxId} AND ${which} ORDER BY c.id FOR UPDATE OF c`.execute(tx)
  return rows
}
