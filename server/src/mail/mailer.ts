import type { Transaction } from 'kysely'
import type { Logger } from 'pino'
import type { Letter, LetterAttachment, Sender } from '../providers/sender.ts'
import { readAttachment } from '../store/attachments.ts'
import type { Owner } from '../store/batches.ts'
import type { Database } from '../store/database.ts'
import { announceOutgoingSoon } from '../store/outgoing.ts'
import { type Outcome, storedLetters, storeOutcomes } from '../store/outgoing-work.ts'
import type { DB } from '../store/schema.ts'
import { giveBackUse } from '../store/sending-use.ts'

/** What sending the mail of one mailbox needs. */
export interface Mailer {
  db: Database
  owner: Owner
  sender: Sender
  log: Pick<Logger, 'info' | 'warn'>
  /** Throws in `tx` when the mailbox is no longer ours to work on. */
  hold(tx: Transaction<DB>): Promise<void>
  signal?: AbortSignal | undefined
}

/** Runs in one transaction that ends with the lease still ours, or not at all. */
export async function stored<Result>(
  mailer: Pick<Mailer, 'db' | 'hold'>,
  run: (tx: Transaction<DB>) => Promise<Result>,
): Promise<Result> {
  return await mailer.db.transaction().execute(async (tx) => {
    await mailer.hold(tx)
    return await run(tx)
  })
}

/** What became of messages, and which of them were surely not handed over: they use up no limit. */
export interface Ends {
  outcomes: Outcome[]
  unused: string[]
}

export const noEnds: Ends = { outcomes: [], unused: [] }

/** Stores what became of messages; the caller announces it once it is committed. */
export async function writeEnds(tx: Transaction<DB>, { outcomes, unused }: Ends): Promise<string[]> {
  await storeOutcomes(tx, outcomes)
  await giveBackUse(tx, unused)
  return outcomes.map((one) => one.id)
}

/** Stores what became of messages and tells those who watch. */
export async function storeEnds(
  mailer: Mailer,
  ends: Ends,
  beside: (tx: Transaction<DB>) => Promise<void> = async () => undefined,
): Promise<void> {
  if (ends.outcomes.length === 0) return
  const told = await stored(mailer, async (tx) => {
    await beside(tx)
    return await writeEnds(tx, ends)
  })
  await announceOutgoingSoon(mailer.db, mailer.owner.organisationId, told)
}

/** Texts above this are read one by one, so that a round never holds twenty long ones. */
const short = 100_000

/**
 * Messages as the provider takes them: short ones are read together, long ones when they are asked for. Their attachments are
 * read from the database as they go out.
 */
export async function openLetters(
  db: Database,
  messages: { id: string; size: number }[],
): Promise<(id: string) => Promise<Letter>> {
  const ids = messages.filter((one) => one.size <= short).map((one) => one.id)
  const ready = await storedLetters(db, ids)
  return async (id) => {
    const found = ready.get(id) ?? (await storedLetters(db, [id])).get(id)
    if (!found) throw new Error(`Message ${id} is gone`)
    const { content, attachments, ...facts } = found
    return { ...facts, ...content, attachments: attachments.map((file) => opened(db, file)) }
  }
}

function opened(db: Database, file: Omit<LetterAttachment, 'read'> & { id: string }): LetterAttachment {
  const { id, ...facts } = file
  return { ...facts, read: (offset) => readAttachment(db, file, offset) }
}

/** Runs `work` for each item, at most `lanes` at a time; none is begun any more once `go` says no. */
export async function inLanes<Item>(
  items: Item[],
  lanes: number,
  work: (item: Item) => Promise<void>,
  go: () => boolean = () => true,
): Promise<void> {
  let next = 0
  const lane = async () => {
    while (next < items.length && go()) {
      const item = items[next]!
      next += 1
      await work(item)
    }
  }
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, lane))
}
