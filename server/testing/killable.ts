import { Kysely, PostgresDialect } from 'kysely'
import type pg from 'pg'
import { afterAll } from 'vitest'
import { type Database, openPool } from '../src/store/database.ts'
import type { DB } from '../src/store/schema.ts'

/** A database whose user dies at a chosen statement, as a killed process does: its open transaction is rolled back. */
export interface Killable {
  db: Database
  /** Dies at the n-th statement from now: before it is sent, or after it was carried out. Undefined: lives on. */
  arm(statement: number | undefined, moment?: 'before' | 'after'): void
  /** Statements since it was armed. */
  count(): number
}

export class Killed extends Error {}

/** Opens a database of which the user can be killed. */
export function openKillable(url: string): Killable {
  const pool = openPool(url, { pool: 4, name: 'killable' })
  const state = { at: undefined as number | undefined, moment: 'before', count: 0, dead: false }
  const dialect = new PostgresDialect({
    pool: {
      options: pool.options,
      connect: async () => killableClient(await pool.connect(), state),
      end: () => pool.end(),
    },
  })
  const db = new Kysely<DB>({ dialect })
  afterAll(() => db.destroy())
  return {
    db,
    arm: (statement, moment = 'before') => {
      Object.assign(state, { at: statement, moment, count: 0, dead: false })
    },
    count: () => state.count,
  }
}

function killableClient(
  client: pg.PoolClient,
  state: { at: number | undefined; moment: string; count: number; dead: boolean },
): pg.PoolClient {
  const query = async (text: string, values?: unknown[]) => {
    if (text.trim().toLowerCase() === 'rollback') return await client.query(text)
    if (state.dead) throw new Killed('dead')
    state.count += 1
    const dies = state.count === state.at
    if (dies) state.dead = true
    if (dies && state.moment === 'before') throw new Killed(`before ${text.slice(0, 60)}`)
    const result = await client.query(text, values)
    if (dies) throw new Killed(`after ${text.slice(0, 60)}`)
    return result
  }
  return new Proxy(client, {
    get: (target, name) => {
      if (name === 'query') return query
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
