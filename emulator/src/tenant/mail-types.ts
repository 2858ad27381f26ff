/** What a mailbox holds of mail. Times are epoch milliseconds of the world's clock. */
import type { Content } from './contents.ts'
import type { MailAddress, MeetingMail } from './post.ts'
import type { LogEntry } from './types.ts'

/** The mail of a mailbox. */
export interface MailState {
  folders: Map<string, MailFolder>
  /** Folder ids by well-known name. */
  wellKnown: Record<WellKnownFolder, string>
  /** By immutable id (`findMessage` takes either kind of id). */
  messages: Map<string, Message>
}

export const wellKnownFolders = [
  'inbox',
  'drafts',
  'sentitems',
  'deleteditems',
  'archive',
  'junkemail',
  'outbox',
] as const

export type WellKnownFolder = (typeof wellKnownFolders)[number]

export interface MailFolder {
  id: string
  parentFolderId: string
  displayName: string
  wellKnownName?: WellKnownFolder
  isHidden?: boolean
  /** How many messages are in it, and how many of them are not read. */
  total: number
  unread: number
  changed: number
  created: number
  deleted?: boolean
  log: LogEntry<Message>[]
  stale: number
}

/** A message apart from any mailbox: what is written, sent and received. */
export interface MailContent {
  subject: string
  body: { contentType: 'text' | 'html'; content: string }
  /** The plain-text twin, where the message was made of MIME that has one beside HTML. */
  text?: string
  from?: MailAddress
  sender?: MailAddress
  to: MailAddress[]
  cc: MailAddress[]
  /** Empty in what others receive. */
  bcc: MailAddress[]
  replyTo: MailAddress[]
  /** With its angle brackets. */
  internetMessageId: string
  inReplyTo?: string
  references: string[]
  /** Conversation GUID in hex; the same in all mailboxes for messages made here. */
  thread: string
  /** The `Thread-Index` header, base64. */
  threadIndex: string
  sentAt: number
  importance: 'low' | 'normal' | 'high'
  isReadReceiptRequested: boolean
  isDeliveryReceiptRequested: boolean
  /** Header fields that the sender added (`x-…`). */
  headers: { name: string; value: string }[]
  attachments: Attachment[]
  meeting?: MeetingPart
  /** The bytes that the message was made of; without them they are composed when somebody asks. */
  raw?: Content
}

export interface MeetingPart {
  type: MeetingMail['type']
  iCalUId: string
  /** Immutable id of the event in this mailbox's own calendar. */
  eventId?: string
}

/** A message in a mailbox. */
export interface Message extends MailContent {
  /** The folder-bound id (changes on move) and the immutable id (does not). */
  id: string
  immutableId: string
  folderId: string
  changeKey: string
  changed: number
  /** Change number at which it entered its folder. */
  entered: number
  createdAt: number
  modifiedAt: number
  receivedAt: number
  isDraft: boolean
  isRead: boolean
  categories: string[]
  flag: Record<string, unknown>
  inferenceClassification: 'focused' | 'other'
  /** Single-value extended properties by normalised id. */
  extended: Record<string, string>
}

export interface Attachment {
  id: string
  kind: 'file' | 'item' | 'reference'
  name: string
  contentType: string | null
  isInline: boolean
  contentId: string | null
  contentLocation: string | null
  modifiedAt: number
  content: Content
  /** It came by an upload session, which raises the size that a message may have. */
  uploaded?: boolean
}
