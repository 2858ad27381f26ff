import type { ContactFields } from '@tandem/model/contact.ts'
import { digitsOf, fold, phonesOf, shownName } from '../lib/search-text.ts'
import type { Fields } from './merge.ts'
import type { KnownRecord } from './plan.ts'

/** Finds the record that means the same as an item: the first key in common; each record is given once. */
export function createMatcher(
  records: KnownRecord[],
  keysOf: (fields: Fields) => string[],
): (item: Fields) => KnownRecord | undefined {
  const byKey = new Map<string, KnownRecord[]>()
  for (const record of records)
    for (const key of keysOf(record.fields)) byKey.set(key, [...(byKey.get(key) ?? []), record])
  const used = new Set<string>()
  return (item) => {
    for (const key of keysOf(item)) {
      const record = byKey.get(key)?.find((one) => !used.has(one.id))
      if (!record) continue
      used.add(record.id)
      return record
    }
    return undefined
  }
}

/** By what two contacts are the same person: an e-mail address, or the name together with a phone number. */
export function contactKeys(fields: ContactFields): string[] {
  const mails = (fields.emailAddresses ?? []).flatMap((entry) => entry.address ?? [])
  const name = fold(shownName(fields)).replace(/\s+/g, ' ').trim()
  const phones = name === '' ? [] : phonesOf(fields).map(digitsOf)
  return [
    ...mails.map((address) => `mail:${address.toLowerCase()}`),
    // The last nine digits: the same number with and without the country's prefix.
    ...phones.filter((digits) => digits.length >= 6).map((digits) => `phone:${name}:${digits.slice(-9)}`),
  ]
}

/** By what two events are the same: the id that all sides of a meeting share, or subject and time. */
export function eventKeys(fields: Fields): string[] {
  const { iCalUId, subject, start, end } = fields
  return [
    ...(typeof iCalUId === 'string' ? [`uid:${iCalUId}`] : []),
    ...(start === undefined ? [] : [`at:${JSON.stringify([subject ?? '', start, end])}`]),
  ]
}

/** By what two tasks are the same: title and due day. */
export function taskKeys({ title, dueDateTime }: Fields): string[] {
  return typeof title === 'string' ? [`task:${JSON.stringify([fold(title), dueDateTime ?? null])}`] : []
}
