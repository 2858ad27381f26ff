import type { Attachment } from '../tenant/mail-types.ts'
import { newAttachment } from '../tenant/messages.ts'
import type { MailboxCall } from './call.ts'
import { GraphError, refuse } from './errors.ts'

/** Attachments as they are written into a message. */
export function readAttachments(call: MailboxCall, given: Record<string, unknown>[]): Attachment[] {
  return given.map((one) => readAttachment(call, one))
}

/**
 * One attachment. Files of 3 MB and more need an upload session (concepts/outlook-large-attachments); how the service words the refusal is not
 * documented.
 */
export function readAttachment(call: MailboxCall, given: Record<string, unknown>): Attachment {
  const type = String(given['@odata.type'] ?? '')
    .split('.')
    .at(-1)
  const { name } = given
  if (typeof name !== 'string' || name === '') {
    throw new GraphError(400, 'ErrorRequiredPropertyMissing', 'Required property is missing: Name.')
  }
  if (type?.toLowerCase() === 'itemattachment') return readItem(call, name, given.item)
  if (type?.toLowerCase() !== 'fileattachment') {
    throw refuse.bodyShape(
      "An attachment must say in '@odata.type' whether it is a fileAttachment or an itemAttachment.",
    )
  }
  return readFile(call, name, given)
}

function readFile(call: MailboxCall, name: string, given: Record<string, unknown>): Attachment {
  const { contentBytes } = given
  if (typeof contentBytes !== 'string' || !/^[A-Za-z0-9+/_-]*={0,2}$/.test(contentBytes)) {
    throw refuse.bodyShape("Cannot convert 'contentBytes' to the expected type 'Edm.Binary'.")
  }
  const bytes = Buffer.from(contentBytes, 'base64')
  if (bytes.length >= call.limits.directAttachmentBytes) {
    throw new GraphError(
      413,
      'ErrorAttachmentSizeLimitExceeded',
      'The attachment is too large to be added in one request; use an upload session.',
    )
  }
  const text = (property: string) => (typeof given[property] === 'string' ? String(given[property]) : null)
  return newAttachment(call.world, call.mailbox, {
    name,
    content: call.world.contents.put(bytes),
    contentType: text('contentType') ?? guessType(name),
    isInline: given.isInline === true,
    contentId: text('contentId'),
    contentLocation: text('contentLocation'),
  })
}

/** Items (messages, events, contacts) are kept as they were written. */
function readItem(call: MailboxCall, name: string, item: unknown): Attachment {
  if (typeof item !== 'object' || item === null) {
    throw new GraphError(400, 'ErrorRequiredPropertyMissing', 'Required property is missing: Item.')
  }
  const content = call.world.contents.put(Buffer.from(JSON.stringify(item)))
  return newAttachment(call.world, call.mailbox, { kind: 'item', name, content, contentType: null })
}

const typesByEnding: Record<string, string> = {
  txt: 'text/plain',
  pdf: 'application/pdf',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

/** The service tells the type by the name when it is not told. */
export function guessType(name: string): string {
  const ending = name.toLowerCase().split('.').at(-1) ?? ''
  return typesByEnding[ending] ?? 'application/octet-stream'
}
