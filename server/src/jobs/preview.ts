import { preview } from '../sync/preview.ts'
import { type CollectionDeps, collectionTask } from './collection-task.ts'
import type { MailboxTaskRunner } from './mailbox-work.ts'

/** `preview:<kind>`: shows what a first sync would do. */
export function previewTask(deps: CollectionDeps): MailboxTaskRunner {
  return collectionTask(deps, async ({ sync }) => {
    await preview(sync)
    return { done: true }
  })
}
