import { z } from 'zod'
import { id, instant } from './paging.ts'

/** An organisation lets operators see its contacts, calendars and mail for a while. */
export const approval = z
  .object({
    id,
    organisationId: id,
    reason: z.string(),
    grantedBy: z.string(),
    state: z.enum(['running', 'over', 'ended']),
    createdAt: instant,
    endsAt: instant,
    endedAt: instant.nullable(),
    endedBy: z.string().nullable(),
  })
  .meta({ id: 'Approval' })
export type Approval = z.infer<typeof approval>

export const approvalList = z.object({
  items: z.array(approval),
  nextCursor: z.null(),
  /** Whether operators see the data right now, by an approval or because none is asked for. */
  operatorsSee: z.boolean(),
})

export const newApproval = z.strictObject({
  reason: z.string().trim().min(1, 'is empty: write what support shall look at').max(500),
  hours: z
    .int()
    .min(1)
    .max(30 * 24)
    .default(24),
})
