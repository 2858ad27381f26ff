import { type Selectable, sql } from 'kysely'
import type { Db } from './database.ts'
import type { PersonCounts } from './person-rows.ts'
import type { Erasure } from './schema.ts'

export type ErasureRow = Omit<Selectable<Erasure>, 'counts' | 'remaining'> & {
  counts: Partial<PersonCounts>
  remaining: Record<string, number> | null
}

/** Notes what is to be erased; the job does it. */
export async function addErasure(
  tx: Db,
  given: { organisationId: string; requestedBy: string; reason: string; addresses: string[]; digest: string },
): Promise<ErasureRow> {
  const row = await tx
    .insertInto('erasure')
    .values({
      organisation_id: given.organisationId,
      requested_by: given.requestedBy,
      reason: given.reason,
      addresses: given.addresses,
      digest: given.digest,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return row as ErasureRow
}

/** The last hundred erasures of an organisation, newest first. */
export async function listErasures(db: Db, organisationId: string): Promise<ErasureRow[]> {
  const rows = await db
    .selectFrom('erasure')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(100)
    .execute()
  return rows as ErasureRow[]
}

/** One erasure; undefined: it is gone with its organisation. */
export async function findErasure(db: Db, id: string): Promise<ErasureRow | undefined> {
  const row = await db.selectFrom('erasure').selectAll().where('id', '=', id).executeTakeFirst()
  return row as ErasureRow | undefined
}

/** Adds to what was erased, in the transaction in which it was; locks the erasure, so that two jobs take turns. */
export async function addCounts(tx: Db, id: string, more: Partial<PersonCounts>): Promise<void> {
  const { counts } = (await tx
    .selectFrom('erasure')
    .select('counts')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow()) as Pick<ErasureRow, 'counts'>
  const sums = Object.entries(more).map(([name, count]) => [
    name,
    count + (counts[name as keyof PersonCounts] ?? 0),
  ])
  const next = JSON.stringify({ ...counts, ...Object.fromEntries(sums) })
  await tx.updateTable('erasure').set({ counts: next }).where('id', '=', id).execute()
}

/** It is done: the addresses go too. Undefined: another job has done it. */
export async function finishErasure(
  tx: Db,
  id: string,
  found: { remaining: Record<string, number>; copies: number },
): Promise<ErasureRow | undefined> {
  const row = await tx
    .updateTable('erasure')
    .set({
      addresses: null,
      done_at: sql`now()`,
      remaining: JSON.stringify(found.remaining),
      counts: sql`counts || jsonb_build_object('copies', ${found.copies}::int)`,
    })
    .where('id', '=', id)
    .where('done_at', 'is', null)
    .returningAll()
    .executeTakeFirst()
  return row as ErasureRow | undefined
}
