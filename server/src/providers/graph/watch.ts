import { z } from 'zod'
import { ProviderError } from '../failures.ts'
import type { Watch } from '../provider.ts'
import type { GraphAnswer, GraphClient } from './http.ts'
import type { MailboxPaths } from './paths.ts'

/** Contacts may be watched for 10,080 minutes (subscription resource, v1.0); ten less, as our clocks differ. */
const minutes = 10_070

const subscription = z.object({ id: z.string(), expirationDateTime: z.iso.datetime({ offset: true }) })

/** Subscriptions of one mailbox; notifications and lifecycle events go to the same place. */
export function graphWatch(client: GraphClient, paths: MailboxPaths): Watch {
  return {
    start: async ({ folder, url, secret, current }) => {
      const expirationDateTime = new Date(Date.now() + minutes * 60_000).toISOString()
      if (current !== undefined) {
        const renewed = await renew(client, current, expirationDateTime)
        if (renewed) return renewed
      }
      const answer = await client({
        method: 'POST',
        path: '/v1.0/subscriptions',
        body: {
          changeType: 'created,updated,deleted',
          notificationUrl: url,
          lifecycleNotificationUrl: url,
          resource: paths.watched(folder),
          expirationDateTime,
          clientState: secret,
          latestSupportedTlsVersion: 'v1_2',
        },
      })
      return read(answer)
    },
    stop: async (id) => {
      await unlessGone(() => client({ method: 'DELETE', path: pathOf(id) }))
    },
  }
}

/** Undefined if the subscription is gone: it is to be made anew. */
async function renew(client: GraphClient, id: string, expirationDateTime: string) {
  const answer = await unlessGone(() =>
    client({ method: 'PATCH', path: pathOf(id), body: { expirationDateTime } }),
  )
  return answer && read(answer)
}

async function unlessGone(send: () => Promise<GraphAnswer>): Promise<GraphAnswer | undefined> {
  try {
    return await send()
  } catch (error) {
    if (error instanceof ProviderError && error.failure.evidence?.status === 404) return undefined
    throw error
  }
}

function pathOf(id: string): string {
  return `/v1.0/subscriptions/${encodeURIComponent(id)}`
}

function read(answer: GraphAnswer): { id: string; expiresAt: Date } {
  const found = subscription.safeParse(answer.body)
  if (!found.success) {
    const detail = 'The service answered a subscription without id or expiry'
    throw new ProviderError({ kind: 'Unexpected', detail, evidence: answer.facts })
  }
  return { id: found.data.id, expiresAt: new Date(found.data.expirationDateTime) }
}
