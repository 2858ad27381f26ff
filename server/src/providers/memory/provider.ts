import { z } from 'zod'
import { type Failure, ProviderError } from '../failures.ts'
import type { NotificationAnswer, Provider, Reach, Session, Wanted, Watch } from '../provider.ts'
import type { MemoryBox } from './box.ts'
import { calendarView, meetingRules } from './calendar.ts'
import { type Door, memoryCollection } from './collection.ts'
import { createFaults, type Faults, type Operation } from './faults.ts'
import { createMail, type MemoryMail, memoryInbox } from './inbox.ts'
import { createMailbox, type KindName, type MemoryMailbox } from './mailbox.ts'
import { createPost, type MemoryPost, memoryLimits, memorySender } from './sender.ts'

/** The server behind the memory provider, with everything a test may do to it. */
export interface MemoryServer {
  faults: Faults
  /** Items on a page. */
  pageSize: number
  /** Requests so far, by operation. */
  requests: Map<Operation, number>
  /** Called before each request is carried out: the moment for the person to interfere. */
  onRequest:
    | ((operation: Operation, mailbox: string, collection: KindName | 'messages') => void | Promise<void>)
    | undefined
  subscriptions: Map<string, Subscription>
  /** Called at every change that a subscription covers. */
  onNotification: ((subscriptionId: string, secret: string) => void) | undefined
  /** Whom the server mailed because of what was written in a calendar. */
  mailed: { from: string; to: string }[]
  /** Everybody's mail. */
  post: MemoryPost
  /** What has come into a mailbox, as it came. */
  mail(address: string): MemoryMail
  /** The mailbox, made at the first call. */
  mailbox(address: string): MemoryMailbox
  removeMailbox(address: string): void
  /** Makes all cursors of a mailbox worthless. */
  expireCursors(address: string): void
  now(): number
}

interface Subscription {
  address: string
  collection: KindName
  folder: string
  secret: string
  expiresAt: Date
}

const settings = z.object({})
const credential = z.object({ kind: z.literal('secret'), value: z.string() })

/** A server without mailboxes, and the provider that reaches it: the reference for every other provider. */
export function createMemoryServer(options: { pageSize?: number; now?: () => number } = {}): {
  provider: Provider<z.infer<typeof settings>>
  server: MemoryServer
} {
  const server = createServer(options.pageSize ?? 100, options.now ?? Date.now)
  const provider: Provider<z.infer<typeof settings>> = {
    method: 'memory',
    settings,
    credential,
    signIn: () => ({ token: async () => 'memory', drop: () => undefined }),
    open: (_settings, _access, address, reach) => openSession(server, address, reach),
    sendLimits: () => memoryLimits,
    directory: () => listMailboxes(server),
    notification: (request) => readNotification(request.body),
    checks: [],
  }
  return { provider, server: server.shown }
}

interface Inner {
  shown: MemoryServer
  mailboxes: Map<string, MemoryMailbox>
}

function createServer(pageSize: number, now: () => number): Inner {
  const mailboxes = new Map<string, MemoryMailbox>()
  const mails = new Map<string, MemoryMail>()
  const shown: MemoryServer = {
    faults: createFaults(),
    pageSize,
    requests: new Map(),
    onRequest: undefined,
    subscriptions: new Map(),
    onNotification: undefined,
    mailed: [],
    post: createPost(),
    mail: (address) => {
      const mail = mails.get(address) ?? createMail(now)
      mails.set(address, mail)
      return mail
    },
    mailbox: (address) => {
      const known = mailboxes.get(address)
      if (known) return known
      const made = createMailbox(address, now, (kind, folder) => announce(shown, address, kind, folder))
      mailboxes.set(address, made)
      return made
    },
    removeMailbox: (address) => {
      mailboxes.delete(address)
    },
    expireCursors: (address) => {
      const mailbox = shown.mailbox(address)
      for (const box of [mailbox, mailbox.events, mailbox.tasks, shown.mail(address)]) box.generation += 1
    },
    now,
  }
  return { shown, mailboxes }
}

function announce(server: MemoryServer, address: string, collection: KindName, folder: string): void {
  for (const [id, one] of server.subscriptions) {
    if (one.address === address && one.collection === collection && one.folder === folder) {
      server.onNotification?.(id, one.secret)
    }
  }
}

