import type { Letter, LetterAddress, LetterAttachment } from '../sender.ts'
import { operationProperty } from './map.ts'

/** Files from this size on need an upload session, smaller ones are refused one (concepts/outlook-large-attachments). */
export const sessionFrom = 3 * 1024 * 1024
/** Bytes of a request that Graph surely takes: "about 4 MB". */
const requestBytes = 4_000_000
/** What the names around an attachment's bytes take. */
const aroundFile = 1000

// [MS-OXOMSG] 2.2.1.18 and 2.2.1.26: Graph's `internetMessageHeaders` take names that begin with "x-" alone.
const inReplyToProperty = 'String 0x1042'
const referencesProperty = 'String 0x1039'
// [MS-OXCMAIL] 2.1.3.2.4: a property of PS_INTERNET_HEADERS becomes a header of its name.
const autoSubmittedProperty = 'String {00020386-0000-0000-C000-000000000046} Name Auto-Submitted'
/** Exchange and others then send no automatic reply ([MS-OXCMAIL] 2.2.3.2.14). */
const suppressed = [{ name: 'X-Auto-Response-Suppress', value: 'All' }]

/**
 * A letter as Graph takes it. Exchange makes the plain-text twin of HTML itself. The Message-ID is ours, so that answers
 * find their thread; the operation id is on it, so that a lost answer can be looked up.
 */
export function letterBody(letter: Letter): Record<string, unknown> {
  const { html, text, inReplyTo, references } = letter
  const properties = [
    { id: operationProperty, value: letter.operationId },
    ...(inReplyTo === null ? [] : [{ id: inReplyToProperty, value: inReplyTo }]),
    ...(references.length === 0 ? [] : [{ id: referencesProperty, value: references.join(' ') }]),
    ...(letter.isAutomatic ? [{ id: autoSubmittedProperty, value: 'auto-replied' }] : []),
  ]
  return {
    subject: letter.subject,
    body: html === null ? { contentType: 'text', content: text } : { contentType: 'html', content: html },
    toRecipients: letter.to.map(recipient),
    ccRecipients: letter.cc.map(recipient),
    bccRecipients: letter.bcc.map(recipient),
    replyTo: letter.replyTo.map(recipient),
    importance: letter.importance,
    internetMessageId: letter.messageId,
    singleValueExtendedProperties: properties,
    ...(letter.isAutomatic && { internetMessageHeaders: suppressed }),
  }
}

/** How many attachments, from the first on, go into the request beside `body`. */
export function fitting(body: Record<string, unknown>, attachments: LetterAttachment[]): number {
  let room = requestBytes - Buffer.byteLength(JSON.stringify(body))
  const tooMuch = attachments.findIndex((file) => {
    room -= Math.ceil(file.size / 3) * 4 + aroundFile
    return room < 0 || file.size >= sessionFrom
  })
  return tooMuch < 0 ? attachments.length : tooMuch
}

/** Attachments inside a request, their bytes as base64. */
export async function fileBodies(attachments: LetterAttachment[]): Promise<Record<string, unknown>[]> {
  return await Promise.all(attachments.map(fileBody))
}

async function fileBody(file: LetterAttachment): Promise<Record<string, unknown>> {
  const pieces: Uint8Array[] = []
  for await (const piece of file.read(0)) pieces.push(piece)
  return {
    '@odata.type': '#microsoft.graph.fileAttachment',
    name: file.name,
    contentType: file.contentType,
    isInline: file.contentId !== null,
    contentId: file.contentId,
    contentBytes: Buffer.concat(pieces).toString('base64'),
  }
}

function recipient({ name, address }: LetterAddress) {
  return { emailAddress: { address, ...(name !== '' && { name }) } }
}
