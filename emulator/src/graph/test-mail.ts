import { newThread } from '../mime/conversation.ts'
import type { MailContent } from '../tenant/mail-types.ts'

let made = 0

/** A short message from outside, as tests put them into mailboxes. */
export function mailContent(subject: string, more: Partial<MailContent> = {}): MailContent {
  made += 1
  const internetMessageId = `<${made}@test.example>`
  return {
    subject,
    body: { contentType: 'text', content: subject },
    from: { name: 'Fern', address: 'fern@draussen.example' },
    sender: { name: 'Fern', address: 'fern@draussen.example' },
    to: [{ name: 'Anna Adler', address: 'anna@hafen.example' }],
    cc: [],
    bcc: [],
    replyTo: [],
    internetMessageId,
    references: [],
    ...newThread(internetMessageId, 0),
    sentAt: 0,
    importance: 'normal',
    isReadReceiptRequested: false,
    isDeliveryReceiptRequested: false,
    headers: [],
    attachments: [],
    ...more,
  }
}
