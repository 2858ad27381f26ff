import { type Failure, ProviderError } from '../failures.ts'
import type { Change, Collection, Edit, Outcome, Say, Versioned, Window } from '../provider.ts'
import type { MemoryBox, StoredItem } from './box.ts'
import { type Fault, failureOf, type Operation, strike } from './faults.ts'

/** What a collection needs of its server. */
export interface Door<T> {
  pageSize(): number
  /** Throws if there is no such mailbox. */
  box(): MemoryBox<T>
  missing(): Failure | undefined
  /** Counts the request, lets the test act, and takes the fault that fits. */
  request(operation: Operation, items: number): Promise<Fault | undefined>
  /** Absent: all items are told of, however far away in time they lie. */
  view?: View<T>
  /** What a write does beyond itself; a failure refuses it. */
  before?: (write: Write<T>) => Failure | undefined
}

/** The part of a collection that `changes` tells of. */
export interface View<T> {
  /** The window of a reading that begins now, and what every reading that goes on is sure to cover. */
  window(): Window
  surely(): Window
  /** The reading's window comes near its end: a new one must begin. */
  isWorn(window: Window): boolean
  shows(item: T, window: Window): boolean
}

export type Write<T> = { say: Say | undefined } & (
  | { kind: 'create'; item: T }
  | { kind: 'update'; edit: Edit<T>; stored: T }
  | { kind: 'remove'; stored: T }
)

interface Cursor {
  generation: number
  folder: string
  /** Changes of the log up to here are known. */
  seen: number
  /** Last reference of a full listing in progress; absent when it is done. */
  listed?: string
  window?: Window
}

/** One kind of items of one mailbox of the memory server. */
export function memoryCollection<T extends object>(door: Door<T>): Required<Collection<T>> {
  return {
    folders: async () => {
      strike(await door.request('folders', 0))
      return [...door.box().folders].map(([id, name]) => ({ id, name }))
    },
    changes: (cursor, folder) => readChanges(door, cursor, folder),
    identify: (folder) => identify(door, folder),
    get: async (refs) => {
      if (refs.length === 0) return []
      strike(await door.request('get', refs.length))
      const { items } = door.box()
      return refs.flatMap((ref) => items.get(ref) ?? []).map(versioned)
    },
    find: async (operationIds, folder) => {
      if (operationIds.length === 0) return new Map()
      strike(await door.request('find', operationIds.length))
      const wanted = new Set(operationIds)
      const found = inFolder(door.box(), folder).filter(
        (item) => item.operationId !== undefined && wanted.has(item.operationId),
      )
      return new Map(found.map((item) => [item.operationId!, versioned(item)]))
    },
    create: (drafts, folder) =>
      write(door, 'create', drafts, ({ item, operationId, say }) => {
        const box = door.box()
        const target = folder ?? box.defaultFolder
        if (!box.folders.has(target)) return gone(`folder ${target}`)
        const problem = door.before?.({ kind: 'create', item, say })
        return problem ? refused(problem) : done(box.create(item, { folder: target, operationId }))
      }),
    update: (edits) =>
      write(door, 'update', edits, (edit) => {
        const { stored, problem } = current(door.box(), edit)
        if (problem) return problem
        const against = door.before?.({ kind: 'update', edit, stored: stored.item, say: edit.say })
        return against ? refused(against) : done(door.box().edit(edit.ref, edit.changes))
      }),
    remove: (refs) =>
      write(door, 'remove', refs, (one) => {
        const { stored, problem } = current(door.box(), one)
        if (problem) return problem
        const against = door.before?.({ kind: 'remove', stored: stored.item, say: one.say })
        if (against) return refused(against)
        door.box().delete(one.ref)
        return { ok: true, ref: one.ref, version: one.version }
      }),
  }
}

async function* readChanges<T extends object>(
  door: Door<T>,
  text: string | undefined,
  wanted: string | undefined,
): AsyncIterable<Change<T>[]> {
  let cursor = text === undefined ? undefined : (JSON.parse(text) as Cursor)
  if (cursor?.window && door.view?.isWorn(cursor.window)) cursor = undefined
  let isTold = cursor !== undefined || !door.view
  for (;;) {
    const fault = await door.request('changes', 0)
    const box = door.box()
    const folder = existing(box, wanted)
    const expired =
      fault?.kind === 'expired' || (cursor !== undefined && cursor.generation !== box.generation)
    if (!expired) strike(fault)
    if (expired && cursor !== undefined) {
      yield [reset(door)]
      isTold = true
      cursor = undefined
      continue
    }
    if (!isTold) yield [reset(door)]
    isTold = true
    cursor ??= begin(door, folder)
    const page: Page<T> = cursor.listed === undefined ? changedPage(door, cursor) : listedPage(door, cursor)
    cursor = page.cursor
    yield [...page.changes, { kind: 'checkpoint', cursor: JSON.stringify(cursor), more: page.more }]
    if (!page.more) return
  }
}

