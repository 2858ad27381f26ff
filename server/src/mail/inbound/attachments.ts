import { htmlToText } from '../../lib/html-to-text.ts'
import { decodeText } from './charset.ts'
import { decodeField } from './encoded-words.ts'
import { fieldOf, paramText, readHeader, unescaped } from './header-fields.ts'
import type { ParsedAttachment } from './parsed-mail.ts'
import { oneLine } from './senders.ts'
import type { Part } from './split.ts'
import { readTnef, type TnefFile } from './tnef.ts'
import { bodyBytes } from './transfer.ts'

/** Names for parts that have none. */
const endings: Record<string, string> = {
  'text/plain': 'txt',
  'text/html': 'html',
  'text/calendar': 'ics',
  'application/ics': 'ics',
  'text/csv': 'csv',
  'text/vcard': 'vcf',
  'text/x-vcard': 'vcf',
  'text/rtf': 'rtf',
  'text/rfc822-headers': 'txt',
  'message/rfc822': 'eml',
  'message/global': 'eml',
  'message/delivery-status': 'txt',
  'message/disposition-notification': 'txt',
  'message/feedback-report': 'txt',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/svg+xml': 'svg',
  'image/tiff': 'tiff',
  'image/heic': 'heic',
  'audio/mpeg': 'mp3',
  'audio/wav': 'wav',
  'video/mp4': 'mp4',
  'application/pdf': 'pdf',
  'application/zip': 'zip',
  'application/xml': 'xml',
  'application/json': 'json',
  'application/ms-tnef': 'dat',
  'application/pkcs7-mime': 'p7m',
  'application/pkcs7-signature': 'p7s',
  'application/pgp-signature': 'asc',
  'application/pgp-keys': 'asc',
}

const longestName = 200

/** The attachments of a mail in their order. `charset`: of names that stand raw in a header; `html`: a part it shows is inline. */
export function attachmentsOf(parts: Part[], charset: string, html: string | null): ParsedAttachment[] {
  const shown = new Set<string>()
  for (const [, id] of (html ?? '').matchAll(/\bcid:([^"'\s<>)]{1,500})/gi)) shown.add(contentIdOf(id!))
  return parts.flatMap((part, index): ParsedAttachment[] => {
    const content = contentOf(part)
    const packed = isPacked(part) ? readTnef(content) : undefined
    if (packed && packed.files.length > 0) return packed.files.map((file, nth) => unpacked(file, nth, shown))
    const contentId = (fieldOf(part.fields, 'content-id') ?? '').replace(/[<>\s\0]/g, '') || null
    return [
      {
        name: nameOf(part, charset, content, index),
        contentType: contentTypeOf(part),
        contentId,
        isInline: contentId !== null && shown.has(contentId),
        content,
      },
    ]
  })
}

/** Outlook's winmail.dat, by its type or its name. */
function isPacked({ type, disposition }: Part): boolean {
  return (
    /^application\/(vnd\.)?ms-tnef$/.test(type.value) ||
    /^win(mail|\.dat)/i.test(paramText(disposition, 'filename', 'us-ascii') ?? '')
  )
}

/** What a winmail.dat says, for mails that say nothing beside it. */
export function packedBody(parts: Part[]): { html: string | null; text: string } | undefined {
  for (const part of parts) {
    const packed = isPacked(part) ? readTnef(bodyBytes(part)) : undefined
    const text = packed?.text || (packed?.html && htmlToText(packed.html))
    if (packed && text) return { html: packed.html, text }
  }
  return undefined
}

function unpacked(file: TnefFile, nth: number, shown: Set<string>): ParsedAttachment {
  const { contentId, content } = file
  const contentType = mimeType.test(file.contentType ?? '') ? file.contentType! : 'application/octet-stream'
  const name = fileName(file.name) || `attachment-${nth + 1}.${endings[contentType] ?? 'bin'}`
  return { name, contentType, contentId, isInline: contentId !== null && shown.has(contentId), content }
}

const mimeType = /^[\w!#$&^.+-]{1,120}\/[\w!#$&^.+-]{1,120}$/

/** The id in a `cid:` address of HTML, which is a URL (RFC 2392). */
export function contentIdOf(address: string): string {
  return unescaped(address.replaceAll('&amp;', '&'))
}

/** Calendars are handed on in UTF-8 (RFC 5545, section 3.1.4): their charset stands only in the header of the part. */
function contentOf(part: Part): Uint8Array {
  const bytes = bodyBytes(part)
  const charset = part.type.params.get('charset')
  if (!/^(text\/calendar|application\/ics)$/.test(part.type.value) || !charset) return bytes
  return Buffer.from(decodeText(bytes, charset).text)
}

function contentTypeOf(part: Part): string {
  return mimeType.test(part.type.value) ? part.type.value : 'application/octet-stream'
}

function nameOf(part: Part, charset: string, content: Uint8Array, index: number): string {
  const given =
    paramText(part.disposition, 'filename', charset) ?? paramText(part.type, 'name', charset) ?? ''
  const ending = endings[part.type.value] ?? 'bin'
  const named = fileName(given)
  if (named) return named
  if (ending === 'eml') {
    const subject = fileName(subjectOf(content, charset).replace(/[/\\]/g, '-'))
    if (subject) return `${subject.slice(0, longestName - 4).trim()}.eml`
  }
  const described = fileName(
    decodeField(fieldOf(part.fields, 'content-description') ?? '', charset).replace(/[/\\]/g, '-'),
  )
  if (described)
    return /\.[a-z0-9]{1,5}$/i.test(described) ? described : `${described.slice(0, 190)}.${ending}`
  return `attachment-${index + 1}.${ending}`
}

/** A message that is attached is named after its subject. */
function subjectOf(content: Uint8Array, charset: string): string {
  const { fields } = readHeader(Buffer.from(content.subarray(0, 100_000)).toString('latin1'), 0)
  return decodeField(fieldOf(fields, 'subject') ?? '', charset)
}

/** A name without the folder it lay in and without what file systems refuse; a long one keeps its ending. */
function fileName(given: string): string {
  const name = oneLine(given.length > 2000 ? `${given.slice(0, 1000)}${given.slice(-1000)}` : given)
    .replace(/^.*[/\\]/s, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/^\.+$/, '')
    .replace(/[. ]+$/, '')
    .trim()
  if (name.length <= longestName) return name
  const ending = /\.[a-z0-9]{1,10}$/i.exec(name)?.[0] ?? ''
  return `${name.slice(0, longestName - ending.length)}${ending}`.toWellFormed()
}
