import { sql } from 'kysely'
import { TandemError } from '../errors.ts'
import type { Db } from './database.ts'

export type Role = 'operator' | 'administrator' | 'agent'

/** Somebody who can sign in. */
export interface PersonRow {
  id: string
  email: string
  name: string
  role: Role
  organisationId: string | null
  /** What an agent may open; empty for others, who see all of theirs. */
  mailboxIds: string[]
  createdAt: Date
}

const mailboxIds = sql<string[]>`ARRAY(
  SELECT a.mailbox_id FROM agent_mailbox a WHERE a.user_id = "user".id ORDER BY a.mailbox_id)`

/** What somebody may do, and how they sign in. */
export interface Rights {
  role: Role
  organisationId: string | null
  mailboxIds: string[]
  twoFactorEnabled: boolean
  /** Otherwise they sign in elsewhere, where the second factor is asked for too. */
  hasPassword: boolean
  organisationRequiresTwoFactor: boolean
}

/** What a signed-in person may do, as it is right now; undefined if they were removed. */
export async function rightsOf(db: Db, userId: string): Promise<Rights | undefined> {
  const row = await db
    .selectFrom('user')
    .select([
      'role',
      'organisation_id as organisationId',
      mailboxIds.as('mailboxIds'),
      'twoFactorEnabled',
      sql<boolean>`EXISTS (SELECT FROM account a WHERE a."userId" = "user".id AND a.password IS NOT NULL)`.as(
        'hasPassword',
      ),
      sql<boolean>`coalesce((SELECT o.requires_two_factor FROM organisation o
        WHERE o.id = "user".organisation_id), false)`.as('organisationRequiresTwoFactor'),
    ])
    .where('id', '=', userId)
    .executeTakeFirst()
  return row && { ...row, role: row.role as Role }
}

/** People in the order of their addresses; of one organisation or, with `null`, all. */
export async function listPeople(db: Db, organisationId: string | null): Promise<PersonRow[]> {
  return await people(db, organisationId).orderBy('email').limit(2000).execute()
}

/** One person, held until the transaction ends; one of another organisation is `not-found`. */
export async function holdPerson(tx: Db, id: string, scope: string | null): Promise<PersonRow> {
  await tx.selectFrom('user').select('id').where('id', '=', id).forUpdate().execute()
  const row = await people(tx, scope).where('id', '=', id).executeTakeFirst()
  if (row) return row
  throw new TandemError('not-found', `There is no person ${id}. GET /api/v1/people lists them.`)
}

function people(db: Db, organisationId: string | null) {
  const select = db
    .selectFrom('user')
    .select([
      'id',
      'email',
      'name',
      sql<Role>`role`.as('role'),
      'organisation_id as organisationId',
      mailboxIds.as('mailboxIds'),
      'createdAt',
    ])
  return organisationId === null ? select : select.where('organisation_id', '=', organisationId)
}

/** Changes a person's role or name. */
export async function updatePerson(
  tx: Db,
  id: string,
  changes: { role?: Role | undefined; name?: string | undefined },
): Promise<void> {
  await tx
    .updateTable('user')
    .set({ ...changes, updatedAt: sql`now()` })
    .where('id', '=', id)
    .execute()
}

/** Gives an agent exactly these mailboxes; one of another organisation is `not-found`. */
export async function setAgentMailboxes(
  tx: Db,
  person: { id: string; organisationId: string },
  wanted: string[],
): Promise<void> {
  await mustBeMailboxes(tx, person.organisationId, wanted)
  await tx.deleteFrom('agent_mailbox').where('user_id', '=', person.id).execute()
  if (wanted.length === 0) return
  const values = [...new Set(wanted)].map((mailbox_id) => ({
    user_id: person.id,
    mailbox_id,
    organisation_id: person.organisationId,
  }))
  await tx.insertInto('agent_mailbox').values(values).execute()
}

/** Refuses mailboxes that are not the organisation's. */
export async function mustBeMailboxes(db: Db, organisationId: string, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  const rows = await db
    .selectFrom('mailbox')
    .select('id')
    .where('id', 'in', ids)
    .where('organisation_id', '=', organisationId)
    .execute()
  const known = new Set(rows.map((row) => row.id))
  const wrong = ids.findIndex((id) => !known.has(id))
  if (wrong >= 0)
    throw new TandemError('invalid-input', `There is no mailbox ${ids[wrong]} in this organisation.`, [
      { pointer: `/mailboxIds/${wrong}`, detail: 'Take ids from GET /api/v1/mailboxes.' },
    ])
}

/** Removes a person; their sessions end with them. */
export async function removePerson(tx: Db, id: string): Promise<void> {
  await tx.deleteFrom('user').where('id', '=', id).execute()
}

/** How many have this role in an organisation (operators: `null`). */
export async function countRole(tx: Db, role: Role, organisationId: string | null): Promise<number> {
  // Two at once must not both find the other still there.
  await sql`SELECT pg_advisory_xact_lock(hashtextextended('role ' || ${organisationId ?? ''}, 0))`.execute(tx)
  const row = await tx
    .selectFrom('user')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('role', '=', role)
    .where('organisation_id', 'is not distinct from', organisationId)
    .executeTakeFirstOrThrow()
  return row.count
}
