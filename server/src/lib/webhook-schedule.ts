const minute = 60
const hour = 60 * minute

/** Seconds to wait after the 1st, 2nd … failed attempt: 3 days and some hours together (the example of Standard Webhooks). */
export const retrySeconds = [
  5,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
]

/** Nobody is waited for longer, whatever Retry-After says. */
const longest = 24 * hour

/**
 * Seconds until the next attempt after `tries` failed ones; undefined: give up. A tenth more or less, so that what
 * failed together does not come again together; never before the receiver asked for it.
 */
export function nextAttempt(tries: number, retryAfter = 0, random = Math.random()): number | undefined {
  const wait = retrySeconds[tries - 1]
  return wait === undefined ? undefined : Math.max(wait * (0.9 + 0.2 * random), Math.min(retryAfter, longest))
}

/** The seconds that a Retry-After header asks for (RFC 9110, section 10.2.3: seconds or a date); 0: none. */
export function readRetryAfter(header: string | undefined, now = Date.now()): number {
  if (header === undefined) return 0
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - now) / 1000
  return Number.isFinite(seconds) ? Math.max(0, seconds) : 0
}
