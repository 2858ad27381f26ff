import type { EventContent } from '@tandem/model/event.ts'
import { mailedBy } from '../lib/calendar/mailed-by.ts'
import { mask } from '../lib/calendar/mask.ts'
import { kindOf } from '../lib/kinds.ts'
import type { Collection, Session } from '../providers/provider.ts'
import { eventClashes } from './event-clashes.ts'
import { contactKeys, eventKeys, taskKeys } from './match.ts'
import type { FieldConflict, Fields, Rules } from './merge.ts'

/** A kind of record that is kept in step. */
export interface Resource {
  kind: string
  /** What the provider offers for it; absent if it does not know the kind. */
  collection(session: Session): Collection<Fields> | undefined
  /** Fields without a rule are merged as a whole. */
  rules: Rules
  /** Two records with a key in common mean the same (first sync). */
  keysOf(fields: Fields): string[]
  /** What people call it. */
  nameOf(fields: Fields): string
  /** What is shown of a private item where it is not shown whole; absent: private items are shown or left out. */
  mask?(fields: Fields): Fields
  /** Where fields hang together: the merged ones in their normal form. */
  normal?(fields: Fields): Fields
  /** What two sides did that no field by itself shows as a conflict. */
  clashes?(base: Fields, tandem: Fields, mailbox: Fields): FieldConflict[]
  /** Fields that a create writes in further requests: an item that is found after a lost answer may lack them. */
  stepwise?: string[]
  /** The addresses that the server would mail for a change; sync itself never lets it. Absent: it never does. */
  mails?(before: Fields | undefined, after: Fields | undefined, self: string): string[]
}

/** The kinds by name: the name stands in `collection.kind` and in the tasks (`pull:contacts`). */
export const resources: Record<string, Resource> = {
  contacts: {
    kind: 'contacts',
    collection: (session) => session.contacts as Collection<Fields> | undefined,
    rules: {
      businessAddress: 'parts',
      homeAddress: 'parts',
      otherAddress: 'parts',
      personalNotes: 'lines',
      // Outlook shows three e-mail addresses, two business and two home numbers (platform limits).
      emailAddresses: { most: 3 },
      businessPhones: { most: 2 },
      homePhones: { most: 2 },
      imAddresses: { most: 3 },
      categories: { most: 100 },
      children: { most: 100 },
    },
    keysOf: contactKeys,
    nameOf: kindOf('contacts').nameOf,
  },
  events: {
    kind: 'events',
    collection: (session) => session.calendar as Collection<Fields> | undefined,
    rules: {
      body: 'value',
      categories: { most: 100 },
      attendees: { most: 500 },
      exceptions: { most: 1000 },
      cancelledDates: { most: 1000 },
    },
    normal: kindOf('events').normal,
    clashes: eventClashes,
    stepwise: ['exceptions', 'cancelledDates'],
    keysOf: eventKeys,
    nameOf: kindOf('events').nameOf,
    mask: (fields) => mask(fields as unknown as EventContent) as Fields,
    mails: (before, after, self) => mailedBy(before as EventContent, after as EventContent, self),
  },
  tasks: {
    kind: 'tasks',
    collection: (session) => session.tasks as Collection<Fields> | undefined,
    rules: { categories: { most: 100 } },
    keysOf: taskKeys,
    nameOf: kindOf('tasks').nameOf,
  },
}

/** The resource of a kind; throws for a kind that nobody registered. */
export function resourceOf(kind: string): Resource {
  const resource = resources[kind]
  if (!resource) throw new Error(`There is no resource ${kind}`)
  return resource
}

/** Whether a mailbox offers a kind of record. */
export function offers(session: Session, kind: string): boolean {
  return resourceOf(kind).collection(session) !== undefined
}
