import { auditTask } from './audit.ts'
import type { CollectionDeps } from './collection-task.ts'
import { foldersTask } from './folders.ts'
import type { MailboxTaskRunners } from './mailbox-work.ts'
import { previewTask } from './preview.ts'
import { pullTask } from './pull.ts'
import { pushTask } from './push.ts'
import { sendTask } from './send.ts'
import { watchTask } from './watch.ts'

/** Every task of a mailbox, as a worker takes them. */
export function collectionTasks(deps: CollectionDeps): MailboxTaskRunners {
  return {
    send: sendTask(deps),
    pull: pullTask(deps),
    push: pushTask(deps),
    audit: auditTask(deps),
    watch: watchTask(deps),
    preview: previewTask(deps),
    folders: foldersTask(deps),
  }
}
