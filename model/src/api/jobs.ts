import { z } from 'zod'
import { id, instant } from './paging.ts'

/**
 * Work that does not succeed. `task`: work on a mailbox that failed five times or more and is still tried. `edit`: an
 * edit that the mailbox refuses. `job`: other work, such as proving a connection.
 */
export const troubledJob = z
  .object({
    /** For POST /jobs/{id}/retry. */
    id: z.string(),
    type: z.enum(['task', 'edit', 'job']),
    /** What is done: `pull:contacts`, `verify`. */
    task: z.string(),
    organisationId: id.nullable(),
    mailboxId: id.nullable(),
    address: z.string().nullable(),
    recordId: id.nullable(),
    attempts: z.int(),
    /** When it is tried next; `null`: not by itself. */
    nextAt: instant.nullable(),
    failure: z.object({ kind: z.string(), detail: z.string(), at: z.string().optional() }).nullable(),
  })
  .meta({ id: 'TroubledJob' })
export type TroubledJob = z.infer<typeof troubledJob>

export const jobQuery = z.strictObject({
  organisation: id.optional(),
  mailbox: z.string().max(320).optional(),
})
/** At most 500; `total` says how many there are. */
export const jobList = z.object({ items: z.array(troubledJob), nextCursor: z.null(), total: z.int() })

export const jobPath = z.object({ id: z.string().min(1).max(200) })
export const retriedJob = z.object({ id: z.string(), state: z.literal('queued') })
