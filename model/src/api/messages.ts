import { z } from 'zod'
import { importance } from '../event.ts'
import { mailboxPath } from './contacts.ts'
import { id, instant, page, pageQuery } from './paging.ts'

/**
 * `held`: waits for its time, or until it can no longer be taken back. `queued`: to be sent. `sending`: on its way. `sent`: the service
 * has taken it (and, where drafts may be read, it was found in Sent). `failed`: refused. `unknown`: the answer was lost and
 * nothing may be looked up: a person decides. `cancelled`: taken back in time.
 */
export const messageState = z.enum(['held', 'queued', 'sending', 'sent', 'failed', 'unknown', 'cancelled'])
export type MessageState = z.infer<typeof messageState>

export const recipient = z.strictObject({
  name: z.string().max(255).default(''),
  address: z
    .string()
    .trim()
    .max(320)
    .regex(/^[^\s@]+@[^\s@]+$/u, 'is not an e-mail address: write it as name@domain'),
})
export type Recipient = z.infer<typeof recipient>
const recipients = z.array(recipient).max(500).default([])

/** A file that goes along. */
const messageAttachment = z.union([
  /** Uploaded before (`POST …/attachments`). */
  z.strictObject({
    id,
    /** Shown inside the HTML as `cid:<contentId>`. */
    contentId: z.string().max(255).optional(),
  }),
  /** Of a message that came into the mailbox's queue, by its place there: copied by the server. */
  z.strictObject({ inbound: id, place: z.int().min(0).max(10_000) }),
])

export const createMessage = z
  .strictObject({
    to: recipients,
    cc: recipients,
    bcc: recipients,
    replyTo: recipients,
    subject: z.string().max(998).default(''),
    /** Either or both; a plain-text twin is made of the HTML where there is none. */
    html: z.string().max(2_000_000).optional(),
    text: z.string().max(2_000_000).optional(),
    importance: importance.default('normal'),
    attachments: z.array(messageAttachment).max(100).default([]),
    /** Answers or forwards this message, sent from here or come into the queue: its thread is continued, and its conversation shows the answer. */
    inReplyTo: id.optional(),
    forwardOf: id.optional(),
    /**
     * Below the text stands what `forwardOf` names, a message that came into the queue: a block of its header, its HTML with the pictures
     * in it, or its text. Other files are named in `attachments`.
     */
    quote: z.boolean().default(false),
    /** Or a message elsewhere, by its Message-ID (`<…@…>`) and those before it. */
    thread: z
      .strictObject({
        messageId: z.string().regex(/^<[^<>\s]+>$/),
        references: z
          .array(z.string().regex(/^<[^<>\s]+>$/))
          .max(100)
          .default([]),
      })
      .optional(),
    /**
     * A template whose subject and HTML are used where none is given; `fields` fills the `{{…}}` of both, also of those
     * given beside it. `sender.name` and `sender.address` need not be given. A field without a value is refused.
     */
    template: id.optional(),
    fields: z.record(z.string(), z.string().max(10_000)).default({}),
    /** Added below the text; absent: the person's default signature, null: none. */
    signature: id.nullish(),
    /** Not before this moment. */
    sendAt: instant.optional(),
    /** Seconds during which it can be taken back. */
    undoSeconds: z.int().min(0).max(600).default(0),
  })
  .refine(({ to, cc, bcc }) => to.length + cc.length + bcc.length > 0, {
    error: 'Name at least one recipient in to, cc or bcc.',
    path: ['to'],
  })
export type CreateMessage = z.infer<typeof createMessage>

export const outgoingMessage = z
  .object({
    id,
    mailboxId: id,
    state: messageState,
    /** Why it failed or is unknown, in plain words, and what to do. */
    problem: z.object({ title: z.string(), detail: z.string(), code: z.string().optional() }).nullable(),
    /** When the next try is, or when it will go out. */
    dueAt: instant.nullable(),
    /** Until when it can be taken back. */
    undoUntil: instant.nullable(),
    to: z.array(recipient),
    cc: z.array(recipient),
    bcc: z.array(recipient),
    replyTo: z.array(recipient),
    subject: z.string(),
    html: z.string().nullable(),
    text: z.string().nullable(),
    importance,
    attachments: z.array(
      z.object({
        id,
        name: z.string(),
        contentType: z.string(),
        size: z.int(),
        contentId: z.string().nullable(),
        /** Bytes that the mailbox has taken so far. */
        sent: z.int(),
      }),
    ),
    messageId: z.string(),
    createdAt: instant,
    sentAt: instant.nullable(),
    attempts: z.int(),
    /** It passes on another message. */
    isForward: z.boolean(),
    /** Tandem wrote it by itself: an acknowledgement. */
    isAutomatic: z.boolean(),
  })
  .meta({ id: 'OutgoingMessage' })
