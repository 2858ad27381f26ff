import { sql } from 'kysely'
import { type Fields, indexed } from '../lib/kinds.ts'
import { type Batch, countBatch } from './batches.ts'
import type { Db } from './database.ts'
import type { Kept } from './records.ts'

/** A record as an edit finds it, locked until the transaction ends. */
export interface LockedRecord {
  id: string
  version: number
  fields: Fields
  deleted: boolean
}

/** Locks records of a kind, also deleted ones; always in the order of their ids, so that no two edits block each other. */
export async function lockRecords(
  tx: Db,
  { mailboxId, kind }: Kept,
  ids: string[],
): Promise<Map<string, LockedRecord>> {
  const { rows } = await sql<LockedRecord>`
    SELECT id, version, fields, deleted_at IS NOT NULL AS deleted FROM record
    WHERE mailbox_id = ${mailboxId} AND kind = ${kind} AND id = ANY(${ids}::uuid[]) ORDER BY id FOR UPDATE`.execute(
    tx,
  )
  return new Map(rows.map((row) => [row.id, row]))
}

/** Adds records that the mailbox does not hold yet: record, outbox, change and batch. */
export async function addRecords(
  tx: Db,
  batch: Batch,
  rows: { id: string; version?: number; fields: Fields }[],
): Promise<void> {
  if (rows.length === 0) return
  const { owner } = batch
  await sql`
    WITH input AS (${recordset(batch.kind, rows)}),
    added AS (
      INSERT INTO record (id, organisation_id, mailbox_id, kind, version, fields, sort_name, search, starts_at, ends_at)
      SELECT id, ${owner.organisationId}, ${owner.id}, ${batch.kind}, coalesce(version, 1), fields, sort_name, search,
        starts_at, ends_at FROM input
      RETURNING id, version),
    queued AS (${queue(batch, sql`added`)})
    INSERT INTO change (organisation_id, mailbox_id, kind, record_id, operation, origin, batch_id, version)
    SELECT ${owner.organisationId}, ${owner.id}, ${batch.kind}, id, 'create', ${batch.origin}, ${batch.id}::uuid, version
    FROM added`.execute(tx)
  await countBatch(tx, batch, { created: rows.length })
}

/** Gives locked records new fields; one that was deleted is there again. */
export async function editRecords(
  tx: Db,
  batch: Batch,
  rows: { id: string; fields: Fields }[],
): Promise<{ id: string; version: number }[]> {
  if (rows.length === 0) return []
  const { owner } = batch
  const edited = await sql<{ id: string; version: number }>`
    WITH input AS (${recordset(batch.kind, rows)}),
    old AS (SELECT c.id, c.fields FROM record c JOIN input USING (id)),
    edited AS (
      UPDATE record c SET fields = i.fields, version = c.version + 1, updated_at = now(), deleted_at = NULL,
        base = CASE WHEN c.remote_id IS NULL THEN c.base ELSE coalesce(c.base, c.fields) END,
        sort_name = i.sort_name, search = i.search, starts_at = i.starts_at, ends_at = i.ends_at
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
export async function dropRecords(tx: Db, batch: Batch, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  const { owner } = batch
  const dropped = await sql`
    WITH old AS (
      SELECT c.id, c.fields, c.version + 1 AS version,
        c.remote_id IS NULL AND o.state IS DISTINCT FROM 'sending' AS unknown
      FROM record c LEFT JOIN outbox o ON o.record_id = c.id
      WHERE c.mailbox_id = ${owner.id} AND c.id = ANY(${ids}::uuid[]) AND c.deleted_at IS NULL),
    forgotten AS (DELETE FROM record c USING old WHERE c.id = old.id AND old.unknown RETURNING c.id),
    unqueued AS (DELETE FROM outbox USING forgotten WHERE record_id = forgotten.id),
    marked AS (
      UPDATE record c SET deleted_at = now(), updated_at = now(), version = old.version
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
function recordset(kind: string, rows: { id: string; version?: number; fields: Fields }[]) {
  const shaped = rows.map((row) => ({ ...row, ...indexed(kind, row.fields) }))
  return sql`SELECT * FROM jsonb_to_recordset(${JSON.stringify(shaped)}::jsonb)
    AS x(id uuid, version int, fields jsonb, sort_name text, search text, starts_at timestamptz, ends_at timestamptz)`
}

/** At most one outbox row per record; an edit while one is on its way raises the revision, so that it is sent too. */
function queue(batch: Batch, records: ReturnType<typeof sql>) {
  const say = batch.say === undefined ? null : JSON.stringify(batch.say)
  return sql`
    INSERT INTO outbox (record_id, mailbox_id, kind, say)
    SELECT id, ${batch.owner.id}::uuid, ${batch.kind}, ${say}::jsonb FROM ${records}
    ON CONFLICT (record_id) DO UPDATE SET revision = outbox.revision + 1, updated_at = now(), failure = NULL,
      -- What was allowed stays allowed until it is sent; what is on its way has taken its permission along.
      say = CASE outbox.state WHEN 'sending' THEN excluded.say
        ELSE coalesce(outbox.say || excluded.say, outbox.say, excluded.say) END,
      attempts = CASE outbox.state WHEN 'failed' THEN 0 ELSE outbox.attempts END,
      state = CASE outbox.state WHEN 'failed' THEN 'open' ELSE outbox.state END`
}
