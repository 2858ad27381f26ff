import { pino } from 'pino'
import { Agent } from 'undici'
import { afterAll } from 'vitest'
import { callControl } from '../../emulator/src/control/room.ts'
import { createEmulator } from '../../emulator/src/main.ts'
import { addUser } from '../../emulator/src/tenant/directory.ts'
import { createMailFolder, deleteMailFolder, findMailFolder } from '../../emulator/src/tenant/mail-folders.ts'
import { mailboxOf } from '../../emulator/src/tenant/mailbox.ts'
import { moveMessage } from '../../emulator/src/tenant/messages.ts'
import { arrived } from '../src/jobs/arrived.ts'
import type { FetchDeps } from '../src/mail/inbound/fetch.ts'
import { rawStoreIn } from '../src/mail/inbound/raw-store.ts'
import { sendDue } from '../src/mail/send.ts'
import { graph } from '../src/providers/graph/provider.ts'
import type { Database } from '../src/store/database.ts'
import { putQueue, type QueueSettings } from '../src/store/queues.ts'
import { createTestMailbox } from './mailbox.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** Queues whose mailboxes are in an emulated tenant. */
export async function createInboundBench(db: Database) {
  const permissions = ['Mail.ReadWrite', 'Mail.Send']
  const application = { displayName: 'Fetches', secrets: [{}], permissions }
  const emulator = await createEmulator({
    seed: { tenants: [{ displayName: 'Inbound', domains: ['example.com'], applications: [application] }] },
  })
  const folder = await temporaryFolder('inbound')
  const dispatcher = new Agent({ connect: { ca: emulator.ca } })
  afterAll(async () => {
    await dispatcher.close()
    await emulator.close()
    await folder.remove()
  })
  const { id: tenantId, clientId, clientSecret } = emulator.tenants[0]!
  const outside = { dispatcher, loginUrl: emulator.url, serviceUrl: emulator.url, timeout: 5000 }
  const settings = { tenantId, clientId: clientId! }
  const access = graph.signIn(settings, { kind: 'secret', value: clientSecret! }, outside)
  const store = rawStoreIn(folder.path)
  const tenant = [...emulator.world.tenants.values()][0]!

  return {
    emulator,
    store,
    folder: folder.path,
    /** A queue with its mailbox; `deps` is how it is fetched, `on` the database that is used for it. */
    queue: async (options: Partial<QueueSettings> & { on?: Database } = {}) => {
      const mailbox = await createTestMailbox(db, { state: 'first', write_back: false }, ['inbox'])
      const { address } = mailbox
      const user = addUser(emulator.world, tenant, { userPrincipalName: address, displayName: 'Front desk' })
      const there = mailboxOf(user)
      const { on = db, ...wished } = options
      await putQueue(db, mailbox, { name: 'Front desk', mark: 'read', since: null, ...wished })
      const session = graph.open(settings, access, address, {
        ...outside,
        wanted: { readMail: true, send: true },
      })
      const deps: FetchDeps = {
        db: on,
        inbox: session.inbox!,
        store,
        owner: mailbox,
        stored: async (run) => await on.transaction().execute(run),
        arrived,
        signal: new AbortController().signal,
      }
      const control = (method: string, path: string, body?: unknown) =>
        callControl(emulator.control, method, `/mailboxes/${address}${path}`, body)
      return {
        mailbox,
        deps,
        deliver: async (raw: string | Buffer) =>
          await control('POST', '/deliver', { base64: Buffer.from(raw).toString('base64') }),
        /** Sends what waits to be sent. */
        send: async () =>
          await sendDue({
            db: on,
            owner: mailbox,
            sender: session.send!,
            log: pino({ level: 'silent' }),
            hold: async () => undefined,
            signal: new AbortController().signal,
          }),
        there: async () =>
          ((await control('GET', '/messages?folder=inbox')) as { messages: { isRead: boolean }[] }).messages,
        /** A folder below the Inbox; returns its id. */
        addFolder: (displayName: string) => {
          const parentFolderId = there.mail.wellKnown.inbox
          return createMailFolder(emulator.world, tenant, user, { displayName, parentFolderId }).id
        },
        removeFolder: (id: string) => {
          deleteMailFolder(emulator.world, tenant, user, findMailFolder(there, id)!)
        },
        /** A person moves everything that is in a folder. */
        moveAll: (from: string, to: string) => {
          for (const message of [...there.mail.messages.values()])
            if (message.folderId === findMailFolder(there, from)!.id)
              moveMessage(emulator.world, tenant, user, message, findMailFolder(there, to)!.id)
        },
        /** All messages of the mailbox. */
        messages: () =>
          [...there.mail.messages.values()].map(({ subject, categories, folderId, isRead }) => {
            return { subject, categories, isRead, folder: findMailFolder(there, folderId)!.displayName }
          }),
      }
    },
  }
}

/** A message of RFC 5322. */
export function mailOf(given: {
  id: string
  subject?: string
  from?: string
  references?: string[]
  text?: string
  headers?: string[]
}): string {
  const {
    id,
    subject = 'A flat',
    from = 'Mia Berg <mia@customers.example>',
    references = [],
    text = 'Hello',
  } = given
  return [
    `Message-ID: ${id}`,
    `From: ${from}`,
    'To: desk@example.com',
    `Subject: ${subject}`,
    'Date: Tue, 24 Nov 2026 10:00:00 +0000',
    ...(references.length > 0 ? [`References: ${references.join(' ')}`] : []),
    ...(given.headers ?? []),
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    text,
    '',
  ].join('\r\n')
}
