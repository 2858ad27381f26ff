import { z } from 'zod'
import { wanted } from './connections.ts'
import { id, instant, page, pageQuery } from './paging.ts'

export const mailboxState = z.enum(['found', 'on', 'off', 'trouble'])
export type MailboxState = z.infer<typeof mailboxState>

const moment = z.string().nullable()

/** What is kept in step of a mailbox, and how it stands. */
export const collection = z.object({
  kind: z.string(),
  /** waiting: a preview is asked for or awaits a yes. first: the first sync. stopped: a question is open. */
  state: z.enum(['waiting', 'first', 'live', 'stopped']),
  counts: z.object({ records: z.int(), pending: z.int(), failed: z.int(), conflicts: z.int() }),
  hasCursor: z.boolean(),
  lastPullAt: moment,
  lastChangeAt: moment,
  verifiedCompleteAt: moment,
  verifiedCount: z.int().nullable(),
  pullEverySeconds: z.int(),
  /** End of the subscription to change notifications; null: there is none. */
  watchedUntil: moment,
  failure: z.looseObject({ kind: z.string(), detail: z.string(), at: z.string().optional() }).nullable(),
  /** Wipe guard: {missing, total, samples, since}. */
  question: z.record(z.string(), z.unknown()).nullable(),
  /** {requestedAt, finishedAt, create, link, push, samples}. */
  preview: z.record(z.string(), z.unknown()).nullable(),
  folder: z.string().nullable(),
  folders: z.array(z.looseObject({ id: z.string(), name: z.string() })),
  skipPrivate: z.boolean(),
  /** Private events are shown as busy, without what they are about. */
  privateAsBusy: z.boolean(),
  conflictPolicy: z.enum(['later', 'mailbox', 'tandem']),
  writeBack: z.boolean(),
})
export type Collection = z.infer<typeof collection>

export const mailbox = z.object({
  id,
  organisationId: id,
  connectionId: id,
  address: z.string(),
  displayName: z.string(),
  state: mailboxState,
  trouble: z.looseObject({ title: z.string(), detail: z.string(), since: z.string().optional() }).nullable(),
  source: z.enum(['directory', 'typed']),
  /** Since when the directory does not hold it any more. */
  goneAt: instant.nullable(),
  createdAt: instant,
  switchedOnAt: instant.nullable(),
  /** What its connection is for. */
  wanted,
  collections: z.array(collection),
})
export type Mailbox = z.infer<typeof mailbox>
export const mailboxList = page(mailbox)

/** A mailbox in a path: its id or its address. */
export const mailboxPath = z.object({
  mailbox: z.string().min(1).max(320).describe('Id or address of the mailbox'),
})

export const mailboxQuery = pageQuery.extend({
  organisation: id.optional(),
  connection: id.optional(),
  search: z.string().max(200).optional().describe('Part of the address or the name'),
  state: mailboxState.optional(),
})

const choices = {
  /** Target folder in the mailbox; null: the default one. Can be chosen until the first sync has begun. */
  folder: z.string().max(1000).nullable().optional(),
  skipPrivate: z.boolean().optional(),
}
const otherChoices = z.strictObject({ ...choices, privateAsBusy: z.boolean().optional() })
const ways = {
  conflictPolicy: z.enum(['later', 'mailbox', 'tandem']).optional(),
  writeBack: z.boolean().optional(),
}
const options = {
  /** Of the contacts. */
  ...choices,
  /** Of the other kinds of record. */
  collections: z.strictObject({ events: otherChoices, tasks: otherChoices }).partial().optional(),
  /** With `on`: show what would happen before anything is written; a second `on` without it starts. */
  preview: z.boolean().optional(),
}
const state = z.enum(['on', 'off'])

export const patchMailbox = z.strictObject({
  state: state.optional(),
  ...options,
  ...ways,
  collections: z
    .strictObject({ events: otherChoices.extend(ways), tasks: otherChoices.extend(ways) })
    .partial()
    .optional(),
})
export type PatchMailbox = z.infer<typeof patchMailbox>

/** Many at once: `all` means every mailbox of the connection that the directory holds. */
export const switchMailboxes = z.strictObject({
  ids: z.union([z.array(id).min(1).max(5000), z.literal('all')]),
  state,
  ...options,
})
export const switchedMailboxes = z.object({ switched: z.int() })

export const addMailboxes = z.strictObject({
  addresses: z
    .array(
      z
        .string()
        .trim()
        .toLowerCase()
        .max(320)
        .regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/u, 'is not an e-mail address: write it as name@domain'),
    )
    .min(1)
    .max(1000),
})
/** `known` were there before and are left as they are. */
export const addedMailboxes = z.object({ added: z.array(mailbox), known: z.array(mailbox) })
