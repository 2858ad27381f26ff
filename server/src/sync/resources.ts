import { shownName } from '../lib/search-text.ts'
import type { Collection, Session } from '../providers/provider.ts'
import { contactKeys } from './match.ts'
import type { Fields, Rules } from './merge.ts'

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
    nameOf: (fields) => shownName(fields),
  },
}

/** The resource of a kind; throws for a kind that nobody registered. */
export function resourceOf(kind: string): Resource {
  const resource = resources[kind]
  if (!resource) throw new Error(`There is no resource ${kind}`)
  return resource
}
