import { type QueryExecutorProvider, sql } from 'kysely'
import { type JobName, type JobPayload, jobPayloads, type MailboxTask } from './payloads.ts'

/** Queues a job that belongs to no mailbox, at the commit of `db`; a waiting one with the same key is replaced. */
export async function addJob<N extends JobName>(
  db: QueryExecutorProvider,
  name: N,
  payload: JobPayload<N>,
  options: { jobKey?: string; runAt?: Date } = {},
): Promise<void> {
  const checked = JSON.stringify(jobPayloads[name].parse(payload))
  await sql`
    SELECT queue_job(${name}, ${checked}::json, ${options.jobKey ?? null}, ${options.runAt ?? null}::timestamptz)`.execute(
    db,
  )
}

/** "Look at this mailbox": `reason` is one word (notification, timer, person, edit …). */
export interface Hint {
  mailboxId: string
  task: MailboxTask
  reason: string
  /** Not before this time; without it now. */
  dueAt?: Date
}

/**
 * Records hints at the commit of `db`, many for one task fold into one, and wakes idle workers. A task that waits
 * after a failure keeps its time, whatever the storm of hints; only the reason `person` moves it forward.
 */
export async function hint(db: QueryExecutorProvider, hints: Hint[]): Promise<void> {
  if (hints.length === 0) return
  // Sorted, so that two transactions with the same mailboxes never wait for each other in a ring.
  await sql`
    WITH hints AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(fold(hints))}::jsonb)
        AS h(mailbox_id uuid, task text, reason text, due_at timestamptz)
    ), leases AS (
      INSERT INTO lease (mailbox_id)
      SELECT DISTINCT h.mailbox_id FROM hints h
      WHERE NOT EXISTS (SELECT FROM lease l WHERE l.mailbox_id = h.mailbox_id)
      ORDER BY 1
      ON CONFLICT DO NOTHING
    ), folded AS (
      INSERT INTO todo AS t (mailbox_id, task, reason, due_at)
      SELECT mailbox_id, task, reason, coalesce(due_at, now()) FROM hints ORDER BY mailbox_id, task
      ON CONFLICT (mailbox_id, task) DO UPDATE SET
        revision = excluded.revision,
        reason = excluded.reason,
        due_at = CASE
          WHEN t.attempts = 0 OR excluded.reason = 'person' THEN least(t.due_at, excluded.due_at)
          ELSE t.due_at
        END
      RETURNING due_at
    )
    SELECT pg_notify('tandem_work', '')
    WHERE EXISTS (SELECT FROM folded WHERE due_at < now() + interval '1 second')`.execute(db)
}

/** One row per mailbox and task (a statement may not touch a row twice): the earliest time, the last reason. */
function fold(hints: Hint[]) {
  const folded = new Map<string, { mailbox_id: string; task: string; reason: string; due_at: Date | null }>()
  for (const { mailboxId, task, reason, dueAt } of hints) {
    const key = `${mailboxId} ${task}`
    const before = folded.get(key)
    const due = before ? earlier(before.due_at, dueAt ?? null) : (dueAt ?? null)
    folded.set(key, { mailbox_id: mailboxId, task, reason, due_at: due })
  }
  return [...folded.values()]
}

function earlier(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return null
  return a < b ? a : b
}
