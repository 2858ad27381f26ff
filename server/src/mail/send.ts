import type { Failure } from '../providers/failures.ts'
import { forgetDrafts, leftoverDrafts, nextOutgoingDue } from '../store/outgoing-work.ts'
import { claim } from './claim.ts'
import { sendWithDrafts } from './exact.ts'
import { type Ends, type Mailer, noEnds, stored, storeEnds } from './mailer.ts'
import { sendOnce } from './once.ts'

export interface SendEnd {
  /** Messages that went out. */
  sent: number
  /** When there is something to do again. */
  again?: Date | undefined
  /** The service has answered something well: it works, whatever else failed. */
  progress: boolean
  /** Why all others wait. */
  failure?: Failure | undefined
}

/** How one round of messages ended. */
export interface RoundEnd {
  sent: number
  /** What is still to be stored: with the taking of the next messages, which spares a transaction. */
  ends: Ends
  progress: boolean
  failure?: Failure | undefined
}

/**
 * With drafts: looked up together, and a round that is not cut short needs two transactions. Without: as many as are in
 * flight at once, since whatever a dying worker has marked must be taken for sent or lost.
 */
const atOnce = { exact: 20, once: 4 }

/** Sends what is due, in the order in which it was wanted; ends when nothing is, or the service wants a pause. */
export async function sendDue(mailer: Mailer): Promise<SendEnd> {
  const { drafts } = mailer.sender
  mailer.signal?.throwIfAborted()
  let [sent, progress] = [0, false]
  const left = await discardLeftovers(mailer)
  if (left) return { sent, progress, failure: left }
  let ends = noEnds
  for (;;) {
    const claimed = await claim(mailer, drafts ? atOnce.exact : atOnce.once, ends)
    if (claimed.begun.length + claimed.fresh.length === 0) break
    const end = drafts ? await sendWithDrafts(mailer, drafts, claimed) : await sendOnce(mailer, claimed)
    ends = end.ends
    sent += end.sent
    progress ||= end.progress
    if (!end.failure && !mailer.signal?.aborted) continue
    await storeEnds(mailer, ends)
    mailer.signal?.throwIfAborted()
    return { sent, progress, failure: end.failure }
  }
  // Also of those refused just now.
  const refused = await discardLeftovers(mailer)
  if (refused) return { sent, progress, failure: refused }
  return { sent, progress, again: await nextOutgoingDue(mailer.db, mailer.owner.id) }
}

/** Takes drafts out of the mailbox whose messages have failed or were taken back. */
async function discardLeftovers(mailer: Mailer): Promise<Failure | undefined> {
  const { drafts } = mailer.sender
  if (!drafts) return undefined
  for (const { id, draftRef } of await leftoverDrafts(mailer.db, mailer.owner.id, 20)) {
    const gone = await drafts.discard(draftRef)
    // Not worth a second try but where it surely did not happen: a draft too many harms nobody.
    if (!gone.ok && (gone.failure.kind === 'Throttled' || gone.failure.kind === 'SignInRefused'))
      return gone.failure
    await stored(mailer, (tx) => forgetDrafts(tx, [id]))
  }
  return undefined
}
