import type { ContactFields } from '@tandem/model/contact.ts'
import { type Failure, ProviderError } from '../failures.ts'
import type { Change, Collection, Outcome, Versioned } from '../provider.ts'
import { type Fault, failureOf, type Operation, strike } from './faults.ts'
import { defaultFolder, type MemoryMailbox, type StoredItem } from './mailbox.ts'

/** What the collection needs of its server. */
export interface Door {
  pageSize: number
  /** Throws if there is no such mailbox. */
  mailbox(): MemoryMailbox
  missing(): Failure | undefined
  /** Counts the request, lets the test act, and takes the fault that fits. */
  request(operation: Operation, items: number): Promise<Fault | undefined>
}

interface Cursor {
  generation: number
  folder: string
  /** Changes of the log up to here are known. */
  seen: number
  /** Last reference of a full listing in progress; absent when it is done. */
  listed?: string
}

/** The contacts of one mailbox of the memory server. */
export function memoryContacts(door: Door): Collection<ContactFields> {
  return {
    folders: async () => {
      strike(await door.request('folders', 0))
      return [...door.mailbox().folders].map(([id, name]) => ({ id, name }))
    },
    changes: (cursor, folder) => readChanges(door, cursor, folder ?? defaultFolder),
    identify: (folder) => identify(door, folder ?? defaultFolder),
    get: async (refs) => {
      if (refs.length === 0) return []
      strike(await door.request('get', refs.length))
      const { items } = door.mailbox()
      return refs.flatMap((ref) => items.get(ref) ?? []).map(versioned)
    },
    find: async (operationIds, folder) => {
      if (operationIds.length === 0) return new Map()
      strike(await door.request('find', operationIds.length))
      const wanted = new Set(operationIds)
      const found = inFolder(door.mailbox(), folder ?? defaultFolder).filter(
        (item) => item.operationId !== undefined && wanted.has(item.operationId),
      )
      return new Map(found.map((item) => [item.operationId!, versioned(item)]))
    },
    create: (drafts, folder) =>
      write(door, 'create', drafts, (draft) => {
        const target = folder ?? defaultFolder
        if (!door.mailbox().folders.has(target)) return gone(`folder ${target}`)
        return done(door.mailbox().create(draft.item, { folder: target, operationId: draft.operationId }))
      }),
    update: (edits) =>
      write(door, 'update', edits, (edit) => {
        const problem = stale(door.mailbox(), edit)
        return problem ?? done(door.mailbox().edit(edit.ref, edit.changes))
      }),
    remove: (refs) =>
      write(door, 'remove', refs, (one) => {
        const problem = stale(door.mailbox(), one)
        if (problem) return problem
        door.mailbox().delete(one.ref)
        return { ok: true, ref: one.ref, version: one.version }
      }),
  }
}

async function* readChanges(
  door: Door,
  text: string | undefined,
  folder: string,
): AsyncIterable<Change<ContactFields>[]> {
  let cursor = text === undefined ? undefined : (JSON.parse(text) as Cursor)
  for (;;) {
    const fault = await door.request('changes', 0)
    const mailbox = door.mailbox()
    if (!mailbox.folders.has(folder))
      throw new ProviderError({ kind: 'NotFound', detail: `No folder ${folder}` })
    const expired =
      fault?.kind === 'expired' || (cursor !== undefined && cursor.generation !== mailbox.generation)
    if (!expired) strike(fault)
    if (expired && cursor !== undefined) {
      yield [{ kind: 'reset' }]
      cursor = undefined
      continue
    }
    cursor ??= { generation: mailbox.generation, folder, seen: mailbox.log.length, listed: '' }
    const page: Page = cursor.listed === undefined ? changedPage(door, cursor) : listedPage(door, cursor)
    cursor = page.cursor
    yield [...page.changes, { kind: 'checkpoint', cursor: JSON.stringify(cursor), more: page.more }]
    if (!page.more) return
  }
}

interface Page {
  changes: Change<ContactFields>[]
  cursor: Cursor
  more: boolean
}

