import { z } from 'zod'
import { mailboxPath } from './contacts.ts'
import { outgoingMessage } from './messages.ts'
import { id, idPath, instant, page, pageQuery } from './paging.ts'
import { conversationEvent, looker, priority, queueRouting, skills } from './routing.ts'

/** An address as it stands in a mail; `address` may be empty where a sender wrote none. */
export const mailAddress = z.object({ name: z.string(), address: z.string() })
export type MailAddress = z.infer<typeof mailAddress>

/**
 * What a mail is: `reply`: a machine answered by itself (RFC 3834). `bounce`: a report that something was not delivered
 * (RFC 3464). `unreadable`: it could not be parsed, and is shown as it came.
 */
export const mailKind = z.enum(['mail', 'reply', 'bounce', 'unreadable'])

/** How a mail is protected: `signed` can be read, `encrypted` only by its recipient's own program. */
export const mailProtection = z.enum(['smime-signed', 'smime-encrypted', 'pgp-signed', 'pgp-encrypted'])

const folderId = z.string().min(1).max(1000)
const putQueueFields = z.strictObject({
  name: z.string().trim().min(1).max(200),
  /** Mail from then on is fetched: `now`, `all`, or a moment. Counts for folders that were not read until now; for others it stays as it was. */
  since: z.union([z.enum(['now', 'all']), instant]).default('now'),
  /** Ids of the folders whose mail is fetched, of GET /mailboxes/{mailbox}/mail-folders; `inbox` is the Inbox. */
  folders: z.array(folderId).min(1).max(20).default(['inbox']),
  /** What is done with a message in the mailbox once it is stored: marked as read, given a category, moved to a folder, or left as it is. */
  mark: z.enum(['read', 'category', 'folder', 'nothing']).default('read'),
  /** For the mark `category`: its name. It stands beside those that people have given. */
  markCategory: z
    .string()
    .trim()
    .min(1)
    .max(255)
    .regex(/^[^,;]*$/, 'Outlook has no category with a comma or a semicolon: leave them out.')
    .nullable()
    .default(null),
  /** For the mark `folder`: its id. */
  markFolder: folderId.nullable().default(null),
  /** Closed conversations are removed here so many days after anything last happened to them; `null`: never. The mailbox keeps its mail. */
  keepDays: z.int().min(1).max(36_500).nullable().default(null),
  /**
   * Answers end their subject with a token (`[#7KQ2M9XWPA]`), by which a mail that names no other finds its conversation. Answers that have one are
   * recognised whether this is on or off.
   */
  subjectToken: z.boolean().default(false),
})
export const putQueue = putQueueFields
  .refine(({ mark, markCategory }) => mark !== 'category' || markCategory !== null, {
    path: ['markCategory'],
    error: 'Name the category.',
  })
  .refine(({ mark, markFolder }) => mark !== 'folder' || markFolder !== null, {
    path: ['markFolder'],
    error: 'Choose the folder that stored mail is moved to.',
  })
  .refine(({ mark, markFolder, folders }) => mark !== 'folder' || !folders.includes(markFolder ?? ''), {
    path: ['markFolder'],
    error: 'Mail is fetched from this folder. Choose another one to move it to.',
  })
export type PutQueue = z.input<typeof putQueue>

/** A folder of mail; `name` tells the way to it: `Inbox / Rentals`. */
export const mailFolder = z.object({ id: z.string(), name: z.string() })
export const mailFolderList = z.object({
  items: z.array(mailFolder),
  /** When they were read from the mailbox; `null`: never. POST at the same place reads them. */
  readAt: instant.nullable(),
})

/** A shared mailbox whose mail is fetched, threaded and answered here. */
export const queue = z.object({
  /** The mailbox's id. */
  id,
  address: z.string(),
  name: z.string(),
  /** Those whose mail is fetched. */
  folders: z.array(mailFolder),
  mark: putQueueFields.shape.mark.unwrap(),
  markCategory: z.string().nullable(),
  markFolder: mailFolder.nullable(),
  /** Days for which closed conversations are kept; `null`: for ever. */
  keepDays: z.int().nullable(),
  /** Whether answers end their subject with a token. */
  subjectToken: z.boolean(),
  /** Whether its conversations are given to agents. */
  distribution: queueRouting.shape.distribution.unwrap(),
  /** `null`: everything. */
  since: instant.nullable(),
  /** `first`: what is there already is being fetched. */
  state: z.enum(['first', 'live', 'stopped']),
  /** Why its mail is not fetched at the moment, in plain words. */
  problem: z.object({ title: z.string(), detail: z.string() }).nullable(),
  open: z.int(),
  /** When the oldest open conversation came in last. */
  oldestAt: instant.nullable(),
})
export type Queue = z.infer<typeof queue>
export const queueList = z.object({ items: z.array(queue) })

export const conversationState = z.enum(['open', 'closed'])

export const conversation = z.object({
  id,
  queueId: id,
  state: conversationState,
  subject: z.string(),
  /** Who wrote first. */
  from: mailAddress,
  /** `null`: whoever wrote gave no address. */
  customerId: id.nullable(),
  /** The beginning of the newest message. */
  preview: z.string(),
  messages: z.int(),
  hasAttachments: z.boolean(),
  /** Who has it; `null`: nobody. */
  owner: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** 1 is the most urgent. */
  priority,
  /** What an agent must have for it. */
  skills,
  /** Since when somebody waits for an answer; `null`: nobody does. */
  waitingSince: instant.nullable(),
  /** Until when an answer is promised. */
  dueAt: instant.nullable(),
  /** Put off until then. */
  snoozedUntil: instant.nullable(),
  firstAt: instant,
  lastAt: instant,
  version: z.int(),
})
export type Conversation = z.infer<typeof conversation>
export const conversationPage = page(conversation)