export type OutgoingMessage = z.infer<typeof outgoingMessage>

export const messagePath = mailboxPath.extend({ id })
export const messageQuery = pageQuery.extend({ state: messageState.optional() })
export const messagePage = page(outgoingMessage.omit({ html: true, text: true }))
/** What a person says of a message whose fate is unknown. */
export const decideMessage = z.strictObject({ decision: z.enum(['send-again', 'it-arrived']) })

/** The body of the request is the file itself; at most 150 MB. */
export const attachmentQuery = z.strictObject({
  name: z.string().min(1).max(255),
  contentType: z.string().max(255).default('application/octet-stream'),
})
export const uploadedAttachment = z.object({ id, name: z.string(), contentType: z.string(), size: z.int() })
export type UploadedAttachment = z.infer<typeof uploadedAttachment>

/** What the mailbox may still send, seen ahead of time. */
export const sendingLimits = z.object({
  /** Why nothing can be sent from here now, and what to do; null: it can. A message is then refused with the same words. */
  problem: z.object({ title: z.string(), detail: z.string() }).nullable(),
  /** How sure Tandem can be: `exact` with drafts, `once` where nothing may be looked up. */
  certainty: z.enum(['exact', 'once']),
  perMinute: z.int(),
  usedThisMinute: z.int(),
  recipientsPerDay: z.int(),
  recipientsToday: z.int(),
  recipientsPerMessage: z.int(),
  /** Bytes of a message with all its attachments. */
  messageBytes: z.int(),
  /** Bytes of one uploaded file. */
  attachmentBytes: z.int(),
})
export type SendingLimits = z.infer<typeof sendingLimits>

export const templateKind = z.enum(['template', 'signature'])
const templateFields = {
  kind: templateKind,
  name: z.string().trim().min(1).max(100),
  subject: z.string().max(998).default(''),
  html: z.string().max(500_000),
  /** The signature that is added when none is named. */
  isDefault: z.boolean().default(false),
}
/** Of one person (`mailboxId`) or of all of the organisation (null). */
export const template = z
  .object({
    id,
    organisationId: id,
    mailboxId: id.nullable(),
    ...templateFields,
    /** Names of its `{{…}}`. */
    fields: z.array(z.string()),
    updatedAt: instant,
  })
  .meta({ id: 'Template' })
export type Template = z.infer<typeof template>
export const createTemplate = z.strictObject({
  ...templateFields,
  /** Id or address of the person it belongs to; absent: all of the organisation. */
  mailbox: z.string().max(320).nullish(),
  /** Needed by those who see several organisations, where no mailbox is named. */
  organisationId: id.optional(),
})
export const patchTemplate = z.strictObject({
  name: templateFields.name.optional(),
  subject: z.string().max(998).optional(),
  html: z.string().max(500_000).optional(),
  isDefault: z.boolean().optional(),
})
export const templateQuery = z.strictObject({
  organisation: id.optional(),
  mailbox: z
    .string()
    .max(320)
    .optional()
    .describe('Those that this mailbox can use: its own and the organisation’s'),
  kind: templateKind.optional(),
})
export const templateList = z.object({ items: z.array(template) })
export const previewTemplate = z.strictObject({
  fields: z.record(z.string(), z.string().max(10_000)).default({}),
  /** Fills `sender.name` and `sender.address`; absent: the template's own person. */
  mailbox: z.string().max(320).optional(),
})
/** As it would go out; fields without a value stand as they are and are named under `missing`. */
export const templatePreview = z.object({
  subject: z.string(),
  html: z.string(),
  text: z.string(),
  missing: z.array(z.string()),
})
