import { announceOutgoing } from '../store/outgoing.ts'
import {
  type DueMessage,
  dueBegun,
  dueFresh,
  markAgain,
  markSending,
  postpone,
} from '../store/outgoing-work.ts'
import { countUse, dayHasRoom, sendingUse } from '../store/sending-use.ts'
import { type Admission, admit, waitingFor } from './limits.ts'
import { type Mailer, stored } from './mailer.ts'

/** Messages that are ours to send now. */
export interface Claimed {
  /** Something was begun for them outside. */
  begun: DueMessage[]
  /** Marked as on their way; nothing was begun. */
  fresh: DueMessage[]
}

/** A message with more bytes than this goes alone: its upload takes so long that others would wait for it unseen. */
const large = 3_000_000

/** Takes the next messages that are due and that the limits let go; what must wait for a limit is told so. */
export async function claim(mailer: Mailer, atOnce: number): Promise<Claimed> {
  const { owner, sender } = mailer
  const lookedFor = sender.drafts !== undefined
  return await stored(mailer, async (tx) => {
    const begun = await dueBegun(tx, owner.id, { limit: atOnce, lookedFor })
    const limit = atOnce - begun.length
    const due = limit > 0 ? await dueFresh(tx, owner.id, { limit, lookedFor }) : []
    const { go, wait } = admit(sender.limits, await sendingUse(tx, owner.id), due)
    const fresh = together(due.slice(0, go))
    const ids = fresh.map((one) => one.id)
    if (lookedFor) {
      const tried = begun.filter((one) => one.state === 'queued' || one.step !== 'accepted')
      await markAgain(
        tx,
        tried.map((one) => one.id),
      )
    }
    await markSending(tx, ids, lookedFor ? 'create' : 'submit')
    await countUse(tx, owner.id, fresh)
    if (wait && fresh.length === go) ids.push(...(await letWait(tx, mailer, ids, wait)))
    await announceOutgoing(tx, owner.organisationId, ids)
    return { begun, fresh: fresh.map((one) => ({ ...one, draftRef: null })) }
  })
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
