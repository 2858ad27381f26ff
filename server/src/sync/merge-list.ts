import { isDeepStrictEqual } from 'node:util'

/**
 * Merges two changed lists entry by entry: what one side added is added, what one side took away goes, unless the
 * other side edited it. `conflict`: an entry was edited on both sides, or there is no room for all. Undefined: an
 * entry stands twice in a list, so that entries cannot be told apart.
 */
export function mergeList(
  base: unknown[],
  tandem: unknown[],
  mailbox: unknown[],
  most: number,
  preferred: 'tandem' | 'mailbox',
): { merged: unknown[]; conflict: boolean } | undefined {
  const [before, ours, theirs] = [keyed(base), keyed(tandem), keyed(mailbox)]
  if (!before || !ours || !theirs) return undefined
  let conflict = false
  const keep = (key: string): unknown => {
    const [old, mine, other] = [before.get(key), ours.get(key), theirs.get(key)]
    if (mine === undefined || other === undefined) {
      const left = mine ?? other
      if (old === undefined) return left
      // Taken away on one side: stays only if the other side edited it.
      if (isDeepStrictEqual(left, old)) return undefined
      conflict = true
      return left
    }
    if (isDeepStrictEqual(mine, other) || isDeepStrictEqual(other, old)) return mine
    if (isDeepStrictEqual(mine, old)) return other
    conflict = true
    return preferred === 'tandem' ? mine : other
  }
  const order = orderOf(before, ours, theirs, preferred)
  const merged = order.map(keep).filter((entry) => entry !== undefined)
  const room = Math.max(most, (preferred === 'tandem' ? tandem : mailbox).length)
  if (merged.length <= room) return { merged, conflict }
  // The preferred side's entries first, so that only the other side's are left out.
  const own = preferred === 'tandem' ? ours : theirs
  const ranked = [...order.filter((key) => own.has(key)), ...order.filter((key) => !own.has(key))]
  const kept = ranked.map(keep).filter((entry) => entry !== undefined)
  return { merged: kept.slice(0, room), conflict: true }
}

type Keyed = Map<string, unknown>

function keyed(list: unknown[]): Keyed | undefined {
  const entries: Keyed = new Map(list.map((entry) => [keyOf(entry), entry]))
  return entries.size === list.length ? entries : undefined
}

/**
 * An e-mail entry and an attendee are known by the address in lower case (RFC 5321 allows more, no mailbox service makes use
 * of it), an occurrence of a series by its day.
 */
function keyOf(entry: unknown): string {
  if (typeof entry !== 'object' || entry === null) return JSON.stringify(entry)
  if ('originalDate' in entry) return String(entry.originalDate)
  if ('emailAddress' in entry) return keyOf(entry.emailAddress)
  const address = 'address' in entry ? entry.address : undefined
  return typeof address === 'string' ? address.toLowerCase() : JSON.stringify(entry)
}

/** The order of the side that changed it; of the preferred one if both did. */
function orderOf(before: Keyed, ours: Keyed, theirs: Keyed, preferred: 'tandem' | 'mailbox'): string[] {
  const [lead, rest] = preferred === 'tandem' ? [ours, theirs] : [theirs, ours]
  const reordered = (side: Keyed) => !isDeepStrictEqual(shared(side, before), shared(before, side))
  const [first, second] = !reordered(lead) && reordered(rest) ? [rest, lead] : [lead, rest]
  return [...new Set([...first.keys(), ...second.keys()])]
}

function shared(of: Keyed, others: Keyed): string[] {
  return [...of.keys()].filter((key) => others.has(key))
}
