import type { Failure } from '../providers/failures.ts'
import type { FoundLetter } from '../providers/sender.ts'
import type { DueMessage, Outcome } from '../store/outgoing-work.ts'
import { answerLost, delayed, nowhereFound, refusal, stillDraft } from './refusals.ts'

/** Where a message stands from now on. */
export type Ending = Pick<Outcome, 'state' | 'step' | 'draftRef' | 'dueIn' | 'problem'>

/** What is done next for a message that was looked for. */
export type Next =
  | { do: 'create' }
  /** Its draft is there: attach what is missing, then send it. */
  | { do: 'complete'; ref: string }
  | { do: 'end'; end: Ending }

/** The request that failed. */
export type Act = 'submit' | 'create' | 'attach' | 'send'

/**
 * Seconds during which a letter that was handed over may be neither in Drafts nor in Sent: Exchange moves it through
 * the outbox, and a person needs no answer sooner.
 */
export const patience = 120

/** What to do with a message for which something was begun, now that Drafts and Sent were looked through. */
export function afterLook(
  message: Pick<DueMessage, 'step' | 'draftRef' | 'handedFor'>,
  found: FoundLetter | undefined,
): Next {
  const { step, draftRef } = message
  const handedFor = message.handedFor ?? 0
  if (found?.state === 'sent') return end({ state: 'sent', step: null, draftRef: null })
  // Handed over in one request, while nothing could be looked up: what is in transit cannot be told from what was lost.
  if (step === 'submit') return end({ state: 'unknown', step, draftRef, problem: answerLost })
  if (step === 'accepted') {
    if (handedFor < patience) return end(lookAgain(step, draftRef, handedFor))
    // It was taken, and a person or a rule has moved it out of sight.
    if (!found) return end({ state: 'sent', step: null, draftRef: null })
    return end({ state: 'unknown', step, draftRef, problem: stillDraft })
  }
  if (found) return { do: 'complete', ref: found.ref }
  // The draft is gone: it is on its way. Made anew it could go out twice.
  if (step === 'send')
    return handedFor < patience
      ? end(lookAgain(step, draftRef, handedFor))
      : end({ state: 'unknown', step, draftRef, problem: nowhereFound })
  return { do: 'create' }
}

/**
 * Seconds until the next try of a message that alone has failed, after so many tries before: 1, 2, 4 … 30 for the first ten,
 * then up to 15 minutes. When all fail, the whole mailbox waits (sync/retry.ts).
 */
function pauseAfter(attempts: number): number {
  if (attempts < 10) return Math.min(30, 2 ** attempts)
  return Math.min(900, 30 * 2 ** Math.min(attempts - 9, 10))
}

/** Where a message stands after a request for it failed, and whether all others of the mailbox must wait as well. */
export function afterFailure(
  message: { attempts: number; draftRef: string | null; lookedFor: boolean },
  act: Act,
  failure: Failure,
): { end: Ending; stops: boolean } {
  const { draftRef } = message
  const dueIn = pauseAfter(message.attempts)
  switch (meaning(failure, act, message.lookedFor)) {
    case 'refused':
      return {
        end: { state: 'failed', step: null, draftRef, dueIn: null, problem: refusal(failure) },
        stops: false,
      }
    case 'stops':
    case 'not-done': {
      const step = draftRef === null ? null : 'create'
      const stops = meaning(failure, act, message.lookedFor) === 'stops'
      return { end: { state: 'queued', step, draftRef, dueIn, problem: delayed(failure) }, stops }
    }
    case 'lost': {
      if (!message.lookedFor)
        return {
          end: { state: 'unknown', step: 'submit', draftRef, dueIn: null, problem: answerLost },
          stops: false,
        }
      const step = act === 'send' ? 'send' : 'create'
      return { end: { state: 'sending', step, draftRef, dueIn, problem: delayed(failure) }, stops: false }
    }
  }
}

/** A failure of the mailbox, not of a message: every other request would meet it as well. Nothing was done. */
export function stopsAll(failure: Failure): boolean {
  return ['AuthExpired', 'SignInRefused', 'Forbidden', 'Throttled'].includes(failure.kind)
}

/** Where a message stands whose hand-over was accepted, but which is not seen in Sent yet. */
export function lookAgain(
  step: 'send' | 'accepted',
  draftRef: string | null,
  handedFor: number,
): Omit<Ending, 'problem'> {
  return { state: 'sending', step, draftRef, dueIn: Math.max(1, Math.min(30, handedFor)) }
}

/** `refused`: for ever. `stops`: not done, nor is any other. `not-done`: later. `lost`: nobody knows. */
function meaning(failure: Failure, act: Act, lookedFor: boolean): 'refused' | 'stops' | 'not-done' | 'lost' {
  if (stopsAll(failure)) return 'stops'
  switch (failure.kind) {
    case 'Rejected':
      return 'refused'
    case 'Unavailable':
      return failure.ambiguous ? 'lost' : 'not-done'
    case 'NotFound':
    case 'Conflict':
      // Of a draft: somebody else has moved it, or it was sent already.
      return lookedFor && (act === 'send' || act === 'attach') ? 'lost' : 'refused'
    default:
      return 'lost'
  }
}

function end(given: Partial<Ending> & Pick<Ending, 'state' | 'step' | 'draftRef'>): Next {
  return { do: 'end', end: { dueIn: null, problem: null, ...given } }
}
