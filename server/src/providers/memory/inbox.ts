import { type Failure, ProviderError } from '../failures.ts'
import type { Inbox, InboxChange } from '../inbox.ts'
import type { Outcome } from '../provider.ts'
import { type Fault, strike } from './faults.ts'

/** A message as the memory server keeps it. */
interface StoredMail {
  ref: string
  receivedAt: string
  raw: Buffer
  isRead: boolean
}

/** The mail that has come into one mailbox. */
export interface MemoryMail {
  messages: Map<string, StoredMail>
  /** Cursors of an older generation have expired. */
  generation: number
  /** A message arrives; returns its reference. */
  arrive(raw: Buffer): string
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
  let made = 0
  const messages = new Map<string, StoredMail>()
  return {
    messages,
    generation: 1,
    arrive: (raw) => {
      const ref = `mail-${String(++made).padStart(6, '0')}`
      messages.set(ref, { ref, receivedAt: new Date(now()).toISOString(), raw, isRead: false })
      return ref
    },
  }
}

/** The inbox of one mailbox of the memory server; a cursor is a generation and the last reference told. */
export function memoryInbox(door: Door): Inbox {
  const { mail } = door
  const enter = async (operation: Parameters<Door['request']>[0]) => {
    strike(await door.request(operation))
    const failure = door.missing()
    if (failure) throw new ProviderError(failure)
  }
  const since = (moment: string | undefined) => {
    const from = moment === undefined ? Number.NEGATIVE_INFINITY : Date.parse(moment)
    return [...mail.messages.values()].filter(({ receivedAt }) => Date.parse(receivedAt) >= from)
  }
  return {
    changes: (cursor, moment) => readChanges(door, enter, cursor, () => since(moment)),
    list: async function* (moment) {
      for (let at = 0; ; at += door.pageSize()) {
        await enter('identify')
        const page = since(moment).slice(at, at + door.pageSize())
        if (page.length > 0) yield page.map(({ ref, receivedAt }) => ({ ref, receivedAt }))
        if (page.length < door.pageSize()) return
      }
    },
    raw: async (ref) => {
      await enter('get')
      return mail.messages.get(ref)?.raw
    },
    markRead: async (refs) => {
      const failure = await enter('update').then(
        () => undefined,
        (error: unknown) => {
          if (error instanceof ProviderError) return error.failure
          throw error
        },
      )
      return refs.map((ref): Outcome => (failure ? { ok: false, failure } : marked(mail, ref)))
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
  const [generation, told = ''] = cursor?.split('|') ?? []
  // What is stored is known, so a listing that has to begin anew is no more than work.
  let last = generation === `${mail.generation}` ? told : ''
  for (;;) {
    await enter('changes')
    const rest = all().filter(({ ref }) => ref > last)
    const page = rest.slice(0, door.pageSize())
    last = page.at(-1)?.ref ?? last
    const more = rest.length > page.length
    yield [
      ...page.map(({ ref, receivedAt }): InboxChange => ({ kind: 'message', ref, receivedAt })),
      { kind: 'checkpoint', cursor: `${mail.generation}|${last}`, more },
    ]
    if (!more) return
  }
}

function marked(mail: MemoryMail, ref: string): Outcome {
  const found = mail.messages.get(ref)
  if (!found) return { ok: false, failure: { kind: 'NotFound', detail: `There is no message ${ref}` } }
  found.isRead = true
  return { ok: true, ref, version: '' }
}
