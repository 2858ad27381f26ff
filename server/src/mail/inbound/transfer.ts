import { fieldOf } from './header-fields.ts'
import type { Part } from './split.ts'

/** The bytes of a part without their transfer encoding (RFC 2045, section 6). Never throws: what is no code is left out or stands as it is. */
export function bodyBytes({ fields, body }: Part): Buffer {
  const encoding = (fieldOf(fields, 'content-transfer-encoding') ?? '').replace(/\([^()]{0,200}\)/g, '')
  switch (/[\w-]+/.exec(encoding)?.[0].toLowerCase()) {
    case 'base64':
      return fromBase64(body)
    case 'quoted-printable':
      return fromQuotedPrintable(body)
    case 'x-uuencode':
    case 'x-uue':
    case 'uuencode':
      return fromUuencode(body)
    default:
      return Buffer.from(body, 'latin1')
  }
}

/** Node stops at the first `=`; some programs fill up every line. A footer that a list has put below is no code. */
function fromBase64(body: string): Buffer {
  const out: Buffer[] = []
  for (const [index, unit] of body.split(/=+/).entries()) {
    if (index > 0 && !/^[A-Za-z0-9+/\r\n]*$/.test(unit.trim())) break
    out.push(Buffer.from(unit, 'base64'))
  }
  return out.length === 1 ? out[0]! : Buffer.concat(out)
}

function fromQuotedPrintable(body: string): Buffer {
  const bytes = body
    .replace(/=[ \t]*(?:\r?\n|$)/g, '')
    .replace(/=([0-9a-f]{2})/gi, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1')
}

/** The code of Unix before MIME; Outlook can still be set to it. */
function fromUuencode(body: string): Buffer {
  const out = Buffer.alloc(body.length)
  let size = 0
  const lines = body.split(/\r?\n/)
  const begin = lines.findIndex((line) => /^begin [0-7]{3,4} /.test(line))
  for (const line of lines.slice(begin + 1)) {
    if (line === 'end') break
    const six = (at: number) => (line.charCodeAt(at) - 32) & 63
    const length = Math.min(line === '' ? 0 : six(0), Math.floor(((line.length - 1) * 3) / 4))
    for (let byte = 0; byte < length; byte++) {
      const at = 1 + Math.floor(byte / 3) * 4 + (byte % 3)
      out[size++] = (six(at) << (2 + 2 * (byte % 3))) | (six(at + 1) >> (4 - 2 * (byte % 3)))
    }
  }
  return out.subarray(0, size)
}
