import type { App } from '../src/api/deps.ts'
import type { Database } from '../src/store/database.ts'
import { createTestMailbox } from './mailbox.ts'

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** A mailbox with every kind of record, and a way to ask what lies below its path: `ask('GET', '/events')`. */
export async function askedMailbox(app: App, db: Database, headers: Record<string, string>) {
  const mailbox = await createTestMailbox(db, {}, ['contacts', 'events', 'tasks'])
  const ask = async (
    method: Method,
    path: string,
    payload?: object | string,
    more: Record<string, string> = {},
  ) =>
    await app.inject({
      method,
      url: `/api/v1/mailboxes/${mailbox.id}${path}`,
      payload,
      headers: { ...headers, ...more },
    })
  return { ...mailbox, ask }
}

/** A record as a pull would have stored it: the mailbox holds the same. */
export async function storedItem(
  db: Database,
  { id, organisationId }: { id: string; organisationId: string },
  kind: string,
  fields: object,
  columns: { starts_at?: string | null; ends_at?: string | null } = {},
): Promise<string> {
  const row = await db
    .insertInto('record')
    .values({
      mailbox_id: id,
      organisation_id: organisationId,
      kind,
      fields: JSON.stringify(fields),
      remote_id: crypto.randomUUID(),
      remote_version: '1',
      ...columns,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}
