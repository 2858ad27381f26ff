import { sql } from 'kysely'
import type { Database } from '../store/database.ts'
import { readIdentities } from './identity-file.ts'
import { type Opener, openerOf } from './open.ts'
import { seal } from './seal.ts'

/** Everything that is kept sealed. */
const sealedColumns = [
  ['connection', 'credential'],
  ['connection', 'next_credential'],
  ['connection', 'previous_credential'],
  ['webhook', 'secret'],
  ['webhook', 'previous_secret'],
] as const

/**
 * Seals every stored credential and every webhook's secret anew, to `recipients` only; returns how many were changed.
 * One that is replaced meanwhile keeps its newer value. Can be repeated after a crash.
 */
export async function rotate(db: Database, open: Opener, recipients: string[]): Promise<number> {
  let changed = 0
  for (const [table, column] of sealedColumns) {
    for (const { id, sealed } of await sealedIn(db, table, column)) {
      const after = await seal(recipients, await open(sealed))
      const result = await sql`
        UPDATE ${sql.table(table)} SET ${sql.ref(column)} = ${after}
        WHERE id = ${id} AND ${sql.ref(column)} = ${sealed}`.execute(db)
      changed += Number(result.numAffectedRows)
    }
  }
  return changed
}

/**
 * How many of the sealed values each key of the file opens, how many no key opens, and (`needed`) how many would be
 * lost if that key were the only one left.
 */
export async function whoOpens(
  db: Database,
  identityFile: string,
): Promise<{
  total: number
  unopened: number
  keys: { recipient: string; opens: number; needed: number }[]
}> {
  const held = await readIdentities(identityFile)
  const openers = held.map(({ identity }) => openerOf([identity]))
  const found = await Promise.all(sealedColumns.map(([table, column]) => sealedIn(db, table, column)))
  const sealed = found.flat().map((row) => row.sealed)
  const opened = await Promise.all(sealed.map((one) => Promise.all(openers.map((open) => opens(open, one)))))
  const unopened = opened.filter((by) => !by.includes(true)).length
  const keys = held.map(({ recipient }, nth) => {
    const count = opened.filter((by) => by[nth] === true).length
    return { recipient, opens: count, needed: sealed.length - unopened - count }
  })
  return { total: sealed.length, unopened, keys }
}

async function sealedIn(
  db: Database,
  table: string,
  column: string,
): Promise<{ id: string; sealed: string }[]> {
  const { rows } = await sql<{ id: string; sealed: string }>`
    SELECT id, ${sql.ref(column)} AS sealed FROM ${sql.table(table)} WHERE ${sql.ref(column)} IS NOT NULL`.execute(
    db,
  )
  return rows
}

async function opens(open: Opener, sealed: string): Promise<boolean> {
  return await open(sealed).then(
    () => true,
    () => false,
  )
}
