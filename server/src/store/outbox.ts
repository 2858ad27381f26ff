import { sql } from 'kysely'
import type { Say } from './batches.ts'
import type { Db } from './database.ts'

type Fields = Record<string, unknown>

/** An edit that is about to be sent. */
export interface ClaimedEdit {
  id: string
  operationId: string
  revision: number
  fields: Fields
  base: Fields | null
  ref: string | null
  remoteVersion: string | null
  deleted: boolean
  say: Say | null
}

/** An edit whose answer is not known. */
export interface SendingEdit {
  id: string
  operationId: string
  /** Its record has no item yet: it was a create. */
  create: boolean
}

/**
 * Marks up to `limit` edits as on their way: committed before anything is sent, so that a lost answer leaves a trace. A
 * create remembers what it sends in `base`. In the order of the ids, as every edit locks records.
 */
export async function claimEdits(
  tx: Db,
  mailboxId: string,
  kind: string,
  limit: number,
): Promise<ClaimedEdit[]> {
  const { rows } = await sql<ClaimedEdit>`
    SELECT c.id, o.operation_id AS "operationId", o.revision, c.fields, c.base, c.remote_id AS ref,
      c.remote_version AS "remoteVersion", c.deleted_at IS NOT NULL AS deleted, o.say
    FROM outbox o JOIN record c ON c.id = o.record_id
    WHERE o.mailbox_id = ${mailboxId} AND o.kind = ${kind} AND o.state = 'open'
    ORDER BY c.id LIMIT ${limit} FOR UPDATE OF c`.execute(tx)
  if (rows.length === 0) return rows
  const ids = rows.map((row) => row.id)
  await sql`
    WITH marked AS (
      UPDATE outbox SET state = 'sending', attempts = attempts + 1 WHERE record_id = ANY(${ids}::uuid[]))
    UPDATE record SET base = fields WHERE id = ANY(${ids}::uuid[]) AND remote_id IS NULL`.execute(tx)
  return rows
}

/** Edits that were on their way when the last run ended. */
export async function sendingEdits(db: Db, mailboxId: string, kind: string): Promise<SendingEdit[]> {
  const { rows } = await sql<SendingEdit>`
    SELECT o.record_id AS id, o.operation_id AS "operationId", c.remote_id IS NULL AS create
    FROM outbox o JOIN record c ON c.id = o.record_id
    WHERE o.mailbox_id = ${mailboxId} AND o.kind = ${kind} AND o.state = 'sending'`.execute(db)
  return rows
}

/** The mailbox holds these edits now. A row closes unless its record was edited since; the rows are locked. */
export async function closeEdits(
  tx: Db,
  sent: {
    id: string
    revision: number
    ref: string
    version: string
    changedAt?: string | undefined
    sent: Fields
  }[],
): Promise<void> {
  if (sent.length === 0) return
  await sql`
    WITH input AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(sent)}::jsonb)
        AS x(id uuid, revision int, ref text, version text, "changedAt" timestamptz, sent jsonb)),
    closed AS (
      DELETE FROM outbox o USING input i WHERE o.record_id = i.id AND o.revision = i.revision RETURNING o.record_id),
    reopened AS (
      UPDATE outbox o SET state = 'open', operation_id = gen_random_uuid() FROM input i
      WHERE o.record_id = i.id AND o.revision <> i.revision)
    UPDATE record c SET remote_id = i.ref, remote_version = i.version, gone_at = NULL,
      unshown = c.unshown OR c.remote_id IS DISTINCT FROM i.ref,
      remote_changed_at = coalesce(i."changedAt", c.remote_changed_at),
      base = CASE WHEN i.id IN (SELECT record_id FROM closed) THEN NULL ELSE i.sent END,
      -- Seen by a full listing under way that began before it was made.
      listing_id = coalesce((SELECT listing_id FROM collection l WHERE l.mailbox_id = c.mailbox_id AND l.kind = c.kind
        AND l.listing_id IS NOT NULL), c.listing_id)
    FROM input i WHERE c.id = i.id`.execute(tx)
}

/** They surely did not happen: to be sent again. A create that is not in the mailbox sent nothing. */
export async function reopenEdits(tx: Db, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  await sql`
    WITH reopened AS (UPDATE outbox SET state = 'open' WHERE record_id = ANY(${ids}::uuid[]) AND state = 'sending')
    UPDATE record SET base = NULL WHERE id = ANY(${ids}::uuid[]) AND remote_id IS NULL`.execute(tx)
}

/** The mailbox will not take them as they are: a person must look. One that was edited since is tried again. */
export async function refuseEdits(
  tx: Db,
  refused: { id: string; revision: number; failure: unknown }[],
): Promise<void> {
  if (refused.length === 0) return
  await sql`
    WITH input AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(refused)}::jsonb) AS x(id uuid, revision int, failure jsonb)),
    told AS (
      UPDATE outbox o SET state = CASE WHEN o.revision = i.revision THEN 'failed' ELSE 'open' END,
        failure = CASE WHEN o.revision = i.revision THEN i.failure END
      FROM input i WHERE o.record_id = i.id)
    UPDATE record c SET base = NULL FROM input i WHERE c.id = i.id AND c.remote_id IS NULL`.execute(tx)
}

/** These say what the mailbox holds already: nothing is left to be sent, unless they were edited since; the rows are locked. */
export async function dropEdits(tx: Db, done: { id: string; revision: number }[]): Promise<void> {
  if (done.length === 0) return
  const input = JSON.stringify(done.map(({ id, revision }) => ({ id, revision })))
  await sql`
    WITH dropped AS (
      DELETE FROM outbox o USING jsonb_to_recordset(${input}::jsonb) AS i(id uuid, revision int)
      WHERE o.record_id = i.id AND o.revision = i.revision RETURNING o.record_id)
    UPDATE record SET base = NULL FROM dropped WHERE id = record_id`.execute(tx)
}

/**
 * The server may mail people for an edit that was withheld for their sake (sync/push.ts): it is to be sent. Returns whether there was
 * one; `deleted`: of a record that is deleted here.
 */
export async function permitMail(
  tx: Db,
  { mailboxId, kind, id }: { mailboxId: string; kind: string; id: string },
  { say, deleted }: { say: Say; deleted: boolean },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    UPDATE outbox o SET state = 'open', failure = NULL, attempts = 0, updated_at = now(),
      say = coalesce(o.say, '{}') || ${JSON.stringify(say)}::jsonb
    FROM record c WHERE c.id = o.record_id AND o.record_id = ${id} AND o.mailbox_id = ${mailboxId} AND o.kind = ${kind}
      AND (c.deleted_at IS NOT NULL) = ${deleted}
      AND o.state = 'failed' AND o.failure ->> 'code' = 'AttendeesWouldBeMailed'`.execute(tx)
  return Number(numAffectedRows ?? 0) > 0
}
