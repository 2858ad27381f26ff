import { sql } from 'kysely'
import type pg from 'pg'
import type { Db } from './database.ts'

/** Class of the advisory locks (classid, objid) = (this, worker id): who holds one is alive. Any constant. */
const workerLock = 7_204_520

/** The ids of all workers whose connection is open, whatever their machine; read live, not from a snapshot. */
export const liveWorkers = sql<{ id: number }>`
  SELECT objid::int AS id FROM pg_locks
  WHERE locktype = 'advisory' AND classid = ${sql.lit(workerLock)} AND objsubid = 2 AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`

/** Gives a worker its number; it counts as alive as long as `client` stays connected. */
export async function enrolWorker(client: pg.Client, host: string, jobPool: string | null): Promise<number> {
  // The lock first: a row without a lock is a dead worker's.
  const { rows } = await client.query<{ id: number }>(
    `SELECT id, pg_advisory_lock(${workerLock}, id) FROM (SELECT nextval('worker_id')::int AS id) AS next`,
  )
  const id = rows[0]!.id
  await client.query('INSERT INTO worker (id, host, job_pool) VALUES ($1, $2, $3)', [id, host, jobPool])
  return id
}

/** How many workers are alive. */
export async function workersSeen(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`SELECT count(*) FROM (${liveWorkers}) AS live`.execute(db)
  return rows[0]!.count
}

/** Strikes a worker that ends, and frees what its job runner left taken: nobody else could any more. */
export async function dismissWorker(db: Db, id: number): Promise<void> {
  await sql`
    WITH gone AS (DELETE FROM worker WHERE id = ${id} RETURNING job_pool)
    SELECT ${freed} FROM gone`.execute(db)
}

/** Strikes the dead workers and frees the jobs they had taken, which graphile-worker itself does after four hours. */
export async function buryWorkers(db: Db): Promise<number[]> {
  const { rows } = await sql<{ ids: number[] | null }>`
    WITH live AS MATERIALIZED (${liveWorkers}),
    gone AS (DELETE FROM worker WHERE id NOT IN (SELECT id FROM live) RETURNING id, job_pool)
    SELECT array_agg(id) AS ids, ${freed} FROM gone`.execute(db)
  return rows[0]?.ids ?? []
}

/** Its job runner was started anew, under another name; what the one before left taken is free. */
export async function renamePool(db: Db, id: number, jobPool: string): Promise<void> {
  await sql`
    WITH before AS (SELECT id, job_pool FROM worker WHERE id = ${id} FOR UPDATE),
    gone AS (
      UPDATE worker SET job_pool = ${jobPool} FROM before WHERE worker.id = before.id RETURNING before.job_pool
    )
    SELECT ${freed} FROM gone`.execute(db)
}

/** In the statement that strikes them: a crash between two would leave the jobs taken for four hours. */
const freed = sql`graphile_worker.force_unlock_workers(coalesce(array_agg(gone.job_pool), '{}'))`
