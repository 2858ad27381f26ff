import type { TroubledJob } from '@tandem/model/api/jobs.ts'
import { sql } from 'kysely'
import type { Db } from './database.ts'

/** Whose troubles: `organisationId` null: all, also those of jobs that belong to nobody. */
export interface TroubleWish {
  organisationId: string | null
  mailboxId?: string
  /** Only the one with this id. */
  id?: string
}

const most = 500

/** Work that does not succeed, those tried most often first. */
export async function listTroubles(
  db: Db,
  wish: TroubleWish,
): Promise<{ items: TroubledJob[]; total: number }> {
  const { organisationId, mailboxId, id } = wish
  const { rows } = await sql<{ item: TroubledJob; total: number }>`
    WITH trouble AS (${troubles} ${organisationId === null ? sql`UNION ALL ${jobsGivenUp}` : sql``})
    SELECT to_jsonb(t) AS item, count(*) OVER () AS total FROM trouble t
    WHERE (${organisationId}::uuid IS NULL OR "organisationId" = ${organisationId})
      AND (${mailboxId ?? null}::uuid IS NULL OR "mailboxId" = ${mailboxId ?? null})
      AND (${id ?? null}::text IS NULL OR id = ${id ?? null})
    ORDER BY attempts DESC, id LIMIT ${most}`.execute(db)
  return { items: rows.map((row) => row.item), total: rows[0]?.total ?? 0 }
}

/** Opens a refused edit again, to be sent with the next push; returns the kind of its record. */
export async function reopenEdit(tx: Db, recordId: string): Promise<string | undefined> {
  const row = await tx
    .updateTable('outbox')
    .set({ state: 'open', attempts: 0, failure: null, updated_at: sql`now()` })
    .where('record_id', '=', recordId)
    .where('state', '=', 'failed')
    .returning('kind')
    .executeTakeFirst()
  return row?.kind
}

/** Lets graphile-worker try a job again at once. */
export async function rescheduleJob(tx: Db, jobId: string): Promise<void> {
  await sql`SELECT graphile_worker.reschedule_jobs(ARRAY[${jobId}::bigint], run_at => now(), attempts => 0)`.execute(
    tx,
  )
}

// A task of a mailbox counts from its fifth failure (server/migrations/0004_work.sql, index of todo.attempts); a job of
// graphile-worker when it is given up (graphile-worker documentation, "Permanently failed jobs").
const troubles = sql`
  SELECT 'task:' || t.mailbox_id || ':' || t.task AS id, 'task' AS type, t.task, m.organisation_id AS "organisationId",
    m.id AS "mailboxId", m.address, NULL::uuid AS "recordId", t.attempts, t.due_at AS "nextAt", t.last_failure AS failure
  FROM todo t JOIN mailbox m ON m.id = t.mailbox_id WHERE t.attempts >= 5
  UNION ALL
  SELECT 'edit:' || o.record_id, 'edit', 'push:' || o.kind, m.organisation_id, m.id, m.address, o.record_id, o.attempts,
    NULL, o.failure
  FROM outbox o JOIN mailbox m ON m.id = o.mailbox_id WHERE o.state = 'failed'`

// They belong to nobody: operators alone see them.
const jobsGivenUp = sql`
  SELECT 'job:' || j.id, 'job', j.task_identifier, NULL, NULL, NULL, NULL, j.attempts, NULL,
    jsonb_build_object('kind', 'Unexpected', 'detail', split_part(coalesce(j.last_error, ''), E'\n', 1), 'at', j.updated_at)
  FROM graphile_worker.jobs j WHERE j.attempts >= j.max_attempts`
