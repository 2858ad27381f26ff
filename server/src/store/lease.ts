import { sql, type Transaction } from 'kysely'
import type { Db } from './database.ts'
import type { DB } from './schema.ts'
import { liveWorkers } from './worker.ts'

/** Proof that a worker holds a mailbox: the number grows with every taking. */
export interface Fence {
  mailboxId: string
  workerId: number
  fence: number
}

/** Somebody else may be at work on the mailbox: stop, store nothing. */
export class LeaseLost extends Error {
  constructor(fence: Fence) {
    super(`Worker ${fence.workerId} no longer holds mailbox ${fence.mailboxId}`)
    this.name = 'LeaseLost'
  }
}

/** Keeps the lease ours until `tx` ends; throws LeaseLost when it no longer is. Call it before anything is stored. */
export async function holdLease(tx: Transaction<DB>, fence: Fence): Promise<void> {
  const row = await tx
    .selectFrom('lease')
    .select('mailbox_id')
    .where('mailbox_id', '=', fence.mailboxId)
    .where('worker_id', '=', fence.workerId)
    .where('fence', '=', fence.fence)
    .forShare()
    .executeTakeFirst()
  if (!row) throw new LeaseLost(fence)
}

/** A mailbox that was just taken, with its due tasks. */
export interface Taken {
  mailboxId: string
  organisationId: string
  fence: number
  tasks: TakenTask[]
}
export interface TakenTask {
  task: string
  revision: number
  reason: string
  attempts: number
  /** How long it has been due. */
  waitedMs: number
}

/** Takes up to `limit` free mailboxes that have something due, longest due first; in one statement. */
export async function takeLeases(db: Db, workerId: number, limit: number): Promise<Taken[]> {
  // The todo row is locked as well: one that a caller is just hinting at is left until that caller commits. Locking
  // also reads its newest revision, where the snapshot of the statement may be a hint behind.
  const { rows } = await sql<Taken>`
    WITH due AS MATERIALIZED (
      SELECT l.mailbox_id FROM todo t JOIN lease l ON l.mailbox_id = t.mailbox_id
      WHERE t.due_at <= now() AND l.worker_id IS NULL
      ORDER BY t.due_at LIMIT ${limit}
      FOR UPDATE OF l, t SKIP LOCKED
    ), taken AS (
      UPDATE lease l SET worker_id = ${workerId}, fence = l.fence + 1, leased_until = now() + interval '30 seconds'
      FROM (SELECT DISTINCT mailbox_id FROM due) d WHERE l.mailbox_id = d.mailbox_id
      RETURNING l.mailbox_id, l.fence
    )
    SELECT n.mailbox_id AS "mailboxId", m.organisation_id AS "organisationId", n.fence, w.tasks
    FROM taken n JOIN mailbox m ON m.id = n.mailbox_id
    CROSS JOIN LATERAL (
      SELECT jsonb_agg(jsonb_build_object('task', t.task, 'revision', t.revision, 'reason', t.reason,
        'attempts', t.attempts, 'waitedMs', 1000 * extract(epoch FROM clock_timestamp() - t.due_at))) AS tasks
      FROM (
        SELECT * FROM todo WHERE mailbox_id = n.mailbox_id AND due_at <= now() FOR UPDATE SKIP LOCKED
      ) t
    ) w`.execute(db)
  return rows
}

/** Lets the leases run on for another 30 seconds; returns the mailboxes the worker still holds. */
export async function extendLeases(
  db: Db,
  workerId: number,
): Promise<{ mailboxId: string; fence: number }[]> {
  // A row locked by a page being stored is passed over: nobody can take it meanwhile, the next round extends it.
  const { rows } = await sql<{ mailboxId: string; fence: number }>`
    WITH seen AS (
      UPDATE worker SET seen_at = now() WHERE id = ${workerId}
    ), free AS (
      SELECT mailbox_id FROM lease WHERE worker_id = ${workerId} FOR UPDATE SKIP LOCKED
    ), extended AS (
      UPDATE lease l SET leased_until = now() + interval '30 seconds' FROM free f WHERE l.mailbox_id = f.mailbox_id
    )
    SELECT mailbox_id AS "mailboxId", fence FROM lease WHERE worker_id = ${workerId}`.execute(db)
  return rows
}

/** Frees the mailboxes of dead workers and those whose lease ran out; returns how many. */
export async function reclaimLeases(db: Db): Promise<number> {
  // `dead` is drawn from the leases of this snapshot, so that a worker enrolled a moment ago can never be in it.
  const { rows } = await sql`
    WITH live AS MATERIALIZED (${liveWorkers}), dead AS MATERIALIZED (
      SELECT DISTINCT worker_id AS id FROM lease
      WHERE worker_id IS NOT NULL AND worker_id NOT IN (SELECT id FROM live)
    ), lost AS (
      SELECT mailbox_id FROM lease
      WHERE worker_id IS NOT NULL AND (leased_until < now() OR worker_id IN (SELECT id FROM dead))
      FOR UPDATE SKIP LOCKED
    )
    UPDATE lease l SET worker_id = NULL, leased_until = NULL FROM lost WHERE l.mailbox_id = lost.mailbox_id
    RETURNING l.mailbox_id`.execute(db)
  return rows.length
}

/** Gives up whatever the worker still holds; its tasks stay due. */
export async function dropLeases(db: Db, workerId: number): Promise<void> {
  await db
    .updateTable('lease')
    .set({ worker_id: null, leased_until: null })
    .where('worker_id', '=', workerId)
    .execute()
}
