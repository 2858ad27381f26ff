import { z } from 'zod'
import { everyFolder, inboxFolder } from '../../lib/mail-folder.ts'
import { ProviderError } from '../failures.ts'
import type { Watch } from '../provider.ts'
import { eventPaths } from './event-paths.ts'
import type { GraphAnswer, GraphClient } from './http.ts'
import { mailPaths } from './mail-paths.ts'
import { mailboxPaths } from './paths.ts'
import { taskPaths } from './task-paths.ts'
import { taskLists } from './tasks.ts'

type Watched = Parameters<Watch['start']>[0]

/** Longest lives (subscription resource, v1.0): 10,080 minutes, of tasks 4,230; ten less, as our clocks differ. */
const minutes: Record<Watched['collection'], number> = {
  contacts: 10_070,
  events: 10_070,
  tasks: 4_220,
  inbox: 10_070,
}

const subscription = z.object({ id: z.string(), expirationDateTime: z.iso.datetime({ offset: true }) })

/** Subscriptions of one mailbox; notifications and lifecycle events go to the same place. */
export function graphWatch(client: GraphClient, mailbox: string, now: () => number): Watch {
  return {
    start: async (request) => {
      const { collection, url, secret, current } = request
      const expirationDateTime = new Date(now() + minutes[collection] * 60_000).toISOString()
      if (current !== undefined) {
        const renewed = await renew(client, current, expirationDateTime)
        if (renewed) return renewed
      }
      const answer = await client({
        method: 'POST',
        path: '/v1.0/subscriptions',
        body: {
          // Of mail only what comes in matters.
          changeType: collection === 'inbox' ? 'created' : 'created,updated,deleted',
          notificationUrl: url,
          lifecycleNotificationUrl: url,
          resource: await resourceOf(client, mailbox, request),
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

async function resourceOf(
  client: GraphClient,
  mailbox: string,
  { collection, folder }: Watched,
): Promise<string> {
  switch (collection) {
    case 'contacts':
      return mailboxPaths(mailbox).watched(folder)
    case 'events':
      return eventPaths(mailbox).watched(folder)
    case 'inbox':
      return mailPaths(mailbox).watched(folder === everyFolder ? undefined : (folder ?? inboxFolder))
    case 'tasks': {
      const paths = taskPaths(mailbox)
      return paths.watched(await taskLists(client, paths).chosen(folder))
    }
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
