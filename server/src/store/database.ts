import { createHash } from 'node:crypto'
import { type Kysely, Kysely as KyselyClient, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import type { DB } from './schema.ts'
import { scopedPool } from './scope.ts'

export type Database = Kysely<DB>
/** A database or an open transaction of it. */
export type Db = Kysely<DB> | Transaction<DB>

// int8 (seq, counts) fits a double here; numeric and dates keep pg's defaults.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

/**
 * Opens a pool; `destroy()` ends it. `prepared`: every text sent is kept planned on its connection, for pools whose
 * few statements run all the time.
 */
export function openDatabase(
  url: string,
  options: { pool: number; name?: string; prepared?: boolean } = { pool: 10 },
): Database {
  const pool = openPool(url, options)
  return new KyselyClient<DB>({ dialect: new PostgresDialect({ pool: scopedPool(pool) }) })
}

/** Opens a bare pool, for libraries that take one; `end()` ends it. */
export function openPool(url: string, options: { pool: number; name?: string; prepared?: boolean }): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.pool,
    application_name: options.name ?? 'tandem',
    ...(options.prepared && { Client: PreparingClient }),
  })
  // A connection that dies (server restarted) is replaced by the pool; without listeners it would end us.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

/** Planning the statements of store/lease.ts takes twice as long as running them (measured: 2 ms of 3). */
class PreparingClient extends pg.Client {
  override query = ((text: unknown, values?: unknown, ...rest: unknown[]) => {
    const send = super.query.bind(this) as (...args: unknown[]) => unknown
    if (typeof text !== 'string' || !Array.isArray(values) || values.length === 0)
      return send(text, values, ...rest)
    const name = createHash('sha256').update(text).digest('base64url')
    return send({ name, text, values }, ...rest)
  }) as pg.Client['query']
}
