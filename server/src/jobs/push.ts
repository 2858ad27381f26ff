import { ProviderError } from '../providers/failures.ts'
import { announceCollection } from '../store/collections.ts'
import { push } from '../sync/push.ts'
import { type CollectionDeps, collectionTask } from './collection-task.ts'
import type { MailboxTaskRunner } from './mailbox-work.ts'

/** `push:<kind>`: sends what is in the outbox. */
export function pushTask(deps: CollectionDeps): MailboxTaskRunner {
  return collectionTask(deps, async ({ sync, job }) => {
    const { sent, failure } = await push(sync)
    if (sent > 0) job.log.info({ sent }, 'Pushed')
    // What the mailbox took or refused changes no record, so nothing else tells it to those who watch.
    await announceCollection(deps.db, job.mailboxId, job.organisationId)
    if (failure) throw new ProviderError(failure)
    return { done: true }
  })
}
