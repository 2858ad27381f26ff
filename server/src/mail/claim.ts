import { announceOutgoingSoon } from '../store/outgoing.ts'
import { type DueMessage, dueMessages, markAgain, markSending, postpone } from '../store/outgoing-work.ts'
import { dayHasRoom, sendingUse } from '../store/sending-use.ts'
import { type Admission, admit, waitingFor } from './limits.ts'
import { type Ends, type Mailer, stored, writeEnds } from './mailer.ts'

/** Messages that are ours to send now. */
export interface Claimed {
  /** Something was begun for them outside. */
  begun: DueMessage[]
  /** Marked as on their way; nothing was begun. */
  fresh: DueMessage[]
}

/** A message with more bytes than this goes alone: its upload takes so long that others would wait for it unseen. */
const large = 3_000_000

/**
 * Stores what became of the messages before, and takes the next that are due and that the limits let go; what must wait for a
 * limit is told so.
 */
export async function claim(mailer: Mailer, atOnce: number, ends: Ends): Promise<Claimed> {
  const { owner, sender } = mailer
  const lookedFor = sender.drafts !== undefined
  const { told, ...claimed } = await stored(mailer, async (tx) => {
    const ended = await writeEnds(tx, ends)
    const { begun, fresh: due } = await dueMessages(tx, owner.id, { limit: atOnce, lookedFor })
    const { go, wait }: Admission =
      due.length === 0 ? { go: 0 } : admit(sender.limits, await sendingUse(tx, owner.id), due)
    const fresh = together(due.slice(0, go)).map((one) => ({ ...one, draftRef: null }))
    const ids = fresh.map((one) => one.id)
    const tried = begun.filter((one) => one.state === 'queued' || one.step !== 'accepted')
    if (lookedFor)
      await markAgain(
        tx,
        tried.map((one) => one.id),
      )
    await markSending(tx, owner.id, ids, lookedFor ? 'create' : 'submit')
    const waiting = wait && fresh.length === go ? await letWait(tx, mailer, ids, wait) : []
    // Small ones are sent, and told, in a moment; an upload takes long.
    const long = fresh.filter((one) => one.size > large).map((one) => one.id)
    return { begun, fresh, told: [...ended, ...waiting, ...long] }
  })
  await announceOutgoingSoon(mailer.db, owner.organisationId, told)
  return claimed
}

async function letWait(
  tx: Parameters<typeof postpone>[0],
  { owner, sender }: Mailer,
  but: string[],
  wait: NonNullable<Admission['wait']>,
): Promise<string[]> {
  const until =
    wait.for === 'minute'
      ? wait.until
      : await dayHasRoom(tx, owner.id, sender.limits.recipientsPerDay, wait.recipients)
  return await postpone(tx, owner.id, {
    but,
    // Never nearer than a second, or the task would turn round and round.
    dueAt: new Date(Math.max(until?.getTime() ?? Date.now() + 3_600_000, Date.now() + 1000)),
    perMinute: wait.for === 'minute' ? sender.limits.messagesPerMinute : null,
    problem: waitingFor(wait, sender.limits),
  })
}

/** Small ones up to the first large one, or that one alone. */
function together(due: DueMessage[]): DueMessage[] {
  const first = due.findIndex((one) => one.size > large)
  if (first < 0) return due
  return first === 0 ? due.slice(0, 1) : due.slice(0, first)
}
