import type { Database } from '../store/database.ts'
import { readIdentities } from './identity-file.ts'
import { type Opener, openerOf } from './open.ts'
import { seal } from './seal.ts'

const columns = ['credential', 'next_credential', 'previous_credential'] as const

/**
 * Seals every stored credential anew, to `recipients` only; returns how many were changed. One that is
 * replaced meanwhile keeps its newer credential. Can be repeated after a crash.
 */
export async function rotate(db: Database, open: Opener, recipients: string[]): Promise<number> {
  let changed = 0
  for (const column of columns) {
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

/**
 * How many of the stored credentials each key of the file opens, how many no key opens, and (`needed`) how many would be
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
  const rows = await db.selectFrom('connection').select(columns).execute()
  const sealed = rows.flatMap((row) => columns.flatMap((column) => row[column] ?? []))
  const opened = await Promise.all(sealed.map((one) => Promise.all(openers.map((open) => opens(open, one)))))
  const unopened = opened.filter((by) => !by.includes(true)).length
  const keys = held.map(({ recipient }, nth) => {
    const count = opened.filter((by) => by[nth] === true).length
    return { recipient, opens: count, needed: sealed.length - unopened - count }
  })
  return { total: sealed.length, unopened, keys }
}

async function opens(open: Opener, sealed: string): Promise<boolean> {
  return await open(sealed).then(
    () => true,
    () => false,
  )
}
