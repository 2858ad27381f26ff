import { ProviderError } from '../providers/failures.ts'
import { push } from '../sync/push.ts'
import { type CollectionDeps, collectionTask } from './collection-task.ts'
import type { MailboxTaskRunner } from './mailbox-work.ts'

/** `push:<kind>`: sends what is in the outbox. */
export function pushTask(deps: CollectionDeps): MailboxTaskRunner {
  return collectionTask(deps, async ({ sync, job }) => {
    const { sent, failure } = await push(sync)
    if (sent > 0) job.log.info({ sent }, 'Pushed')
    if (failure) throw new ProviderError(failure)
    return { done: true }
  })
}
