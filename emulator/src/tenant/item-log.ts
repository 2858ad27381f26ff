/**
 * What happened in a calendar or a list of tasks, kept sorted by change number by construction: a change is appended and the item's earlier entry
 * becomes stale. A reader finds its place by a binary search, so its cost does not depend on how much lies before it.
 */
export interface ItemLog<T, L> {
  /** By rising change number. */
  log: ItemEntry<T, L>[]
  /** How many entries tell of nothing any more. */
  stale: number
}

/** A living item (stale when it has changed since), or what is remembered of one that is gone. */
export type ItemEntry<T, L> = { changed: number; item: T } | { changed: number; left: L }

/** Notes that an item appeared or changed. */
export function logItem<T extends { changed: number }, L>(
  place: ItemLog<T, L>,
  item: T,
  isNew: boolean,
): void {
  place.log.push({ changed: item.changed, item })
  if (!isNew) noteStale(place)
}

/** Notes that an item is gone; its own `changed` must have been raised. */
export function logGone<T extends { changed: number }, L>(
  place: ItemLog<T, L>,
  changed: number,
  left: L,
): void {
  place.log.push({ changed, left })
  noteStale(place)
}

/** The entries after change number `after` that are not stale. */
export function* entriesAfter<T extends { changed: number }, L>(
  { log }: ItemLog<T, L>,
  after: number,
): Generator<ItemEntry<T, L>> {
  let low = 0
  let high = log.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((log[middle] as ItemEntry<T, L>).changed > after) high = middle
    else low = middle + 1
  }
  for (let at = low; at < log.length; at += 1) {
    const entry = log[at] as ItemEntry<T, L>
    if (isCurrent(entry)) yield entry
  }
}

/** Drops stale entries when they are the larger half, so that the log stays in proportion to the place. */
function noteStale<T extends { changed: number }, L>(place: ItemLog<T, L>): void {
  place.stale += 1
  if (place.stale < 64 || place.stale * 2 < place.log.length) return
  place.log = place.log.filter(isCurrent)
  place.stale = 0
}

function isCurrent<T extends { changed: number }, L>(entry: ItemEntry<T, L>): boolean {
  return 'left' in entry || entry.item.changed === entry.changed
}
