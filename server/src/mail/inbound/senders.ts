import type { MailAddress } from '@tandem/model/api/queues.ts'
import { addressParser } from 'postal-mime'
import { mendWords } from './encoded-words.ts'
import { type Field, fieldsOf } from './header-fields.ts'

/** Longer lists of recipients are cut. */
const longest = 200_000

/** The addresses of all fields of this name in their order, groups dissolved. `charset`: of what is written raw in the header. */
export function addressesOf(fields: Field[], name: string, charset: string): MailAddress[] {
  const value = fieldsOf(fields, name).join(', ').slice(0, longest)
  if (value.trim() === '') return []
  return addressParser(mendWords(value, charset), { flatten: true })
    .map((one) => ({ name: clean(one.name), address: clean(one.address ?? '').replace(/\s/g, '') }))
    .filter(({ name: called, address }) => called !== '' || address !== '')
}

function clean(text: string): string {
  return oneLine(text).replace(/^'(.*)'$/, '$1')
}

/** Text for one line: no control characters, no marks that turn the direction of writing over (with them `…fdp.exe` looks like `…exe.pdf`). */
export function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
    .replace(/ {2,}/g, ' ')
    .trim()
}

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const zones: Record<string, number> = {
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
  CET: 1,
  CEST: 2,
  MSK: 3,
  JST: 9,
}

/** A date of RFC 5322 as ISO 8601 in UTC, also in its old forms; without a zone it is taken as UTC. What is no date is `null`. */
export function dateOf(value: string): string | null {
  const match =
    /(\d{1,2})[\s-]+([a-z]{3})[a-z]{0,9}\.?[\s-]+(\d{2,4}),?\s+(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:\s*([+-]\d{4})|\s+([A-Z]{3,4}))?/i.exec(
      value.slice(0, 500).replace(/\([^()]*\)/g, ' '),
    )
  const month = months.indexOf(match?.[2]?.toLowerCase() ?? '')
  if (!match || month < 0) return isoDate(value)
  const [day, year, hour, minute, second] = [1, 3, 4, 5, 6].map((place) => Number(match[place] ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
  ]
  // RFC 5322, section 4.3.
  const full = year < 50 ? year + 2000 : year < 1000 ? year + 1900 : year
  const shift = match[7]
    ? Number(`${match[7][0]}1`) * (Number(match[7].slice(1, 3)) * 60 + Number(match[7].slice(3)))
    : (zones[match[8]?.toUpperCase() ?? ''] ?? 0) * 60
  if (day > 31 || hour > 24 || minute > 59 || second > 60) return null
  return within(Date.UTC(full, month, day, hour, minute, second) - shift * 60_000)
}

function isoDate(value: string): string | null {
  const match = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:\.\d{1,3})?\d*(Z|[+-]\d\d:?\d\d)?/.exec(
    value.slice(0, 500),
  )
  return match ? within(Date.parse(match[1] ? match[0] : `${match[0].replace(' ', 'T')}Z`)) : null
}

function within(instant: number): string | null {
  return instant >= Date.UTC(1900, 0) && instant < Date.UTC(2200, 0) ? new Date(instant).toISOString() : null
}
