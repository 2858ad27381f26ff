import type { ContactFields } from '@tandem/model/contact.ts'
import { normalRecord, normalValue } from './normal-value.ts'

/**
 * The normal form of a contact, so that base, record and item can be compared field by field:
 * - what is empty is absent: `null`, `''`, `[]`, an address without any part, an e-mail entry without address and name;
 * - empty entries of a list are dropped, the order of the others stays: the first phone is the one that Outlook shows;
 * - a birthday is a day: the day as written, at 11:59 UTC, where Outlook keeps it;
 * - keys stand in alphabetical order, so that equal contacts have equal JSON.
 * Everything else stays as it is, letter by letter.
 */
export function normalContact(fields: ContactFields): ContactFields {
  return normalRecord(fields, normalField) ?? {}
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

/** One field in normal form; undefined when it is empty. */
export function normalField(name: string, value: unknown): unknown {
  const isBirthday = name === 'birthday' && typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value)
  return isBirthday ? `${value.slice(0, 10)}T11:59:00Z` : normalValue(value)
}