function listedPage(door: Door, cursor: Cursor): Page {
  const rest = inFolder(door.mailbox(), cursor.folder)
    .filter((item) => item.ref > cursor.listed!)
    .sort((a, b) => (a.ref < b.ref ? -1 : 1))
  const page = rest.slice(0, door.pageSize)
  const changes = page.map(upsert)
  if (rest.length > page.length)
    return { changes, cursor: { ...cursor, listed: page.at(-1)!.ref }, more: true }
  const { listed: _, ...finished } = cursor
  return { changes, cursor: finished, more: door.mailbox().log.length > cursor.seen }
}

function changedPage(door: Door, cursor: Cursor): Page {
  const { log, items } = door.mailbox()
  const entries = log.slice(cursor.seen)
  const page: typeof entries = []
  const refs = new Set<string>()
  for (const entry of entries) {
    if (refs.size === door.pageSize) break
    page.push(entry)
    if (entry.folder === cursor.folder) refs.add(entry.ref)
  }
  const changes = [...refs].map((ref): Change<ContactFields> => {
    const item = items.get(ref)
    return item?.folder === cursor.folder ? upsert(item) : { kind: 'delete', ref }
  })
  const seen = cursor.seen + page.length
  return { changes, cursor: { ...cursor, seen }, more: log.length > seen }
}

async function* identify(door: Door, folder: string): AsyncIterable<{ ref: string; version: string }[]> {
  let last = ''
  for (;;) {
    strike(await door.request('identify', 0))
    const rest = inFolder(door.mailbox(), folder)
      .filter((item) => item.ref > last)
      .sort((a, b) => (a.ref < b.ref ? -1 : 1))
    const page = rest.slice(0, door.pageSize)
    if (page.length > 0) yield page.map(({ ref, version }) => ({ ref, version }))
    if (page.length === rest.length) return
    last = page.at(-1)!.ref
  }
}

/** Carries out a batch as far as the fault lets it; a failed request is an outcome of each of its items. */
async function write<Item>(
  door: Door,
  operation: Operation,
  batch: Item[],
  carryOut: (item: Item) => Outcome,
): Promise<Outcome[]> {
  if (batch.length === 0) return []
  const fault = await door.request(operation, batch.length)
  const missing = door.missing()
  if (missing) return batch.map(() => refused(missing))
  if (!fault) return batch.map(carryOut)
  const failed: Outcome = { ok: false, failure: failureOf(fault) }
  const half = Math.ceil(batch.length / 2)
  switch (fault.kind) {
    case 'lost':
      batch.forEach(carryOut)
      return batch.map(() => failed)
    case 'half':
      batch.slice(0, half).forEach(carryOut)
      return batch.map(() => failed)
    case 'throttled-half':
      return batch.map((item, place) => (place < half ? carryOut(item) : failed))
    case 'rejected':
      return batch.map((item, place) => (place === 0 ? failed : carryOut(item)))
    default:
      return batch.map(() => failed)
  }
}

function stale(mailbox: MemoryMailbox, sent: { ref: string; version: string }): Outcome | undefined {
  const stored = mailbox.items.get(sent.ref)
  if (!stored) return gone(`item ${sent.ref}`)
  if (stored.version === sent.version) return undefined
  return refused({ kind: 'Conflict', detail: `Version ${sent.version} is not the current ${stored.version}` })
}

function inFolder(mailbox: MemoryMailbox, folder: string): StoredItem[] {
  if (!mailbox.folders.has(folder))
    throw new ProviderError({ kind: 'NotFound', detail: `No folder ${folder}` })
  return [...mailbox.items.values()].filter((item) => item.folder === folder)
}

function upsert(stored: StoredItem): Change<ContactFields> {
  return { kind: 'upsert', ...versioned(stored) }
}

function versioned(stored: StoredItem): Versioned<ContactFields> {
  return {
    ref: stored.ref,
    version: stored.version,
    item: structuredClone(stored.item),
    changedAt: stored.changedAt,
    private: stored.private,
  }
}

function done(stored: StoredItem): Outcome {
  return { ok: true, ref: stored.ref, version: stored.version, changedAt: stored.changedAt }
}

function gone(what: string): Outcome {
  return refused({ kind: 'NotFound', detail: `There is no ${what}` })
}

function refused(failure: Failure): Outcome {
  return { ok: false, failure }
}
