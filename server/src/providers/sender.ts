import type { Failure } from './failures.ts'

/** Mail that goes out as the mailbox's person. What a method cannot do is absent. */
export interface Sender {
  /** What the service allows, known ahead of time (its documentation); sizes in bytes. */
  limits: SendLimits
  /**
   * Hands the letter over in one request, with a copy in the mailbox's own Sent folder. After an `Unavailable` that is
   * `ambiguous` nobody knows whether it went out: it must not be called again by itself.
   */
  submit(letter: Letter): Promise<Sent>
  /** Present where drafts may be written and looked up: then a letter goes out exactly once. */
  drafts?: Drafts
}

/** Every one is safe to repeat after a lost answer, once `find` has said where the letter stands. */
export interface Drafts {
  /** Where the letters of these operations stand, in Drafts and in Sent; those that are nowhere are left out. */
  find(operationIds: string[]): Promise<Map<string, FoundLetter>>
  /** Makes the draft with our Message-ID and operation id on it, and the attachments that fit into the request. */
  create(letter: Letter): Promise<Drafted>
  /** Adds one attachment, streamed. `progress` hears of the bytes taken so far. */
  attach(ref: string, attachment: LetterAttachment, progress: (bytes: number) => void): Promise<Sent>
  send(ref: string): Promise<Sent>
  /** Removes a draft that is not wanted any more. */
  discard(ref: string): Promise<Sent>
}

export interface SendLimits {
  messageBytes: number
  recipientsPerMessage: number
  messagesPerMinute: number
  recipientsPerDay: number
}

export interface FoundLetter {
  state: 'draft' | 'sent'
  ref: string
  /** What is attached already; the service may count more bytes than the file has. Empty for one that was sent. */
  attachments: { name: string; size: number; contentId?: string | undefined }[]
  /** Further drafts of the same operation: a create whose answer was lost was carried out late. */
  strays: string[]
}

/**
 * Codes of a `Rejected` letter that have the same meaning for every method: a recipient is no address, it is too large, the mailbox
 * may not send as the person, the service's own limit is reached. Any other code is the service's own.
 */
export const refusals = ['recipient', 'too-large', 'send-as', 'limit'] as const
export type Refusal = (typeof refusals)[number]

export type Sent = { ok: true } | { ok: false; failure: Failure }
/** `attached`: how many of the letter's attachments, from the first one on, are in the draft. */
export type Drafted = { ok: true; ref: string; attached: number } | { ok: false; failure: Failure }

/** A message ready to go out. */
export interface Letter {
  operationId: string
  /** `<…@…>`, ours. */
  messageId: string
  to: LetterAddress[]
  cc: LetterAddress[]
  bcc: LetterAddress[]
  replyTo: LetterAddress[]
  subject: string
  /** Sanitised; the plain-text twin beside it. */
  html: string | null
  text: string
  importance: 'low' | 'normal' | 'high'
  inReplyTo: string | null
  references: string[]
  /** Says that a machine wrote it, and that none need answer (RFC 3834, section 5). */
  isAutomatic?: boolean | undefined
  attachments: LetterAttachment[]
}

export interface LetterAddress {
  name: string
  address: string
}

export interface LetterAttachment {
  name: string
  contentType: string
  size: number
  /** Shown inside the HTML as `cid:…`. */
  contentId: string | null
  /** The bytes from `offset` on, in pieces of any size. */
  read(offset: number): AsyncIterable<Uint8Array>
}
