import { ProviderError } from '../../failures.ts'
import type { Check, CheckOutcome } from '../../provider.ts'
import { mailboxPlaces } from '../places.ts'
import type { GraphSettings } from '../settings.ts'
import { look, throttlesSeen } from './context.ts'
import { rightsFor } from './rights.ts'

/** As many requests at a time as a sync makes are let through. */
export const limits: Check<GraphSettings> = {
  name: 'limits',
  title: 'The service’s limits leave room',
  // After everything else that asks this mailbox: its four places are counted per application and mailbox.
  after: ['mailbox', 'contacts-write', 'calendar-write', 'tasks-write', 'mail-read', 'send'],
  run: async (context) => {
    const asks = rightsFor(context.wanted).map(({ probe }) => probe(context.testMailbox ?? ''))
    const path = asks.find(({ method }) => method === 'GET')?.path
    if (path === undefined) return nothingToRead()
    if (context.isQuiet) return nobodyAsked()
    const asked = await Promise.allSettled(Array.from({ length: mailboxPlaces }, () => look(context, path)))
    for (const one of asked) if (one.status === 'rejected' && !isThrottle(one.reason)) throw one.reason
    const seen = throttlesSeen(context)
    if (seen.length === 0) {
      return {
        state: 'ok',
        headline: `${mailboxPlaces} requests at a time were let through; nothing was throttled.`,
      }
    }
    return {
      state: 'warning',
      headline: `Microsoft asked us to slow down ${seen.length === 1 ? 'once' : `${seen.length} times`}.`,
      meaning: `It asked for a pause of ${Math.max(...seen)} seconds. Sync works and waits as told, but slower; something else may use the same application in this mailbox.`,
      actor: 'administrator',
      remedy:
        'Give Tandem an application of its own, used by nothing else. If it is so already, nothing needs to be done.',
      minutes: 10,
    }
  },
}

function nothingToRead(): CheckOutcome {
  return {
    state: 'skipped',
    headline: 'Nothing is read in mailboxes, so no limit was tried.',
    actor: 'nobody',
  }
}

/** Four requests at a time would take the places of the mailbox's own sync. */
function nobodyAsked(): CheckOutcome {
  return {
    state: 'skipped',
    headline: 'Not tried by the regular proof, so that nothing is slowed down.',
    actor: 'nobody',
  }
}

function isThrottle(error: unknown): boolean {
  return error instanceof ProviderError && error.failure.kind === 'Throttled'
}
