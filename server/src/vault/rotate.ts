import type { Database } from '../store/database.ts'
import type { Opener } from './open.ts'
import { seal } from './seal.ts'

/**
 * Seals every stored credential anew, to `recipients` only; returns how many connections were changed. One that is
 * replaced meanwhile keeps its newer credential. Can be repeated after a crash.
 */
export async function rotate(db: Database, open: Opener, recipients: string[]): Promise<number> {
  let changed = 0
  for (const column of ['credential', 'next_credential', 'previous_credential'] as const) {
    const rows = await db
      .selectFrom('connection')
      .select(['id', column])
      .where(column, 'is not', null)
      .execute()
    for (const row of rows) {
      const before = row[column] ?? ''
      const after = await seal(recipients, await open(before))
      const result = await db
        .updateTable('connection')
        .set({ [column]: after })
        .where('id', '=', row.id)
        .where(column, '=', before)
        .executeTakeFirst()
      changed += Number(result.numUpdatedRows)
    }
  }
  return changed
}
