import type { CheckResult } from '@tandem/model/verification.ts'
import { sql } from 'kysely'
import type { ConnectionRow } from './connections.ts'
import type { Db } from './database.ts'

export interface LookRow {
  state: 'queued' | 'running' | 'done'
  wish: number
  checks: CheckResult[]
  /** Seconds since it was asked for, by the database's clock. */
  asked_seconds_ago: number
  /** Seconds since the last look that ended; null: there was none. */
  looked_seconds_ago: number | null
}

const shown = sql<LookRow>`state, wish, checks,
  extract(epoch FROM now() - asked_at)::float8 AS asked_seconds_ago,
  extract(epoch FROM now() - looked_at)::float8 AS looked_seconds_ago`

/** The look at a connection; undefined: none was asked for. */
export async function readLook(db: Db, connectionId: string): Promise<LookRow | undefined> {
  const { rows } =
    await sql<LookRow>`SELECT ${shown} FROM setup_look WHERE connection_id = ${connectionId}`.execute(db)
  return rows[0]
}

/** Asks for a look; what an older one is about to find is out of date with it. */
export async function wishLook(db: Db, row: Pick<ConnectionRow, 'id' | 'organisation_id'>): Promise<LookRow> {
  const { rows } = await sql<LookRow>`
    INSERT INTO setup_look (connection_id, organisation_id) VALUES (${row.id}, ${row.organisation_id})
    ON CONFLICT (connection_id) DO UPDATE SET
      state = 'queued',
      wish = setup_look.wish + 1,
      asked_at = CASE
        WHEN setup_look.state = 'done' OR setup_look.asked_at < now() - interval '1 minute' THEN now()
        ELSE setup_look.asked_at
      END
    RETURNING ${shown}`.execute(db)
  return rows[0]!
}

/** Takes a look to carry out; undefined: it has been carried out, or nobody wants it any more. */
export async function takeLook(db: Db, connectionId: string): Promise<number | undefined> {
  const row = await db
    .updateTable('setup_look')
    .set({ state: 'running' })
    .where('connection_id', '=', connectionId)
    .where('state', '!=', 'done')
    .returning('wish')
    .executeTakeFirst()
  return row?.wish
}

/** Keeps what was found, unless another look was asked for meanwhile; answers whether it did. */
export async function finishLook(
  db: Db,
  connectionId: string,
  wish: number,
  checks: CheckResult[],
): Promise<boolean> {
  const result = await db
    .updateTable('setup_look')
    .set({ state: 'done', checks: JSON.stringify(checks), looked_at: sql<Date>`now()` })
    .where('connection_id', '=', connectionId)
    .where('wish', '=', wish)
    .executeTakeFirst()
  return Number(result.numUpdatedRows) > 0
}
