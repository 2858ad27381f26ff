import type { ContactFields } from '../../shapes.ts'
import type { Field } from './field-list.ts'

/** What is being typed, one text per input; a field with one input calls it `value`. */
export type Draft = Record<string, string>

export const addressParts = [
  ['street', 'Street'],
  ['postalCode', 'Postal code'],
  ['city', 'City'],
  ['state', 'State'],
  ['countryOrRegion', 'Country or region'],
] as const

/** A field's value as text to type in. */
export function toDraft(field: Field, fields: ContactFields): Draft {
  const value = fields[field.name]
  if (field.kind === 'texts') return { value: (value as string[] | undefined)?.join('\n') ?? '' }
  if (field.kind === 'emails') return { value: fields.emailAddresses?.map(emailLine).join('\n') ?? '' }
  if (field.kind === 'day') return { value: typeof value === 'string' ? value.slice(0, 10) : '' }
  if (field.kind !== 'address') return { value: (value as string | null | undefined) ?? '' }
  const address = (value ?? {}) as Record<string, string | null>
  return Object.fromEntries(addressParts.map(([part]) => [part, address[part] ?? '']))
}

/** What was typed as a change of the contact; a field that is empty now becomes `null` or an empty list. */
export function fromDraft(field: Field, draft: Draft): ContactFields {
  const text = draft.value?.trim() ?? ''
  if (field.kind === 'texts') return { [field.name]: lines(text) }
  if (field.kind === 'emails') return { emailAddresses: lines(text).map(parseEmail) }
  // Outlook keeps the day at 11:59 UTC, so that it is the same day nearly everywhere.
  if (field.kind === 'day') return { [field.name]: text === '' ? null : `${text}T11:59:00Z` }
  if (field.kind !== 'address') return { [field.name]: text === '' ? null : text }
  const parts = addressParts.map(([part]) => [part, draft[part]?.trim() || null] as const)
  return { [field.name]: parts.some(([, value]) => value) ? Object.fromEntries(parts) : null }
}

/** Why this cannot be saved, in plain words; `undefined` when it can. */
export function draftProblem(field: Field, draft: Draft): string | undefined {
  if (field.kind !== 'texts' && field.kind !== 'emails') return undefined
  const given = lines(draft.value ?? '')
  if (field.most !== undefined && given.length > field.most) {
    return `The mailbox keeps at most ${field.most}; there are ${given.length}.`
  }
  if (field.kind === 'texts') return undefined
  const wrong = given.map(parseEmail).find((email) => !/^[^\s@]+@[^\s@]+$/u.test(email.address))
  return wrong && `“${wrong.address}” is not an e-mail address: write it as name@domain.`
}

/** A value for reading, with line breaks; an empty text when there is none. */
export function readable(field: Field, value: unknown): string {
  if (value === null || value === undefined) return ''
  if (field.kind === 'day') return dayText(String(value))
  if (field.kind === 'emails')
    return (value as { address?: string | null }[])
      .map((email) => email.address)
      .filter(Boolean)
      .join('\n')
  if (field.kind === 'texts') return (value as string[]).join('\n')
  if (field.kind !== 'address') return String(value)
  const { street, postalCode, city, state, countryOrRegion } = value as Record<string, string | null>
  const place = [postalCode, city, state].filter(Boolean).join(' ')
  return [street, place, countryOrRegion].filter(Boolean).join('\n')
}

function dayText(value: string): string {
  const day = new Date(value)
  if (Number.isNaN(day.getTime())) return value
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'long', timeZone: 'UTC' }).format(day)
}

function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function emailLine(email: { name?: string | null; address?: string | null }): string {
  const address = email.address ?? ''
  return email.name && email.name !== address ? `${email.name} <${address}>` : address
}

function parseEmail(line: string): { name: string; address: string } {
  const [, name, address] = /^(.*?)\s*<([^<>]*)>$/u.exec(line) ?? []
  return address === undefined ? { name: line, address: line } : { name: name || address, address }
}
