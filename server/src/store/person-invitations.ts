import { randomBytes, randomUUID } from 'node:crypto'
import { type Selectable, sql } from 'kysely'
import { TandemError } from '../errors.ts'
import { hashOfToken } from './api-keys.ts'
import type { Db } from './database.ts'
import { mustBeMailboxes, type Role, setAgentMailboxes } from './people.ts'
import type { PersonInvitation } from './schema.ts'

export type PersonInvitationRow = Omit<Selectable<PersonInvitation>, 'token_hash' | 'role'> & { role: Role }

const shown = [
  'id',
  'organisation_id',
  'email',
  'name',
  sql<Role>`role`.as('role'),
  'mailbox_ids',
  'invited_by',
  'created_at',
  'expires_at',
  'accepted_at',
  'revoked_at',
] as const

export interface PersonInvitationWish {
  organisationId: string | null
  email: string
  name: string
  role: Role
  mailboxIds: string[]
  invitedBy: string
  expiresAt: Date
}

/** Invites somebody; the token (256 random bits) is answered once. An older link for the same address ends. */
export async function invitePerson(
  tx: Db,
  wish: PersonInvitationWish,
): Promise<{ token: string; invitation: PersonInvitationRow }> {
  const email = wish.email.toLowerCase()
  await mustBeFree(tx, email)
  if (wish.organisationId !== null) await mustBeMailboxes(tx, wish.organisationId, wish.mailboxIds)
  await tx
    .updateTable('person_invitation')
    .set({ revoked_at: sql`now()` })
    .where('email', '=', email)
    .where('organisation_id', 'is not distinct from', wish.organisationId)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .execute()
  const token = randomBytes(32).toString('base64url')
  const invitation = await tx
    .insertInto('person_invitation')
    .values({
      organisation_id: wish.organisationId,
      email,
      name: wish.name,
      role: wish.role,
      mailbox_ids: wish.mailboxIds,
      token_hash: hashOfToken(token),
      invited_by: wish.invitedBy,
      expires_at: wish.expiresAt,
    })
    .returning(shown)
    .executeTakeFirstOrThrow()
  return { token, invitation }
}

/** Invitations of people, newest first; of one organisation or, with `null`, all. */
export async function listPersonInvitations(
  db: Db,
  organisationId: string | null,
): Promise<PersonInvitationRow[]> {
  let select = db.selectFrom('person_invitation').select(shown)
  if (organisationId !== null) select = select.where('organisation_id', '=', organisationId)
  return await select.orderBy('created_at', 'desc').orderBy('id').limit(500).execute()
}

/** Ends an invitation for ever; a second time changes nothing. */
export async function revokePersonInvitation(
  tx: Db,
  id: string,
  scope: string | null,
): Promise<PersonInvitationRow> {
  let update = tx
    .updateTable('person_invitation')
    .set({ revoked_at: sql<Date>`coalesce(revoked_at, now())` })
    .where('id', '=', id)
  if (scope !== null) update = update.where('organisation_id', '=', scope)
  const row = await update.returning(shown).executeTakeFirst()
  if (!row) throw new TandemError('not-found', `There is no invitation ${id}.`)
  return row
}

/** The invitation of a link, if it can still be accepted; held until the transaction ends. */
export async function openPersonInvitation(db: Db, token: string): Promise<PersonInvitationRow> {
  const select = db.selectFrom('person_invitation').select(shown).where('token_hash', '=', hashOfToken(token))
  const row = await (db.isTransaction ? select.forUpdate() : select).executeTakeFirst()
  const closed = whyClosed(row)
  if (row !== undefined && closed === undefined) return row
  throw new TandemError('not-found', closed ?? '')
}

/** Whoever holds the link may know what became of it. */
function whyClosed(row: PersonInvitationRow | undefined): string | undefined {
  if (row === undefined)
    return 'There is no invitation with this link: a part of it may be missing. Copy it whole, or ask whoever invited you for a new one.'
  if (row.accepted_at !== null)
    return 'This invitation was accepted already. Sign in with the password that was chosen then; if that was not you, tell whoever invited you.'
  if (row.revoked_at !== null)
    return 'This invitation was withdrawn. If you got a newer link, use that; otherwise ask whoever invited you.'
  if (row.expires_at <= new Date())
    return 'This invitation has expired. Ask whoever invited you for a new link; it takes them a minute.'
  return undefined
}

/** The open invitation of an address, for whoever proves it otherwise than by the link (single sign-on). */
export async function openInvitationOf(tx: Db, email: string): Promise<PersonInvitationRow | undefined> {
  return await tx
    .selectFrom('person_invitation')
    .select(shown)
    .where('email', '=', email.toLowerCase())
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .orderBy('created_at', 'desc')
    .limit(1)
    .forUpdate()
    .executeTakeFirst()
}

/** Makes the invited person; `password` is hashed already, without it they sign in elsewhere. Returns their id. */
export async function acceptPersonInvitation(
  tx: Db,
  invitation: PersonInvitationRow,
  given: { name: string; password?: string },
): Promise<string> {
  await mustBeFree(tx, invitation.email)
  const { role, organisation_id } = invitation
  const id = randomUUID()
  const person = { id, email: invitation.email, name: given.name, emailVerified: true, role, organisation_id }
  await tx.insertInto('user').values(person).execute()
  if (given.password !== undefined)
    await tx
      .insertInto('account')
      .values({
        id: randomUUID(),
        userId: id,
        accountId: id,
        providerId: 'credential',
        password: given.password,
      })
      .execute()
  if (organisation_id !== null) {
    if (role === 'agent') {
      // Mailboxes may have gone since.
      const kept = await tx
        .selectFrom('mailbox')
        .select('id')
        .where('id', 'in', [...invitation.mailbox_ids, id0])
        .execute()
      await setAgentMailboxes(
        tx,
        { id, organisationId: organisation_id },
        kept.map((row) => row.id),
      )
    }
    if (role === 'administrator') await noteAdministered(tx, organisation_id)
  }
  await tx
    .updateTable('person_invitation')
    .set({ accepted_at: sql`now()` })
    .where('id', '=', invitation.id)
    .execute()
  return id
}

/** From its first administrator on an organisation decides itself who of support sees its data (decision 0013). */
export async function noteAdministered(tx: Db, organisationId: string): Promise<void> {
  await tx
    .updateTable('organisation')
    .set({ administered_at: sql`coalesce(administered_at, now())` })
    .where('id', '=', organisationId)
    .execute()
}

/** `IN ()` is no SQL. */
const id0 = '00000000-0000-0000-0000-000000000000'

/** One address, one person: an unknown organisation learns no more than that. */
async function mustBeFree(tx: Db, email: string): Promise<void> {
  const row = await tx.selectFrom('user').select('id').where('email', '=', email).executeTakeFirst()
  if (row !== undefined)
    throw new TandemError(
      'already-exists',
      `Somebody signs in as ${email} already. Use another address; one address belongs to one organisation (docs/operations.md, People).`,
      [{ pointer: '/email', detail: 'is taken' }],
    )
}
