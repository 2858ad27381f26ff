import { sql } from 'kysely'
import type { Db } from './database.ts'
import type { Kept } from './records.ts'

/** Where both sides differ, by reference. */
export interface Differences {
  /** In the mailbox, with another version here or not at all. */
  stale: string[]
  /** Linked here, not in the mailbox. */
  missing: string[]
}

/** Compares everything the mailbox holds with the links, in one statement. What lies beyond and is not known is left alone. */
export async function compareRecords(
  db: Db,
  { mailboxId, kind }: Kept,
  items: { ref: string; version: string; beyond?: boolean }[],
): Promise<Differences> {
  const { rows } = await sql<{ ref: string; stale: boolean }>`
    SELECT coalesce(i.ref, c.remote_id) AS ref, i.ref IS NOT NULL AS stale
    FROM jsonb_to_recordset(${JSON.stringify(items)}::jsonb) AS i(ref text, version text, beyond boolean)
    FULL JOIN (
      SELECT remote_id, remote_version FROM record
      WHERE mailbox_id = ${mailboxId} AND kind = ${kind} AND remote_id IS NOT NULL
    ) c ON c.remote_id = i.ref
    WHERE i.version IS DISTINCT FROM c.remote_version AND NOT (c.remote_id IS NULL AND coalesce(i.beyond, false))`.execute(
    db,
  )
  return {
    stale: rows.filter((row) => row.stale).map((row) => row.ref),
    missing: rows.filter((row) => !row.stale).map((row) => row.ref),
  }
}

/** Puts edits back into the outbox that are in no outbox: nothing is left unsent for ever. Returns how many. */
export async function requeueUnsent(tx: Db, { mailboxId, kind }: Kept): Promise<number> {
  const { numAffectedRows } = await sql`
    INSERT INTO outbox (record_id, mailbox_id, kind)
    SELECT id, mailbox_id, ${kind} FROM record
    WHERE mailbox_id = ${mailboxId} AND kind = ${kind}
      AND (remote_id IS NULL OR base IS NOT NULL OR deleted_at IS NOT NULL)
    ON CONFLICT (record_id) DO NOTHING`.execute(tx)
  return Number(numAffectedRows ?? 0)
}
