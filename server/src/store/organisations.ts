import type { Selectable } from 'kysely'
import { TandemError } from '../errors.ts'
import type { Db } from './database.ts'
import type { Organisation } from './schema.ts'

export type OrganisationRow = Selectable<Organisation>

/** Adds an organisation. */
export async function createOrganisation(
  db: Db,
  given: { name: string; contactEmails?: string[] },
): Promise<OrganisationRow> {
  return await db
    .insertInto('organisation')
    .values({ name: given.name, contact_emails: given.contactEmails ?? [] })
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** One organisation; another organisation's key sees `not-found`. */
export async function getOrganisation(
  db: Db,
  id: string,
  scope: string | null = null,
): Promise<OrganisationRow> {
  const row = await db.selectFrom('organisation').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row || (scope !== null && scope !== id)) throw notFound(id)
  return row
}

/** Organisations in the order of their names, from `after` on (name and id of the last one seen). */
export async function listOrganisations(
  db: Db,
  query: { scope: string | null; search?: string; limit: number; after?: { name: string; id: string } },
): Promise<OrganisationRow[]> {
  let select = db.selectFrom('organisation').selectAll()
  if (query.scope !== null) select = select.where('id', '=', query.scope)
  if (query.search) select = select.where('name', 'ilike', `%${query.search.replace(/[\\%_]/g, '\\$&')}%`)
  const { after } = query
  if (after) select = select.where((eb) => eb(eb.refTuple('name', 'id'), '>', eb.tuple(after.name, after.id)))
  return await select.orderBy('name').orderBy('id').limit(query.limit).execute()
}

/** Changes name or contacts; absent ones stay. */
export async function updateOrganisation(
  db: Db,
  id: string,
  changes: { name?: string; contactEmails?: string[] },
): Promise<OrganisationRow> {
  const row = await db
    .updateTable('organisation')
    .set({ name: changes.name, contact_emails: changes.contactEmails, id })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  if (!row) throw notFound(id)
  return row
}

/** Whether people of the organisation who sign in with a password need a second factor. */
export async function requireTwoFactor(tx: Db, id: string, required: boolean): Promise<void> {
  await tx.updateTable('organisation').set({ requires_two_factor: required }).where('id', '=', id).execute()
}

/** Removes an organisation with all it holds here; refused while one of its mailboxes is in step. */
export async function deleteOrganisation(db: Db, id: string): Promise<void> {
  const busy = await db
    .selectFrom('mailbox')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('organisation_id', '=', id)
    .where('state', 'in', ['on', 'trouble'])
    .executeTakeFirstOrThrow()
  if (busy.count > 0)
    throw new TandemError(
      'wrong-state',
      `Switch its ${busy.count} mailboxes off first: they are still kept in step.`,
    )
  // Rows that carry no foreign key.
  await db.deleteFrom('change').where('organisation_id', '=', id).execute()
  const result = await db.deleteFrom('organisation').where('id', '=', id).executeTakeFirst()
  if (Number(result.numDeletedRows) === 0) throw notFound(id)
}

function notFound(id: string): TandemError {
  return new TandemError('not-found', `There is no organisation ${id}.`)
}
