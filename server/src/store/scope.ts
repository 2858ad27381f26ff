import { AsyncLocalStorage } from 'node:async_hooks'
import { type Kysely, type KyselyPlugin, sql } from 'kysely'
import type pg from 'pg'
import { organisationRole } from './organisation-role.ts'
import type { DB } from './schema.ts'

/** Whose rows the statements of a request may touch; `all`: everybody's, as the owner of the tables. */
export type Scope =
  | 'all'
  | {
      organisation: string
      /** The only mailboxes to be seen; `null`: all of the organisation. */
      mailboxes: string[] | null
      /** Who asks, as in `idempotency.principal`. */
      principal: string
    }

const scopes = new AsyncLocalStorage<Scope>()

/** Runs `work`; every statement it sends, also after waiting, is held to `scope`. */
export function inScope<T>(scope: Scope, work: () => T): T {
  return scopes.run(scope, work)
}

/** A view of the database that refuses every statement for which nobody has said whose rows it may touch. */
export function requireScope<T>(db: Kysely<T>): Kysely<T> {
  return db.withPlugin(refuseWithoutScope)
}

const refuseWithoutScope: KyselyPlugin = {
  transformQuery: ({ node }) => {
    if (scopes.getStore() === undefined)
      throw new Error('A statement of a request without a scope: wrap it with inScope (store/scope.ts)')
    return node
  },
  transformResult: async ({ result }) => result,
}

/**
 * Runs `work` of a transaction with a sight of all mailboxes of the caller's organisation: an agent hands something to a queue that they do
 * not see. Check first what the caller may do.
 */
export async function seeingWholeOrganisation<T>(tx: Kysely<DB>, work: () => Promise<T>): Promise<T> {
  const { rows } = await sql<{ mailboxes: string | null }>`
    SELECT current_setting('tandem.mailboxes', true) AS mailboxes`.execute(tx)
  await sql`SELECT set_config('tandem.mailboxes', '', true)`.execute(tx)
  // After a failure the transaction ends, and the setting with it.
  const done = await work()
  await sql`SELECT set_config('tandem.mailboxes', ${rows[0]?.mailboxes ?? ''}, true)`.execute(tx)
  return done
}

type Pool = Pick<pg.Pool, 'end' | 'options'> & { connect(): Promise<pg.PoolClient> }

/**
 * The pool, whose connections come set to the scope of whoever takes them. A connection keeps its scope when it is
 * given back and is set anew when the next one needs another: requests of one organisation cost nothing, a change of
 * organisation one round trip.
 */
export function scopedPool(pool: pg.Pool): Pool {
  const current = new WeakMap<pg.PoolClient, string>()
  const enter = async (client: pg.PoolClient) => {
    const wanted = settingsOf(scopes.getStore() ?? 'all')
    const key = JSON.stringify(wanted)
    if ((current.get(client) ?? unset) === key) return
    // Until the answer is there it is not known which scope holds.
    current.delete(client)
    await client.query(enterScope, wanted)
    current.set(client, key)
  }
  return {
    options: pool.options,
    end: async () => await pool.end(),
    connect: async () => {
      const client = await pool.connect()
      try {
        await enter(client)
      } catch (failure) {
        client.release(true)
        throw failure
      }
      return client
    },
  }
}

// set_config('role', …) is SET ROLE (PostgreSQL documentation, "set_config"): all four in one statement.
const enterScope = `SELECT set_config('role', $1, false), set_config('tandem.organisation', $2, false),
  set_config('tandem.mailboxes', $3, false), set_config('tandem.principal', $4, false)`

function settingsOf(scope: Scope): string[] {
  if (scope === 'all') return ['none', '', '', '']
  const { organisation, mailboxes, principal } = scope
  return [organisationRole, organisation, mailboxes === null ? '' : `{${mailboxes.join(',')}}`, principal]
}

/** A new connection's. */
const unset = JSON.stringify(settingsOf('all'))
