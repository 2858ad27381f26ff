import type { ContactFields } from '@tandem/model/contact.ts'
import type { EventContent } from '@tandem/model/event.ts'
import type { TaskContent } from '@tandem/model/task.ts'
import { type Failure, ProviderError } from '../failures.ts'
import type {
  Change,
  Collection,
  NotificationRequest,
  Outcome,
  Provider,
  Session,
  Window,
} from '../provider.ts'

/** What a provider's test brings, so that the specification can be put to it. */
export interface Bench {
  /** Items on a page of the other side. */
  pageSize: number
  provider: Pick<Provider, 'notification' | 'directory'>
  /** A session on a new, empty mailbox, and the person it belongs to. */
  mailbox(): Promise<Desk>
  /** A session on a mailbox that does not exist. */
  nobody(): Session
  /** Time goes on, for the provider and the other side. */
  pass(days: number): void
  now(): number
  close(): Promise<void>
}

export interface Desk {
  session: Session
  person: Person
}

/** The content of each kind of items; the names are those of what can be watched. */
export interface Contents {
  contacts: ContactFields
  events: EventContent
  tasks: TaskContent
}
export type KindName = keyof Contents

/** The person at the other side, and what may happen between. */
export interface Person {
  contacts: Hand<ContactFields>
  events: Hand<EventContent>
  tasks: Hand<TaskContent>
  /** Strikes the next request of the kind: `write` is create, update or remove; `read` is `changes`. */
  fault(kind: FaultKind, request: 'read' | 'write', collection: KindName): Promise<void>
  /** Makes all cursors worthless. */
  expireCursors(): Promise<void>
  /** Requests that reached the other side since the last call. */
  requests(): Promise<number>
  /** Addresses that the server mailed because of what was done in this mailbox. */
  mailed(): Promise<string[]>
  /** Somebody invites the person; the reference of the event in the person's calendar. Absent where the test has no post. */
  invited?(meeting: EventContent): Promise<string>
  /** Where notifications for the mailbox are posted; absent where the test cannot listen. */
  notifications?: { url: string; next(): Promise<NotificationRequest> }
}

/** What the person does with items of one kind, in the mailbox itself. */
export interface Hand<T> {
  create(fields: T, options?: { folder?: string; private?: boolean }): Promise<string>
  edit(ref: string, changes: Partial<T>): Promise<void>
  delete(ref: string): Promise<void>
  addFolder(name: string): Promise<string>
}

/** `lost`: done, but the answer is cut; `throttled`: not done, 7 seconds; `unavailable`: not done. */
export type FaultKind = 'lost' | 'throttled' | 'unavailable'

/** A kind of items as the specification knows it: what is common to all kinds is put to each. */
export interface Sample<T extends object = object> {
  kind: KindName
  of(session: Session): Required<Collection<T>>
  hand(person: Person): Hand<T>
  /** An item with a name, and the name of one. */
  named(name: string): T
  nameOf(item: T): string | null | undefined
  /** Every field that is written. */
  everyField: T
  normal(item: T): T
  /** The fields that can be written, of an item as it was read. */
  written(item: T): T
  renamed(name: string): Partial<T>
  /** An edit of two fields, and another one of a field that `named` leaves alone. */
  edit: Partial<T>
  other: Partial<T>
  /** Fields that `null` empties. */
  emptied: string[]
  /** Readings begin with a reset that names their window. */
  hasWindow: boolean
  /** Items can be private. */
  hasPrivate: boolean
}

/** The one of a kind that the specification is about; fails if the provider does not offer it or it cannot be written. */
export function writable<T extends object>(collection: Collection<T> | undefined): Required<Collection<T>> {
  if (!collection?.create || !collection.update || !collection.remove)
    throw new Error('the kind must be offered, and writable')
  return collection as Required<Collection<T>>
}

/** Everything one reading yields. */
export async function drain<T>(
  collection: Collection<T>,
  cursor?: string,
  folder?: string,
  options?: { markPrivate?: boolean },
): Promise<Reading<T>> {
  const reading: Reading<T> = { pages: [], changes: [], cursor: '', resets: [] }
  for await (const page of collection.changes(cursor, folder, options)) {
    reading.pages.push(page)
    for (const change of page) {
      if (change.kind === 'checkpoint') reading.cursor = change.cursor
      else if (change.kind === 'reset') reading.resets.push(change.window)
      else reading.changes.push(change)
    }
  }
  return reading
}

export interface Reading<T> {
  pages: Change<T>[][]
  changes: Extract<Change<T>, { kind: 'upsert' | 'delete' }>[]
  /** The last checkpoint. */
  cursor: string
  resets: (Window | undefined)[]
}

/** The pages that bring items or a checkpoint: without the reset with which a reading of a window begins. */
export function listing<T>(reading: Reading<T>): Change<T>[][] {
  return reading.pages.filter((page) => page.some((change) => change.kind !== 'reset'))
}

/** The last that a reading told of each item. */
export function lastOf<T>(reading: Reading<T>): Map<string, Reading<T>['changes'][number]> {
  return new Map(reading.changes.map((change) => [change.ref, change]))
}

/** The failure that a piece of work leaves with; fails if there is none. */
export async function failureFrom(work: () => Promise<unknown>): Promise<Failure> {
  try {
    await work()
  } catch (error) {
    if (error instanceof ProviderError) return error.failure
    throw error
  }
  throw new Error('expected a ProviderError')
}

/** The reference of something that was written; fails if it was refused. */
export function written(outcome: Outcome | undefined): { ref: string; version: string } {
  if (!outcome?.ok) throw new Error(`expected success: ${JSON.stringify(outcome)}`)
  return outcome
}

/** Drafts of items with the given names; nobody objects to what mails they cause. */
export function drafts<T extends object>(sample: Sample<T>, ...names: string[]) {
  return names.map((name) => draft(sample.named(name)))
}

/** A draft of one item. */
export function draft<T extends object>(item: T) {
  return { operationId: crypto.randomUUID(), item, say: { notify: true } }
}

/** As many names as that. */
export function names(count: number): string[] {
  return Array.from({ length: count }, (_, place) => `Person ${String(place).padStart(3, '0')}`)
}
