import type { ContactFields } from '@tandem/model/contact.ts'
import type { MemoryMailbox } from '../src/providers/memory/mailbox.ts'
import { createMemoryServer, type MemoryServer } from '../src/providers/memory/provider.ts'
import type { Session } from '../src/providers/provider.ts'
import type { Database } from '../src/store/database.ts'
import { createSync, type Sync } from '../src/sync/context.ts'
import { createTestMailbox } from './mailbox.ts'

/** A mailbox on the memory provider, with all that a test does to either side. */
export interface Bench {
  db: Database
  sync: Sync
  session: Session
  server: MemoryServer
  outside: MemoryMailbox
  mailbox: Awaited<ReturnType<typeof createTestMailbox>>
}

/** Both sides of one mailbox; `collection` overrides columns of its row. */
export async function createTestSync(
  db: Database,
  collection: Parameters<typeof createTestMailbox>[1] = {},
  options: { pageSize?: number; now?: () => number } = {},
): Promise<Bench> {
  const mailbox = await createTestMailbox(db, collection)
  const { provider, server } = createMemoryServer(options)
  const outside = server.mailbox(mailbox.address)
  const signIn = { dispatcher: null as never, loginUrl: '', serviceUrl: '', timeout: 1000, wanted: {} }
  const access = provider.signIn({}, { kind: 'secret', value: 'x' }, signIn)
  const session = provider.open({}, access, mailbox.address, signIn)
  const sync = createSync(db, mailbox, 'contacts', session, { hold: async () => undefined })!
  return { db, sync, session, server, outside, mailbox }
}

/** The contacts of a mailbox as Tandem holds them, those deleted left out. */
export async function recordsOf(bench: { db: Database; mailbox: { id: string } }) {
  return await bench.db
    .selectFrom('record')
    .selectAll()
    .where('mailbox_id', '=', bench.mailbox.id)
    .where('deleted_at', 'is', null)
    .orderBy('sort_name')
    .execute()
}

/** What both sides hold, in the same order, so that they can be compared. */
export async function bothSides(
  bench: Bench,
): Promise<{ tandem: ContactFields[]; mailbox: ContactFields[] }> {
  const records = await recordsOf(bench)
  return {
    tandem: inOrder(records.map((record) => record.fields as ContactFields)),
    mailbox: inOrder([...bench.outside.items.values()].map((stored) => stored.item)),
  }
}

function inOrder(list: ContactFields[]): ContactFields[] {
  return list
    .map((fields) => Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1))))
    .map((fields) => [JSON.stringify(fields), fields] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, fields]) => fields)
}
