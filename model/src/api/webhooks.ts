import { z } from 'zod'
import { id, instant, page, pageQuery } from './paging.ts'
import { webhookTypes } from './webhook-events.ts'

const types = z.array(z.enum(webhookTypes)).max(webhookTypes.length)

/** Where an organisation's program wants to be told of what happens; its secret is only told when it is made. */
export const webhook = z
  .object({
    id,
    organisationId: id,
    url: z.string(),
    description: z.string(),
    /** Empty: all. */
    types: z.array(z.string()),
    /** `failing`: its last attempts failed, it is still tried. */
    state: z.enum(['on', 'off', 'failing']),
    /** Why it is failing, or was turned off. */
    problem: z.string().nullable(),
    failingSince: instant.nullable(),
    lastSuccessAt: instant.nullable(),
    /** Until then requests are signed with the secret before as well. */
    previousSecretUntil: instant.nullable(),
    waiting: z.int(),
    dead: z.int(),
    createdAt: instant,
  })
  .meta({ id: 'Webhook' })
export type Webhook = z.infer<typeof webhook>
export const webhookList = page(webhook)

const url = z.string().max(2000).describe('https://…, reachable from outside')
const description = z.string().trim().max(200)
export const newWebhook = z.strictObject({
  url,
  description: description.default(''),
  types: types.default([]).describe('Event types it wants; empty: all'),
})
export const patchWebhook = z.strictObject({
  url: url.optional(),
  description: description.optional(),
  types: types.optional(),
  state: z.enum(['on', 'off']).optional().describe('Turned on again, it goes on where it was'),
})
export type PatchWebhook = z.infer<typeof patchWebhook>

/** With the secret that signs requests, `whsec_…`: told once, `null` when the answer is given again. */
export const webhookWithSecret = webhook.extend({ secret: z.string().nullable() })
export type WebhookWithSecret = z.infer<typeof webhookWithSecret>

const attempt = z.object({
  at: instant,
  /** Of the answer; `null`: there was none. */
  status: z.int().nullable(),
  milliseconds: z.int(),
  problem: z.string().nullable(),
  /** The beginning of the answer's body, at most 1 KB, as it came: escape it before you show it. */
  answer: z.string(),
})
export type WebhookAttempt = z.infer<typeof attempt>

/** One event for one webhook. `waiting`: it goes out, or out again, at `dueAt`. `dead`: given up, can be replayed. */
export const delivery = z
  .object({
    /** Stands in the header `webhook-id` as `msg_<id>`. */
    id,
    webhookId: id,
    type: z.string(),
    state: z.enum(['waiting', 'delivered', 'dead']),
    tries: z.int(),
    dueAt: instant.nullable(),
    attempts: z.array(attempt),
    createdAt: instant,
    endedAt: instant.nullable(),
  })
  .meta({ id: 'WebhookDelivery' })
export type Delivery = z.infer<typeof delivery>
export const deliveryDetails = delivery.extend({ payload: z.unknown().describe('The body, as JSON') })

export const deliveryQuery = pageQuery.extend({
  state: z.enum(['waiting', 'delivered', 'dead']).optional(),
})
export const deliveryList = page(delivery)
export const replay = z.strictObject({ since: instant.describe('Dead deliveries made since then') })
export const replayed = z.object({ replayed: z.int() })
export const deletedWebhook = z.object({ id })
