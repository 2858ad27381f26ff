import { type RawBuilder, sql } from 'kysely'
import type { Db } from './database.ts'

/** A contact's row with its place in the outbox, as a sync compares it. */
export interface ContactRow {
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

/** Locks the contacts linked to these items. */
export async function lockByRef(tx: Db, mailboxId: string, refs: string[]): Promise<ContactRow[]> {
  if (refs.length === 0) return []
  // As JSON, as everything in bulk here: the driver would quote an array of texts element by element.
  return await lock(
    tx,
    mailboxId,
    sql`c.remote_id IN (SELECT jsonb_array_elements_text(${JSON.stringify(refs)}::jsonb))`,
  )
}

/** Locks contacts by their ids. */
export async function lockById(tx: Db, mailboxId: string, ids: string[]): Promise<ContactRow[]> {
  if (ids.length === 0) return []
  return await lock(tx, mailboxId, sql`c.id = ANY(${ids}::uuid[])`)
}

/** Locks the contacts that the mailbox does not hold. */
export async function lockUnlinked(tx: Db, mailboxId: string): Promise<ContactRow[]> {
  return await lock(tx, mailboxId, sql`c.remote_id IS NULL AND c.deleted_at IS NULL`)
}

/** Locks the contacts that are said to be deleted in the mailbox. */
export async function lockGone(tx: Db, mailboxId: string): Promise<ContactRow[]> {
  return await lock(tx, mailboxId, sql`c.gone_at IS NOT NULL`)
}

/** How many contacts are linked to an item of the mailbox and not deleted here. */
export async function countLinked(db: Db, mailboxId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    SELECT count(*) FROM contact WHERE mailbox_id = ${mailboxId} AND remote_id IS NOT NULL AND deleted_at IS NULL`.execute(
    db,
  )
  return rows[0]!.count
}

/** They were seen in the mailbox: not gone, and found by the listing under way. */
export async function markSeen(tx: Db, ids: string[], listing: string | null): Promise<void> {
  if (ids.length === 0) return
  await sql`UPDATE contact SET gone_at = NULL, listing_id = coalesce(${listing}::uuid, listing_id)
    WHERE id = ANY(${ids}::uuid[])`.execute(tx)
}

/** They are said to be deleted in the mailbox. */
export async function markGone(tx: Db, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  await sql`UPDATE contact SET gone_at = now() WHERE id = ANY(${ids}::uuid[]) AND gone_at IS NULL`.execute(tx)
}

/** What a finished full listing did not see is gone. */
export async function markUnseenGone(tx: Db, mailboxId: string, listing: string): Promise<void> {
  await sql`UPDATE contact SET gone_at = now() WHERE mailbox_id = ${mailboxId} AND remote_id IS NOT NULL
    AND gone_at IS NULL AND listing_id IS DISTINCT FROM ${listing}::uuid`.execute(tx)
}

/** Their items were made by us: the next reading should show them. */
export async function markUnshown(tx: Db, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  await sql`UPDATE contact SET unshown = true WHERE id = ANY(${ids}::uuid[])`.execute(tx)
}

/** A reading has shown their items: from now on it also tells when they are gone. */
export async function markShown(tx: Db, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  await sql`UPDATE contact SET unshown = false WHERE id = ANY(${ids}::uuid[])`.execute(tx)
}

/** The items made by us that no reading has shown yet. */
export async function unshownRefs(db: Db, mailboxId: string): Promise<string[]> {
  const { rows } = await sql<{ ref: string }>`
    SELECT remote_id AS ref FROM contact WHERE mailbox_id = ${mailboxId} AND unshown AND remote_id IS NOT NULL
    ORDER BY id`.execute(db)
  return rows.map((row) => row.ref)
}

/** Of those that no reading has shown, the ones with these items are gone. */
export async function markUnshownGone(tx: Db, mailboxId: string, refs: string[]): Promise<void> {
  if (refs.length === 0) return
  await sql`UPDATE contact SET gone_at = now() WHERE mailbox_id = ${mailboxId} AND unshown AND gone_at IS NULL
    AND remote_id IN (SELECT jsonb_array_elements_text(${JSON.stringify(refs)}::jsonb))`.execute(tx)
}

/** In the order of the ids, as every edit locks them: nobody waits for each other. */
async function lock(tx: Db, mailboxId: string, which: RawBuilder<unknown>): Promise<ContactRow[]> {
  const { rows } = await sql<ContactRow>`
    SELECT c.id, c.version, c.fields, c.base, c.remote_id AS ref, c.remote_version AS "remoteVersion",
      c.deleted_at IS NOT NULL AS deleted, c.gone_at IS NOT NULL AS gone, c.unshown, c.listing_id AS listing,
      o.state AS unsent, o.updated_at AS "editedAt"
    FROM contact c LEFT JOIN outbox o ON o.record_id = c.id
    WHERE c.mailbox_id = ${mailboxId} AND ${which} ORDER BY c.id FOR UPDATE OF c`.execute(tx)
  return rows
}
