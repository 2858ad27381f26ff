import { z } from 'zod'
import { type Failure, ProviderError } from '../failures.ts'
import type { NotificationAnswer, Provider, Session, Wanted, Watch } from '../provider.ts'
import { memoryContacts } from './contacts.ts'
import { createFaults, type Faults, type Operation } from './faults.ts'
import { createMailbox, defaultFolder, type MemoryMailbox } from './mailbox.ts'
import { createPost, type MemoryPost, memoryLimits, memorySender } from './sender.ts'

/** The server behind the memory provider, with everything a test may do to it. */
export interface MemoryServer {
  faults: Faults
  /** Items on a page. */
  pageSize: number
  /** Requests so far, by operation. */
  requests: Map<Operation, number>
  /** Called before each request is carried out: the moment for the person to interfere. */
  onRequest: ((operation: Operation, mailbox: string) => void | Promise<void>) | undefined
  subscriptions: Map<string, Subscription>
  /** Called at every change that a subscription covers. */
  onNotification: ((subscriptionId: string, secret: string) => void) | undefined
  /** Everybody's mail. */
  post: MemoryPost
  /** The mailbox, made at the first call. */
  mailbox(address: string): MemoryMailbox
  removeMailbox(address: string): void
  /** Makes all cursors of a mailbox worthless. */
  expireCursors(address: string): void
  now(): number
}

interface Subscription {
  address: string
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
    open: (_settings, _access, address, { wanted }) => openSession(server, address, wanted),
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
  const shown: MemoryServer = {
    faults: createFaults(),
    pageSize,
    requests: new Map(),
    onRequest: undefined,
    subscriptions: new Map(),
    onNotification: undefined,
    post: createPost(),
    mailbox: (address) => {
      const known = mailboxes.get(address)
      if (known) return known
      const made = createMailbox(address, now, (folder) => announce(shown, address, folder))
      mailboxes.set(address, made)
      return made
    },
    removeMailbox: (address) => {
      mailboxes.delete(address)
    },
    expireCursors: (address) => {
      shown.mailbox(address).generation += 1
    },
    now,
  }
  return { shown, mailboxes }
}

function announce(server: MemoryServer, address: string, folder: string): void {
  for (const [id, subscription] of server.subscriptions) {
    if (subscription.address === address && subscription.folder === folder) {
      server.onNotification?.(id, subscription.secret)
    }
  }
}

function openSession({ shown, mailboxes }: Inner, address: string, wanted: Wanted | undefined): Session {
  const failure: Failure = { kind: 'Forbidden', detail: `No mailbox ${address}` }
  const mailbox = () => {
    const found = mailboxes.get(address)
    if (!found) throw new ProviderError(failure)
    return found
  }
  const missing = () => (mailboxes.has(address) ? undefined : failure)
  const request = async (operation: Operation) => {
    shown.requests.set(operation, (shown.requests.get(operation) ?? 0) + 1)
    await shown.onRequest?.(operation, address)
    return shown.faults.take(operation, address)
  }
  const contacts = memoryContacts({
    get pageSize() {
      return shown.pageSize
    },
    mailbox,
    missing,
    request,
  })
  const send = memorySender({ post: shown.post, address, missing, request }, wanted?.readMail === true)
  return {
    contacts,
    ...(wanted?.send && { send }),
    watch: memoryWatch(shown, address),
    close: async () => undefined,
  }
}

const subscriptionLife = 7 * 24 * 3600 * 1000

function memoryWatch(server: MemoryServer, address: string): Watch {
  let made = 0
  return {
    start: async (request) => {
      const renewed = request.current !== undefined && server.subscriptions.has(request.current)
      const id = renewed ? request.current! : `subscription-${address}-${server.subscriptions.size}-${++made}`
      const expiresAt = new Date(server.now() + subscriptionLife)
      server.subscriptions.set(id, {
        address,
        folder: request.folder ?? defaultFolder,
        secret: request.secret,
        expiresAt,
      })
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
