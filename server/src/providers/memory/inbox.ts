import { inboxFolder } from '../../lib/mail-folder.ts'
import { type Failure, ProviderError } from '../failures.ts'
import type { Inbox, InboxChange, Mark } from '../inbox.ts'
import type { Outcome } from '../provider.ts'
import { type Fault, strike } from './faults.ts'

/** A message as the memory server keeps it. */
interface StoredMail {
  ref: string
  receivedAt: string
  raw: Buffer
  isRead: boolean
  categories: string[]
  folder: string
  /** The order in which messages came into their folders. */
  cameAt: number
}

/** The mail that has come into one mailbox. */
export interface MemoryMail {
  messages: Map<string, StoredMail>
  /** Names by id. */
  folders: Map<string, string>
  /** Cursors of an older generation have expired. */
  generation: number
  /** A message arrives; returns its reference. */
  arrive(raw: Buffer, folder?: string): string
  move(ref: string, folder: string): void
}

/** What the inbox needs of its server. */
interface Door {
  mail: MemoryMail
  pageSize: () => number
  missing(): Failure | undefined
  request(operation: 'changes' | 'identify' | 'get' | 'update'): Promise<Fault | undefined>
}

/** No mail; `now` gives milliseconds. */
export function createMail(now: () => number): MemoryMail {
  let came = 0
  const messages = new Map<string, StoredMail>()
  return {
    messages,
    folders: new Map([[inboxFolder, 'Inbox']]),
    generation: 1,
    arrive: (raw, folder = inboxFolder) => {
      const cameAt = ++came
      const ref = `mail-${String(cameAt).padStart(6, '0')}`
      const receivedAt = new Date(now()).toISOString()
      messages.set(ref, { ref, receivedAt, raw, isRead: false, categories: [], folder, cameAt })
      return ref
    },
    move: (ref, folder) => {
      Object.assign(messages.get(ref)!, { folder, cameAt: ++came })
    },
  }
}

/** The inbox of one mailbox of the memory server; a cursor is a generation and the place of the last message told. */
export function memoryInbox(door: Door): Inbox {
  const { mail } = door
  const enter = async (operation: Parameters<Door['request']>[0]) => {
    strike(await door.request(operation))
    const failure = door.missing()
    if (failure) throw new ProviderError(failure)
  }
  const within = (folder: string, moment: string | undefined) => {
    mustBeThere(mail, folder)
    const from = moment === undefined ? Number.NEGATIVE_INFINITY : Date.parse(moment)
    return [...mail.messages.values()].filter(
      (one) => one.folder === folder && Date.parse(one.receivedAt) >= from,
    )
  }
  return {
    folders: async () => {
      await enter('identify')
      return [...mail.folders].map(([id, name]) => ({ id, name }))
    },
    changes: (folder, cursor, moment) => readChanges(door, enter, cursor, () => within(folder, moment)),
    list: async function* (folder, moment) {
      for (let at = 0; ; at += door.pageSize()) {
        await enter('identify')
        const page = within(folder, moment).slice(at, at + door.pageSize())
        if (page.length > 0) yield page.map(({ ref, receivedAt }) => ({ ref, receivedAt }))
        if (page.length < door.pageSize()) return
      }
    },
    raw: async (ref) => {
      await enter('get')
      return mail.messages.get(ref)?.raw
    },
    mark: async (refs, mark) => {
      const failure = await enter('update').then(
        () => undefined,
        (error: unknown) => {
          if (error instanceof ProviderError) return error.failure
          throw error
        },
      )
      if (failure) return refs.map((): Outcome => ({ ok: false, failure }))
      if (mark.as === 'folder') mustBeThere(mail, mark.id)
      return refs.map((ref) => marked(mail, ref, mark))
    },
  }
}

async function* readChanges(
  door: Door,
  enter: (operation: 'changes') => Promise<void>,
  cursor: string | undefined,
  all: () => StoredMail[],
): AsyncGenerator<InboxChange[]> {
  const { mail } = door
  const [generation, told] = (cursor ?? '').split('|').map(Number)
  // What is stored is known, so a listing that has to begin anew is no more than work.
  let last = generation === mail.generation ? told! : 0
  for (;;) {
    await enter('changes')
    const rest = all()
      .filter(({ cameAt }) => cameAt > last)
      .sort((a, b) => a.cameAt - b.cameAt)
    const page = rest.slice(0, door.pageSize())
    last = page.at(-1)?.cameAt ?? last
    const more = rest.length > page.length
    yield [
      ...page.map(({ ref, receivedAt }): InboxChange => ({ kind: 'message', ref, receivedAt })),
      { kind: 'checkpoint', cursor: `${mail.generation}|${last}`, more },
    ]
    if (!more) return
  }
}

function mustBeThere({ folders }: MemoryMail, folder: string): void {
  if (!folders.has(folder))
    throw new ProviderError({ kind: 'NotFound', detail: `There is no folder ${folder}` })
}

function marked(mail: MemoryMail, ref: string, mark: Mark): Outcome {
  const found = mail.messages.get(ref)
  if (!found) return { ok: false, failure: { kind: 'NotFound', detail: `There is no message ${ref}` } }
  if (mark.as === 'read') found.isRead = true
  else if (mark.as === 'folder') mail.move(ref, mark.id)
  else found.categories = [...new Set([...found.categories, mark.name])]
  return { ok: true, ref, version: '' }
}
