import { z } from 'zod'
import { id, instant, page, pageQuery } from './paging.ts'

const side = z.enum(['tandem', 'mailbox'])

/** One field that both sides changed: what both had before, what each made of it, and whose value stands now. */
export const conflictField = z.object({
  field: z.string(),
  base: z.unknown(),
  tandem: z.unknown(),
  mailbox: z.unknown(),
  chosen: side,
})
export type ConflictField = z.infer<typeof conflictField>

/** Both sides changed the same (`fields`), or it was deleted in the mailbox while an edit was on its way (`deleted`). */
export const conflict = z
  .object({
    id,
    organisationId: id,
    mailboxId: id,
    kind: z.string(),
    recordId: id,
    /** The name people see of the record; `null` when it is gone. */
    recordName: z.string().nullable(),
    reason: z.enum(['fields', 'deleted']),
    fields: z.array(conflictField),
    state: z.enum(['open', 'resolved']),
    createdAt: instant,
    resolvedAt: instant.nullable(),
    resolvedBy: z.string().nullable(),
  })
  .meta({ id: 'Conflict' })
export type Conflict = z.infer<typeof conflict>

export const conflictQuery = pageQuery.extend({
  mailbox: z.string().max(320).optional().describe('Id or address'),
  organisation: id.optional(),
  state: z.enum(['open', 'resolved']).default('open'),
})
export const conflictPage = page(conflict)

/** Whose value shall stand, by field; what is left out stays as it was chosen. */
export const resolveConflict = z.strictObject({ choices: z.record(z.string(), side).default({}) })
