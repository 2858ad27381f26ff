import { decodeText } from './charset.ts'

/** RFC 2047; blanks within a word are not allowed but written. */
const word = /=\?([^?\s]{1,60})\?([QqBb])\?([^?]*)\?=/g

interface Run {
  charset: string
  bytes: Buffer[]
}

/**
 * What a header field says: `value` is its bytes as latin1. Encoded words that stand side by side are put together as bytes before they
 * are decoded, as many programs cut within a character; what is raw is UTF-8 (RFC 6532), or else in the charset of the mail.
 */
export function decodeField(value: string, charset: string): string {
  return eachRun(value, charset, (text) => text)
}

/**
 * The same, with each run of encoded words as one word in UTF-8: for postal-mime's address parser, which looks at commas and brackets
 * before it decodes, but decodes word by word and takes the charset's name as true.
 */
export function mendWords(value: string, charset: string): string {
  return eachRun(value, charset, (text) => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`)
}

function eachRun(value: string, charset: string, show: (text: string) => string): string {
  const out: string[] = []
  let run: Run | null = null
  let end = 0
  const close = () => {
    if (run) out.push(show(decodeText(Buffer.concat(run.bytes), run.charset).text))
    run = null
  }
  for (const match of value.matchAll(word)) {
    const [whole, name, encoding, text] = match as unknown as [string, string, string, string]
    const between = value.slice(end, match.index)
    const label = name.toLowerCase()
    // White space between two words is there only to fold the line.
    if (!run || /[^ \t\r\n]/.test(between)) {
      close()
      out.push(rawText(between, charset))
    } else if ((run as Run).charset !== label) close()
    run ??= { charset: label, bytes: [] }
    ;(run as Run).bytes.push(encoding.toUpperCase() === 'B' ? Buffer.from(text, 'base64') : quotedBytes(text))
    end = match.index + whole.length
  }
  close()
  out.push(rawText(value.slice(end), charset))
  return out.join('')
}

function quotedBytes(text: string): Buffer {
  const bytes = text
    .replaceAll('_', ' ')
    .replace(/=([0-9a-f]{2})/gi, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1')
}

/** Text of a header that is not encoded, given as latin1. */
export function rawText(value: string, charset: string): string {
  if (!/[\x80-\xff]/.test(value) && !value.includes('\x1b')) return value
  const bytes = Buffer.from(value, 'latin1')
  const { text, wrong } = decodeText(bytes, 'utf-8')
  return wrong ? decodeText(bytes, charset).text : text
}
