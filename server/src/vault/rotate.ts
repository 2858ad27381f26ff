import { sql } from 'kysely'
import type { Database } from '../store/database.ts'
import type { Opener } from './open.ts'
import { seal } from './seal.ts'

/**
 * Seals every stored credential and every webhook's secret anew, to `recipients` only; returns how many were changed.
 * One that is replaced meanwhile keeps its newer value. Can be repeated after a crash.
 */
export async function rotate(db: Database, open: Opener, recipients: string[]): Promise<number> {
  let changed = 0
  for (const [table, column] of sealedColumns) {
    const rows = await sql<{ id: string; before: string }>`
      SELECT id, ${sql.ref(column)} AS before FROM ${sql.table(table)} WHERE ${sql.ref(column)} IS NOT NULL`.execute(
      db,
    )
    for (const { id, before } of rows.rows) {
      const after = await seal(recipients, await open(before))
      const result = await sql`
        UPDATE ${sql.table(table)} SET ${sql.ref(column)} = ${after}
        WHERE id = ${id} AND ${sql.ref(column)} = ${before}`.execute(db)
      changed += Number(result.numAffectedRows)
    }
  }
  return changed
}

const sealedColumns = [
  ['connection', 'credential'],
  ['connection', 'next_credential'],
  ['webhook', 'secret'],
  ['webhook', 'previous_secret'],
] as const
