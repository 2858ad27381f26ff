import { randomUUID } from 'node:crypto'
import { sql, type Transaction } from 'kysely'
import { arrived } from '../src/jobs/arrived.ts'
import { type FetchDeps, fetchMail } from '../src/mail/inbound/fetch.ts'
import type { RawStore } from '../src/mail/inbound/raw-store.ts'
import { addEvents } from '../src/store/conversation-events.ts'
import type { Database } from '../src/store/database.ts'
import { putQueue } from '../src/store/queues.ts'
import type { DB } from '../src/store/schema.ts'
import { mailOf } from './inbound.ts'
import { createTestMailbox } from './mailbox.ts'

/** Whoever asks to be erased. */
export const ada = 'Ada.Marked@customers.example'
/** Of somebody else, though the address stands in it. */
export const other = 'not-ada.marked@customers.example'
/** What there is of Ada in `stagePersonMail`. */
export const counts = { conversations: 1, messages: 2, ownMessages: 1, sent: 2, mentions: 3, copies: 0 }

const mails = [
  mailOf({ id: '<begun@x>', from: `Ada <${ada}>`, text: 'A marked sentence', subject: 'Marked subject' }),
  mailOf({ id: '<joined@x>', from: 'Bo <bo@x.example>', references: ['<begun@x>'], text: 'I join' }),
  mailOf({ id: '<bo@x>', from: 'Bo <bo@x.example>', subject: 'Of Bo', headers: [`Cc: Ada <${ada}>`] }),
  mailOf({
    id: `<${ada}>`,
    from: `Ada <${ada.toUpperCase()}>`,
    references: ['<bo@x>'],
    text: 'Another marked sentence',
  }),
  mailOf({
    id: '<quotes@x>',
    from: 'Bo <bo@x.example>',
    references: ['<bo@x>', `<${ada}>`],
    text: `Thanks\n\nOn Tue, Ada <\n${ada}> wrote:\n> so`,
  }),
  mailOf({ id: '<strange@x>', from: `Nora <${other}>`, subject: 'Of Nora', text: `From ${other}` }),
].map((raw, nth) => ({
  ref: `${nth}`,
  raw: Buffer.from(raw),
  receivedAt: new Date(Date.UTC(2026, 0, 1, nth)).toISOString(),
}))

/** An organisation with a queue in which there is mail of Ada, of others that names her, and of others that does not. */
export async function stagePersonMail(db: Database, store: RawStore) {
  const mailbox = await createTestMailbox(db, { state: 'first', write_back: false }, ['inbox'])
  await putQueue(db, mailbox, { name: 'Desk', mark: 'nothing', since: null })
  await db
    .insertInto('acknowledgement')
    .values({ mailbox_id: mailbox.id, organisation_id: mailbox.organisationId, address: ada.toLowerCase() })
    .execute()
  const colleague = await db
    .insertInto('conversation')
    .values({
      organisation_id: mailbox.organisationId,
      mailbox_id: mailbox.id,
      subject: 'Of somebody else',
      sender: '{"name": "", "address": ""}',
      preview: '',
      messages: 0,
      has_attachments: false,
      first_at: new Date(),
      last_at: new Date(),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await addEvents(db, [
    { conversationId: colleague.id, kind: 'routed', data: { reasons: [`The sender fits “${ada}”.`] } },
  ])
  await db
    .insertInto('conversation_note')
    .values({
      organisation_id: mailbox.organisationId,
      mailbox_id: mailbox.id,
      conversation_id: colleague.id,
      author: 'test',
      text: `Write to ${ada}`,
      search: sql`to_tsvector('simple', ${ada})`,
    })
    .execute()
  const deps: FetchDeps = {
    db,
    store,
    owner: mailbox,
    stored: async (run: (tx: Transaction<DB>) => Promise<never>) => await db.transaction().execute(run),
    arrived,
    signal: new AbortController().signal,
    inbox: {
      changes: async function* () {
        const told = mails.map(({ ref, receivedAt }) => ({ kind: 'message' as const, ref, receivedAt }))
        yield [...told, { kind: 'checkpoint' as const, cursor: 'c', more: false }]
      },
      list: async function* () {
        yield mails
      },
      raw: async (ref: string) => mails.find((one) => one.ref === ref)?.raw,
      folders: async () => [],
      mark: async () => [],
    },
  }
  await fetchMail(deps)
  const subjects = await db
    .selectFrom('conversation')
    .select(['id', 'subject'])
    .where('mailbox_id', '=', mailbox.id)
    .execute()
  const send = async (to: string, text: string, subject?: string) => {
    const none = { cc: [], bcc: [], replyTo: [], html: null, inReplyTo: null, references: [] }
    const recipients = [{ name: 'X', address: to }]
    await db
      .insertInto('outgoing_message')
      .values({
        organisation_id: mailbox.organisationId,
        mailbox_id: mailbox.id,
        state: 'sent',
        content: JSON.stringify({ ...none, to: recipients, subject: 'Sent', text, importance: 'normal' }),
        message_id: `<${randomUUID()}@desk>`,
        operation_id: randomUUID(),
        recipients: 1,
        size: 1,
        wanted_at: new Date(),
        requested_by: 'test',
        conversation_id: subjects.find((one) => one.subject === subject)?.id ?? null,
      })
      .execute()
  }
  await send(ada, 'An answer', 'Marked subject')
  await send(ada, 'Another mail')
  await send('bo@x.example', `As ${ada} said`, 'Of Bo')
  return { mailbox, deps }
}
