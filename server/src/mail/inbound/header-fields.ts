import { decodeText } from './charset.ts'
import { decodeField } from './encoded-words.ts'

/** A header field: the name in small letters, the value unfolded, its bytes as latin1. */
export interface Field {
  name: string
  value: string
}

const fieldLine = /^([!-9;-~]{1,200})[ \t]*:/

/**
 * The header that begins at `from`, and where the body begins. Mended: a body without an empty line before it, lines of rubbish between
 * fields, the line that mbox files put in front.
 */
export function readHeader(raw: string, from: number): { fields: Field[]; end: number } {
  const fields: Field[] = []
  const values: string[][] = []
  let at = from
  while (at < raw.length) {
    const { line, next } = lineAt(raw, at)
    if (line === '') return done(next)
    const match = line.startsWith('--') ? null : fieldLine.exec(line)
    const last = values.at(-1)
    if (last && /^[ \t]/.test(line)) last.push(line)
    else if (match) {
      fields.push({ name: match[1]!.toLowerCase(), value: '' })
      values.push([line.slice(match[0].length)])
    } else if (!isRubbish(raw, line, next)) return done(at)
    at = next
  }
  return done(at)

  function done(end: number) {
    for (const [index, field] of fields.entries())
      field.value = values[index]!.join('')
        .replace(/[\0\r]/g, ' ')
        .trim()
    return { fields, end }
  }
}

/** A line that is no field is skipped where a field follows; elsewhere the body begins with it. */
function isRubbish(raw: string, line: string, next: number): boolean {
  if (/^>?From /.test(line)) return true
  if (line.startsWith('--') || next >= raw.length) return false
  const following = lineAt(raw, next).line
  return !following.startsWith('--') && fieldLine.test(following)
}

function lineAt(raw: string, at: number): { line: string; next: number } {
  const feed = raw.indexOf('\n', at)
  const end = feed < 0 ? raw.length : feed
  const line = raw.slice(at, raw[end - 1] === '\r' && end > at ? end - 1 : end)
  return { line, next: feed < 0 ? raw.length : feed + 1 }
}

/** The first field of a name; where a mail has several, the first counts everywhere. */
export function fieldOf(fields: Field[], name: string): string | null {
  return fields.find((field) => field.name === name)?.value ?? null
}

/** All values of a field that may stand more than once. */
export function fieldsOf(fields: Field[], name: string): string[] {
  return fields.filter((field) => field.name === name).map((field) => field.value)
}

/** `text/plain; charset=utf-8`: the value in small letters and its parameters, still as latin1 and with the marks of RFC 2231. */
export interface Structured {
  value: string
  params: Map<string, string>
}

const param = /;\s*([^\s=;"()]+)\s*=\s*("(?:[^"\\]|\\.)*"?|[^;]*)/g

/** Reads Content-Type and Content-Disposition (RFC 2045, section 5.1), also with comments, blanks and values that lack their quotes. */
export function structured(field: string | null): Structured {
  const text = (field ?? '').slice(0, 100_000)
  const params = new Map<string, string>()
  for (const [, name, given] of text.matchAll(param)) {
    const value = given!.startsWith('"')
      ? given!.replace(/^"|"$/g, '').replace(/\\(["\\])/g, '$1')
      : given!.replace(/(^|\s)\([^()]{0,500}\)\s*$/, '').trim()
    const key = name!.toLowerCase()
    // The first counts, as with fields.
    if (!params.has(key)) params.set(key, value)
  }
  const value = /^[^;]*/
    .exec(text)![0]
    .replace(/\([^()]{0,500}\)/g, '')
    .replace(/["\s]/g, '')
    .toLowerCase()
  return { value, params }
}

/**
 * A parameter as text: RFC 2231 with its charset and its continuations first (`name*0*=utf-8''…`), then the plain one, in which encoded
 * words stand although RFC 2047 forbids them. `charset` is that of the mail.
 */
export function paramText({ params }: Structured, name: string, charset: string): string | null {
  const sections: { place: number; coded: boolean; value: string }[] = []
  for (const [key, value] of params) {
    const match = /^\*(?:(\d{1,5})(\*?))?$/.exec(key.startsWith(name) ? key.slice(name.length) : '')
    if (match)
      sections.push({
        place: Number(match[1] ?? 0),
        coded: match[1] === undefined || match[2] === '*',
        value,
      })
  }
  if (sections.length === 0) {
    const plain = params.get(name)
    return plain === undefined ? null : decodeField(plain, charset)
  }
  sections.sort((one, other) => one.place - other.place)
  const first = sections[0]!
  const named = first.coded ? /^([^']*)'[^']*'/.exec(first.value) : null
  if (named) first.value = first.value.slice(named[0].length)
  // Put together as bytes: a character may be cut between two sections.
  const bytes = sections.map(({ coded, value }) => (coded ? unescaped(value) : value)).join('')
  if (!sections.some(({ coded }) => coded)) return decodeField(bytes, charset)
  return decodeText(Buffer.from(bytes, 'latin1'), named?.[1] || 'utf-8').text
}

/** Without percent-encoding: bytes as latin1. */
export function unescaped(value: string): string {
  return value.replace(/%([0-9a-f]{2})/gi, (_whole, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
}
