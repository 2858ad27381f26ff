import type { Wanted } from '@tandem/model/api/connections.ts'
import { type Selectable, sql } from 'kysely'
import { TandemError } from '../errors.ts'
import { announce } from './announce.ts'
import type { Db } from './database.ts'
import type { Connection } from './schema.ts'

export type ConnectionRow = Selectable<Connection>
export type ConnectionState = 'draft' | 'verifying' | 'verified' | 'failed' | 'active' | 'suspended'

export interface NewConnection {
  organisationId: string
  method: string
  settings: Record<string, unknown>
  wanted: Partial<Wanted>
  testMailbox?: string | null
  refusedMailbox?: string | null
}

/** Adds a draft. */
export async function createConnection(db: Db, given: NewConnection): Promise<ConnectionRow> {
  const row = await db
    .insertInto('connection')
    .values({
      organisation_id: given.organisationId,
      method: given.method,
      settings: JSON.stringify(given.settings),
      wanted: JSON.stringify(given.wanted),
      test_mailbox: given.testMailbox ?? null,
      refused_mailbox: given.refusedMailbox ?? null,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await announceConnection(db, row)
  return row
}

/** One connection; a key of another organisation sees `not-found`. */
export async function getConnection(db: Db, id: string, scope: string | null = null): Promise<ConnectionRow> {
  const row = await db.selectFrom('connection').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row || (scope !== null && row.organisation_id !== scope))
    throw new TandemError('not-found', `There is no connection ${id}.`)
  return row
}

/** As `getConnection`, held until the transaction ends: whoever decides by its state wants nobody to change it. */
export async function holdConnection(
  db: Db,
  id: string,
  scope: string | null = null,
): Promise<ConnectionRow> {
  await db.selectFrom('connection').select('id').where('id', '=', id).forUpdate().execute()
  return await getConnection(db, id, scope)
}

/** What connections are for, by id. */
export async function wantedOf(db: Db, ids: string[]): Promise<Map<string, unknown>> {
  const { rows } = await sql<{ id: string; wanted: unknown }>`
    SELECT id, wanted FROM connection WHERE id = ANY(${ids}::uuid[])`.execute(db)
  return new Map(rows.map((row) => [row.id, row.wanted]))
}

/** Connections of an organisation, oldest first. */
export async function listConnections(db: Db, organisationId: string): Promise<ConnectionRow[]> {
  return await db
    .selectFrom('connection')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

/** Mailboxes by state, for many connections in one statement. */
export async function mailboxCounts(db: Db, ids: string[]) {
  const { rows } = await sql<{ id: string; found: number; on: number; off: number; trouble: number }>`
    SELECT connection_id AS id, count(*) FILTER (WHERE state = 'found') AS found,
      count(*) FILTER (WHERE state = 'on') AS "on", count(*) FILTER (WHERE state = 'off') AS off,
      count(*) FILTER (WHERE state = 'trouble') AS trouble
    FROM mailbox WHERE connection_id = ANY(${ids}::uuid[]) GROUP BY connection_id`.execute(db)
  return new Map(rows.map(({ id, ...counts }) => [id, counts]))
}

/** Changes what is given, and the state with it if a new one is named. */
export async function updateConnection(
  db: Db,
  id: string,
  changes: {
    settings?: Record<string, unknown>
    wanted?: { contacts: boolean }
    testMailbox?: string | null
    refusedMailbox?: string | null
    state?: ConnectionState
  },
): Promise<ConnectionRow> {
  const row = await db
    .updateTable('connection')
    .set({
      settings: changes.settings && JSON.stringify(changes.settings),
      wanted: changes.wanted && JSON.stringify(changes.wanted),
      test_mailbox: changes.testMailbox,
      refused_mailbox: changes.refusedMailbox,
      state: changes.state,
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await announceConnection(db, row)
  return row
}

/** Keeps a sealed credential: at once, or as the `next` one that waits for its proof. */
export async function storeCredential(
  db: Db,
  id: string,
  given: { sealed: string; facts: object; slot: 'current' | 'next'; state?: ConnectionState },
): Promise<ConnectionRow> {
  const facts = JSON.stringify(given.facts)
  const row = await db
    .updateTable('connection')
    .set(
      given.slot === 'next'
        ? { next_credential: given.sealed, next_credential_facts: facts, next_refused: null }
        : {
            credential: given.sealed,
            credential_facts: facts,
            next_credential: null,
            next_credential_facts: null,
            next_refused: null,
            state: given.state,
          },
    )
    .set({ updated_at: sql<Date>`now()` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await announceConnection(db, row)
  return row
}

/** The proven `next` credential takes the place of the old one, which is kept beside it; nothing happens if it was replaced meanwhile. */
export async function promoteCredential(db: Db, id: string, sealed: string): Promise<void> {
  const row = await db
    .updateTable('connection')
    .set((eb) => ({
      previous_credential: eb.ref('credential'),
      previous_credential_facts: eb.ref('credential_facts'),
      previous_since: sql<Date>`now()`,
      credential: eb.ref('next_credential'),
      credential_facts: eb.ref('next_credential_facts'),
      next_credential: null,
      next_credential_facts: null,
      next_refused: null,
      updated_at: sql<Date>`now()`,
    }))
    .where('id', '=', id)
    .where('next_credential', '=', sealed)
    .returningAll()
    .executeTakeFirst()
  if (row) await announceConnection(db, row)
}

/** Moves a connection on if it stands in one of `from`; answers whether it did. */
export async function moveConnection(
  db: Db,
  id: string,
  from: ConnectionState[],
  to: ConnectionState,
): Promise<boolean> {
  const row = await db
    .updateTable('connection')
    .set({ state: to, updated_at: sql<Date>`now()` })
    .where('id', '=', id)
    .where('state', 'in', from)
    .returningAll()
    .executeTakeFirst()
  if (row) await announceConnection(db, row)
  return row !== undefined
}

/** A new attempt: the number grows, the settings stay as a start, the credentials are dropped. */
export async function startAttempt(db: Db, id: string): Promise<ConnectionRow> {
  const row = await db
    .updateTable('connection')
    .set((eb) => ({
      attempt: eb('attempt', '+', 1),
      state: 'draft',
      credential: null,
      credential_facts: null,
      next_credential: null,
      next_credential_facts: null,
      next_refused: null,
      previous_credential: null,
      previous_credential_facts: null,
      previous_since: null,
      updated_at: sql<Date>`now()`,
    }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await announceConnection(db, row)
  return row
}

/** Tells whoever looks at a connection that it changed. */
export async function announceConnection(db: Db, row: ConnectionRow): Promise<void> {
  await announce(db, { organisationId: row.organisation_id, topic: 'connection', id: row.id })
}
