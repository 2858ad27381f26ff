import type { ContactFields } from '@tandem/model/contact.ts'
import { sql } from 'kysely'
import { searchText, sortName } from '../lib/search-text.ts'
import { type Batch, countBatch } from './batches.ts'
import type { Db } from './database.ts'

/** A contact as an edit finds it, locked until the transaction ends. */
export interface LockedContact {
  id: string
  version: number
  fields: ContactFields
  deleted: boolean
}

/** Locks contacts of a mailbox, also deleted ones; always in the order of their ids, so that no two edits block each other. */
export async function lockContacts(
  tx: Db,
  mailboxId: string,
  ids: string[],
): Promise<Map<string, LockedContact>> {
  const { rows } = await sql<LockedContact>`
    SELECT id, version, fields, deleted_at IS NOT NULL AS deleted FROM contact
    WHERE mailbox_id = ${mailboxId} AND id = ANY(${ids}::uuid[]) ORDER BY id FOR UPDATE`.execute(tx)
  return new Map(rows.map((row) => [row.id, row]))
}

/** Adds records that the mailbox does not hold yet: record, outbox, change and batch. */
export async function addContacts(
  tx: Db,
  batch: Batch,
  rows: { id: string; version?: number; fields: ContactFields }[],
): Promise<void> {
  if (rows.length === 0) return
  const { owner } = batch
  await sql`
    WITH input AS (${recordset(rows)}),
    added AS (
      INSERT INTO contact (id, organisation_id, mailbox_id, version, fields, sort_name, search)
      SELECT id, ${owner.organisationId}, ${owner.id}, coalesce(version, 1), fields, sort_name, search FROM input
      RETURNING id, version),
    queued AS (${queue(batch, sql`added`)})
    INSERT INTO change (organisation_id, mailbox_id, kind, record_id, operation, origin, batch_id, version)
    SELECT ${owner.organisationId}, ${owner.id}, ${batch.kind}, id, 'create', ${batch.origin}, ${batch.id}::uuid, version
    FROM added`.execute(tx)
  await countBatch(tx, batch, { created: rows.length })
}

/** Gives locked records new fields; one that was deleted is there again. */
export async function editContacts(
  tx: Db,
  batch: Batch,
  rows: { id: string; fields: ContactFields }[],
): Promise<{ id: string; version: number }[]> {
  if (rows.length === 0) return []
  const { owner } = batch
  const edited = await sql<{ id: string; version: number }>`
    WITH input AS (${recordset(rows)}),
    old AS (SELECT c.id, c.fields FROM contact c JOIN input USING (id)),
    edited AS (
      UPDATE contact c SET fields = i.fields, version = c.version + 1, updated_at = now(), deleted_at = NULL,
        base = CASE WHEN c.remote_id IS NULL THEN c.base ELSE coalesce(c.base, c.fields) END,
        sort_name = i.sort_name, search = i.search
      FROM input i WHERE c.id = i.id AND c.mailbox_id = ${owner.id} RETURNING c.id, c.version),
    queued AS (${queue(batch, sql`edited`)})
    INSERT INTO change (organisation_id, mailbox_id, kind, record_id, operation, origin, batch_id, version, before)
    SELECT ${owner.organisationId}, ${owner.id}, ${batch.kind}, id, 'update', ${batch.origin}, ${batch.id}::uuid,
      edited.version, old.fields
    FROM edited JOIN old USING (id) RETURNING record_id AS id, version`.execute(tx)
  await countBatch(tx, batch, { updated: edited.rows.length })
  return edited.rows
}

/** Deletes locked records: at once if the mailbox never heard of them, else when it has been told. */
export async function dropContacts(tx: Db, batch: Batch, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  const { owner } = batch
  const dropped = await sql`
    WITH old AS (
      SELECT c.id, c.fields, c.version + 1 AS version,
        c.remote_id IS NULL AND o.state IS DISTINCT FROM 'sending' AS unknown
      FROM contact c LEFT JOIN outbox o ON o.record_id = c.id
      WHERE c.mailbox_id = ${owner.id} AND c.id = ANY(${ids}::uuid[]) AND c.deleted_at IS NULL),
    forgotten AS (DELETE FROM contact c USING old WHERE c.id = old.id AND old.unknown RETURNING c.id),
    unqueued AS (DELETE FROM outbox USING forgotten WHERE record_id = forgotten.id),
    marked AS (
      UPDATE contact c SET deleted_at = now(), updated_at = now(), version = old.version
      FROM old WHERE c.id = old.id AND NOT old.unknown RETURNING c.id),
    queued AS (${queue(batch, sql`marked`)})
    INSERT INTO change (organisation_id, mailbox_id, kind, record_id, operation, origin, batch_id, version, before)
    SELECT ${owner.organisationId}, ${owner.id}, ${batch.kind}, id, 'delete', ${batch.origin}, ${batch.id}::uuid, version, fields
    FROM old`.execute(tx)
  await countBatch(tx, batch, { deleted: Number(dropped.numAffectedRows ?? 0) })
}

/** The newest version a record ever had, also one that is gone. */
export async function lastVersion(db: Db, id: string): Promise<number> {
  const { rows } = await sql<{ version: number | null }>`
    SELECT max(version) AS version FROM change WHERE record_id = ${id}`.execute(db)
  return rows[0]?.version ?? 0
}

/** Rows with what the list and the search need, as one jsonb parameter. */
function recordset(rows: { id: string; version?: number; fields: ContactFields }[]) {
  const shaped = rows.map((row) => ({
    ...row,
    sort_name: sortName(row.fields),
    search: searchText(row.fields),
  }))
  return sql`SELECT * FROM jsonb_to_recordset(${JSON.stringify(shaped)}::jsonb)
    AS x(id uuid, version int, fields jsonb, sort_name text, search text)`
}

/** At most one outbox row per record; an edit while one is on its way raises the revision, so that it is sent too. */
function queue(batch: Batch, records: ReturnType<typeof sql>) {
  return sql`
    INSERT INTO outbox (record_id, mailbox_id, kind) SELECT id, ${batch.owner.id}::uuid, ${batch.kind} FROM ${records}
    ON CONFLICT (record_id) DO UPDATE SET revision = outbox.revision + 1, updated_at = now(), failure = NULL,
      attempts = CASE outbox.state WHEN 'failed' THEN 0 ELSE outbox.attempts END,
      state = CASE outbox.state WHEN 'failed' THEN 'open' ELSE outbox.state END`
}
