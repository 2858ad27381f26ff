import type { MemoryBox } from '../src/providers/memory/box.ts'
import type { FaultKind, Operation } from '../src/providers/memory/faults.ts'
import type { KindName } from '../src/providers/memory/mailbox.ts'
import { createMemoryServer } from '../src/providers/memory/provider.ts'
import type { Collection, Session } from '../src/providers/provider.ts'
import type { Fields } from './kind-edits.ts'

/** The mailbox of a history, whatever provider leads to it: what the person does there, and what goes wrong on the way. */
export interface FarSide {
  session: Session
  items(): Promise<{ ref: string; version: string; item: Fields }[]>
  create(fields: Fields): Promise<void>
  edit(ref: string, changes: Fields): Promise<void>
  delete(ref: string): Promise<void>
  fault(kind: FaultKind, operation: Operation | undefined): void
  /** Makes all cursors worthless. */
  expire(): void
  /** Nothing goes wrong any more. */
  calm(): void
  /** Called before each request: somebody may edit meanwhile. */
  onRequest: (() => Promise<void>) | undefined
}

/** A mailbox of the memory provider, with pages of three items. */
export function memorySide(address: string, kind: KindName = 'contacts'): FarSide {
  const { provider, server } = createMemoryServer({ pageSize: 3 })
  const mailbox = server.mailbox(address)
  const box = (kind === 'contacts' ? mailbox : mailbox[kind]) as unknown as MemoryBox<Fields>
  const wanted = { contacts: true, calendar: true, tasks: true }
  const outside = { dispatcher: null as never, loginUrl: '', serviceUrl: '', timeout: 1000, wanted }
  const access = provider.signIn({}, { kind: 'secret', value: 'x' }, outside)
  const side: FarSide = {
    session: provider.open({}, access, address, outside),
    items: async () => [...box.items.values()],
    create: async (fields) => void box.create(fields),
    edit: async (ref, changes) => void box.edit(ref, changes),
    delete: async (ref) => box.delete(ref),
    fault: (kind, operation) => server.faults.add({ kind, seconds: 1, ...(operation && { operation }) }),
    expire: () => server.expireCursors(address),
    calm: () => server.faults.clear(),
    onRequest: undefined,
  }
  server.onRequest = () => side.onRequest?.()
  return side
}

/** The same collection, with `before` called ahead of every request a caller waits for. */
export function watched<T>(collection: Collection<T>, before: () => Promise<void>): Collection<T> {
  return {
    ...collection,
    async *changes(cursor, folder, options) {
      await before()
      yield* collection.changes(cursor, folder, options)
    },
    async *identify(folder) {
      await before()
      yield* collection.identify(folder)
    },
    get: async (refs) => await before().then(() => collection.get(refs)),
    find: async (ids, folder) => await before().then(() => collection.find(ids, folder)),
    create: async (drafts, folder) => await before().then(() => collection.create!(drafts, folder)),
    update: async (edits) => await before().then(() => collection.update!(edits)),
    remove: async (refs) => await before().then(() => collection.remove!(refs)),
  }
}
