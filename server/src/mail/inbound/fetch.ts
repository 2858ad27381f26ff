import type { Transaction } from 'kysely'
import { ProviderError } from '../../providers/failures.ts'
import type { Inbox, MailReference, Mark } from '../../providers/inbox.ts'
import type { Outcome } from '../../providers/provider.ts'
import {
  announceCollection,
  finishPull,
  getCollection,
  noteComplete,
  savePage,
} from '../../store/collections.ts'
import type { Database } from '../../store/database.ts'
import { noteMarked, unknownRefs, unmarked } from '../../store/inbound-messages.ts'
import { getQueue, type QueueFolder, type QueueSettings } from '../../store/queues.ts'
import { holdRaw } from '../../store/raw-names.ts'
import type { DB } from '../../store/schema.ts'
import { keepRaw } from './keep-raw.ts'
import type { RawStore } from './raw-store.ts'
import { type Fetched, readMail } from './read-mail.ts'
import { storeMails } from './store-mails.ts'

/** What fetching the mail of a queue needs. */
export interface FetchDeps {
  db: Database
  inbox: Inbox
  store: RawStore
  owner: { id: string; organisationId: string }
  /** Runs in one transaction that ends with the mailbox still ours, or not at all. */
  stored<Result>(run: (tx: Transaction<DB>) => Promise<Result>): Promise<Result>
  /** Is told, in the transaction that stores them, of messages to which somebody waits for an answer. */
  arrived: Parameters<typeof storeMails>[3]
  signal: AbortSignal
}

/** Messages fetched, parsed and stored at once: what a crash repeats, and what is held in memory. */
const atOnce = 40
/** Requests for bytes side by side: as many as Graph allows for a mailbox, and enough for others. */
const sideBySide = 4

/** Fetches what came in; returns how many messages were stored. A crash at any place repeats work and doubles nothing. */
export async function fetchMail(deps: FetchDeps): Promise<number> {
  const { db, owner } = deps
  const [row, queue] = [await getCollection(db, owner.id, 'inbox'), await getQueue(db, owner.id)]
  if (!row || !queue) return 0
  const known = cursorsIn(row.cursor)
  const places = queue.folders.map(placeOf)
  const cursors = new Map(places.flatMap((place) => (known[place] ? [[place, known[place]]] : [])))
  const cursor = () => JSON.stringify(Object.fromEntries(cursors))
  let count = 0
  const gone = await eachFolder(queue.folders, async (folder) => {
    const { id, since } = folder
    const at = placeOf(folder)
    let page: MailReference[] = []
    for await (const changes of deps.inbox.changes(id, cursors.get(at), since ?? undefined)) {
      for (const change of changes) {
        if (change.kind === 'message') page.push(change)
        else {
          count += await storePage(deps, page)
          page = []
          cursors.set(at, change.cursor)
          const place = { cursor: cursor(), listing: null, window: null }
          if (change.more) await deps.stored((tx) => savePage(tx, owner.id, 'inbox', place))
        }
      }
    }
  })
  await deps.stored(async (tx) => {
    const listed = places.some((place) => !known[place])
    await finishPull(tx, owner.id, 'inbox', { cursor: cursor(), changed: count > 0, listed })
    // Whoever looks at the queue sees that it is live, or that nothing is wrong any more.
    if (row.state !== 'live' || row.failure !== null)
      await announceCollection(tx, owner.id, owner.organisationId)
  })
  await markMail(deps, queue)
  if (gone) throw gone
  return count
}

/** Looks whether every message of the mailbox is here, whatever was told; returns how many were missing. */
export async function auditMail(deps: FetchDeps): Promise<number> {
  const queue = await getQueue(deps.db, deps.owner.id)
  if (!queue) return 0
  let [missing, seen] = [0, 0]
  const gone = await eachFolder(queue.folders, async ({ id, since }) => {
    for await (const page of deps.inbox.list(id, since ?? undefined)) {
      missing += await storePage(deps, page)
      seen += page.length
    }
  })
  await markMail(deps, queue)
  if (gone) throw gone
  await deps.stored(async (tx) => await noteComplete(tx, deps.owner.id, 'inbox', seen))
  return missing
}

/** By the places of the folders. Of what is no such list nothing is known: what is stored is not fetched again. */
function cursorsIn(cursor: string | null): Record<string, string> {
  return cursor?.startsWith('{') ? (JSON.parse(cursor) as Record<string, string>) : {}
}

/** A folder read from another moment on is another list. */
function placeOf({ id, since }: QueueFolder): string {
  return since === null ? id : `${since} ${id}`
}

/** Reads one folder after the other; returns what is to be said of one that is gone, which keeps nobody from reading the others. */
async function eachFolder(
  folders: QueueFolder[],
  read: (folder: QueueFolder) => Promise<void>,
): Promise<ProviderError | undefined> {
  let gone: ProviderError | undefined
  for (const folder of folders) {
    try {
      await read(folder)
    } catch (error) {
      gone = goneFolder(
        error,
        `The folder “${folder.name}” is not in the mailbox any more, so no mail comes from it`,
      )
    }
  }
  return gone
}

