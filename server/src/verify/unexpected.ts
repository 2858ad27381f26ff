import type { Evidence } from '@tandem/model/verification.ts'
import { type Failure, ProviderError } from '../providers/failures.ts'
import type { CheckOutcome } from '../providers/provider.ts'

/** Minutes after which a fault that passes by itself should be over. */
const passesWithin = 30

/** The outcome of a check that threw: what the outside said as it is, or that the fault is ours. */
export function unexpectedOutcome(failure: unknown, saw: (evidence: Evidence) => void): CheckOutcome {
  if (failure instanceof ProviderError) {
    if (failure.failure.evidence) saw(failure.failure.evidence)
    return outside(failure.failure)
  }
  return {
    state: 'failed',
    headline: 'Tandem itself could not carry out this check.',
    meaning: 'This says nothing about your tenant or the application.',
    actor: 'operations',
    remedy:
      'Start the verification again. If it happens twice, look in the log of the worker for the time shown.',
    minutes: 5,
  }
}

function outside(failure: Failure): CheckOutcome {
  if (failure.kind === 'Throttled') return busy(failure.retryAfterSeconds)
  if (failure.kind === 'Unavailable')
    return {
      state: 'failed',
      headline: 'The service did not answer.',
      meaning: failure.detail,
      actor: 'operations',
      remedy:
        'Start the verification again in some minutes. If it happens twice, look at the network between Tandem and the service.',
      minutes: 5,
      settlesWithin: passesWithin,
    }
  return {
    state: 'failed',
    headline: 'The service gave an answer we know no sentence for.',
    meaning: failure.detail,
    actor: 'operations',
    remedy: 'Read its own words under “what we saw”, and search for the code in the service’s documentation.',
    minutes: 10,
  }
}

function busy(seconds: number): CheckOutcome {
  return {
    state: 'failed',
    headline: 'The service asks us to slow down.',
    meaning:
      'Too many requests were made with this application, by Tandem or by something else that uses it.',
    actor: 'nobody',
    remedy: `Start the verification again after ${Math.max(1, Math.ceil(seconds / 60))} minutes.`,
    minutes: Math.max(1, Math.ceil(seconds / 60)),
    settlesWithin: passesWithin,
  }
}
