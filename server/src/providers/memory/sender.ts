import { type Failure, ProviderError } from '../failures.ts'
import type {
  Drafted,
  Drafts,
  FoundLetter,
  Letter,
  LetterAttachment,
  Sender,
  SendLimits,
  Sent,
} from '../sender.ts'
import { type Fault, failureOf, type SendOperation } from './faults.ts'

/** A letter as the memory server keeps it: in Drafts, in Sent, or delivered. */
export interface StoredLetter {
  ref: string
  letter: Omit<Letter, 'attachments'>
  attachments: { name: string; contentType: string; size: number; contentId: string | null; bytes: Buffer }[]
}

/** Everybody's mail on the memory server. */
export interface MemoryPost {
  drafts(address: string): StoredLetter[]
  sent(address: string): StoredLetter[]
  /** What was delivered to an address, inside or outside. */
  inbox(address: string): StoredLetter[]
}

/** What the sender needs of its server. */
interface Door {
  post: MemoryPost
  address: string
  missing(): Failure | undefined
  request(operation: SendOperation): Promise<Fault | undefined>
}

export const memoryLimits: SendLimits = {
  messageBytes: 150_000_000,
  recipientsPerMessage: 500,
  messagesPerMinute: 30,
  recipientsPerDay: 10_000,
}
/** Attachments that go with the request that makes a draft. */
const inRequest = 2

/** A post without letters. */
export function createPost(): MemoryPost {
  const folders = new Map<string, StoredLetter[]>()
  const folder = (name: string) => (address: string) => {
    const key = `${name} ${address.toLowerCase()}`
    const found = folders.get(key) ?? []
    folders.set(key, found)
    return found
  }
  return { drafts: folder('drafts'), sent: folder('sent'), inbox: folder('inbox') }
}

/** Mail that goes out from one mailbox of the memory server; `readMail`: by drafts. */
export function memorySender(door: Door, readMail: boolean): Sender {
  return {
    limits: memoryLimits,
    submit: async (letter) =>
      await answered(door, 'submit', async () =>
        deliver(door, await stored(letter, letter.attachments.length)),
      ),
    ...(readMail && { drafts: memoryDrafts(door) }),
  }
}

function memoryDrafts(door: Door): Drafts {
  const drafts = () => door.post.drafts(door.address)
  const draft = (ref: string) => {
    const found = drafts().find((one) => one.ref === ref)
    if (!found) throw new ProviderError({ kind: 'NotFound', detail: `There is no draft ${ref}` })
    return found
  }
  return {
    find: async (operationIds) => {
      const failure = (await met(door, 'findLetters'))?.failure ?? door.missing()
      if (failure) throw new ProviderError(failure)
      return new Map(operationIds.flatMap((id) => find(door, id)))
    },
    create: async (letter): Promise<Drafted> => {
      const attached = Math.min(inRequest, letter.attachments.length)
      const one = await stored(letter, attached)
      const answer = await answered(door, 'draft', async () => void drafts().push(one))
      return answer.ok ? { ok: true, ref: one.ref, attached } : answer
    },
    attach: async (ref, attachment, progress) =>
      await answered(door, 'attach', async () => {
        draft(ref).attachments.push(await withBytes(attachment))
        progress(attachment.size)
      }),
    send: async (ref) =>
      await answered(door, 'send', async () => {
        const one = draft(ref)
        drafts().splice(drafts().indexOf(one), 1)
        deliver(door, one)
      }),
    discard: async (ref) =>
      await answered(door, 'discard', async () => {
        const place = drafts().findIndex((one) => one.ref === ref)
        if (place >= 0) drafts().splice(place, 1)
      }),
  }
}

function find(door: Door, operationId: string): [string, FoundLetter][] {
  const of = (letters: StoredLetter[]) => letters.filter((one) => one.letter.operationId === operationId)
  const drafts = of(door.post.drafts(door.address))
  const [sent] = of(door.post.sent(door.address))
  if (sent) {
    const strays = drafts.map((one) => one.ref)
    return [[operationId, { state: 'sent', ref: sent.ref, attachments: [], strays }]]
  }
  const [first, ...others] = drafts
  if (!first) return []
  const attachments = first.attachments.map(({ name, size, contentId }) => ({
    name,
    size,
    contentId: contentId ?? undefined,
  }))
  const strays = others.map((one) => one.ref)
  return [[operationId, { state: 'draft', ref: first.ref, attachments, strays }]]
}

/** Does the work as far as the fault lets it. */
async function answered(door: Door, operation: SendOperation, work: () => Promise<void>): Promise<Sent> {
  const fault = await met(door, operation)
  const missing = door.missing()
  if (missing) return { ok: false, failure: missing }
  if (fault && !fault.done) return { ok: false, failure: fault.failure }
  try {
    await work()
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    return { ok: false, failure: error.failure }
  }
  return fault ? { ok: false, failure: fault.failure } : { ok: true }
}

async function met(
  door: Door,
  operation: SendOperation,
): Promise<{ failure: Failure; done: boolean } | undefined> {
  const fault = await door.request(operation)
  return fault && { failure: failureOf(fault), done: fault.kind === 'lost' }
}

/** To everybody named, and into Sent. */
function deliver(door: Door, one: StoredLetter): void {
  door.post.sent(door.address).push(one)
  const { to, cc, bcc } = one.letter
  const addresses = new Set([...to, ...cc, ...bcc].map(({ address }) => address.toLowerCase()))
  for (const address of addresses) door.post.inbox(address).push(one)
}

async function stored(letter: Letter, attached: number): Promise<StoredLetter> {
  const { attachments, ...rest } = letter
  const first = await Promise.all(attachments.slice(0, attached).map(withBytes))
  return { ref: `letter-${crypto.randomUUID()}`, letter: rest, attachments: first }
}

async function withBytes(file: LetterAttachment): Promise<StoredLetter['attachments'][number]> {
  const { name, contentType, size, contentId } = file
  const pieces: Uint8Array[] = []
  for await (const piece of file.read(0)) pieces.push(piece)
  return { name, contentType, size, contentId, bytes: Buffer.concat(pieces) }
}
