import { sql } from 'kysely'
import type { Db } from './database.ts'

/** How the work on a mailbox ended. Tasks not named stay due as they were. */
export interface MailboxEnd {
  mailboxId: string
  fence: number
  tasks: StoredTaskEnd[]
}
export interface StoredTaskEnd {
  task: string
  /** The revision the work began with; another one by now means "look again". */
  revision: number
  /** NULL: nothing more to do. */
  dueAt: Date | null
  failure: { kind: string; detail: string } | null
  /** It failed, but came further: no row of failures. */
  progress?: boolean | undefined
}

/**
 * Stores the ends of the work on many mailboxes and frees them, in one statement; mailboxes that the worker has
 * lost meanwhile are left alone. Returns those freed.
 */
export async function finishWork(db: Db, workerId: number, ends: MailboxEnd[]): Promise<string[]> {
  // A todo row that a caller is hinting at in this moment is passed over: it stays due, which is what the hint wants.
  const { rows } = await sql<{ mailboxId: string }>`
    WITH mine AS MATERIALIZED (
      SELECT l.mailbox_id, e.tasks
      FROM jsonb_to_recordset(${JSON.stringify(ends)}::jsonb) AS e("mailboxId" uuid, fence bigint, tasks jsonb)
      JOIN lease l ON l.mailbox_id = e."mailboxId" AND l.fence = e.fence AND l.worker_id = ${workerId}
      ORDER BY l.mailbox_id FOR UPDATE OF l
    ), ended AS MATERIALIZED (
      SELECT m.mailbox_id, e.task, e."dueAt" AS due_at, nullif(e.failure, 'null') AS failure, e.revision,
        coalesce(e.progress, false) AS progress
      FROM mine m
      CROSS JOIN jsonb_to_recordset(m.tasks) AS e(task text, revision int, "dueAt" timestamptz, failure jsonb,
        progress boolean)
    ), held AS MATERIALIZED (
      SELECT t.mailbox_id, t.task, t.revision, t.revision <> e.revision AS again, e.due_at, e.failure,
        e.progress
      FROM todo t JOIN ended e ON e.mailbox_id = t.mailbox_id AND e.task = t.task
      FOR UPDATE OF t SKIP LOCKED
    ), removed AS (
      DELETE FROM todo t USING held h
      WHERE t.mailbox_id = h.mailbox_id AND t.task = h.task AND h.due_at IS NULL AND NOT h.again
    ), kept AS (
      UPDATE todo t SET
        due_at = CASE WHEN h.again AND h.failure IS NULL THEN now() ELSE coalesce(h.due_at, now()) END,
        attempts = CASE WHEN h.failure IS NULL THEN 0 WHEN h.progress THEN 1 ELSE t.attempts + 1 END,
        last_failure = h.failure || jsonb_build_object('at', now())
      FROM held h
      WHERE t.mailbox_id = h.mailbox_id AND t.task = h.task AND (h.due_at IS NOT NULL OR h.again)
    ), freed AS (
      UPDATE lease l SET worker_id = NULL, leased_until = NULL FROM mine m WHERE l.mailbox_id = m.mailbox_id
    )
    SELECT mailbox_id AS "mailboxId" FROM mine`.execute(db)
  return rows.map((row) => row.mailboxId)
}

/** Milliseconds until a task that is not yet due becomes so; undefined: none waits. */
export async function nextDueIn(db: Db): Promise<number | undefined> {
  const { rows } = await sql<{ ms: number | null }>`
    SELECT (1000 * extract(epoch FROM min(due_at) - now()))::float8 AS ms FROM todo WHERE due_at > now()`.execute(
    db,
  )
  return rows[0]?.ms ?? undefined
}
