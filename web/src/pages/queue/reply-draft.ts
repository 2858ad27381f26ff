import { isSameAddress, type Person } from '../../address-text.ts'
import { escapeHtml } from '../../escape-html.ts'
import type { Conversation, InboundMessage } from '../../shapes.ts'
import { momentText } from '../../time-text.ts'
import { prefixed } from '../compose/answer.ts'
import { type Draft, emptyDraft } from '../compose/draft-store.ts'

/** `all`: also to the others who got it. `forward`: to somebody else, with what it carries. */
export type ReplyKind = 'reply' | 'all' | 'forward'

/** The beginning of an answer to a message that came into a queue; `self` is the queue's address. */
export function replyDraft(message: InboundMessage, kind: ReplyKind, self: string): Draft {
  const { from, replyTo, id, subject } = message
  if (kind === 'forward') return forwardDraft(message)
  const to = (replyTo.length > 0 ? replyTo : [from]).filter(({ address }) => address !== '')
  return {
    ...emptyDraft,
    to,
    cc: kind === 'all' ? othersOf(message, self) : [],
    subject: prefixed('RE:', subject),
    html: `<p></p>${quote(message)}`,
    inReplyTo: id,
  }
}

/** The server puts the message itself below the text, and copies its files. */
function forwardDraft({ id, subject, html, attachments }: InboundMessage): Draft {
  return {
    ...emptyDraft,
    subject: prefixed('FW:', subject),
    forwardOf: id,
    quote: true,
    // Pictures within its HTML go along by themselves.
    files: attachments
      .filter(({ isInline }) => html === null || !isInline)
      .map(({ place, name, contentType, size }) => ({
        id: `${id} ${place}`,
        name,
        contentType,
        size,
        inbound: { inbound: id, place },
      })),
  }
}

/** What the fields of a template stand for in an answer; who gave no name is asked for. */
export function knownFields({
  from,
  subject,
}: Pick<Conversation, 'from' | 'subject'>): Record<string, string> {
  const fields = { 'customer.name': from.name, 'customer.address': from.address, subject }
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''))
}

/** Who else got it: whom an answer to all goes to beside its sender. */
export function othersOf({ from, replyTo, to, cc }: InboundMessage, self: string): Person[] {
  const answered = replyTo.length > 0 ? replyTo : [from]
  const known = [self, ...answered.map(({ address }) => address)]
  const others: Person[] = []
  for (const person of [...to, ...cc])
    if (person.address !== '' && !known.some((address) => isSameAddress(address, person.address))) {
      known.push(person.address)
      others.push(person)
    }
  return others
}

function quote({ from, subject, receivedAt, html, text }: InboundMessage): string {
  const head = `${escapeHtml(momentText(receivedAt))}, ${escapeHtml(from.name || from.address)}:`
  // Pictures stay behind: they are parts of the other message, or somebody's who would learn that it is read.
  const body = html?.replace(/<img\b[^>]*>/gi, '') ?? `<p>${escapeHtml(text).replaceAll('\n', '<br>')}</p>`
  return `<blockquote><p>${head}<br><strong>${escapeHtml(subject)}</strong></p>${body}</blockquote>`
}
