import { z } from 'zod'
import { id, instant } from './paging.ts'

/** What can be taken back as one: a run of a sync, a request to the API, an undo. */
export const batch = z
  .object({
    id,
    mailboxId: id,
    kind: z.string(),
    origin: z.enum(['mailbox', 'api', 'undo', 'audit']),
    startedAt: instant,
    finishedAt: instant.nullable(),
    created: z.int(),
    updated: z.int(),
    deleted: z.int(),
    undoneAt: instant.nullable(),
  })
  .meta({ id: 'Batch' })
export type Batch = z.infer<typeof batch>

export const batchQuery = z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(50) })
/** The newest batches. */
export const batchList = z.object({ items: z.array(batch), nextCursor: z.null() })

/** What an undo did; records that were changed since stay as they are. */
export const undoneBatch = z.object({
  /** The batch that took it back; it can be taken back in turn. */
  batchId: id,
  reverted: z.int(),
  /** What kind of record it was about. */
  kind: z.string(),
  /** `name`: what people call it; null: it is gone. */
  skipped: z.array(z.object({ recordId: id, name: z.string().nullable(), reason: z.string() })),
})
export type UndoneBatch = z.infer<typeof undoneBatch>
