import { auditMail, fetchMail } from '../mail/inbound/fetch.ts'
import type { RawStore } from '../mail/inbound/raw-store.ts'
import { auditTask } from './audit.ts'
import type { CollectionDeps } from './collection-task.ts'
import { fetchTask, mailFoldersTask } from './fetch.ts'
import { foldersTask } from './folders.ts'
import type { MailboxTaskRunner, MailboxTaskRunners } from './mailbox-work.ts'
import { previewTask } from './preview.ts'
import { pullTask } from './pull.ts'
import { pushTask } from './push.ts'
import { sendTask } from './send.ts'
import { watchTask } from './watch.ts'

/** Every task of a mailbox, as a worker takes them. */
export function collectionTasks(deps: CollectionDeps & { rawMail: RawStore }): MailboxTaskRunners {
  return {
    send: sendTask(deps),
    pull: byKind(pullTask(deps), fetchTask(deps, fetchMail)),
    push: pushTask(deps),
    audit: byKind(auditTask(deps), fetchTask(deps, auditMail)),
    watch: watchTask(deps),
    preview: previewTask(deps),
    folders: byKind(foldersTask(deps), mailFoldersTask(deps)),
  }
}

/** Mail that comes in is no record: it is fetched, and never written back. */
function byKind(records: MailboxTaskRunner, inbox: MailboxTaskRunner): MailboxTaskRunner {
  return async (job) => await (job.kind === 'inbox' ? inbox : records)(job)
}
