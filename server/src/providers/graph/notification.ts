import { z } from 'zod'
import type { NotificationAnswer, NotificationRequest } from '../provider.ts'

/** What we read of a change notification and of a lifecycle event (change-notifications-delivery-webhooks, -lifecycle-events). */
const entry = z.object({
  subscriptionId: z.string(),
  clientState: z.string(),
  lifecycleEvent: z.enum(['reauthorizationRequired', 'subscriptionRemoved', 'missed']).optional(),
})
const body = z.object({ value: z.array(z.unknown()) })

const kinds = { reauthorizationRequired: 'renew', subscriptionRemoved: 'lost', missed: 'pull' } as const

/**
 * Reads what Graph posts. The handshake is answered with the token as plain text; entries that are not understood are
 * passed over. One hint per subscription and kind: a storm about one mailbox is one look.
 */
export function readNotification(request: NotificationRequest): NotificationAnswer {
  const { validationToken } = request.query
  if (validationToken !== undefined) {
    return { status: 200, contentType: 'text/plain; charset=utf-8', body: validationToken, hints: [] }
  }
  const read = body.safeParse(request.body)
  if (!read.success) return { status: 400, hints: [] }
  const hints = new Map<string, NotificationAnswer['hints'][number]>()
  for (const one of read.data.value) {
    const known = entry.safeParse(one)
    if (!known.success) continue
    const { subscriptionId, clientState: secret, lifecycleEvent } = known.data
    const kind = lifecycleEvent === undefined ? 'pull' : kinds[lifecycleEvent]
    hints.set(`${kind} ${subscriptionId} ${secret}`, { subscriptionId, secret, kind })
  }
  return { status: 202, hints: [...hints.values()] }
}
