import { z } from 'zod'
import { instant } from './paging.ts'

const address = z
  .string()
  .trim()
  .toLowerCase()
  .max(320)
  .regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/u, 'is not an e-mail address: write it as name@domain')

/** Which mailboxes Tandem may use, and one that must stay closed (the proof tries it). */
export const startProvisioning = z.strictObject({
  mailboxes: z.union([z.literal('all'), z.array(address).min(1, 'Name at least one mailbox.').max(500)]),
  closed: address.nullish(),
})
export type StartProvisioning = z.infer<typeof startProvisioning>

/** The yes to a plan. */
export const agreeProvisioning = z.strictObject({
  /** Tenant-wide permissions that would undo the choice of mailboxes are taken away. */
  removeWide: z.boolean().default(false),
})

export const provisioningStep = z.object({
  key: z.string(),
  change: z.enum(['create', 'change', 'remove', 'nothing']),
  title: z.string(),
  details: z.array(z.string()),
  needsYes: z.boolean().optional(),
  done: z.boolean().optional(),
})
export type ProvisioningStep = z.infer<typeof provisioningStep>

/** An automatic set-up as the page shows it. */
export const provisioning = z.object({
  id: z.uuid(),
  state: z.enum(['queued', 'sign-in', 'planning', 'planned', 'applying', 'done', 'failed', 'cancelled']),
  mailboxes: z.union([z.literal('all'), z.array(z.string())]),
  closed: z.string().nullable(),
  /** What to type where, while somebody is to sign in. */
  prompt: z
    .object({ purpose: z.string(), userCode: z.string(), url: z.string(), expiresAt: instant })
    .nullable(),
  account: z.string().nullable(),
  plan: z.array(provisioningStep),
  problem: z.string().nullable(),
  /** The yes was said; the work begins in a moment. */
  agreed: z.boolean(),
  createdAt: instant,
})
export type Provisioning = z.infer<typeof provisioning>

/** `current`: the newest one, if there was any. */
export const provisioningAnswer = z.object({
  available: z.boolean(),
  current: provisioning.nullable(),
})
export type ProvisioningAnswer = z.infer<typeof provisioningAnswer>
