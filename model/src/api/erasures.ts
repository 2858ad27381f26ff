import { z } from 'zod'
import { id, instant } from './paging.ts'

/** The addresses of one person. */
const addresses = z
  .array(z.email('must be a whole e-mail address: ada@example.org').max(320))
  .min(1, 'is empty: name at least one address of the person')
  .max(20)

export const newExport = z.strictObject({ addresses })

export const newErasure = z.strictObject({
  addresses,
  /** Why; it stays in the audit log, so it must hold none of the addresses. */
  reason: z.string().trim().min(1, 'is empty: write who asked for it and when').max(500),
  /** Only counts; nothing is erased. */
  dryRun: z.boolean().default(false),
})

/** What an erasure removes, or has removed. */
export const erasureCounts = z.object({
  /** Conversations that the person began, with everything in them. */
  conversations: z.int(),
  /** Messages in them. */
  messages: z.int(),
  /** Their messages in conversations of others: “erased on …” stands in their place. */
  ownMessages: z.int(),
  /** Messages that were sent to them from here. */
  sent: z.int(),
  /** Messages of or to others in which an address stood: it was taken out, and what came in lost its original and files. */
  mentions: z.int(),
  /** Contacts, events and tasks in which an address stands: copies of what is in mailboxes; they stay. */
  copies: z.int(),
})

export const erasure = z.object({
  id,
  organisationId: id,
  requestedBy: z.string(),
  reason: z.string(),
  state: z.enum(['running', 'done']),
  counts: erasureCounts,
  /** SHA-256 (hexadecimal) over the salt and the addresses, lower case and sorted, each after a line feed. */
  digest: z.string(),
  /** Where an address still stood at the end, by table; empty: nowhere. `null`: not done yet. */
  remaining: z.record(z.string(), z.int()).nullable(),
  createdAt: instant,
  doneAt: instant.nullable(),
})
export type Erasure = z.infer<typeof erasure>
export const erasureList = z.object({ items: z.array(erasure), nextCursor: z.null() })

export const erasureDryRun = z.object({ dryRun: z.literal(true), counts: erasureCounts })
export const startedErasure = erasure.extend({
  dryRun: z.literal(false),
  /** With the addresses it gives the digest; shown here alone. */
  salt: z.string(),
})
