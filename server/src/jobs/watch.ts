import { randomBytes } from 'node:crypto'
import { hint } from '../queue/add.ts'
import { getCollection, saveSubscription } from '../store/collections.ts'
import { stored } from '../sync/context.ts'
import { type CollectionDeps, collectionTask } from './collection-task.ts'
import type { MailboxTaskRunner } from './mailbox-work.ts'

/** `watch:<kind>`: starts or renews the push subscription; a new one may have missed something, so a pull follows. */
export function watchTask(deps: CollectionDeps): MailboxTaskRunner {
  return collectionTask(deps, async ({ sync, job, session, connection }) => {
    const row = await getCollection(deps.db, job.mailboxId, job.kind)
    if (!session.watch || !row || (row.state !== 'first' && row.state !== 'live')) return { done: true }
    const secret = randomBytes(32).toString('base64url')
    const subscription = await session.watch.start({
      collection: 'contacts',
      folder: row.folder ?? undefined,
      url: `${deps.publicUrl}/hooks/${connection.method}`,
      secret: row.subscription_secret ?? secret,
      ...(row.subscription_id === null ? {} : { current: row.subscription_id }),
    })
    const kept = subscription.id === row.subscription_id
    await stored(sync, async (tx) => {
      await saveSubscription(tx, job.mailboxId, job.kind, {
        ...subscription,
        secret: row.subscription_secret ?? secret,
      })
      if (!kept) await hint(tx, [{ mailboxId: job.mailboxId, task: `pull:${job.kind}`, reason: 'watch' }])
    })
    return { again: renewal(subscription.expiresAt, new Date()) }
  })
}

/** After three quarters of its life, so that a failed renewal can be tried again in time. */
export function renewal(expiresAt: Date, now: Date): Date {
  const life = expiresAt.getTime() - now.getTime()
  return new Date(now.getTime() + Math.max(60_000, life * 0.75))
}
