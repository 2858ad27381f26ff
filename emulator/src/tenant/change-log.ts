/**
 * What happened in a contact folder, kept sorted by change number by construction: a change is appended and the contact's earlier entry becomes
 * stale. Delta reads a page by a binary search and a walk, so its cost does not depend on the folder's size.
 */
import type { Contact, ContactFolder, LogEntry } from './types.ts'

/** One line of a page of changes. */
export type FolderChange = Contact | { id: string; immutableId: string; left: true }

/** Notes that a contact appeared or changed in the folder. */
export function logContact(folder: ContactFolder, contact: Contact, isNew: boolean): void {
  folder.log.push({ changed: contact.changed, contact })
  if (!isNew) noteStale(folder)
}

/** Notes that a contact left the folder (deleted or moved) with the ids it had there. */
export function logLeft(
  folder: ContactFolder,
  changed: number,
  left: { id: string; immutableId: string; entered: number },
): void {
  folder.log.push({ changed, left })
  noteStale(folder)
}

/**
 * The changes after `after`, at most `limit`; `last` is the change number to go on from, `more` whether there are any.
 * Contacts that left by change number `start` (when a full listing began) or entered after `after` were never seen by the reader.
 */
export function changesAfter(
  folder: ContactFolder,
  after: number,
  start: number,
  limit: number,
): { changes: FolderChange[]; last: number; more: boolean } {
  const changes: FolderChange[] = []
  let last = after
  for (let at = firstAfter(folder.log, after); at < folder.log.length; at += 1) {
    const entry = folder.log[at] as LogEntry
    const change = visible(folder, entry, after, start)
    if (change === undefined) continue
    if (changes.length === limit) return { changes, last, more: true }
    changes.push(change)
    last = entry.changed
  }
  return { changes, last, more: false }
}

/** The living contacts of a folder in the order of their last change. */
export function livingContacts(folder: ContactFolder): Contact[] {
  const contacts: Contact[] = []
  for (const entry of folder.log) {
    if ('contact' in entry && isCurrent(folder, entry)) contacts.push(entry.contact)
  }
  return contacts
}

function visible(
  folder: ContactFolder,
  entry: LogEntry,
  after: number,
  start: number,
): FolderChange | undefined {
  if ('contact' in entry) return isCurrent(folder, entry) ? entry.contact : undefined
  if (entry.changed <= start || entry.left.entered > after) return undefined
  return { id: entry.left.id, immutableId: entry.left.immutableId, left: true }
}

function isCurrent(folder: ContactFolder, entry: { changed: number; contact: Contact }): boolean {
  return entry.contact.changed === entry.changed && entry.contact.folderId === folder.id
}

function firstAfter(log: LogEntry[], after: number): number {
  let low = 0
  let high = log.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((log[middle] as LogEntry).changed > after) high = middle
    else low = middle + 1
  }
  return low
}

/** Drops stale entries when they are the larger half, so that the log stays in proportion to the folder. */
function noteStale(folder: ContactFolder): void {
  folder.stale += 1
  if (folder.stale < 64 || folder.stale * 2 < folder.log.length) return
  folder.log = folder.log.filter((entry) => !('contact' in entry) || isCurrent(folder, entry))
  folder.stale = 0
}