function reset<T>({ view }: Door<T>): Change<T> {
  return { kind: 'reset', ...(view && { window: view.window() }) }
}

function begin<T extends object>(door: Door<T>, folder: string): Cursor {
  const { generation, log } = door.box()
  return {
    generation,
    folder,
    seen: log.length,
    listed: '',
    ...(door.view && { window: door.view.window() }),
  }
}

interface Page<T> {
  changes: Change<T>[]
  cursor: Cursor
  more: boolean
}

function listedPage<T extends object>(door: Door<T>, cursor: Cursor): Page<T> {
  const rest = inFolder(door.box(), cursor.folder)
    .filter((stored) => stored.ref > cursor.listed! && isShown(door, stored.item, cursor))
    .sort((a, b) => (a.ref < b.ref ? -1 : 1))
  const page = rest.slice(0, door.pageSize())
  const changes = page.map(upsert)
  if (rest.length > page.length)
    return { changes, cursor: { ...cursor, listed: page.at(-1)!.ref }, more: true }
  const { listed: _, ...finished } = cursor
  return { changes, cursor: finished, more: door.box().log.length > cursor.seen }
}

/** What happened since: of an item that has left the window its content is told, of one that never was in it nothing. */
function changedPage<T extends object>(door: Door<T>, cursor: Cursor): Page<T> {
  const { log, items } = door.box()
  const entries = log.slice(cursor.seen)
  const page: typeof entries = []
  const refs = new Set<string>()
  for (const entry of entries) {
    if (refs.size === door.pageSize()) break
    page.push(entry)
    if (entry.folder !== cursor.folder) continue
    const now = items.get(entry.ref)?.item
    if ([now, entry.before].some((item) => item && isShown(door, item, cursor))) refs.add(entry.ref)
  }
  const changes = [...refs].map((ref): Change<T> => {
    const item = items.get(ref)
    return item?.folder === cursor.folder ? upsert(item) : { kind: 'delete', ref }
  })
  const seen = cursor.seen + page.length
  return { changes, cursor: { ...cursor, seen }, more: log.length > seen }
}

function isShown<T>({ view }: Door<T>, item: T, { window }: Cursor): boolean {
  return !view || !window || view.shows(item, window)
}

async function* identify<T extends object>(
  door: Door<T>,
  folder: string | undefined,
): AsyncIterable<{ ref: string; version: string; beyond?: boolean }[]> {
  let last = ''
  for (;;) {
    strike(await door.request('identify', 0))
    const rest = inFolder(door.box(), folder)
      .filter((item) => item.ref > last)
      .sort((a, b) => (a.ref < b.ref ? -1 : 1))
    const page = rest.slice(0, door.pageSize())
    const named = page.map(({ ref, version, item }) => {
      const beyond = door.view !== undefined && !door.view.shows(item, door.view.surely())
      return { ref, version, ...(beyond && { beyond }) }
    })
    if (named.length > 0) yield named
    if (page.length === rest.length) return
    last = page.at(-1)!.ref
  }
}

/** Carries out a batch as far as the fault lets it; a failed request is an outcome of each of its items. */
async function write<T, Item>(
  door: Door<T>,
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

function current<T>(
  box: MemoryBox<T>,
  sent: { ref: string; version: string },
): { stored: StoredItem<T>; problem?: undefined } | { stored?: undefined; problem: Outcome } {
  const stored = box.items.get(sent.ref)
  if (!stored) return { problem: gone(`item ${sent.ref}`) }
  if (stored.version === sent.version) return { stored }
  const detail = `Version ${sent.version} is not the current ${stored.version}`
  return { problem: refused({ kind: 'Conflict', detail }) }
}

function existing<T>(box: MemoryBox<T>, folder = box.defaultFolder): string {
  if (box.folders.has(folder)) return folder
  throw new ProviderError({ kind: 'NotFound', detail: `No folder ${folder}` })
}

function inFolder<T>(box: MemoryBox<T>, wanted: string | undefined): StoredItem<T>[] {
  const folder = existing(box, wanted)
  return [...box.items.values()].filter((item) => item.folder === folder)
}

function upsert<T>(stored: StoredItem<T>): Change<T> {
  return { kind: 'upsert', ...versioned(stored) }
}

function versioned<T>(stored: StoredItem<T>): Versioned<T> {
  return {
    ref: stored.ref,
    version: stored.version,
    item: structuredClone(stored.item),
    changedAt: stored.changedAt,
    private: stored.private,
  }
}

function done<T>(stored: StoredItem<T>): Outcome {
  return { ok: true, ref: stored.ref, version: stored.version, changedAt: stored.changedAt }
}

function gone(what: string): Outcome {
  return refused({ kind: 'NotFound', detail: `There is no ${what}` })
}

function refused(failure: Failure): Outcome {
  return { ok: false, failure }
}