/** What is wanted is offered; where nobody said what is wanted, contacts are. */
function openSession(inner: Inner, address: string, reach: Partial<Reach>): Session {
  const isTold = Object.keys(reach.wanted ?? {}).length > 0
  const wanted: Wanted = isTold ? reach.wanted! : { contacts: true }
  const { shown } = inner
  return {
    ...(wanted.contacts && {
      contacts: memoryCollection(doorTo(inner, address, 'contacts', (mailbox) => mailbox)),
    }),
    ...(wanted.calendar && {
      calendar: memoryCollection({
        ...doorTo(inner, address, 'events', (mailbox) => mailbox.events),
        view: calendarView(shown.now),
        before: meetingRules(address, (to) => shown.mailed.push({ from: address, to })),
      }),
    }),
    ...(wanted.tasks && {
      tasks: memoryCollection(doorTo(inner, address, 'tasks', (mailbox) => mailbox.tasks)),
    }),
    ...(wanted.send && {
      send: memorySender(
        { ...mailDoor(inner, address), post: shown.post, address },
        wanted.readMail === true,
      ),
    }),
    ...(wanted.readMail && {
      inbox: memoryInbox({
        ...mailDoor(inner, address),
        mail: shown.mail(address),
        pageSize: () => shown.pageSize,
      }),
    }),
    watch: memoryWatch(shown, address),
    close: async () => undefined,
  }
}

function mailDoor({ shown, mailboxes }: Inner, address: string) {
  const failure: Failure = { kind: 'Forbidden', detail: `No mailbox ${address}` }
  return {
    missing: () => (mailboxes.has(address) ? undefined : failure),
    request: async (operation: Operation) => {
      shown.requests.set(operation, (shown.requests.get(operation) ?? 0) + 1)
      await shown.onRequest?.(operation, address, 'messages')
      return shown.faults.take(operation, address, 'messages')
    },
  }
}

function doorTo<T>(
  { shown, mailboxes }: Inner,
  address: string,
  collection: KindName,
  choose: (mailbox: MemoryMailbox) => MemoryBox<T>,
): Door<T> {
  const failure: Failure = { kind: 'Forbidden', detail: `No mailbox ${address}` }
  return {
    pageSize: () => shown.pageSize,
    box: () => {
      const found = mailboxes.get(address)
      if (!found) throw new ProviderError(failure)
      return choose(found)
    },
    missing: () => (mailboxes.has(address) ? undefined : failure),
    request: async (operation) => {
      shown.requests.set(operation, (shown.requests.get(operation) ?? 0) + 1)
      await shown.onRequest?.(operation, address, collection)
      return shown.faults.take(operation, address, collection)
    },
  }
}

const subscriptionLife = 7 * 24 * 3600 * 1000
const defaultFolders: Record<KindName, string> = { contacts: 'contacts', events: 'calendar', tasks: 'tasks' }

function memoryWatch(server: MemoryServer, address: string): Watch {
  let made = 0
  return {
    start: async (request) => {
      const renewed = request.current !== undefined && server.subscriptions.has(request.current)
      const id = renewed ? request.current! : `subscription-${address}-${server.subscriptions.size}-${++made}`
      const expiresAt = new Date(server.now() + subscriptionLife)
      const { collection, secret } = request
      if (collection === 'inbox') throw new Error('The memory server has no mail that comes in')
      const folder = request.folder ?? defaultFolders[collection]
      server.subscriptions.set(id, { address, collection, folder, secret, expiresAt })
      return { id, expiresAt }
    },
    stop: async (id) => {
      server.subscriptions.delete(id)
    },
  }
}

async function* listMailboxes({ mailboxes }: Inner) {
  yield [...mailboxes.keys()].map((address) => ({
    remoteId: address,
    address,
    displayName: address,
    enabled: true,
  }))
}

const notificationBody = z.object({
  subscriptionId: z.string(),
  secret: z.string(),
  kind: z.enum(['pull', 'renew', 'lost']).default('pull'),
})

function readNotification(body: unknown): NotificationAnswer {
  const read = notificationBody.safeParse(body)
  return read.success ? { status: 202, hints: [read.data] } : { status: 400, hints: [] }
}
