import type { Outcome } from './provider.ts'

/** What a listing of mail says: that a message is there. It is not the message. */
export type InboxChange =
  | ({ kind: 'message' } & MailReference)
  /** Everything before this may be stored. `more`: further pages follow at once. */
  | { kind: 'checkpoint'; cursor: string; more: boolean }

export interface MailReference {
  /** Stays the same when the message is moved within its mailbox. */
  ref: string
  receivedAt: string
  /** What the service takes for its conversation. */
  thread?: string | undefined
}

/** A folder of mail; the Inbox is `inboxFolder`. `name` tells the way to it: `Inbox / Rentals`. */
export interface MailFolder {
  id: string
  name: string
}

/** What becomes of a message in its mailbox once it is stored here. */
export type Mark = { as: 'read' } | { as: 'category'; name: string } | { as: 'folder'; id: string }

/** The mail that comes into a mailbox: references, and the bytes of each. Parsing, threading and storing is done above. */
export interface Inbox {
  /** Those that mail comes into or can be moved to, the Inbox first: not drafts, what was sent, or what is deleted. */
  folders(): Promise<MailFolder[]>
  /**
   * Messages of a folder received at `since` (ISO 8601; absent: all) or later; without a cursor all of them, then those that came meanwhile, also
   * from another folder. `NotFound`: there is no such folder.
   */
  changes(folder: string, cursor: string | undefined, since: string | undefined): AsyncIterable<InboxChange[]>
  /** All of them, in pages, whatever a cursor has told: for the audit. */
  list(folder: string, since: string | undefined): AsyncIterable<MailReference[]>
  /** The bytes of RFC 5322; undefined: it is gone. */
  raw(ref: string): Promise<Uint8Array | undefined>
  /** Marks messages, in the order of the input; throws a `ProviderError` only if the folder of the mark is gone (`NotFound`). */
  mark(refs: string[], mark: Mark): Promise<Outcome[]>
}
