const utf8 = new TextDecoder('utf-8', { fatal: true })
const looseUtf8 = new TextDecoder('utf-8')

/**
 * Names that mail programs write and the WHATWG list lacks. `gb2312` and `gbk` are read as gb18030, which holds both and is what Windows
 * writes under these names.
 */
const aliases: Record<string, string> = {
  gb2312: 'gb18030',
  gbk: 'gb18030',
  cp936: 'gb18030',
  ms936: 'gb18030',
  'windows-936': 'gb18030',
  cp932: 'shift_jis',
  'windows-932': 'shift_jis',
  'x-ms-cp932': 'shift_jis',
  'iso-2022-jp-1': 'iso-2022-jp',
  'iso-2022-jp-2': 'iso-2022-jp',
  'iso-2022-jp-3': 'iso-2022-jp',
  'iso-2022-jp-ms': 'iso-2022-jp',
  cp50220: 'iso-2022-jp',
  cp50221: 'iso-2022-jp',
  eucjp: 'euc-jp',
  cp949: 'euc-kr',
  uhc: 'euc-kr',
  cp950: 'big5',
  'big5-hkscs:2004': 'big5',
  'x-windows-950': 'big5',
  'iso8859-8-i': 'iso-8859-8-i',
  ansi: 'windows-1252',
  'x-ansi': 'windows-1252',
  cp65001: 'utf-8',
  unicode: 'utf-16le',
}

/** Two bytes a character: pairs of them may look like UTF-8 by chance, so their own reading goes first. */
const pairs = new Set(['gb18030', 'shift_jis', 'big5', 'euc-jp', 'euc-kr'])
/** Labels that programs put on any text. */
const careless = new Set(['utf-8', 'windows-1252'])

const decoders = new Map<string, TextDecoder | null>()

function decoderOf(label: string): TextDecoder | null {
  const known = decoders.get(label)
  if (known !== undefined) return known
  let decoder: TextDecoder | null
  try {
    decoder = new TextDecoder(label)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    decoder = null
  }
  // A mail can make up any number of names.
  if (decoders.size < 1000) decoders.set(label, decoder)
  return decoder
}

/** The name under which the decoder knows a charset; `utf-8` where none is told. */
function labelOf(declared: string): string {
  const label = declared
    .replace(/["'\s]/g, '')
    .replace(/\*.*$/, '')
    .toLowerCase()
  if (label === '') return 'utf-8'
  const bare = label.replace(/^(x-|cs)/, '').replaceAll('_', '-')
  const spellings = [label, bare, bare.replace(/^(cp|ms)(?=125\d$)/, 'windows-')]
  for (const one of spellings) if (aliases[one]) return aliases[one]
  return spellings.find((one) => decoderOf(one)) ?? bare
}

/** Text of bytes, `wrong` where they are not what they say they are. */
export interface Decoded {
  text: string
  wrong: boolean
}

/**
 * Text of bytes that name their charset, as browsers read the names (WHATWG Encoding), and as it was meant where the name is wrong: valid
 * UTF-8 is UTF-8 under whatever single-byte name, and what is not under the name of UTF-8 or ASCII is windows-1252. Never throws.
 */
export function decodeText(bytes: Uint8Array, declared: string): Decoded {
  const label = labelOf(declared)
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return { text: decoderOf('utf-16be')!.decode(bytes), wrong: false }
  if (bytes[0] === 0xff && bytes[1] === 0xfe)
    return { text: decoderOf('utf-16le')!.decode(bytes), wrong: false }
  if (label === 'utf-7' || label === 'unicode-1-1-utf-7') return { text: utf7(bytes), wrong: false }
  const decoder = decoderOf(label)
  if (label.startsWith('utf-16') && decoder && (bytes.includes(0) || validUtf8(bytes) === null))
    return { text: decoder.decode(bytes), wrong: false }
  const shifted = shifts[label]
  if (shifted) return { text: unshifted(bytes, shifted), wrong: false }
  const eightBit = bytes.some((byte) => byte >= 0x80)
  if (label.startsWith('iso-2022') || (!eightBit && isIso2022(bytes))) return japanese(bytes, eightBit)
  if (!eightBit) return { text: looseUtf8.decode(bytes), wrong: false }
  const encoding = decoder?.encoding ?? 'unknown'
  if (decoder && pairs.has(encoding)) {
    const text = decoder.decode(bytes)
    if (!text.includes('\ufffd')) return { text, wrong: false }
    return { text: validUtf8(bytes) ?? text, wrong: true }
  }
  const text = validUtf8(bytes)
  if (text !== null) return { text, wrong: !careless.has(encoding) }
  if (decoder && encoding !== 'utf-8')
    return { text: decoder.decode(bytes), wrong: label === 'us-ascii' || label === 'ascii' }
  return { text: mostlyUtf8(bytes) ?? decoderOf('windows-1252')!.decode(bytes), wrong: true }
}

function validUtf8(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return null
  }
}

/** A text of UTF-8 that was cut or hurt stays UTF-8: it has more characters that are whole than broken ones. */
function mostlyUtf8(bytes: Uint8Array): string | null {
  const text = looseUtf8.decode(bytes)
  let whole = 0
  let broken = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0xfffd) broken++
    else if (code >= 0x80) whole++
  }
  return whole > broken ? text : null
}

