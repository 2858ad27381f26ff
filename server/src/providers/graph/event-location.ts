import type { EventContent } from '@tandem/model/event.ts'

type Location = NonNullable<EventContent['location']>

/** What the service makes of a plain name by itself (published examples of event-post): said of every location, it says nothing. */
const made = new Set(['locationType', 'uniqueId', 'uniqueIdType'])

/** A location without what the service adds to it; undefined for none. */
export function readLocation(value: unknown): Location | undefined {
  const given = (value ?? {}) as Record<string, unknown>
  const displayName = typeof given.displayName === 'string' ? given.displayName : ''
  const isPlain =
    (given.locationType ?? 'default') === 'default' && (given.uniqueId ?? displayName) === displayName
  const kept = Object.entries(given).filter(
    ([name, part]) => hasContent(part) && !(isPlain && made.has(name)),
  )
  return kept.length === 0 ? undefined : { ...Object.fromEntries(kept), displayName }
}

function hasContent(part: unknown): boolean {
  if (part === null || part === undefined || part === '') return false
  return typeof part !== 'object' || Object.values(part).some(hasContent)
}
