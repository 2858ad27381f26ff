import { id } from '@tandem/model/api/paging.ts'
import { putQueue as putBody, type Queue, queue, queueList, queuePath } from '@tandem/model/api/queues.ts'
import { z } from 'zod'
import { TandemError } from '../../errors.ts'
import { inboxFolder } from '../../lib/mail-folder.ts'
import { hint } from '../../queue/add.ts'
import { announce } from '../../store/announce.ts'
import { lockChoices } from '../../store/collections.ts'
import type { Db } from '../../store/database.ts'
import { getMailFolders } from '../../store/mail-folders.ts'
import { deleteQueue, listQueues, putQueue, type QueueRow } from '../../store/queues.ts'
import { dropSubscriptions } from '../../store/subscriptions.ts'
import { type Access, mustSeeOrganisation, organisationScope } from '../access.ts'
import type { ApiDeps, App } from '../deps.ts'
import { mailboxOf, mustBeOn } from '../mailbox-path.ts'
import { noteAct } from '../note-act.ts'
import { once } from '../once.ts'
import { stopWatching } from '../stop-watching.ts'
import { wantingMailbox } from '../wanted-kind.ts'

const tags = ['Queues']
const readers = { access: ['organisation', 'agent'] satisfies Access[] }
const writers = { access: ['organisation'] satisfies Access[] }
const path = '/mailboxes/:mailbox/queue'

/** /queues: shared mailboxes whose mail is fetched and answered here. */
export function queueRoutes(app: App, { db }: ApiDeps): void {
  app.get(
    '/queues',
    {
      config: readers,
      schema: {
        tags,
        summary: 'Queues by name, with what is open in them',
        querystring: z.strictObject({ organisation: id.optional() }),
        response: { 200: queueList },
      },
    },
    async (request) => {
      const { organisation } = request.query
      if (organisation !== undefined) mustSeeOrganisation(request, organisation)
      const rows = await listQueues(db, { organisationId: organisation ?? organisationScope(request) })
      return { items: rows.map(toQueue) }
    },
  )
  putRoute(app, db)
  app.delete(
    path,
    {
      config: writers,
      schema: {
        tags,
        summary: 'Fetch no more mail of this mailbox; what is stored stays',
        params: queuePath,
        response: { 200: z.object({ id }) },
      },
    },
    async (request, reply) => {
      const mailbox = await mailboxOf(request, db, request.params.mailbox)
      return await once(request, reply, db, {
        status: 200,
        work: async (tx) => {
          await stopWatching(tx, await dropSubscriptions(tx, { mailboxIds: [mailbox.id], kind: 'inbox' }))
          if (!(await deleteQueue(tx, mailbox.id)))
            throw new TandemError('not-found', `${mailbox.address} is no queue.`)
          await told(tx, request, mailbox, 'removed')
          return { id: mailbox.id }
        },
      })
    },
  )
}

function putRoute(app: App, db: ApiDeps['db']): void {
  app.put(
    path,
    {
      config: writers,
      schema: {
        tags,
        summary:
          'Make a mailbox a queue, or change its name, its folders, what is done with stored mail and how long it is kept',
        params: queuePath,
        body: putBody,
        response: { 200: queue },
      },
    },
    async (request, reply) => {
      const mailbox = await wantingMailbox(request, db, request.params.mailbox, 'inbox')
      mustBeOn(mailbox)
      return await once(request, reply, db, {
        status: 200,
        work: async (tx) => {
          const { since, folders, markFolder, ...settings } = request.body
          await lockChoices(tx, mailbox.id)
          const named = await folderNames(tx, mailbox)
          const isMoved = await putQueue(tx, mailbox, {
            ...settings,
            folders: [...new Set(folders)].map((id, place) => named(id, `/folders/${place}`)),
            markFolder: settings.mark === 'folder' ? named(markFolder!, '/markFolder') : null,
            markCategory: settings.mark === 'category' ? settings.markCategory : null,
            since: momentOf(since),
          })
          if (isMoved)
            await stopWatching(tx, await dropSubscriptions(tx, { mailboxIds: [mailbox.id], kind: 'inbox' }))
          await hint(tx, [
            { mailboxId: mailbox.id, task: 'pull:inbox', reason: 'person' },
            { mailboxId: mailbox.id, task: 'watch:inbox', reason: 'person' },
          ])
          await told(tx, request, mailbox, 'set', { keepDays: settings.keepDays })
          const [row] = await listQueues(tx, { organisationId: null, mailboxId: mailbox.id })
          return toQueue(row!)
        },
      })
    },
  )
}

/** Finds the name of a folder that a request names; one that nobody has seen in the mailbox is refused. */
async function folderNames(
  tx: Db,
  { id: mailboxId, address }: { id: string; address: string },
): Promise<(id: string, pointer: string) => { id: string; name: string }> {
  const { items } = await getMailFolders(tx, mailboxId)
  const inbox = { id: inboxFolder, name: 'Inbox' }
  return (id, pointer) => {
    const found = items.find((one) => one.id === id) ?? (id === inboxFolder ? inbox : undefined)
    if (found) return found
    const advice = `Read its folders (POST /api/v1/mailboxes/${mailboxId}/mail-folders), then choose one that GET tells at the same place.`
    const detail = `${address} has no folder "${id}" that is known. ${advice}`
    throw new TandemError('invalid-input', detail, [{ pointer, detail }])
  }
}

async function told(
  tx: Parameters<typeof noteAct>[0],
  request: Parameters<typeof noteAct>[1],
  { id: mailboxId, organisationId }: { id: string; organisationId: string },
  act: 'set' | 'removed',
  detail: Record<string, unknown> = {},
): Promise<void> {
  await announce(tx, { organisationId, topic: 'queue', id: mailboxId })
  await noteAct(tx, request, { organisationId, act: `queue.${act}`, target: `mailbox:${mailboxId}`, detail })
}

function momentOf(since: string): Date | null {
  if (since === 'all') return null
  return since === 'now' ? new Date() : new Date(since)
}

function toQueue({ organisationId: _, failure, trouble, since, oldestAt, ...row }: QueueRow): Queue {
  const problem =
    trouble ?? (failure && { title: failure.title ?? 'The mail could not be fetched', ...failure })
  return {
    ...row,
    since: since && new Date(since).toISOString(),
    oldestAt: oldestAt && new Date(oldestAt).toISOString(),
    problem: problem && { title: problem.title, detail: problem.detail ?? '' },
  }
}