/** ISO-2022-JP is seven-bit: without a name only its escapes show it. */
function isIso2022(bytes: Uint8Array): boolean {
  const at = bytes.indexOf(0x1b)
  return at >= 0 && (bytes[at + 1] === 0x24 || bytes[at + 1] === 0x28)
}

function japanese(bytes: Uint8Array, eightBit: boolean): Decoded {
  if (!eightBit) {
    // An escape right after another is an error to WHATWG's decoder; it stands wherever two encoded words meet.
    const plain = Buffer.from(bytes)
      .toString('latin1')
      .replace(/\p{Cc}[($][@-Z](?=\p{Cc}[($])/gu, '')
    return { text: decoderOf('iso-2022-jp')!.decode(Buffer.from(plain, 'latin1')), wrong: false }
  }
  return { text: validUtf8(bytes) ?? decoderOf('shift_jis')!.decode(bytes), wrong: true }
}

/** Seven-bit codes that shift into one of eight bits and back (RFC 1557, RFC 1843); browsers refuse them. */
const shifts: Record<string, { open: string; close: string; charset: string }> = {
  'iso-2022-kr': { open: '\x0e', close: '\x0f', charset: 'euc-kr' },
  'hz-gb-2312': { open: '~{', close: '~}', charset: 'gb18030' },
}

function unshifted(bytes: Uint8Array, { open, close, charset }: (typeof shifts)[string]): string {
  const [start, ...runs] = Buffer.from(bytes).toString('latin1').replaceAll('\x1b$)C', '').split(open)
  const raised = runs.map((run) => {
    const end = run.indexOf(close)
    const code = Buffer.from(end < 0 ? run : run.slice(0, end), 'latin1').map((byte) =>
      byte > 0x20 ? byte | 0x80 : byte,
    )
    return Buffer.concat([code, Buffer.from(end < 0 ? '' : run.slice(end + close.length), 'latin1')])
  })
  const text = decoderOf(charset)!.decode(Buffer.concat([Buffer.from(start!, 'latin1'), ...raised]))
  return open === '~{' ? text.replace(/~(~|\r?\n)/g, (_whole, one) => (one === '~' ? one : '')) : text
}

/** RFC 2152; the WHATWG list leaves it out, old Exchange servers still write it. */
function utf7(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('latin1')
    .replace(/\+([A-Za-z0-9+/]*)-?/g, (_whole, coded: string) =>
      coded === ''
        ? '+'
        : Buffer.from(coded, 'base64')
            .subarray(0, Math.floor((coded.length * 6) / 16) * 2)
            .swap16()
            .toString('utf16le'),
    )
}
