import type { CheckResult } from '@tandem/model/verification.ts'

export interface Again {
  at: Date
  until: Date
}

const minute = 60_000
/** Looks of one waiting: often at first glance for a consent, every ten minutes for a scope that takes two hours. */
const shortest = 2 * minute
const longest = 10 * minute

/**
 * When to look again at what failed: only if everything that failed may come right by itself. `until` is the stated end of a waiting
 * that has begun; without it a new one begins. Undefined once the end is reached.
 */
export function planAgain(checks: CheckResult[], now: Date, until: Date | null): Again | undefined {
  const failed = checks.filter(({ state }) => state === 'failed')
  const minutes = failed.flatMap(({ settlesWithin }) => settlesWithin ?? [])
  if (failed.length === 0 || minutes.length < failed.length) return undefined
  const whole = Math.max(...minutes) * minute
  const end = until ?? new Date(now.getTime() + whole)
  const pause = Math.min(longest, Math.max(shortest, whole / 10))
  const left = end.getTime() - now.getTime()
  // The last look is at the very end: nothing is given up before the time that was named.
  return left <= 0 ? undefined : { at: new Date(now.getTime() + Math.min(pause, left)), until: end }
}

/** While it is looked at again, what is not as it should be counts as under way. */
export function markPropagating(checks: CheckResult[]): CheckResult[] {
  return checks.map((check) =>
    check.access === undefined
      ? check
      : {
          ...check,
          access: check.access.map((row) =>
            row.found === 'unknown' || row.found === row.expected ? row : { ...row, found: 'propagating' },
          ),
        },
  )
}
