import type { ContactFields } from '@tandem/model/contact.ts'

/** Notes beyond this many letters are not searched. */
const longest = 10_000

/** Letters that no Unicode decomposition takes apart, and that people type without a second thought. */
const letters: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ς: 'σ',
  // Arabic: final yeh and teh marbuta are written either way; Persian and Urdu letters for kaf and yeh.
  ى: 'ي',
  ة: 'ه',
  ک: 'ك',
  ی: 'ي',
}
// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
const ascii = /^[\u0000-\u007f]*$/
/** By code point; as many as there are letters at most. */
const foldedLetters = new Map<number, string>()
const special = new RegExp(`[${Object.keys(letters).join('')}]`, 'gu')

/** Everything of a contact that can be searched: lower case, without accents, phone numbers also as bare digits. */
export function searchText(fields: ContactFields): string {
  const parts: string[] = []
  for (const name in fields) if (name !== 'birthday') collect(fields[name as keyof ContactFields], parts)
  for (const phone of phonesOf(fields)) parts.push(digitsOf(phone))
  return fold(parts.join(' ')).slice(0, longest)
}

/** Everything of an event or a task that can be searched. */
export function recordText(fields: Record<string, unknown>): string {
  const parts: string[] = []
  const { subject, title, location, body, categories, attendees, organizer } = fields
  collect([subject, title, location, attendees, organizer, categories], parts)
  if (typeof body === 'object' && body !== null && 'content' in body)
    parts.push(String(body.content).replace(/<[^>]*>/g, ' '))
  return fold(parts.join(' ')).slice(0, longest)
}

/** Folded, for a full-text index: a database of the C locale takes signs beyond ASCII („ “ – …) for letters. */
export function searchable(text: string): string {
  return fold(text).replace(/[^\p{L}\p{M}\p{N}\p{ASCII}]+/gu, ' ')
}

/** What a query looks for: every term must occur in the search text. A phone number is one term. */
export function searchTerms(query: string): string[] {
  if (/^[\d\s()+\-./]*$/u.test(query) && digitsOf(query).length >= 3) return [digitsOf(query)]
  return fold(query)
    .split(/\s+/u)
    .filter((term) => term !== '')
}

/** By what a list of contacts is ordered: the name people see, else company, else address. */
export function sortName(fields: ContactFields): string {
  return fold(shownName(fields)).trim().slice(0, 255)
}

/** The name people see: display name, given and family name, company or first e-mail address. */
export function shownName(fields: ContactFields): string {
  if (fields.displayName) return fields.displayName
  const full = [fields.givenName, fields.surname].filter(Boolean).join(' ')
  return full || fields.companyName || fields.emailAddresses?.[0]?.address || ''
}

/** Lower case without accents, also of Greek, Cyrillic and Arabic. */
export function fold(text: string): string {
  let folded = ''
  let from = 0
  for (let at = 0; at < text.length; at++) {
    if (text.charCodeAt(at) < 0x80) continue
    const code = text.codePointAt(at) ?? 0
    folded += text.slice(from, at) + foldLetter(code)
    if (code > 0xffff) at += 1
    from = at + 1
  }
  return (folded + text.slice(from)).toLowerCase()
}

/** All phone numbers of a contact as they are written. */
export function phonesOf(fields: ContactFields): string[] {
  const lists = [...(fields.businessPhones ?? []), ...(fields.homePhones ?? [])]
  return fields.mobilePhone ? [...lists, fields.mobilePhone] : lists
}

/** Digits only; Arabic and other decimal digits become 0 to 9. */
export function digitsOf(phone: string): string {
  if (ascii.test(phone)) return phone.replace(/[^0-9]+/g, '')
  const plain = phone.replace(/\p{Nd}/gu, (digit) => String(decimal(digit)))
  return plain.replace(/[^0-9]/gu, '')
}

/** No letter's folding depends on its neighbours, so each is worked out once (halves the time of a contact's search text). */
function foldLetter(code: number): string {
  let folded = foldedLetters.get(code)
  if (folded === undefined) {
    const bare = String.fromCodePoint(code)
      .normalize('NFKD')
      .replace(/[\p{M}\u0640]/gu, '')
    folded = bare.toLowerCase().replace(special, (letter) => letters[letter] ?? letter)
    foldedLetters.set(code, folded)
  }
  return folded
}

function collect(value: unknown, parts: string[]): void {
  if (typeof value === 'string') parts.push(value.slice(0, longest))
  else if (Array.isArray(value)) for (const entry of value) collect(entry, parts)
  else if (typeof value === 'object' && value !== null)
    for (const name in value) collect((value as Record<string, unknown>)[name], parts)
}

/** Unicode gives the decimal digits of a script ten places in a row, beginning with zero (UAX #44, Nd). */
function decimal(digit: string): number {
  const code = digit.codePointAt(0) ?? 0
  if (code < 0x80) return code - 0x30
  let zero = code
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1
  return code - zero
}
