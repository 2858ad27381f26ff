import { decodeText } from './charset.ts'

/** A file inside a winmail.dat. */
export interface TnefFile {
  name: string
  contentType: string | null
  contentId: string | null
  content: Uint8Array
}

export interface Tnef {
  files: TnefFile[]
  /** As it was written, not yet sanitised; for mails whose body stands nowhere else. */
  html: string | null
  text: string | null
}

const signature = 0x223e9f78
/** Attributes by the lower half of their number ([MS-OXTNEF] 2.1.3.3 and 2.1.3.4). */
const attribute = {
  codepage: 0x9007,
  body: 0x800c,
  properties: 0x9003,
  begins: 0x9002,
  title: 0x8010,
  data: 0x800f,
  more: 0x9005,
}
/** MAPI properties ([MS-OXPROPS]). */
const property = {
  html: 0x1013,
  dataObject: 0x3701,
  longName: 0x3707,
  mimeTag: 0x370e,
  contentId: 0x3712,
}
const mostFiles = 1000

/**
 * What Outlook packs into winmail.dat ([MS-OXTNEF]): the files, and a body. Undefined: these bytes are none. One that is cut is read as far as
 * it goes. Messages inside are left packed; Rich Text is not taken apart, as Exchange writes the plain text beside it.
 */
export function readTnef(bytes: Uint8Array): Tnef | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 6 || view.getUint32(0, true) !== signature) return undefined
  const found: Tnef = { files: [], html: null, text: null }
  let charset = 'windows-1252'
  let file: TnefFile | undefined
  for (let at = 6; at + 9 <= bytes.length; ) {
    const id = view.getUint16(at + 1, true)
    const length = view.getUint32(at + 5, true)
    const data = bytes.subarray(at + 9, at + 9 + length)
    at += 9 + length + 2
    if (id === attribute.codepage && data.length >= 4) charset = charsetOf(data)
    else if (id === attribute.body) found.text = textOf(data, charset)
    else if (id === attribute.properties) found.html = htmlIn(data, charset)
    else if (id === attribute.begins) {
      if (found.files.length >= mostFiles) break
      file = { name: '', contentType: null, contentId: null, content: new Uint8Array(0) }
      found.files.push(file)
    } else if (file) readFile(file, id, data, charset)
  }
  return found
}

function readFile(file: TnefFile, id: number, data: Uint8Array, charset: string): void {
  if (id === attribute.title) file.name ||= textOf(data, charset)
  else if (id === attribute.data) file.content = data
  else if (id === attribute.more) {
    const properties = readProperties(data)
    const text = (wanted: number) => propertyText(properties.get(wanted), charset)
    file.name = text(property.longName) || file.name
    file.contentType = text(property.mimeTag) || null
    file.contentId = text(property.contentId)?.replace(/[<>\s]/g, '') || null
    const object = properties.get(property.dataObject)
    // The first 16 bytes name what kind of object it is ([MS-OXTNEF] 2.1.3.4, PtypObject).
    if (file.content.length === 0 && object) file.content = object.data.subarray(16)
  }
}

interface Property {
  type: number
  data: Uint8Array
}

/** Bytes of a value by its type; what is not here is counted ([MS-OXTNEF] 2.1.3.4). */
const sizes: Record<number, number> = {
  2: 4,
  3: 4,
  4: 4,
  5: 8,
  6: 8,
  7: 8,
  10: 4,
  11: 4,
  20: 8,
  64: 8,
  72: 16,
}
const many = 0x1000
const counted = new Set([0x000d, 0x001e, 0x001f, 0x0102])

/** The first value of each property, by the number of the property. */
function readProperties(data: Uint8Array): Map<number, Property> {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const found = new Map<number, Property>()
  let at = 4
  const count = data.length >= 4 ? view.getUint32(0, true) : 0
  const room = (bytes: number) => at + bytes <= data.length
  for (let nth = 0; nth < count && room(4); nth += 1) {
    const [type, id] = [view.getUint16(at, true), view.getUint16(at + 2, true)]
    at += 4
    if (id >= 0x8000) at = afterName(view, at)
    const base = type & ~many
    const isCounted = counted.has(base)
    let values = 1
    if (isCounted || type !== base) {
      if (!room(4)) break
      values = view.getUint32(at, true)
      at += 4
    }
    if (!isCounted && sizes[base] === undefined) break
    for (let value = 0; value < values && room(isCounted ? 4 : 1); value += 1) {
      const length = isCounted ? view.getUint32(at, true) : sizes[base]!
      if (isCounted) at += 4
      if (!found.has(id)) found.set(id, { type: base, data: data.subarray(at, at + length) })
      at += Math.ceil(length / 4) * 4
    }
  }
  return found
}

/** A property of a name of its own: a GUID, then a number or a name. */
function afterName(view: DataView, at: number): number {
  if (at + 24 > view.byteLength) return view.byteLength
  if (view.getUint32(at + 16, true) === 0) return at + 24
  return at + 24 + Math.ceil(view.getUint32(at + 20, true) / 4) * 4
}

function propertyText(found: Property | undefined, charset: string): string | undefined {
  if (!found) return undefined
  return found.type === 0x001f
    ? Buffer.from(found.data).toString('utf16le').replace(/\0+$/, '')
    : textOf(found.data, charset)
}

function htmlIn(data: Uint8Array, charset: string): string | null {
  return propertyText(readProperties(data).get(property.html), charset) || null
}

function textOf(data: Uint8Array, charset: string): string {
  return decodeText(data, charset).text.replace(/\0+$/, '')
}

/** The code page of everything that is no Unicode ([MS-OXTNEF] 2.1.3.3.7). */
function charsetOf(data: Uint8Array): string {
  const page = new DataView(data.buffer, data.byteOffset).getUint32(0, true)
  const named: Record<number, string> = {
    65001: 'utf-8',
    932: 'shift_jis',
    936: 'gbk',
    949: 'euc-kr',
    950: 'big5',
    20127: 'windows-1252',
  }
  return named[page] ?? (page >= 1250 && page <= 1258 ? `windows-${page}` : 'windows-1252')
}
