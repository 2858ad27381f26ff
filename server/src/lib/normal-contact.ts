import type { ContactFields } from '@tandem/model/contact.ts'

/**
 * The normal form of a contact, so that base, record and item can be compared field by field:
 * - what is empty is absent: `null`, `''`, `[]`, an address without any part, an e-mail entry without address and name;
 * - empty entries of a list are dropped, the order of the others stays: the first phone is the one that Outlook shows;
 * - a birthday is a day: the day as written, at 11:59 UTC, where Outlook keeps it;
 * - keys stand in alphabetical order, so that equal contacts have equal JSON.
 * Everything else stays as it is, letter by letter.
 */
export function normalContact(fields: ContactFields): ContactFields {
  const entries = Object.entries(fields)
    .map(([name, value]) => [name, normalField(name, value)] as const)
    .filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** The changes of an edit in normal form; a field that the edit empties is `null`. */
export function normalChanges(changes: Partial<ContactFields>): Partial<ContactFields> {
  const named = Object.entries(changes).filter(([, value]) => value !== undefined)
  return Object.fromEntries(named.map(([name, value]) => [name, normalField(name, value) ?? null]))
}

/** The contact after an edit, in normal form. */
export function editedContact(fields: ContactFields, changes: Partial<ContactFields>): ContactFields {
  return normalContact({ ...fields, ...normalChanges(changes) })
}

function normalField(name: string, value: unknown): unknown {
  if (name === 'birthday' && typeof value === 'string')
    return /^\d{4}-\d{2}-\d{2}/.test(value) ? `${value.slice(0, 10)}T11:59:00Z` : value
  return normalValue(value)
}

function normalValue(value: unknown): unknown {
  if (value === null || value === undefined || value === '') return undefined
  if (Array.isArray(value)) {
    const kept = value.map(normalValue).filter((entry) => entry !== undefined)
    return kept.length === 0 ? undefined : kept
  }
  if (typeof value !== 'object') return value
  const kept = Object.entries(value)
    .map(([name, part]) => [name, normalValue(part)] as const)
    .filter(([, part]) => part !== undefined)
  return kept.length === 0 ? undefined : Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)))
}
