import { randomBytes } from 'node:crypto'
import { ProviderError } from '../providers/failures.ts'
import type { Watch } from '../providers/provider.ts'
import { hint } from '../queue/add.ts'
import { getCollection } from '../store/collections.ts'
import { saveSubscription } from '../store/subscriptions.ts'
import { offers } from '../sync/resources.ts'
import { type CollectionDeps, openedTask } from './collection-task.ts'
import type { MailboxJob, MailboxTaskRunner } from './mailbox-work.ts'

/** `watch:<kind>`: starts or renews the push subscription; a new one may have missed something, so a pull follows. */
export function watchTask(deps: CollectionDeps): MailboxTaskRunner {
  return openedTask(deps, async ({ job, session, connection, stored }) => {
    const isOffered = job.kind === 'inbox' ? session.inbox !== undefined : offers(session, job.kind)
    if (!isOffered) return undefined
    const row = await getCollection(deps.db, job.mailboxId, job.kind)
    if (!session.watch || !row || (row.state !== 'first' && row.state !== 'live')) return { done: true }
    const secret = row.subscription_secret ?? randomBytes(32).toString('base64url')
    const subscription = await session.watch.start({
      collection: job.kind as 'contacts' | 'events' | 'tasks' | 'inbox',
      folder: row.folder ?? undefined,
      url: `${deps.publicUrl}/hooks/${connection.method}`,
      secret,
      ...(row.subscription_id === null ? {} : { current: row.subscription_id }),
    })
    const { mailboxId, kind } = job
    const saved = await stored(async (tx) => {
      const collection = { mailboxId, kind, folder: row.folder }
      if (!(await saveSubscription(tx, collection, { ...subscription, secret }))) return false
      if (subscription.id !== row.subscription_id)
        await hint(tx, [{ mailboxId, task: `pull:${kind}`, reason: 'watch' }])
      return true
    })
    if (saved) return { again: renewal(subscription.expiresAt, new Date()) }
    // Switched off, or given another folder, while the service answered.
    await stop(session.watch, subscription.id, job)
    return { done: true }
  })
}

/** Best effort: a subscription that is not stopped runs out, and what it sends until then does nothing. */
async function stop(watch: Watch, id: string, job: MailboxJob): Promise<void> {
  try {
    await watch.stop(id)
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    job.log.info({ failure: error.failure.kind }, 'A subscription nobody wants was not stopped')
  }
}

/** After three quarters of its life, so that a failed renewal can be tried again in time. */
export function renewal(expiresAt: Date, now: Date): Date {
  const life = expiresAt.getTime() - now.getTime()
  return new Date(now.getTime() + Math.max(60_000, life * 0.75))
}