/** What is to be said of a folder that is gone; everything else is thrown on. */
function goneFolder(error: unknown, what: string): ProviderError {
  if (!(error instanceof ProviderError) || error.failure.kind !== 'NotFound') throw error
  const detail = `${what}. Choose another one in the settings of the queue.`
  return new ProviderError({ ...error.failure, detail }, { cause: error })
}

async function storePage(deps: FetchDeps, page: MailReference[]): Promise<number> {
  const { db, owner, signal } = deps
  const unknown = await unknownRefs(
    db,
    owner.id,
    page.map(({ ref }) => ref),
  )
  const wanted = [...new Map(page.map((one) => [one.ref, one])).values()].filter(({ ref }) =>
    unknown.has(ref),
  )
  let count = 0
  let coming = fetchAll(deps, wanted.slice(0, atOnce))
  for (let next = atOnce; next < wanted.length + atOnce; next += atOnce) {
    signal.throwIfAborted()
    const mails = await coming
    // The next ones are on their way while these are stored; a failure waits until somebody asks.
    coming = fetchAll(deps, wanted.slice(next, next + atOnce))
    coming.catch(() => undefined)
    await deps.stored(async (tx) => {
      await holdRaw(
        tx,
        mails.map((mail) => mail.raw),
      )
      await storeMails(tx, owner, mails, deps.arrived)
    })
    count += mails.length
  }
  return count
}

/** Messages whose bytes are kept together: many at once cost one note, and few lie in memory. */
const together = { messages: 10, bytes: 32_000_000 }

type Came = MailReference & { bytes: Uint8Array }

/** The bytes of messages, kept and understood; those that are gone meanwhile are left out. */
async function fetchAll(deps: FetchDeps, wanted: MailReference[]): Promise<Fetched[]> {
  const mails: Fetched[] = []
  const rest = [...wanted]
  let held: Came[] = []
  let keeping = Promise.resolve()
  const keep = () => {
    const group = held
    held = []
    keeping = keeping.then(async () => void mails.push(...(await keepAll(deps, group))))
    // A failure waits until somebody asks.
    keeping.catch(() => undefined)
  }
  const one = async () => {
    for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
      const bytes = await deps.inbox.raw(next.ref)
      if (!bytes) continue
      held.push({ ...next, bytes })
      const size = held.reduce((sum, came) => sum + came.bytes.length, 0)
      if (held.length < together.messages && size < together.bytes) continue
      // While these are kept the next ones come, but no more than that: the mailbox does not wait for the disk.
      const before = keeping
      keep()
      await before
    }
  }
  await Promise.all(Array.from({ length: sideBySide }, one))
  keep()
  await keeping
  return mails.sort((a, b) => Date.parse(a.receivedAt) - Date.parse(b.receivedAt))
}

async function keepAll(deps: FetchDeps, group: Came[]): Promise<Fetched[]> {
  if (group.length === 0) return []
  const names = await keepRaw(
    deps,
    group.map(({ bytes }) => bytes),
  )
  const mails: Fetched[] = []
  for (const [place, { bytes, ref, receivedAt, thread }] of group.entries())
    mails.push({ ref, receivedAt, ...(await readMail(bytes, names[place]!, thread)) })
  return mails
}

/** Tells the mailbox what is stored; one that cannot be marked, as it is gone, is not asked for again. */
async function markMail({ db, owner, inbox, signal }: FetchDeps, queue: MarkSettings): Promise<void> {
  const mark = markOf(queue)
  for (;;) {
    signal.throwIfAborted()
    const refs = await unmarked(db, owner.id, 200)
    if (refs.length === 0) return
    if (mark === undefined) {
      await noteMarked(db, owner.id, refs)
      continue
    }
    const outcomes = await inbox.mark(refs, mark).catch((error: unknown) => {
      throw goneFolder(error, 'The folder that stored mail is moved to is not in the mailbox any more')
    })
    const settled = refs.filter((_, place) => isSettled(outcomes[place]!))
    await noteMarked(db, owner.id, settled)
    // The next reading tries again what could not be done now.
    if (settled.length < refs.length) return
  }
}

type MarkSettings = Pick<QueueSettings, 'mark' | 'markCategory' | 'markFolder'>

function markOf({ mark, markCategory, markFolder }: MarkSettings): Mark | undefined {
  if (mark === 'category' && markCategory) return { as: mark, name: markCategory }
  if (mark === 'folder' && markFolder) return { as: mark, id: markFolder.id }
  return mark === 'read' ? { as: mark } : undefined
}

function isSettled(outcome: Outcome): boolean {
  return outcome.ok || ['NotFound', 'Rejected', 'Forbidden'].includes(outcome.failure.kind)
}
