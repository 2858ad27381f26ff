import type { Invitation, MailAddress } from '@tandem/model/api/queues.ts'

/** What a message of RFC 5322 says, whatever shape it came in. */
export interface ParsedMail {
  kind: 'mail' | 'reply' | 'bounce'
  protection: 'smime-signed' | 'smime-encrypted' | 'pgp-signed' | 'pgp-encrypted' | null
  /** `<…@…>`, as are all ids here. */
  messageId: string | null
  inReplyTo: string[]
  /** Oldest first. */
  references: string[]
  /** The first 22 bytes of Thread-Index in hexadecimal: the same for a whole conversation in Outlook (MS-OXOMSG 2.2.1.3). */
  threadIndex: string | null
  from: MailAddress
  replyTo: MailAddress[]
  to: MailAddress[]
  cc: MailAddress[]
  subject: string
  /** ISO 8601 in UTC. */
  sentAt: string | null
  /** As it was written, not yet sanitised. */
  html: string | null
  /** The text, made of the HTML where there is none. */
  text: string
  /** From this character of `text` on it repeats what was written before. */
  quotedFrom: number | null
  attachments: ParsedAttachment[]
  /** What its calendar says. */
  invitation: Invitation | null
  /** Of a bounce: what did not arrive. */
  bounce: {
    messageId: string | null
    recipients: { address: string; status: string; reason: string }[]
  } | null
  /** What could not be read as it was meant to be, in plain words. */
  problems: string[]
}

export interface ParsedAttachment {
  name: string
  contentType: string
  /** Without `<` and `>`. */
  contentId: string | null
  isInline: boolean
  content: Uint8Array
}
