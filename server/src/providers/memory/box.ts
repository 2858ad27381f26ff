/** An item as the memory server keeps it. */
export interface StoredItem<T> {
  ref: string
  version: string
  folder: string
  item: T
  operationId: string | undefined
  private: boolean
  changedAt: string
}

/** One entry of the change log: the item was written in, or has left, the folder; `before` is what it was until then. */
interface LogEntry<T> {
  at: number
  ref: string
  folder: string
  before: T | undefined
}

/** One kind of items of a person's mailbox: state only; `provider.ts` is the way in for Tandem, the methods here are the person's. */
export interface MemoryBox<T> {
  readonly address: string
  readonly defaultFolder: string
  readonly items: Map<string, StoredItem<T>>
  readonly folders: Map<string, string>
  readonly log: LogEntry<T>[]
  /** Cursors of an older generation have expired. */
  generation: number
  create(fields: T, options?: CreateOptions): StoredItem<T>
  /** Throws if the item is not there. */
  edit(ref: string, changes: Partial<T>): StoredItem<T>
  move(ref: string, folder: string): StoredItem<T>
  delete(ref: string): void
  addFolder(name: string): string
}

interface CreateOptions {
  folder?: string | undefined
  operationId?: string
  private?: boolean
}

/** What is peculiar to a kind of items. */
export interface Kind<T> {
  folder: { id: string; name: string }
  /** Items are kept in their normal form. */
  normal(fields: T): T
  edited(fields: T, changes: Partial<T>): T
  /** True if the content itself says that it is private. */
  isPrivate?(fields: T): boolean
}

/** No items; `now` gives milliseconds, `changed` hears of every change. */
export function createBox<T extends object>(
  address: string,
  kind: Kind<T>,
  now: () => number,
  changed: (folder: string) => void,
): MemoryBox<T> {
  let made = 0
  const items = new Map<string, StoredItem<T>>()
  const folders = new Map([[kind.folder.id, kind.folder.name]])
  const log: LogEntry<T>[] = []
  const record = (ref: string, folder: string, before: T | undefined) => {
    log.push({ at: log.length + 1, ref, folder, before })
    changed(folder)
  }
  const write = (stored: Omit<StoredItem<T>, 'version' | 'changedAt'>) => {
    const written = { ...stored, version: `v${log.length + 1}`, changedAt: new Date(now()).toISOString() }
    if (kind.isPrivate) written.private = kind.isPrivate(written.item)
    const before = items.get(stored.ref)?.item
    items.set(stored.ref, written)
    record(stored.ref, stored.folder, before)
    return written
  }
  const existing = (ref: string) => {
    const stored = items.get(ref)
    if (!stored) throw new Error(`No item ${ref} in ${address}`)
    return stored
  }
  return {
    address,
    defaultFolder: kind.folder.id,
    items,
    folders,
    log,
    generation: 1,
    create: (fields, options = {}) =>
      write({
        ref: `item-${String(++made).padStart(6, '0')}`,
        folder: options.folder ?? kind.folder.id,
        item: kind.normal(fields),
        operationId: options.operationId,
        private: options.private ?? false,
      }),
    edit: (ref, changes) => {
      const stored = existing(ref)
      return write({ ...stored, item: kind.edited(stored.item, changes) })
    },
    move: (ref, folder) => {
      const stored = existing(ref)
      record(ref, stored.folder, stored.item)
      return write({ ...stored, folder })
    },
    delete: (ref) => {
      const stored = existing(ref)
      items.delete(ref)
      record(ref, stored.folder, stored.item)
    },
    addFolder: (name) => {
      const id = `folder-${folders.size}`
      folders.set(id, name)
      return id
    },
  }
}