export const conversationQuery = pageQuery.extend({
  queue: id.optional(),
  /** `open`: those that are not put off; `snoozed`: open ones that are. */
  state: z.enum(['open', 'closed', 'snoozed']).optional(),
  /** A person’s id, `me`, or `none`: those that nobody has. */
  owner: z.string().max(100).optional(),
  /** Words in subject, text, addresses and notes; accents do not matter. */
  search: z.string().trim().max(200).optional(),
})

export const inboundAttachment = z.object({
  /** Its place in the message, from 0: `…/attachments/{place}`. */
  place: z.int(),
  name: z.string(),
  contentType: z.string(),
  /** Bytes. */
  size: z.int(),
  /** Shown within the text. */
  isInline: z.boolean(),
})

/** What the calendar in a mail says (iCalendar, RFC 5545 and 5546). */
export const invitation = z.object({
  /** `request`: to come, or what has changed. `cancel`: it does not take place. `reply`: somebody who is invited answers. `publish`: no more than an event. */
  method: z.enum(['request', 'cancel', 'reply', 'publish']),
  subject: z.string(),
  location: z.string(),
  organizer: mailAddress.nullable(),
  /** Of a series the first time. An instant, of an all-day event the first day; `null`: it cannot be read. */
  start: z.string().nullable(),
  /** An instant, of an all-day event the last day. */
  end: z.string().nullable(),
  isAllDay: z.boolean(),
  repeats: z.boolean(),
  /** Of a `reply`. */
  answer: z.enum(['accepted', 'declined', 'tentative']).nullable(),
})
export type Invitation = z.infer<typeof invitation>

export const inboundMessage = z.object({
  id,
  kind: mailKind,
  protection: mailProtection.nullable(),
  messageId: z.string().nullable(),
  /** Message-IDs of those before it, oldest first. */
  references: z.array(z.string()),
  from: mailAddress,
  replyTo: z.array(mailAddress),
  to: z.array(mailAddress),
  cc: z.array(mailAddress),
  subject: z.string(),
  /** When the mailbox got it. */
  receivedAt: instant,
  /** When it, or an address in it, was erased: its original and its files are gone. */
  erasedAt: instant.nullable(),
  /** When its sender says it was written. */
  sentAt: instant.nullable(),
  /** Sanitised; pictures of other servers wait in `data-remote-src`, those of the message are `data:` addresses. */
  html: z.string().nullable(),
  text: z.string(),
  /** From this character of `text` on it repeats what was written before; `null`: nowhere. */
  quotedFrom: z.int().nullable(),
  attachments: z.array(inboundAttachment),
  /** `null`: it carries no calendar. */
  invitation: invitation.nullable(),
  /** What could not be read as it was meant to be. */
  problems: z.array(z.string()),
})
export type InboundMessage = z.infer<typeof inboundMessage>

/** A recipient whom a message did not reach, by the report that came back. */
export const undelivered = z.object({
  /** Empty: the report does not say whom. */
  address: z.string(),
  /** RFC 3463: `5.1.1`; empty: not said. */
  status: z.string(),
  /** In the words of the mail server; may be empty. */
  reason: z.string(),
  /** `false`: the server still tries. */
  isFinal: z.boolean(),
  /** The message that reports it. */
  reportId: id,
})
export type Undelivered = z.infer<typeof undelivered>

/** What was sent to a conversation, with whom it did not reach. */
export const answer = outgoingMessage.extend({ undelivered: z.array(undelivered) })
export type Answer = z.infer<typeof answer>

/** What a colleague wrote about a conversation: never sent to anybody. */
export const note = z.object({
  id,
  /** `agent:ada@example.org`, `key:<id>`. */
  author: z.string(),
  text: z.string(),
  createdAt: instant,
})
export type Note = z.infer<typeof note>
export const createNote = z.strictObject({ text: z.string().trim().min(1).max(20_000) })

export const wholeConversation = conversation.extend({
  /** The newest 100; `messages` tells how many there are. */
  items: z.array(inboundMessage),
  /** What was sent to it from here, the newest 100, oldest first. */
  answers: z.array(answer),
  /** What happened to it, and why; the newest 100, oldest first. */
  events: z.array(conversationEvent),
  /** What colleagues wrote to each other, the newest 100, oldest first. */
  notes: z.array(note),
  /** Who else has it open. */
  lookers: z.array(looker),
})
export type WholeConversation = z.infer<typeof wholeConversation>

/** What is there is changed: first its queue, then who has it there, then the rest. */
export const patchConversation = z
  .strictObject({
    /** `null`: back to its queue. `me`: the caller. Handing over takes it from whoever has it; `POST …/take` does not. */
    ownerId: z.string().max(100).nullable().optional(),
    /** Into another queue; nobody has it there. */
    queueId: id.optional(),
    priority: priority.optional(),
    /** Put off until then; `null`: back at once. */
    snoozedUntil: instant.nullable().optional(),
    state: conversationState.optional(),
  })
  .refine((body) => Object.keys(body).length > 0, {
    error: 'Name what is to change: ownerId, queueId, priority, snoozedUntil or state.',
  })
export type PatchConversation = z.infer<typeof patchConversation>
export const mergeConversation = z.strictObject({
  /** The conversation that it becomes one with. */
  into: id,
})
export const partConversation = z.strictObject({
  /** From this message on they are a conversation of their own. */
  messageId: id,
})
export const queuePath = mailboxPath
/** As it stands in `data-remote-src` of the message's HTML. */
export const pictureQuery = z.strictObject({ address: z.string().min(1).max(10_000) })
export const attachmentPath = idPath.extend({ place: z.coerce.number().int().min(0).max(10_000) })
