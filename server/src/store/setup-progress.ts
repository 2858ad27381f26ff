import { type Selectable, sql } from 'kysely'
import type { ConnectionRow } from './connections.ts'
import type { Db } from './database.ts'
import type { SetupProgress } from './schema.ts'

export interface ProgressRow extends Pick<Selectable<SetupProgress>, 'updated_at'> {
  marks: Record<string, boolean>
  choices: Record<string, string>
}

/** What the administrator noted in Setup; undefined: nothing yet. */
export async function readProgress(db: Db, connectionId: string): Promise<ProgressRow | undefined> {
  const row = await db
    .selectFrom('setup_progress')
    .select(['marks', 'choices', 'updated_at'])
    .where('connection_id', '=', connectionId)
    .executeTakeFirst()
  return row as ProgressRow | undefined
}

/** Adds notes to those there are: two people at once keep each other's, and of one note the last counts. */
export async function noteProgress(
  db: Db,
  row: Pick<ConnectionRow, 'id' | 'organisation_id'>,
  notes: { marks?: Record<string, boolean> | undefined; choices?: Record<string, string> | undefined },
): Promise<void> {
  const [marks, choices] = [JSON.stringify(notes.marks ?? {}), JSON.stringify(notes.choices ?? {})]
  await db
    .insertInto('setup_progress')
    .values({ connection_id: row.id, organisation_id: row.organisation_id, marks, choices })
    .onConflict((oc) =>
      oc.column('connection_id').doUpdateSet({
        marks: sql`setup_progress.marks || excluded.marks`,
        choices: sql`setup_progress.choices || excluded.choices`,
        updated_at: sql<Date>`now()`,
      }),
    )
    .execute()
}

/** A new attempt: nothing is done of it, and nothing that was seen is true of it; the choices stay as a start. */
export async function forgetProgress(db: Db, connectionId: string): Promise<void> {
  await db
    .updateTable('setup_progress')
    .set({ marks: '{}', updated_at: sql<Date>`now()` })
    .where('connection_id', '=', connectionId)
    .execute()
  await db.deleteFrom('setup_look').where('connection_id', '=', connectionId).execute()
}
