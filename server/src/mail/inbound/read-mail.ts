import type { InboundMessage } from '@tandem/model/api/queues.ts'
import { cleanHtml } from '../../lib/clean-html.ts'
import { searchable } from '../../lib/search-text.ts'
import type { InboundContent } from '../../store/inbound-messages.ts'
import { parseMail } from './parse-mail.ts'
import type { ParsedMail } from './parsed-mail.ts'
import { conversationKeys, fallbackKeys } from './threads.ts'

/** A message as it was fetched, kept and understood. */
export interface Fetched {
  ref: string
  receivedAt: string
  raw: string
  size: number
  kind: InboundMessage['kind']
  messageId: string | null
  keys: string[]
  fallbacks: string[]
  content: InboundContent
  search: string
}

/** Letters that are kept beside the raw message; of a longer text the beginning is, longer HTML is not. */
const longest = { text: 500_000, html: 1_000_000 }
/** Letters that are searched. */
const searched = 100_000

/** What a message says, for storing; `thread`: what its service takes for its conversation. Bytes that nobody can parse are a message all the same: it is shown as it came. */
export async function readMail(
  bytes: Uint8Array,
  raw: string,
  thread?: string,
): Promise<Omit<Fetched, 'ref' | 'receivedAt'>> {
  const size = bytes.length
  const mail = await parsed(bytes)
  if (!mail) {
    const unknown = { kind: 'unreadable' as const, messageId: null, keys: [], fallbacks: [] }
    return { raw, size, ...unknown, ...shown(unreadable(bytes)) }
  }
  return {
    raw,
    size,
    kind: mail.kind,
    messageId: mail.messageId,
    keys: conversationKeys(mail),
    fallbacks: fallbackKeys(mail, thread),
    ...shown(mail),
  }
}

async function parsed(bytes: Uint8Array): Promise<ParsedMail | undefined> {
  try {
    return await parseMail(bytes)
  } catch (error) {
    // Whatever is wrong with it, the queue goes on; the mail says that it could not be read.
    if (error instanceof Error) return undefined
    throw error
  }
}

type Shown = Omit<ParsedMail, 'kind' | 'messageId' | 'inReplyTo' | 'threadIndex'>

function unreadable(bytes: Uint8Array): Shown {
  return {
    protection: null,
    references: [],
    from: { name: '', address: '' },
    replyTo: [],
    to: [],
    cc: [],
    subject: '',
    sentAt: null,
    html: null,
    text: new TextDecoder('windows-1252').decode(bytes.subarray(0, 20_000)),
    quotedFrom: null,
    attachments: [],
    invitation: null,
    bounce: null,
    problems: [
      'This message could not be read as a mail. Its beginning is shown as it came; the whole can be downloaded.',
    ],
  }
}

function shown(mail: Shown): Pick<Fetched, 'content' | 'search'> {
  const { protection, references, from, replyTo, to, cc, subject, sentAt, quotedFrom, problems } = mail
  const isLong = mail.text.length > longest.text || (mail.html?.length ?? 0) > longest.html
  const content: InboundContent = {
    protection,
    references,
    from,
    replyTo,
    to,
    cc,
    subject,
    sentAt,
    html: mail.html === null || mail.html.length > longest.html ? null : cleanHtml(mail.html),
    text: mail.text.slice(0, longest.text),
    quotedFrom,
    attachments: mail.attachments.map(({ name, contentType, isInline, content: { length } }, place) => ({
      place,
      name,
      contentType,
      size: length,
      isInline,
    })),
    ...(mail.invitation && { invitation: mail.invitation }),
    bounce: mail.bounce,
    problems: isLong
      ? [...problems, 'It is so long that only its beginning is shown here; the whole can be downloaded.']
      : problems,
  }
  return plain({ content, search: searchedText({ ...content, text: mail.text }) })
}

/** What of a message is searched. */
export function searchedText(
  mail: Pick<InboundContent, 'from' | 'replyTo' | 'to' | 'cc' | 'subject' | 'text'>,
): string {
  const people = [mail.from, ...mail.replyTo, ...mail.to, ...mail.cc].flatMap((one) => [
    one.name,
    one.address,
  ])
  return searchable([mail.subject, ...people, mail.text].join(' ').slice(0, searched))
}

/** Databases take neither NUL nor half a character. */
function plain<T>(value: T): T {
  const text = JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'string' ? one.toWellFormed().replaceAll('\0', '') : one,
  )
  return JSON.parse(text) as T
}
