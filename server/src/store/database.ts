import { type Kysely, Kysely as KyselyClient, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import type { DB } from './schema.ts'

export type Database = Kysely<DB>
/** A database or an open transaction of it. */
export type Db = Kysely<DB> | Transaction<DB>

// int8 (seq, counts) fits a double here; numeric and dates keep pg's defaults.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

/** Opens a pool; `destroy()` ends it. */
export function openDatabase(url: string, options: { pool: number; name?: string } = { pool: 10 }): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.pool,
    application_name: options.name ?? 'tandem',
  })
  // An idle connection that dies (server restarted) is replaced by the pool; without a listener it would end us.
  pool.on('error', () => undefined)
  return new KyselyClient<DB>({ dialect: new PostgresDialect({ pool }) })
}
