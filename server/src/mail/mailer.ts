import type { Transaction } from 'kysely'
import type { Logger } from 'pino'
import type { Letter, LetterAttachment, Sender } from '../providers/sender.ts'
import { readAttachment } from '../store/attachments.ts'
import type { Owner } from '../store/batches.ts'
import type { Database } from '../store/database.ts'
import { announceOutgoing } from '../store/outgoing.ts'
import { type Outcome, storedLetter, storeOutcomes } from '../store/outgoing-work.ts'
import type { DB } from '../store/schema.ts'

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

/** Stores what became of messages and tells those who watch. */
export async function storeEnds(
  mailer: Mailer,
  outcomes: Outcome[],
  beside: (tx: Transaction<DB>) => Promise<void> = async () => undefined,
): Promise<void> {
  if (outcomes.length === 0) return
  await stored(mailer, async (tx) => {
    await storeOutcomes(tx, outcomes)
    await beside(tx)
    await announceOutgoing(
      tx,
      mailer.owner.organisationId,
      outcomes.map((one) => one.id),
    )
  })
}

/** A message as the provider takes it; its attachments are read from the database as they go out. */
export async function openLetter(db: Database, id: string): Promise<Letter> {
  const found = await storedLetter(db, id)
  if (!found) throw new Error(`Message ${id} is gone`)
  const { content, attachments, ...ids } = found
  return { ...ids, ...content, attachments: attachments.map((file) => opened(db, file)) }
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
