import type { ContactFields } from '@tandem/model/contact.ts'
import { type Failure, ProviderError } from '../failures.ts'
import type { Change, Collection, NotificationRequest, Outcome, Provider, Session } from '../provider.ts'

/** What a provider's test brings, so that the specification can be put to it. */
export interface Bench {
  /** Items on a page of the other side. */
  pageSize: number
  provider: Pick<Provider, 'notification' | 'directory'>
  /** A session on a new, empty mailbox, and the person it belongs to. */
  mailbox(): Promise<Desk>
  /** A session on a mailbox that does not exist. */
  nobody(): Session
  close(): Promise<void>
}

export interface Desk {
  session: Session
  person: Person
}

/** The person at the other side, and what may happen between. */
export interface Person {
  create(fields: ContactFields, options?: { folder?: string; private?: boolean }): Promise<string>
  edit(ref: string, changes: Partial<ContactFields>): Promise<void>
  delete(ref: string): Promise<void>
  addFolder(name: string): Promise<string>
  /** Strikes the next request of the kind: `write` is create, update or remove; `read` everything else. */
  fault(kind: FaultKind, request: 'read' | 'write'): Promise<void>
  /** Makes all cursors worthless. */
  expireCursors(): Promise<void>
  /** Requests that reached the other side since the last call. */
  requests(): Promise<number>
  /** Where notifications for the mailbox are posted; absent where the test cannot listen. */
  notifications?: { url: string; next(): Promise<NotificationRequest> }
}

/** `lost`: done, but the answer is cut; `throttled`: not done, 7 seconds; `unavailable`: not done. */
export type FaultKind = 'lost' | 'throttled' | 'unavailable'

/** The contacts of a session, which the specification is about. */
export function contactsOf(desk: Desk): Required<Collection<ContactFields>> {
  const contacts = desk.session.contacts
  if (!contacts?.create || !contacts.update || !contacts.remove) throw new Error('contacts must be writable')
  return contacts as Required<Collection<ContactFields>>
}

/** Everything one reading yields. */
export async function drain(
  contacts: Collection<ContactFields>,
  cursor?: string,
  folder?: string,
  options?: { markPrivate?: boolean },
): Promise<Reading> {
  const reading: Reading = { pages: [], changes: [], cursor: '', reset: false }
  for await (const page of contacts.changes(cursor, folder, options)) {
    reading.pages.push(page)
    for (const change of page) {
      if (change.kind === 'checkpoint') reading.cursor = change.cursor
      else if (change.kind === 'reset') reading.reset = true
      else reading.changes.push(change)
    }
  }
  return reading
}

export interface Reading {
  pages: Change<ContactFields>[][]
  changes: Extract<Change<ContactFields>, { kind: 'upsert' | 'delete' }>[]
  /** The last checkpoint. */
  cursor: string
  reset: boolean
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

/** Drafts with the given names. */
export function drafts(...names: string[]) {
  return names.map((name) => ({
    operationId: crypto.randomUUID(),
    item: { displayName: name, givenName: name } satisfies ContactFields,
  }))
}

/** A contact with every field of the model. */
export const everyField: Required<ContactFields> = {
  assistantName: 'Ama Mensah',
  birthday: '1974-07-22T11:59:00Z',
  businessAddress: {
    street: 'Σταδίου 12',
    city: 'Αθήνα',
    state: 'Αττική',
    postalCode: '105 64',
    countryOrRegion: 'Ελλάδα',
  },
  businessHomePage: 'https://example.com/π',
  businessPhones: ['+30 210 1234567', '+30 210 7654321'],
  categories: ['Blue category', 'Πελάτες'],
  children: ['Nikos', 'Эмма'],
  companyName: '株式会社タンデム',
  department: 'Ναυτιλία',
  displayName: 'د. ليلى 山田 Ζωή',
  emailAddresses: [
    { name: 'Work', address: 'zoe@work.example' },
    { name: 'Ζωή', address: 'zoe@home.example' },
    { name: 'Third', address: 'zoe@third.example' },
  ],
  fileAs: 'Ζωή, Layla',
  generation: 'Jr.',
  givenName: 'ليلى',
  homeAddress: {
    street: '1 Main St\r\nFlat 2',
    city: 'Leeds',
    state: 'W',
    postalCode: 'LS1',
    countryOrRegion: 'UK',
  },
  homePhones: ['+44 113 1', '+44 113 2'],
  imAddresses: ['sip:zoe@work.example'],
  initials: 'Z.L.',
  jobTitle: 'Мастер',
  manager: 'Ольга',
  middleName: 'Mai',
  mobilePhone: '+30 690 000',
  nickName: '🦊',
  officeLocation: 'B/12',
  otherAddress: {
    street: '7 Rue É',
    city: 'Paris',
    state: 'IDF',
    postalCode: '75001',
    countryOrRegion: 'FR',
  },
  personalNotes: `${'Ένα δύο τρία. '.repeat(2200)}\nend`,
  profession: 'Broker',
  spouseName: 'Jörg',
  surname: 'Ζωή',
  title: 'Dr.',
  yomiCompanyName: 'タンデム',
  yomiGivenName: 'レイラ',
  yomiSurname: 'ヤマダ',
}
