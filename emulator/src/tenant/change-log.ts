/**
 * What happened in a folder, kept sorted by change number by construction: a change is appended and the item's earlier entry becomes
 * stale. Delta reads a page by a binary search and a walk, so its cost does not depend on the folder's size.
 */
import type { Contact, LogEntry } from './types.ts'

/** One line of a page of changes. */
export type FolderChange<T = Contact> = T | { id: string; immutableId: string; left: true }

/** What is logged, and where: contacts and messages alike. */
interface Item {
  folderId: string
  changed: number
}
interface Folder<T> {
  id: string
  log: LogEntry<T>[]
  stale: number
}

/** Notes that an item appeared or changed in the folder. */
export function logItem<T extends Item>(folder: Folder<T>, item: T, isNew: boolean): void {
  folder.log.push({ changed: item.changed, item })
  if (!isNew) noteStale(folder)
}

/** Notes that an item left the folder (deleted or moved) with the ids it had there. */
export function logLeft<T extends Item>(
  folder: Folder<T>,
  changed: number,
  left: { id: string; immutableId: string; entered: number },
): void {
  folder.log.push({ changed, left })
  noteStale(folder)
}

/**
 * The changes after `after`, at most `limit`; `last` is the change number to go on from, `more` whether there are any.
 * Items that left by change number `start` (when a full listing began) or entered after `after` were never seen by the reader.
 */
export function changesAfter<T extends Item>(
  folder: Folder<T>,
  after: number,
  start: number,
  limit: number,
): { changes: FolderChange<T>[]; last: number; more: boolean } {
  const changes: FolderChange<T>[] = []
  let last = after
  for (let at = firstAfter(folder.log, after); at < folder.log.length; at += 1) {
    const entry = folder.log[at] as LogEntry<T>
    const change = visible(folder, entry, after, start)
    if (change === undefined) continue
    if (changes.length === limit) return { changes, last, more: true }
    changes.push(change)
    last = entry.changed
  }
  return { changes, last, more: false }
}

/** The living items of a folder in the order of their last change. */
export function livingItems<T extends Item>(folder: Folder<T>): T[] {
  const items: T[] = []
  for (const entry of folder.log) {
    if ('item' in entry && isCurrent(folder, entry)) items.push(entry.item)
  }
  return items
}

function visible<T extends Item>(
  folder: Folder<T>,
  entry: LogEntry<T>,
  after: number,
  start: number,
): FolderChange<T> | undefined {
  if ('item' in entry) return isCurrent(folder, entry) ? entry.item : undefined
  if (entry.changed <= start || entry.left.entered > after) return undefined
  return { id: entry.left.id, immutableId: entry.left.immutableId, left: true }
}

function isCurrent<T extends Item>(folder: Folder<T>, entry: { changed: number; item: T }): boolean {
  return entry.item.changed === entry.changed && entry.item.folderId === folder.id
}

function firstAfter<T>(log: LogEntry<T>[], after: number): number {
  let low = 0
  let high = log.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((log[middle] as LogEntry<T>).changed > after) high = middle
    else low = middle + 1
  }
  return low
}

/** Drops stale entries when they are the larger half, so that the log stays in proportion to the folder. */
function noteStale<T extends Item>(folder: Folder<T>): void {
  folder.stale += 1
  if (folder.stale < 64 || folder.stale * 2 < folder.log.length) return
  folder.log = folder.log.filter((entry) => !('item' in entry) || isCurrent(folder, entry))
  folder.stale = 0
}
