import { accepted } from '@tandem/model/api/mailbox-actions.ts'
import { mailFolderList, queuePath } from '@tandem/model/api/queues.ts'
import { hint } from '../../queue/add.ts'
import { getMailFolders } from '../../store/mail-folders.ts'
import type { Access } from '../access.ts'
import type { ApiDeps, App } from '../deps.ts'
import { mailboxOf, mustBeOn } from '../mailbox-path.ts'
import { once } from '../once.ts'
import { wantingMailbox } from '../wanted-kind.ts'

const tags = ['Queues']
const config = { access: ['organisation'] satisfies Access[] }

/** /mailboxes/{mailbox}/mail-folders: what can be chosen for a queue. */
export function mailFolderRoutes(app: App, { db }: ApiDeps): void {
  app.get(
    '/mailboxes/:mailbox/mail-folders',
    {
      config,
      schema: {
        tags,
        summary: 'The folders of mail that a queue can read or move mail to, as they were last read',
        params: queuePath,
        response: { 200: mailFolderList },
      },
    },
    async (request) => {
      const { id: mailboxId } = await mailboxOf(request, db, request.params.mailbox)
      const { items, readAt } = await getMailFolders(db, mailboxId)
      return { items, readAt: readAt && new Date(readAt).toISOString() }
    },
  )
  app.post(
    '/mailboxes/:mailbox/mail-folders',
    {
      config,
      schema: {
        tags,
        summary: 'Read from the mailbox which folders of mail there are',
        params: queuePath,
        response: { 202: accepted },
      },
    },
    async (request, reply) => {
      const mailbox = await wantingMailbox(request, db, request.params.mailbox, 'inbox')
      mustBeOn(mailbox)
      return await once(request, reply, db, {
        status: 202,
        work: async (tx) => {
          const task = 'folders:inbox'
          await hint(tx, [{ mailboxId: mailbox.id, task, reason: 'person' }])
          return { task, state: 'queued' as const }
        },
      })
    },
  )
}
