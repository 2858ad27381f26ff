import { isSameAddress, type Person } from '../../address-text.ts'
import { escapeHtml } from '../../escape-html.ts'
import type { OutgoingMessage } from '../../shapes.ts'
import { momentText } from '../../time-text.ts'
import { type AttachedFile, type Draft, emptyDraft } from './draft-store.ts'

/** `again`: a message that was taken back is written on. */
export type AnswerKind = 'reply' | 'all' | 'forward' | 'again'

/**
 * The beginning of an answer to a message that was sent from here. Who replies to their own message means those who
 * got it, as mail programs have it; a forwarded one takes its files along.
 */
export function answerDraft(message: OutgoingMessage, kind: AnswerKind, self: string): Draft {
  const others = (people: Person[]) => people.filter(({ address }) => !isSameAddress(address, self))
  if (kind === 'again') return draftOf(message)
  const quoted = quote(message)
  if (kind === 'forward') {
    return {
      ...emptyDraft,
      subject: prefixed('FW:', message.subject),
      html: `<p></p>${quoted}`,
      forwardOf: message.id,
      files: filesOf(message),
    }
  }
  return {
    ...emptyDraft,
    to: others(message.to),
    cc: kind === 'all' ? others(message.cc) : [],
    subject: prefixed('RE:', message.subject),
    html: `<p></p>${quoted}`,
    inReplyTo: message.id,
  }
}

/** A subject is marked once, whatever program marked it before. */
export function prefixed(mark: 'RE:' | 'FW:', subject: string): string {
  const known = mark === 'RE:' ? /^re\s*:/i : /^fwd?\s*:/i
  return known.test(subject) ? subject : `${mark} ${subject}`.trim()
}

/** Its signature is in the text already. */
function draftOf(message: OutgoingMessage): Draft {
  const { to, cc, bcc, subject, html, importance } = message
  const text = withoutPictures(html ?? '')
  return {
    ...emptyDraft,
    to,
    cc,
    bcc,
    subject,
    html: text,
    importance,
    signature: null,
    files: filesOf(message),
  }
}

function filesOf({ attachments }: OutgoingMessage): AttachedFile[] {
  return attachments
    .filter(({ contentId }) => contentId === null)
    .map(({ id, name, contentType, size }) => ({ id, name, contentType, size }))
}

function quote(message: OutgoingMessage): string {
  const when = momentText(message.sentAt ?? message.createdAt)
  const whom = [...message.to, ...message.cc]
    .map(({ name, address }) => escapeHtml(name || address))
    .join(', ')
  const text = message.html ?? `<p>${escapeHtml(message.text ?? '').replaceAll('\n', '<br>')}</p>`
  return `<blockquote><p>${escapeHtml(when)}, to ${whom}:<br><strong>${escapeHtml(message.subject)}</strong></p>${withoutPictures(text)}</blockquote>`
}

/** They are named by attachments of the message that is quoted, which do not come along. */
function withoutPictures(html: string): string {
  return html.replace(/<img\b[^>]*\bsrc="cid:[^"]*"[^>]*>/gi, '')
}
