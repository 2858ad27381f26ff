import { z } from 'zod'
import { id, instant, page } from './paging.ts'

/** A link to Setup for a customer's administrator; nothing secret stands in what is listed. */
export const invitation = z.object({
  id,
  organisationId: id,
  connectionId: id.nullable(),
  state: z.enum(['open', 'expired', 'revoked']),
  createdAt: instant,
  expiresAt: instant,
  revokedAt: instant.nullable(),
  lastUsedAt: instant.nullable(),
})
export type Invitation = z.infer<typeof invitation>
export const invitationList = page(invitation)

/** The link is told once; its token stands behind `#`, so that no server's log ever sees it. */
export const madeInvitation = invitation.extend({ url: z.string().nullable(), token: z.string().nullable() })
export type MadeInvitation = z.infer<typeof madeInvitation>

export const newInvitation = z.strictObject({
  /** The connection it is for; without it Setup makes one. */
  connectionId: id.nullish(),
  days: z.int().min(1).max(60).default(14),
})
