import type { ContactFields } from '@tandem/model/contact.ts'
import { editedContact, normalContact } from '../../lib/normal-contact.ts'

/** An item as the memory server keeps it. */
export interface StoredItem {
  ref: string
  version: string
  folder: string
  item: ContactFields
  operationId: string | undefined
  private: boolean
  changedAt: string
}

/** One entry of the change log: the item was written in, or has left, the folder. */
interface LogEntry {
  at: number
  ref: string
  folder: string
}

/** A person's mailbox: state only; `provider.ts` is the way in for Tandem, the methods here are the person's. */
export interface MemoryMailbox {
  readonly address: string
  readonly items: Map<string, StoredItem>
  readonly folders: Map<string, string>
  readonly log: LogEntry[]
  /** Cursors of an older generation have expired. */
  generation: number
  create(fields: ContactFields, options?: CreateOptions): StoredItem
  /** Throws if the item is not there. */
  edit(ref: string, changes: Partial<ContactFields>): StoredItem
  move(ref: string, folder: string): StoredItem
  delete(ref: string): void
  addFolder(name: string): string
}

interface CreateOptions {
  folder?: string | undefined
  operationId?: string
  private?: boolean
}

export const defaultFolder = 'contacts'

/** An empty mailbox; `now` gives milliseconds, `changed` hears of every change. */
export function createMailbox(
  address: string,
  now: () => number,
  changed: (folder: string) => void,
): MemoryMailbox {
  let made = 0
  const items = new Map<string, StoredItem>()
  const folders = new Map([[defaultFolder, 'Contacts']])
  const log: LogEntry[] = []
  const record = (ref: string, folder: string) => {
    log.push({ at: log.length + 1, ref, folder })
    changed(folder)
  }
  const write = (stored: Omit<StoredItem, 'version' | 'changedAt'>) => {
    const written = { ...stored, version: `v${log.length + 1}`, changedAt: new Date(now()).toISOString() }
    items.set(stored.ref, written)
    record(stored.ref, stored.folder)
    return written
  }
  const existing = (ref: string) => {
    const stored = items.get(ref)
    if (!stored) throw new Error(`No item ${ref} in ${address}`)
    return stored
  }
  return {
    address,
    items,
    folders,
    log,
    generation: 1,
    create: (fields, options = {}) =>
      write({
        ref: `item-${String(++made).padStart(6, '0')}`,
        folder: options.folder ?? defaultFolder,
        item: normalContact(fields),
        operationId: options.operationId,
        private: options.private ?? false,
      }),
    edit: (ref, changes) => {
      const stored = existing(ref)
      return write({ ...stored, item: editedContact(stored.item, changes) })
    },
    move: (ref, folder) => {
      const stored = existing(ref)
      record(ref, stored.folder)
      return write({ ...stored, folder })
    },
    delete: (ref) => {
      const stored = existing(ref)
      items.delete(ref)
      record(ref, stored.folder)
    },
    addFolder: (name) => {
      const id = `folder-${folders.size}`
      folders.set(id, name)
      return id
    },
  }
}
