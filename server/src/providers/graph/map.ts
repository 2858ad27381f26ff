import { type ContactFields, contactFields } from '@tandem/model/contact.ts'
import { normalContact, normalField } from '../../lib/normal-contact.ts'
import type { Versioned } from '../provider.ts'

/**
 * The model's names are Graph's own, so items pass through: what is not a writable field of the model (ids, times,
 * `@odata.…`, `primaryEmailAddress`, which repeats `emailAddresses[0]`) is left out, the rest is put in normal form
 * (lib/normal-contact.ts): Graph says `null`, `[]` and `{}` where we say nothing.
 */
export interface GraphContact {
  id: string
  changeKey?: string
  '@odata.etag'?: string
  lastModifiedDateTime?: string
  singleValueExtendedProperties?: { id: string; value: string }[]
  [field: string]: unknown
}

/** Our mark on what we create, by which a lost answer is found; the GUID is this product's own namespace. */
export const operationProperty = 'String {b7c0c2f5-6d0e-4f8b-9a57-5a1f0e7d3c64} Name TandemOperation'
/** Our mark on what a verification writes. */
export const checkProperty = 'String {b7c0c2f5-6d0e-4f8b-9a57-5a1f0e7d3c64} Name TandemCheck'
/** PidTagSensitivity ([MS-OXPROPS] 2.1022): 2 is private. Graph v1.0 contacts have no property for it. */
export const sensitivityProperty = 'Integer 0x36'
export const privateSensitivity = '2'

const names = Object.keys(contactFields.shape).sort() as (keyof ContactFields)[]

/** The fields of an item, in normal form. */
export function itemFields(contact: GraphContact): ContactFields {
  const fields: Record<string, unknown> = {}
  for (const name of names) {
    const value = normalField(name, contact[name])
    if (value !== undefined) fields[name] = value
  }
  return fields
}

/** The version of an item: its change key, which the ETag wraps. */
export function versionOf(contact: GraphContact): string {
  return contact.changeKey ?? /^W\/"(.*)"$/.exec(contact['@odata.etag'] ?? '')?.[1] ?? ''
}

/** An item with its reference and version; private as far as the extended property was asked for. */
export function versioned(contact: GraphContact): Versioned<ContactFields> {
  return {
    ref: contact.id,
    version: versionOf(contact),
    item: itemFields(contact),
    ...(contact.lastModifiedDateTime && { changedAt: contact.lastModifiedDateTime }),
    private: contact.singleValueExtendedProperties?.some(isPrivate) ?? false,
  }
}

/** The body of a create. */
export function createBody(item: ContactFields, operationId: string): Record<string, unknown> {
  return {
    ...normalContact(item),
    singleValueExtendedProperties: [{ id: operationProperty, value: operationId }],
  }
}

const lists = new Set<string>([
  'businessPhones',
  'categories',
  'children',
  'emailAddresses',
  'homePhones',
  'imAddresses',
])
const addresses = new Set<string>(['businessAddress', 'homeAddress', 'otherAddress'])
const noAddress = { street: null, city: null, state: null, postalCode: null, countryOrRegion: null }

/**
 * The body of a PATCH. An empty list is `[]`, as Graph refuses `null` for collections; of an address all parts are named,
 * so that it does not matter whether the service replaces or merges it.
 */
export function editBody(changes: Partial<ContactFields>): Record<string, unknown> {
  const named = Object.entries(changes).filter(([, value]) => value !== undefined)
  return Object.fromEntries(
    named.map(([name, value]) => {
      if (lists.has(name)) return [name, value ?? []]
      if (addresses.has(name)) return [name, { ...noAddress, ...(value as object | null) }]
      return [name, value === '' ? null : value]
    }),
  )
}

/** True for the sensitivity of a private item; the service may spell the id in its own way. */
function isPrivate(property: { id: string; value: string }): boolean {
  return /^Integer 0x0*36$/i.test(property.id) && property.value === privateSensitivity
}
