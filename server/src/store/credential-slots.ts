import { sql } from 'kysely'
import { announceConnection, type ConnectionRow } from './connections.ts'
import type { Db } from './database.ts'

/** Why a waiting credential was refused. */
export interface Refusal {
  at: string
  headline: string
  reportId: string
}

/** What the directory says of the credential in use, at the time of reading. */
export interface DirectoryEnd {
  /** Of the credential that was asked about: for another one it says nothing. */
  fingerprint: string
  /** ISO 8601 in UTC; null: unknown, see `why`. */
  endsAt: string | null
  why: 'not-allowed' | 'not-listed' | null
  readAt: string
}

/** The waiting credential stays, with the reason why it was not switched to; nothing happens if it was replaced meanwhile. */
export async function refuseNext(db: Db, id: string, sealed: string, refusal: Refusal): Promise<void> {
  const row = await db
    .updateTable('connection')
    .set({ next_refused: JSON.stringify(refusal), updated_at: sql<Date>`now()` })
    .where('id', '=', id)
    .where('next_credential', '=', sealed)
    .returningAll()
    .executeTakeFirst()
  if (row) await announceConnection(db, row)
}

const nothingWaits = { next_credential: null, next_credential_facts: null, next_refused: null }
const nothingBefore = { previous_credential: null, previous_credential_facts: null, previous_since: null }

/** Forgets the waiting credential, or the one before; answers whether there was one. */
export async function dropHeld(db: Db, id: string, which: 'next' | 'previous'): Promise<boolean> {
  const row = await db
    .updateTable('connection')
    .set(which === 'next' ? nothingWaits : nothingBefore)
    .set({ updated_at: sql<Date>`now()` })
    .where('id', '=', id)
    .where(which === 'next' ? 'next_credential' : 'previous_credential', 'is not', null)
    .returningAll()
    .executeTakeFirst()
  if (row) await announceConnection(db, row)
  return row !== undefined
}

/** The one before waits for its proof again, in the place of whatever waited; answers whether there was one. */
export async function putBack(db: Db, id: string): Promise<boolean> {
  const row = await db
    .updateTable('connection')
    .set((eb) => ({
      next_credential: eb.ref('previous_credential'),
      next_credential_facts: eb.ref('previous_credential_facts'),
      next_refused: null,
      ...nothingBefore,
      updated_at: sql<Date>`now()`,
    }))
    .where('id', '=', id)
    .where('previous_credential', 'is not', null)
    .returningAll()
    .executeTakeFirst()
  if (row) await announceConnection(db, row)
  return row !== undefined
}

/** Forgets credentials that were replaced `days` ago; answers how many. */
export async function dropOldCredentials(db: Db, days: number): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM connection
    WHERE previous_since < now() - make_interval(days => ${days}) FOR UPDATE SKIP LOCKED`.execute(db)
  for (const { id } of rows) await dropHeld(db, id, 'previous')
  return rows.length
}

/**
 * Gives up every credential of a connection for ever and suspends it, whatever state it was in. Their fingerprints stay,
 * so that none of them is taken again.
 */
export async function giveUp(db: Db, row: ConnectionRow): Promise<ConnectionRow> {
  const given = [row.credential_facts, row.next_credential_facts, row.previous_credential_facts]
  const fingerprints = given.flatMap((facts) => (facts as { fingerprint?: string } | null)?.fingerprint ?? [])
  const after = await db
    .updateTable('connection')
    .set({
      state: 'suspended',
      credential: null,
      credential_facts: null,
      ...nothingWaits,
      ...nothingBefore,
      directory_end: null,
      breached_at: sql<Date>`now()`,
      given_up: [...new Set([...row.given_up, ...fingerprints])],
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await announceConnection(db, after)
  return after
}

/** A new credential was proven: the connection may be used again. */
export async function endBreach(db: Db, id: string, sealed: string): Promise<void> {
  await db
    .updateTable('connection')
    .set({ breached_at: null })
    .where('id', '=', id)
    .where('credential', '=', sealed)
    .execute()
}

/** Keeps what the directory said; nothing happens if the credential was replaced meanwhile. */
export async function storeDirectoryEnd(db: Db, id: string, end: DirectoryEnd): Promise<void> {
  const row = await db
    .updateTable('connection')
    .set({ directory_end: JSON.stringify(end) })
    .where('id', '=', id)
    .where(sql<string>`credential_facts ->> 'fingerprint'`, '=', end.fingerprint)
    .returningAll()
    .executeTakeFirst()
  if (row) await announceConnection(db, row)
}
