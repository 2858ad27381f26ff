import { randomBytes } from 'node:crypto'
import { type Selectable, sql } from 'kysely'
import { TandemError } from '../errors.ts'
import { hashOfToken } from './api-keys.ts'
import type { Db } from './database.ts'
import type { Invitation } from './schema.ts'

export type InvitationRow = Omit<Selectable<Invitation>, 'token_hash'>

const shown = [
  'id',
  'organisation_id',
  'connection_id',
  'created_at',
  'expires_at',
  'revoked_at',
  'last_used_at',
  'made_by',
] as const

/** Makes an invitation; the token (256 random bits) is answered once, only its hash is kept. */
export async function createInvitation(
  db: Db,
  given: { organisationId: string; connectionId: string | null; expiresAt: Date; madeBy: string },
): Promise<{ token: string; invitation: InvitationRow }> {
  const token = randomBytes(32).toString('base64url')
  const invitation = await db
    .insertInto('invitation')
    .values({
      organisation_id: given.organisationId,
      connection_id: given.connectionId,
      token_hash: hashOfToken(token),
      expires_at: given.expiresAt,
      made_by: given.madeBy,
    })
    .returning(shown)
    .executeTakeFirstOrThrow()
  return { token, invitation }
}

/** Invitations of an organisation, newest first. */
export async function listInvitations(db: Db, organisationId: string): Promise<InvitationRow[]> {
  return await db
    .selectFrom('invitation')
    .select(shown)
    .where('organisation_id', '=', organisationId)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(200)
    .execute()
}

/** Ends an invitation for ever; a second time changes nothing. */
export async function revokeInvitation(
  db: Db,
  id: string,
  scope: string | null = null,
): Promise<InvitationRow> {
  let update = db
    .updateTable('invitation')
    .set({ revoked_at: sql<Date>`coalesce(revoked_at, now())` })
    .where('id', '=', id)
  if (scope !== null) update = update.where('organisation_id', '=', scope)
  const row = await update.returning(shown).executeTakeFirst()
  if (!row) throw new TandemError('not-found', `There is no invitation ${id}.`)
  return row
}

/** An invitation by its token, whether it is open or not. */
export async function findInvitation(db: Db, token: string): Promise<InvitationRow | undefined> {
  return await db
    .selectFrom('invitation')
    .select(shown)
    .where('token_hash', '=', hashOfToken(token))
    .executeTakeFirst()
}

/** An invitation to an organisation gets its connection with the first choice of a method. */
export async function bindInvitation(db: Db, id: string, connectionId: string): Promise<void> {
  await db.updateTable('invitation').set({ connection_id: connectionId }).where('id', '=', id).execute()
}

/** One invitation, held until the transaction ends: two requests at once must not bind it twice. */
export async function getInvitation(db: Db, id: string): Promise<InvitationRow> {
  const select = db.selectFrom('invitation').select(shown).where('id', '=', id)
  return await (db.isTransaction ? select.forUpdate() : select).executeTakeFirstOrThrow()
}
