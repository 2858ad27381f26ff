import { attachmentsOf, packedBody } from './attachments.ts'
import { bodyOf } from './body.ts'
import { decodeField } from './encoded-words.ts'
import { fieldOf } from './header-fields.ts'
import { invitationIn } from './invitation.ts'
import { kindOf } from './kind.ts'
import type { ParsedMail } from './parsed-mail.ts'
import { protectionOf } from './protection.ts'
import { quotedFrom } from './quoted.ts'
import { addressesOf, dateOf, oneLine } from './senders.ts'
import { type Part, splitMail } from './split.ts'
import { threadKeys } from './thread-keys.ts'

/** RFC 5322 allows 998 bytes a line; what is longer is no subject. */
const longestSubject = 2000

/**
 * A message of RFC 5322 as it came, read as well as it can be: wrong charsets, missing boundaries and empty lines, cut mails and single CR or LF are
 * mended; `problems` tells what could not be. Time and memory grow with the length alone. Throws an `Error` only if nothing can be read.
 */
export async function parseMail(raw: Uint8Array): Promise<ParsedMail> {
  const problems = new Set<string>()
  const whole = latin1Of(raw)
  const root = splitMail(whole, problems)
  const { fields } = root
  const { rest, ...written } = bodyOf(root, problems)
  const { html, text } = (written.text === '' && packedBody(rest)) || written
  if (fields.length === 0 && !isText(whole)) throw new Error('This is not a mail: it has no header.')
  if (fields.length === 0) problems.add('The message has no header: who wrote it and when is not known.')
  const charset = charsetOf(root) ?? 'windows-1252'
  const subject = oneLine(decodeField((fieldOf(fields, 'subject') ?? '').slice(0, 100_000), charset)).slice(
    0,
    longestSubject,
  )
  const addresses = (name: string) => addressesOf(fields, name, charset)
  const from = addresses('from')[0] ??
    addresses('sender')[0] ??
    addresses('return-path')[0] ?? { name: '', address: '' }
  const to = addresses('to')
  const attachments = attachmentsOf(rest, charset, html)
  const protection = protectionOf(root, text)
  return {
    ...kindOf({ root, from, to, subject, text }),
    protection,
    ...threadKeys(fields),
    from,
    replyTo: addresses('reply-to'),
    to,
    cc: addresses('cc'),
    subject: subject.toWellFormed(),
    sentAt: dateOf(fieldOf(fields, 'date') ?? ''),
    html,
    text,
    quotedFrom: quotedFrom(text),
    attachments,
    invitation: invitationIn(attachments),
    problems: [...problems],
  }
}

/** Of any bytes about every tenth is a control character; a text has next to none. */
function isText(raw: string): boolean {
  return (raw.match(/[^\P{Cc}\t\r\n\x80-\x9f]/gu)?.length ?? 0) < raw.length / 20
}

/** Bytes as text of the same length, without a byte order mark and empty lines in front; lines that old Macs ended with CR get LF. */
function latin1Of(raw: Uint8Array): string {
  const text = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
    .toString('latin1')
    .replace(/^(?:\xef\xbb\xbf)?[\r\n\0]*/, '')
  return text.includes('\n') ? text : text.replaceAll('\r', '\n')
}

/** The charset of the first text: that of the header too, where it is raw and no UTF-8. */
function charsetOf(part: Part): string | null {
  const own = part.type.params.get('charset')
  if (own && part.type.value.startsWith('text/')) return own
  for (const child of part.children) {
    const found = charsetOf(child)
    if (found) return found
  }
  return null
}
