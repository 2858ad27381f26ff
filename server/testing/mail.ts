import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { type Mailer, stored } from '../src/mail/mailer.ts'
import { sendDue } from '../src/mail/send.ts'
import { createMemoryServer, type MemoryServer } from '../src/providers/memory/provider.ts'
import type { StoredLetter } from '../src/providers/memory/sender.ts'
import { addChunk, beginAttachment, chunkBytes, finishAttachment } from '../src/store/attachments.ts'
import type { Owner } from '../src/store/batches.ts'
import type { Database } from '../src/store/database.ts'
import { addOutgoing, type OutgoingContent } from '../src/store/outgoing.ts'
import { createTestMailbox } from './mailbox.ts'

/** A mailbox whose mail goes out over the memory provider. */
export interface MailBench {
  db: Database
  mailer: Mailer
  server: MemoryServer
  mailbox: Owner & { address: string }
  /** Adds a message to one recipient of its own; returns its id and the recipient. */
  add(given?: Partial<Parameters<typeof addLetter>[2]>): Promise<{ id: string; to: string }>
  /** What was delivered to an address. */
  inbox(address: string): StoredLetter[]
  message(id: string): Promise<MessageRow>
  /** What waits for its time is due now. */
  hurry(): Promise<void>
}
type MessageRow = Awaited<ReturnType<typeof readMessage>>

/** `readMail`: with drafts. `working`: how the sending reaches the database. */
export async function createMailBench(
  db: Database,
  readMail: boolean,
  working: Database = db,
): Promise<MailBench> {
  const mailbox = await createTestMailbox(db)
  const { provider, server } = createMemoryServer()
  server.mailbox(mailbox.address)
  const outside = { dispatcher: null as never, loginUrl: '', serviceUrl: '', timeout: 1000 }
  const access = provider.signIn({}, { kind: 'secret', value: 'x' }, outside)
  const session = provider.open({}, access, mailbox.address, {
    ...outside,
    wanted: { send: true, readMail },
  })
  const mailer: Mailer = {
    db: working,
    owner: mailbox,
    sender: session.send!,
    log: pino({ level: 'silent' }),
    hold: async () => undefined,
  }
  return {
    db,
    mailer,
    server,
    mailbox,
    add: async (given = {}) => {
      const to = given.to ?? `recipient-${randomUUID()}@world.example`
      return { id: await addLetter(db, mailbox, { ...given, to }), to }
    },
    inbox: (address) => server.post.inbox(address),
    message: (id) => readMessage(db, id),
    hurry: async () => {
      await db
        .updateTable('outgoing_message')
        .set({ due_at: new Date(Date.now() - 1) })
        .where('mailbox_id', '=', mailbox.id)
        .where('state', 'in', ['queued', 'sending'])
        .execute()
    },
  }
}

/** Stores a message with files of the given bytes. */
export async function addLetter(
  db: Database,
  owner: Owner & { address: string },
  given: { to: string; files?: { name: string; bytes: Buffer }[]; wantedAt?: Date; recipients?: number },
): Promise<string> {
  const operationId = randomUUID()
  const attachments = []
  for (const { name, bytes } of given.files ?? []) {
    const id = await beginAttachment(db, owner, { name, contentType: 'application/octet-stream' })
    for (let at = 0; at < bytes.length; at += chunkBytes)
      await addChunk(db, id, at / chunkBytes, bytes.subarray(at, at + chunkBytes))
    await finishAttachment(db, id, bytes.length)
    attachments.push({ id, contentId: null })
  }
  const size = (given.files ?? []).reduce((sum, { bytes }) => sum + bytes.length, 1000)
  const others = Array.from({ length: (given.recipients ?? 1) - 1 }, (_, nth) => ({
    name: '',
    address: `other${nth}@world.example`,
  }))
  const content: OutgoingContent = {
    to: [{ name: '', address: given.to }],
    cc: [],
    bcc: others,
    replyTo: [],
    subject: `To ${given.to}`,
    html: '<p>Hello</p>',
    text: 'Hello',
    importance: 'normal',
    inReplyTo: null,
    references: [],
  }
  const messageId = `<${operationId}@example.com>`
  return await addOutgoing(db, {
    owner,
    operationId,
    messageId,
    content,
    size,
    attachments,
    wantedAt: given.wantedAt,
    requestedBy: 'test',
  })
}

/** Runs the sending until nothing is left to be done, as the timer does, but without waiting. */
export async function sendAll(bench: MailBench): Promise<void> {
  for (let round = 0; round < 60; round += 1) {
    await sendDue(bench.mailer)
    const left = await bench.db
      .selectFrom('outgoing_message')
      .select('id')
      .where('mailbox_id', '=', bench.mailbox.id)
      .where('state', 'in', ['queued', 'sending'])
      .execute()
    if (left.length === 0) return
    await bench.hurry()
  }
  throw new Error('It never comes to rest')
}

/** The room that earlier messages took is free again. */
export async function freeLimits(bench: MailBench): Promise<void> {
  await stored(bench.mailer, async (tx) => {
    await tx.deleteFrom('sending_use').where('mailbox_id', '=', bench.mailbox.id).execute()
  })
}

async function readMessage(db: Database, id: string) {
  return await db.selectFrom('outgoing_message').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}
