import PostalMime, { type Address, type Attachment as ParsedAttachment } from 'postal-mime'
import type { Contents } from '../tenant/contents.ts'
import type { Attachment, MailContent } from '../tenant/mail-types.ts'
import type { MailAddress } from '../tenant/post.ts'
import { threadOf } from './conversation.ts'

/** Reads RFC 5322 bytes, which are kept; a Message-ID or a date that is missing is put in front of them, as a mail server does. */
export async function readMime(
  contents: Contents,
  given: Buffer,
  now: number,
  newMessageId: () => string,
): Promise<MailContent> {
  const mail = await PostalMime.parse(given, { forceRfc822Attachments: true })
  const internetMessageId = angled(mail.messageId) ?? newMessageId()
  const missing = [
    angled(mail.messageId) === undefined ? `Message-ID: ${internetMessageId}\r\n` : '',
    mail.date === undefined ? `Date: ${new Date(now).toUTCString().replace('GMT', '+0000')}\r\n` : '',
  ].join('')
  const raw = missing === '' ? given : Buffer.concat([Buffer.from(missing), given])
  const header = (name: string) => mail.headers.find(({ key }) => key === name)?.value
  const references = [...(mail.references ?? mail.inReplyTo ?? '').matchAll(/<[^<>\s]+>/g)].map(([id]) => id)
  const inReplyTo = angled(mail.inReplyTo)
  const threadIndex = header('thread-index')
  const sentAt = Date.parse(mail.date ?? '')
  const [from] = addresses(mail.from ? [mail.from] : [])
  const [sender] = addresses(mail.sender ? [mail.sender] : [])
  return {
    subject: mail.subject ?? '',
    body: bodyOf(mail),
    ...(mail.html !== undefined && mail.text !== undefined && { text: mail.text }),
    ...(from && { from }),
    ...((sender ?? from) && { sender: sender ?? from }),
    to: addresses(mail.to),
    cc: addresses(mail.cc),
    bcc: addresses(mail.bcc),
    replyTo: addresses(mail.replyTo),
    internetMessageId,
    ...(inReplyTo !== undefined && { inReplyTo }),
    references,
    ...threadOf({ ...(threadIndex !== undefined && { threadIndex }), references, internetMessageId }, now),
    sentAt: Number.isNaN(sentAt) ? now : sentAt,
    importance: importanceOf(header('importance') ?? header('x-priority')),
    isReadReceiptRequested: header('disposition-notification-to') !== undefined,
    isDeliveryReceiptRequested: header('return-receipt-to') !== undefined,
    headers: mail.headers
      .filter(({ key }) => key.startsWith('x-'))
      .map(({ originalKey, value }) => ({ name: originalKey, value })),
    attachments: mail.attachments.map((one) => attachmentOf(contents, one, now)),
    raw: contents.put(raw),
  }
}

/** Header fields in their order, unfolded. */
export async function readHeaders(raw: Buffer): Promise<{ name: string; value: string }[]> {
  const end = raw.indexOf('\r\n\r\n')
  const mail = await PostalMime.parse(end < 0 ? raw : raw.subarray(0, end + 4))
  return mail.headers.map(({ originalKey, value }) => ({ name: originalKey, value }))
}

/** The same bytes without `Bcc` fields, which others must not see. */
export function withoutBcc(raw: Buffer): Buffer {
  const blank = /\r?\n\r?\n/.exec(raw.subarray(0, 1024 * 1024).toString('latin1'))
  const end = blank ? blank.index + blank[0].length : raw.length
  const head = raw.subarray(0, end).toString('latin1')
  const kept = head.replace(/^bcc:.*(?:\r?\n[ \t].*)*\r?\n/gim, '')
  return kept.length === head.length ? raw : Buffer.concat([Buffer.from(kept, 'latin1'), raw.subarray(end)])
}

function bodyOf(mail: { html?: string | undefined; text?: string | undefined }): MailContent['body'] {
  if (mail.html !== undefined) return { contentType: 'html', content: mail.html }
  return { contentType: 'text', content: (mail.text ?? '').replace(/\r?\n/g, '\r\n') }
}

function addresses(given: Address[] | undefined): MailAddress[] {
  return (given ?? [])
    .flatMap((one) => one.group ?? [one as { name: string; address?: string }])
    .map(({ name, address = '' }) => ({ name: name || address, address }))
    .filter(({ address }) => address !== '')
}

function attachmentOf(contents: Contents, given: ParsedAttachment, now: number): Attachment {
  const { content, contentId = '', disposition, filename, mimeType, related = false } = given
  const bytes = typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content)
  return {
    id: '',
    kind: 'file',
    name: filename ?? (mimeType === 'message/rfc822' ? 'message.eml' : 'attachment'),
    contentType: mimeType,
    isInline: disposition === 'inline' || related,
    contentId: contentId.replace(/^<|>$/g, '') || null,
    contentLocation: null,
    modifiedAt: now,
    content: contents.put(bytes),
  }
}

function importanceOf(value: string | undefined): MailContent['importance'] {
  if (value === undefined) return 'normal'
  if (/high|^[12]\b/i.test(value)) return 'high'
  return /low|^[45]\b/i.test(value) ? 'low' : 'normal'
}

function angled(id: string | undefined): string | undefined {
  const inner = /<?([^<>\s]+)>?/.exec(id ?? '')?.[1]
  return inner === undefined ? undefined : `<${inner}>`
}
