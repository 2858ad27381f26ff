import { createHash, randomUUID } from 'node:crypto'
import { tokenKeysIn } from '../reply-token.ts'
import type { ParsedMail } from './parsed-mail.ts'

/** By what a message is known to belong to others. */
export interface Threaded {
  /** Its own Message-ID and those it names, then Outlook's conversation. */
  keys: string[]
  /** Where none of the keys leads anywhere: the first of these that does. */
  fallbacks: string[]
}

export interface ThreadPlan {
  /** For each message, in the order of the input, its conversation. */
  conversations: string[]
  /** Those that do not exist yet. */
  made: Set<string>
  /** Conversations that turned out to be one: what is in `from` goes to `to`. */
  merges: { from: string; to: string }[]
  /** Which conversation a key leads to from now on; those that led there already are left out. */
  keys: { key: string; conversation: string }[]
}

/**
 * The keys of a message. What it says of itself counts: References and In-Reply-To where there are any (RFC 5322 3.6.4), whatever its
 * subject; else Thread-Index, which Outlook writes and which only its own replies carry on.
 */
export function conversationKeys(
  mail: Pick<ParsedMail, 'messageId' | 'references' | 'inReplyTo' | 'threadIndex' | 'bounce'>,
): string[] {
  const { messageId, references, inReplyTo, threadIndex, bounce } = mail
  const bounced = bounce?.messageId ?? null
  const named = [messageId, ...references, ...inReplyTo, bounced].filter((key) => key !== null)
  return [...new Set([...named, ...(threadIndex === null ? [] : [`index:${threadIndex}`])])]
}

/**
 * Where else a message may belong that names no other, or none that is known: to what the service takes for its conversation, then to the token in
 * its subject. A service joins what only looks alike ("Re: Invoice"), so its word counts for one and the same sender alone; the key says nothing
 * of that address.
 */
export function fallbackKeys(
  { subject, from }: Pick<ParsedMail, 'subject' | 'from'>,
  thread: string | undefined,
): string[] {
  const sender = from.address.toLowerCase()
  const hash = () => createHash('sha256').update(`${thread}\n${sender}`).digest('base64url')
  return [...(thread === undefined || sender === '' ? [] : [`thread:${hash()}`]), ...tokenKeysIn(subject)]
}

/**
 * Decides to which conversation each message belongs, in any order of arrival: an answer that comes before its question waits
 * under the question's id, and a message that names two conversations makes them one, the older of the two. `known` leads from keys to the
 * conversations there are, `age` says which of them began first. What a person has put `apart` stays so: the nearest ancestor then decides.
 */
export function planThreads(
  messages: Threaded[],
  known: Map<string, string>,
  age: Map<string, number>,
  apart: Set<string> = new Set(),
): ThreadPlan {
  const at = new Map(known)
  const moved = new Map<string, string>()
  const made = new Set<string>()
  const merges: ThreadPlan['merges'] = []
  const now = (id: string): string => {
    const next = moved.get(id)
    return next === undefined ? id : now(next)
  }
  const older = (a: string, b: string) =>
    (age.get(a) ?? Number.POSITIVE_INFINITY) <= (age.get(b) ?? Number.POSITIVE_INFINITY)
  const placed = messages.map(({ keys, fallbacks }) => {
    const leads = (named: string[]) => named.flatMap((key) => at.get(key) ?? []).map(now)
    const named = [...new Set(leads(keys))]
    const found = named.length > 0 ? named : leads(fallbacks).slice(0, 1)
    const isParted = found.some((id) => apart.has(id))
    const nearest = leads(keys.filter((key) => !key.startsWith('index:'))).at(-1) ?? found[0]
    const [first, ...others] =
      isParted && nearest !== undefined ? [nearest] : found.sort((a, b) => (older(a, b) ? -1 : 1))
    const conversation = first ?? randomUUID()
    if (first === undefined) made.add(conversation)
    for (const from of others) {
      moved.set(from, conversation)
      // One that was only just thought of has nothing to be moved.
      if (!made.delete(from)) merges.push({ from, to: conversation })
    }
    for (const key of keys) if (!isParted || !at.has(key)) at.set(key, conversation)
    for (const key of fallbacks) if (isOfService(key) && !at.has(key)) at.set(key, conversation)
    return conversation
  })
  return {
    conversations: placed.map(now),
    made,
    merges: merges.map(({ from, to }) => ({ from, to: now(to) })),
    keys: [...at].flatMap(([key, id]) =>
      known.get(key) === now(id) ? [] : [{ key, conversation: now(id) }],
    ),
  }
}

/** A token leads where it was given out for, and nowhere else. */
function isOfService(key: string): boolean {
  return key.startsWith('thread:')
}
