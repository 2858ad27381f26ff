import { hint } from '../queue/add.ts'
import { audit } from '../sync/audit.ts'
import { pull } from '../sync/pull.ts'
import { type CollectionDeps, collectionTask } from './collection-task.ts'
import type { MailboxTaskRunner } from './mailbox-work.ts'

/** `audit:<kind>`: compares both sides completely and repairs; first what is known to have changed is read. */
export function auditTask(deps: CollectionDeps): MailboxTaskRunner {
  return collectionTask(deps, async ({ sync, job }) => {
    const pulled = await pull(sync)
    const end = await audit(sync)
    job.log.info(end, 'Audited')
    if (pulled.unsent || end.repaired + end.requeued > 0)
      await hint(deps.db, [{ mailboxId: job.mailboxId, task: `push:${job.kind}`, reason: 'audit' }])
    return { done: true }
  })
}
