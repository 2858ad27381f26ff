import type { CheckResult, Drift } from '@tandem/model/verification.ts'
import { type Again, markPropagating, planAgain } from './again.ts'
import { driftOf } from './drift.ts'

export type Reason = 'person' | 'schedule' | 'again'
/** What people are told of: that it fails, that it works again, that something else differs. */
export type News = 'failed' | 'recovered' | 'changed'

/** A report that has ended, as far as the next one looks back on it. */
export interface Earlier {
  state: string
  checks: CheckResult[]
  drift: Drift[]
  again_until: Date | null
  told: boolean
}

/** What follows from the results of a verification. */
export interface Verdict {
  state: 'passed' | 'failed'
  checks: CheckResult[]
  again: Again | undefined
  drift: Drift[]
  /** Undefined where people know it already, or where it may still come right by itself. */
  news: News | undefined
  told: boolean
}

/**
 * Judges a verification by its checks and by what came before: whether it is looked at again by itself, what differs from the last
 * one that passed, and whether anybody is told. The same failure is told once.
 */
export function judge(
  checks: CheckResult[],
  given: { reason: Reason; now: Date; previous: Earlier | undefined; passed: CheckResult[] | undefined },
): Verdict {
  const { reason, now, previous } = given
  const state = checks.some((check) => check.state === 'failed') ? 'failed' : 'passed'
  // A failure that was there yesterday does not come right by waiting; it is looked at once a day.
  const isOld = reason === 'schedule' && previous?.state === 'failed'
  const until = reason === 'again' ? (previous?.again_until ?? null) : null
  const again = isOld ? undefined : planAgain(checks, now, until)
  const shown = again ? markPropagating(checks) : checks
  const drift = driftOf(given.passed, shown, now, previous?.drift ?? [])
  return { state, checks: shown, again, drift, ...tell({ state, checks, again, drift }, given) }
}

function tell(
  { state, checks, again, drift }: Omit<Verdict, 'news' | 'told'>,
  { reason, previous }: { reason: Reason; previous: Earlier | undefined },
): Pick<Verdict, 'news' | 'told'> {
  if (state === 'passed') {
    const recovered = previous?.state === 'failed' && previous.told
    const changed = drift.length > 0 && reason !== 'person'
    return { news: recovered ? 'recovered' : changed ? 'changed' : undefined, told: false }
  }
  const isSame = previous?.state === 'failed' && failures(previous.checks) === failures(checks)
  if (isSame && previous.told) return { news: undefined, told: true }
  return again ? { news: undefined, told: false } : { news: 'failed', told: true }
}

function failures(checks: CheckResult[]): string {
  return checks.flatMap(({ check, state }) => (state === 'failed' ? [check] : [])).join()
}
