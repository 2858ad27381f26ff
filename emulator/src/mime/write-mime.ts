import { createHash } from 'node:crypto'
import MailComposer from 'nodemailer/lib/mail-composer'
import type { Contents } from '../tenant/contents.ts'
import type { Attachment, MailContent } from '../tenant/mail-types.ts'
import { textOfHtml } from './html-text.ts'

/**
 * The RFC 5322 bytes of a message: those that it was made of, else composed, the same each time. `Bcc` is only in what its sender reads.
 */
export async function rawOf(
  contents: Contents,
  mail: MailContent,
  options: { bcc: boolean },
): Promise<Buffer> {
  if (mail.raw) return contents.get(mail.raw)
  const { from, sender, to, cc, bcc, replyTo, subject, inReplyTo, references, internetMessageId } = mail
  const other = sender && from && sender.address.toLowerCase() !== from.address.toLowerCase()
  const composer = new MailComposer({
    ...(from && { from }),
    ...(other && { sender }),
    ...(to.length > 0 && { to }),
    ...(cc.length > 0 && { cc }),
    ...(bcc.length > 0 && { bcc }),
    ...(replyTo.length > 0 && { replyTo }),
    ...(inReplyTo !== undefined && { inReplyTo }),
    ...(references.length > 0 && { references }),
    subject,
    messageId: internetMessageId,
    date: new Date(mail.sentAt),
    headers: headersOf(mail),
    ...bodiesOf(mail),
    attachments: mail.attachments.map((one) => partOf(contents, one)),
    baseBoundary: createHash('sha256').update(internetMessageId).digest('hex').slice(0, 24),
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const node = composer.compile()
  node.keepBcc = options.bcc
  return node.build()
}

function headersOf(mail: MailContent): { key: string; value: string }[] {
  const { importance, from, isReadReceiptRequested, subject, threadIndex } = mail
  const fields: [string, string | undefined][] = [
    ['Thread-Topic', subject.replace(/^((re|fw|fwd):\s*)+/i, '')],
    ['Thread-Index', threadIndex],
    ['Importance', importance === 'normal' ? undefined : importance],
    ['Disposition-Notification-To', isReadReceiptRequested ? from?.address : undefined],
    ['Content-Class', mail.meeting && 'urn:content-classes:calendarmessage'],
    ...mail.headers.map(({ name, value }): [string, string] => [name, value]),
  ]
  return fields.flatMap(([key, value]) => (value === undefined || value === '' ? [] : [{ key, value }]))
}

function bodiesOf({ body, text }: MailContent): { html?: string; text: string } {
  // Without a text part, a lone attachment would become the message itself.
  if (body.contentType === 'text') return { text: body.content || '\r\n' }
  return { html: body.content, text: text ?? textOfHtml(body.content) }
}

function partOf(contents: Contents, attachment: Attachment) {
  const { name, contentType, contentId, isInline, content, kind } = attachment
  return {
    filename: name,
    content: contents.get(content),
    contentType: kind === 'file' ? (contentType ?? 'application/octet-stream') : 'application/json',
    contentDisposition: isInline ? 'inline' : 'attachment',
    ...(contentId !== null && { cid: contentId }),
  }
}
