import { hint } from '../queue/add.ts'
import { pull } from '../sync/pull.ts'
import { type CollectionDeps, collectionTask } from './collection-task.ts'
import type { MailboxTaskRunner } from './mailbox-work.ts'

/** `pull:<kind>`: reads what changed; edits that wait are sent right after. */
export function pullTask(deps: CollectionDeps): MailboxTaskRunner {
  return collectionTask(deps, async ({ sync, job }) => {
    const end = await pull(sync)
    if (end.changed > 0 || end.stopped) job.log.info(end, 'Pulled')
    if (end.unsent)
      await hint(deps.db, [{ mailboxId: job.mailboxId, task: `push:${job.kind}`, reason: 'merged' }])
    return { done: true }
  })
}
