import type { Outcome } from './provider.ts'

/** What a listing of mail says: that a message is there. It is not the message. */
export type InboxChange =
  | { kind: 'message'; ref: string; receivedAt: string }
  /** Everything before this may be stored. `more`: further pages follow at once. */
  | { kind: 'checkpoint'; cursor: string; more: boolean }

/** The mail that comes into a mailbox: references, and the bytes of each. Parsing, threading and storing is done above. */
export interface Inbox {
  /** Messages received at `since` (ISO 8601; absent: all) or later; without a cursor all of them, then those that came meanwhile. */
  changes(cursor: string | undefined, since: string | undefined): AsyncIterable<InboxChange[]>
  /** All of them, in pages, whatever a cursor has told: for the audit. */
  list(since: string | undefined): AsyncIterable<{ ref: string; receivedAt: string }[]>
  /** The bytes of RFC 5322; undefined: it is gone. */
  raw(ref: string): Promise<Uint8Array | undefined>
  /** Marks messages as read, in the order of the input; never throws a `ProviderError`. */
  markRead(refs: string[]): Promise<Outcome[]>
}
