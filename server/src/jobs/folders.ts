import { announceCollection, saveFolders } from '../store/collections.ts'
import { stored } from '../sync/context.ts'
import { type CollectionDeps, collectionTask } from './collection-task.ts'
import type { MailboxTaskRunner } from './mailbox-work.ts'

/** `folders:<kind>`: reads which folders can be chosen. */
export function foldersTask(deps: CollectionDeps): MailboxTaskRunner {
  return collectionTask(deps, async ({ sync }) => {
    const folders = await sync.outside.folders()
    await stored(sync, async (tx) => {
      await saveFolders(tx, sync.owner.id, sync.resource.kind, folders)
      await announceCollection(tx, sync.owner.id, sync.owner.organisationId)
    })
    return { done: true }
  })
}
