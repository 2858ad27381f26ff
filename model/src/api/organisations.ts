import { z } from 'zod'
import { connectionState } from './connections.ts'
import { id, instant, page } from './paging.ts'

/** Whose move it is: who must act next, and what is to be done, in one sentence. */
export const nextMove = z.object({
  who: z.enum(['operations', 'administrator', 'microsoft', 'nobody']),
  what: z.string(),
})
export type NextMove = z.infer<typeof nextMove>

export const mailboxCounts = z.object({ found: z.int(), on: z.int(), off: z.int(), trouble: z.int() })

export const organisation = z.object({
  id,
  name: z.string(),
  /** Where the organisation's notices go. */
  contactEmails: z.array(z.string()),
  createdAt: instant,
  connections: z.array(
    z.object({
      id,
      method: z.string(),
      state: connectionState,
      attempt: z.int(),
      expiresAt: z.string().nullable(),
    }),
  ),
  mailboxes: mailboxCounts,
  openConflicts: z.int(),
  lastChangeAt: instant.nullable(),
  /** The credential that ends first. */
  nextExpiryAt: z.string().nullable(),
  nextMove,
})
export type Organisation = z.infer<typeof organisation>
export const organisationList = page(organisation)

const name = z.string().trim().min(1, 'is empty: give the organisation a name').max(200)
const contactEmails = z.array(z.email('is not an e-mail address: write it as name@domain')).max(20)

export const createOrganisation = z.strictObject({ name, contactEmails: contactEmails.default([]) })
export const patchOrganisation = z.strictObject({
  name: name.optional(),
  contactEmails: contactEmails.optional(),
})
