import { type Field, fieldOf, fieldsOf } from './header-fields.ts'

const mostIds = 100
const longestId = 998

/** What a mail says about its place in a conversation. */
export interface ThreadKeys {
  messageId: string | null
  inReplyTo: string[]
  references: string[]
  threadIndex: string | null
}

/** Message-ID, In-Reply-To, References (RFC 5322, section 3.6.4) and Outlook's Thread-Index; of the ids at most the last 100. */
export function threadKeys(fields: Field[]): ThreadKeys {
  return {
    messageId: idsOf(fieldOf(fields, 'message-id') ?? '')[0] ?? null,
    inReplyTo: idsOf(fieldsOf(fields, 'in-reply-to').join(' ')),
    references: idsOf(fieldsOf(fields, 'references').join(' ')),
    threadIndex: threadIndexOf(fieldOf(fields, 'thread-index') ?? ''),
  }
}

/**
 * The ids in a field as `<…@…>`, each once. Tolerated: comments, commas, ids folded in the middle, and ids without their brackets where
 * nothing else stands ("Your message of Monday" names none).
 */
export function idsOf(value: string): string[] {
  const bare = value.replace(/(<[^<>]*>)|\([^()]*\)/g, (_whole, id?: string) => id ?? ' ')
  const bracketed = [...bare.matchAll(/<([^<>]+)>/g)].map(([, id]) => id!.replace(/[\s\0]+/g, ''))
  const words = bare.split(/[\s,;<>]+/).filter((word) => word !== '')
  const found =
    bracketed.length > 0 ? bracketed : words.every((word) => /^[^@"]+@[^@"]+$/.test(word)) ? words : []
  const ids = found.filter((id) => id !== '' && id.length <= longestId).map((id) => `<${printable(id)}>`)
  // Of an id that stands twice the last place counts: the nearest to this message.
  return [...new Set(ids.reverse())].slice(0, mostIds).reverse()
}

/** Raw bytes in an id (RFC 6532) are UTF-8. */
function printable(id: string): string {
  return /[\x80-\xff]/.test(id) ? Buffer.from(id, 'latin1').toString('utf8') : id
}

function threadIndexOf(value: string): string | null {
  const bytes = Buffer.from(value.replace(/\s/g, ''), 'base64')
  return bytes.length < 22 ? null : bytes.subarray(0, 22).toString('hex')
}
