import type { Database } from '../src/store/database.ts'

let made = 0

/** What connections call the kinds of record in `wanted`. */
const flags: Record<string, string> = {
  contacts: 'contacts',
  events: 'calendar',
  tasks: 'tasks',
  inbox: 'readMail',
}

/** An organisation with one connection and one mailbox that is switched on and live for these kinds; the lease is free. */
export async function createTestMailbox(
  db: Database,
  collection: {
    kind?: string
    state?: string
    skip_private?: boolean
    write_back?: boolean
    conflict_policy?: string
  } = {},
  kinds: string[] = [collection.kind ?? 'contacts'],
): Promise<{ id: string; organisationId: string; connectionId: string; address: string }> {
  made += 1
  const address = `person${made}@example.com`
  const organisation = await insert(db, 'organisation', { name: `Organisation ${made}` })
  const connection = await db
    .insertInto('connection')
    .values({
      organisation_id: organisation,
      method: 'memory',
      state: 'active',
      wanted: JSON.stringify(Object.fromEntries(kinds.map((kind) => [flags[kind], true]))),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const mailbox = await db
    .insertInto('mailbox')
    .values({ organisation_id: organisation, connection_id: connection.id, address, state: 'on' })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db
    .insertInto('collection')
    .values(
      kinds.map((kind) => ({
        mailbox_id: mailbox.id,
        organisation_id: organisation,
        kind,
        state: 'live',
        ...collection,
      })),
    )
    .execute()
  await db.insertInto('lease').values({ mailbox_id: mailbox.id }).execute()
  return { id: mailbox.id, organisationId: organisation, connectionId: connection.id, address }
}

async function insert(db: Database, table: 'organisation', values: { name: string }): Promise<string> {
  const row = await db.insertInto(table).values(values).returning('id').executeTakeFirstOrThrow()
  return row.id
}
