/** One field that both we and somebody else changed since we looked. */
export interface Clash {
  field: string
  was: unknown
  theirs: unknown
  mine: unknown
}

/**
 * What to do when the record is newer than the one that was edited: send the edit again for the new version if
 * nobody else touched these fields (or they wrote the same), else ask, showing what changed.
 */
export function decideStale(
  started: object,
  current: object,
  changes: object,
): { kind: 'again' } | { kind: 'ask'; clashes: Clash[] } {
  const clashes = Object.entries(changes).flatMap(([field, mine]) => {
    const was = Reflect.get(started, field)
    const theirs = Reflect.get(current, field)
    return isSame(was, theirs) || isSame(theirs, mine) ? [] : [{ field, was, theirs, mine }]
  })
  return clashes.length === 0 ? { kind: 'again' } : { kind: 'ask', clashes }
}

/** Equal values of a field: empty, absent and `null` are one; the order of properties does not count. */
export function isSame(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other)
}

function canonical(value: unknown): string {
  if (value === null || value === undefined || value === '') return ''
  if (Array.isArray(value)) return value.length === 0 ? '' : `[${value.map(canonical).join()}]`
  if (typeof value !== 'object') return JSON.stringify(value)
  const parts = Object.entries(value)
    .map(([name, part]) => [name, canonical(part)] as const)
    .filter(([, part]) => part !== '')
    .sort(([one], [other]) => (one < other ? -1 : 1))
  return parts.length === 0 ? '' : JSON.stringify(parts)
}
