import type { FetchDeps } from '../mail/inbound/fetch.ts'
import type { RawStore } from '../mail/inbound/raw-store.ts'
import { announceCollection } from '../store/collections.ts'
import { saveMailFolders } from '../store/mail-folders.ts'
import { arrived } from './arrived.ts'
import { type CollectionDeps, openedTask } from './collection-task.ts'
import type { MailboxTaskRunner } from './mailbox-work.ts'

/** `pull:inbox` and `audit:inbox`: fetches the mail of a queue. */
export function fetchTask(
  deps: CollectionDeps & { rawMail: RawStore },
  run: (deps: FetchDeps) => Promise<number>,
): MailboxTaskRunner {
  return openedTask(deps, async ({ job, session, owner, stored }) => {
    if (!session.inbox) return undefined
    const { db, rawMail: store } = deps
    const count = await run({ db, inbox: session.inbox, store, owner, stored, arrived, signal: job.signal })
    if (count > 0) job.log.info({ count }, 'Mail was fetched')
    return { done: true }
  })
}

/** `folders:inbox`: reads which folders of mail there are, also of a mailbox that is no queue yet. */
export function mailFoldersTask(deps: CollectionDeps): MailboxTaskRunner {
  return openedTask(deps, async ({ session, owner, stored }) => {
    if (!session.inbox) return undefined
    const folders = await session.inbox.folders()
    await stored(async (tx) => {
      await saveMailFolders(tx, owner, folders)
      await announceCollection(tx, owner.id, owner.organisationId)
    })
    return { done: true }
  })
}
