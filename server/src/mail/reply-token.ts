import { createHash } from 'node:crypto'

/** Crockford's base 32: no letter that is taken for a digit, whatever the case. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const tokens = new RegExp(`\\s*\\[#([${letters}]{10})\\]`, 'gi')

/**
 * What stands in the subject of answers, so that a mail which names no other still finds its conversation: 50 bits of a hash of the
 * conversation's random id, so nobody guesses it who has not seen a mail of the conversation.
 */
export function replyToken(conversationId: string): string {
  const hash = createHash('sha256').update(conversationId).digest()
  return Array.from(hash.subarray(0, 10), (byte) => letters[byte & 31]).join('')
}

/** The key of a token among those by which conversations are found. */
export function tokenKey(token: string): string {
  return `token:${token.toUpperCase()}`
}

/** The subject with one token, that of the conversation as it is now: `Re: The key [#7KQ2M9XWPA]`. */
export function withToken(subject: string, token: string): string {
  return `${subject.replace(tokens, '')} [#${token}]`.trim()
}

/** The keys of the tokens in a subject. */
export function tokenKeysIn(subject: string): string[] {
  return [...subject.matchAll(tokens)].map(([, token]) => tokenKey(token!))
}
