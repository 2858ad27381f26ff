import { z } from 'zod'
import { id, instant } from './paging.ts'

/** One change of a record, in the order in which changes may be taken over. */
export const change = z
  .object({
    organisationId: id,
    mailboxId: id,
    /** What kind of record: `contacts`. */
    kind: z.string(),
    recordId: id,
    operation: z.enum(['create', 'update', 'delete']),
    /** Who made it: the mailbox, a caller of the API, an undo, the repair of an audit. */
    origin: z.enum(['mailbox', 'api', 'undo', 'audit']),
    batchId: id.nullable(),
    /** The record's version after it. */
    version: z.int(),
    at: instant,
  })
  .meta({ id: 'Change' })
export type Change = z.infer<typeof change>

export const changeQuery = z.strictObject({
  cursor: z
    .string()
    .max(200)
    .optional()
    .describe(
      'The `nextCursor` of the answer before; absent: from the beginning; `now`: only what comes from now on',
    ),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  mailbox: z.string().max(320).optional().describe('Id or address'),
  organisation: id.optional(),
  wait: z.coerce
    .number()
    .int()
    .min(0)
    .max(30)
    .default(0)
    .describe('Seconds to wait for a change when there is none'),
})

/** `nextCursor` is always given: the feed has no end. */
export const changePage = z.object({ items: z.array(change), nextCursor: z.string() })
export type ChangePage = z.infer<typeof changePage>

export const streamQuery = z.strictObject({
  cursor: z
    .string()
    .max(200)
    .optional()
    .describe('An `id` of the stream or a cursor of the feed; absent: only what comes from now on'),
  organisation: id.optional(),
})

/**
 * Events of the stream. `ready` comes first. `change` carries a `Change`, and its `id` is a cursor of the feed. The
 * others carry an `Announcement`: something of that name is to be read anew.
 */
export const streamTopics = [
  'change',
  'connection',
  'verification',
  'mailbox',
  'collection',
  'conflict',
  'batch',
  'job',
  'message',
  'notice',
  'queue',
] as const
export type StreamTopic = (typeof streamTopics)[number]

/** The data of every event but `change`. */
export const announcement = z.object({ organisationId: id, topic: z.enum(streamTopics), id: z.string() })
export type Announcement = z.infer<typeof announcement>
