import { type Selectable, sql } from 'kysely'
import { TandemError } from '../errors.ts'
import { announce } from './announce.ts'
import type { Db } from './database.ts'
import type { Mailbox } from './schema.ts'

export type MailboxRow = Selectable<Mailbox>

/** Why a mailbox is in trouble, in plain words. */
export interface Trouble {
  title: string
  detail: string
  since: string
  failure?: { kind: string; detail: string }
}

/** One mailbox by its id, or undefined. */
export async function getMailbox(db: Db, id: string): Promise<MailboxRow | undefined> {
  return await db.selectFrom('mailbox').selectAll().where('id', '=', id).executeTakeFirst()
}

/**
 * The mailbox with an address, or undefined. Several organisations (or connections) may hold the same address:
 * then it is refused, with the ids to choose from.
 */
export async function findMailboxByAddress(
  db: Db,
  address: string,
  organisationId: string | null = null,
): Promise<MailboxRow | undefined> {
  let select = db.selectFrom('mailbox').selectAll().where('address', '=', address.toLowerCase())
  if (organisationId !== null) select = select.where('organisation_id', '=', organisationId)
  const rows = await select.limit(20).execute()
  // One that is in step is meant, if the others only stand in a directory.
  const inStep = rows.filter((row) => row.state === 'on' || row.state === 'trouble')
  const candidates = inStep.length === 1 ? inStep : rows
  if (candidates.length > 1)
    throw new TandemError(
      'already-exists',
      `Several mailboxes have the address ${address}. Name one by its id: ${candidates.map((row) => row.id).join(', ')}.`,
    )
  return candidates[0]
}

/** The mailbox a path names, by id or address; one of another organisation is `not-found`. */
export async function findMailbox(db: Db, name: string, scope: string | null = null): Promise<MailboxRow> {
  const row = name.includes('@') ? await findMailboxByAddress(db, name, scope) : await byId(db, name)
  if (!row || (scope !== null && row.organisation_id !== scope))
    throw new TandemError('not-found', `There is no mailbox ${name}. GET /api/v1/mailboxes lists them.`)
  return row
}

/** Notes why a mailbox is in trouble, or (null) that it is well again; only a change is announced. */
export async function setTrouble(db: Db, id: string, trouble: Trouble | null): Promise<void> {
  const row = await db
    .updateTable('mailbox')
    .set({ state: trouble ? 'trouble' : 'on', trouble: trouble && JSON.stringify(trouble) })
    .where('id', '=', id)
    .where('state', 'in', ['on', 'trouble'])
    .where((eb) =>
      trouble ? eb(sql`trouble->>'title'`, 'is distinct from', trouble.title) : eb('state', '=', 'trouble'),
    )
    .returning(['id', 'organisation_id'])
    .executeTakeFirst()
  if (row) await announceMailbox(db, row)
}

/** Adds typed addresses (lower case) to a connection; those that were there already are named. */
export async function addTypedMailboxes(
  db: Db,
  connection: { id: string; organisation_id: string },
  addresses: string[],
): Promise<{ added: MailboxRow[]; known: MailboxRow[] }> {
  const added = await db
    .insertInto('mailbox')
    .columns(['organisation_id', 'connection_id', 'address', 'source'])
    .expression(
      sql`SELECT DISTINCT ${connection.organisation_id}::uuid, ${connection.id}::uuid, lower(address), 'typed'
        FROM unnest(${addresses}::text[]) AS address`,
    )
    .onConflict((oc) => oc.columns(['connection_id', 'address']).doNothing())
    .returningAll()
    .execute()
  const fresh = new Set(added.map((row) => row.address))
  const others = addresses.map((address) => address.toLowerCase()).filter((address) => !fresh.has(address))
  const known = others.length
    ? await db
        .selectFrom('mailbox')
        .selectAll()
        .where('connection_id', '=', connection.id)
        .where('address', 'in', others)
        .execute()
    : []
  for (const row of added) await announceMailbox(db, row)
  return { added, known }
}

async function byId(db: Db, id: string): Promise<MailboxRow | undefined> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return undefined
  return await getMailbox(db, id)
}

async function announceMailbox(db: Db, row: { id: string; organisation_id: string }): Promise<void> {
  await announce(db, { organisationId: row.organisation_id, topic: 'mailbox', id: row.id })
}
