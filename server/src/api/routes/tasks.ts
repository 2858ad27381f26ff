import { history, mailboxPath } from '@tandem/model/api/contacts.ts'
import { pageQuery } from '@tandem/model/api/paging.ts'
import { deletedTask, patchTask, shownTask, taskPage, taskPath, taskQuery } from '@tandem/model/api/tasks.ts'
import { taskFields } from '@tandem/model/task.ts'
import type { Fields } from '../../lib/kinds.ts'
import { newBatch } from '../../store/batches.ts'
import { createRecords, deleteRecords, updateRecords } from '../../store/record-edits.ts'
import type { Access } from '../access.ts'
import type { ApiDeps, App } from '../deps.ts'
import {
  answerRecord,
  historyPage,
  mustExist,
  recordPage,
  removeRecord,
  writeRecord,
} from '../record-answers.ts'
import { editedVersion, toTask, versionToDelete } from '../record-view.ts'
import { acceptedTask } from '../task-changes.ts'
import { wantingMailbox, writableMailbox } from '../wanted-kind.ts'

const tags = ['Tasks']
const kind = 'tasks'
const config = { access: ['organisation', 'agent'] satisfies Access[] }
const list = '/mailboxes/:mailbox/tasks'
const single = `${list}/:id`

/** /mailboxes/{mailbox}/tasks: the to-do list of a mailbox, with Microsoft Graph's field names. */
export function taskRoutes(app: App, deps: ApiDeps): void {
  readRoutes(app, deps)
  createRoute(app, deps)
  updateRoute(app, deps)
  deleteRoute(app, deps)
}

function readRoutes(app: App, { db }: ApiDeps): void {
  app.get(
    list,
    {
      config,
      schema: {
        tags,
        summary: 'List and search tasks',
        params: mailboxPath,
        querystring: taskQuery,
        response: { 200: taskPage },
      },
    },
    async (request) => {
      const { id: mailboxId } = await wantingMailbox(request, db, request.params.mailbox, kind)
      return await recordPage(db, { mailboxId, kind }, request.query, toTask)
    },
  )
  app.get(
    single,
    { config, schema: { tags, summary: 'Read a task', params: taskPath, response: { 200: shownTask } } },
    async (request, reply) => {
      const { id: mailboxId } = await wantingMailbox(request, db, request.params.mailbox, kind)
      return answerRecord(reply, toTask(await mustExist(db, { mailboxId, kind }, request.params.id)))
    },
  )
  app.get(
    `${single}/history`,
    {
      config,
      schema: {
        tags,
        summary: 'What happened to a task, newest first; also of a deleted one',
        params: taskPath,
        querystring: pageQuery,
        response: { 200: history },
      },
    },
    async (request) => {
      const { id: mailboxId } = await wantingMailbox(request, db, request.params.mailbox, kind)
      return await historyPage(db, { mailboxId, kind }, request.params.id, request.query)
    },
  )
}

function createRoute(app: App, { db }: ApiDeps): void {
  app.post(
    list,
    {
      config,
      schema: {
        tags,
        summary: 'Create a task',
        params: mailboxPath,
        body: taskFields,
        response: { 201: shownTask },
      },
    },
    async (request, reply) => {
      const mailbox = await writableMailbox(request, db, request.params.mailbox, kind)
      const fields = acceptedTask(request.body)
      return await writeRecord(request, reply, db, {
        kept: { mailboxId: mailbox.id, kind },
        status: 201,
        show: toTask,
        work: async (tx) => {
          const [made] = await createRecords(tx, newBatch(mailbox, kind, 'api'), [fields])
          return made!.id
        },
      })
    },
  )
}

function updateRoute(app: App, { db }: ApiDeps): void {
  app.patch(
    single,
    {
      config,
      schema: {
        tags,
        summary: 'Change fields of a task',
        params: taskPath,
        body: patchTask,
        response: { 200: shownTask },
      },
    },
    async (request, reply) => {
      const { version: inBody, ...given } = request.body
      const version = editedVersion(request.headers['if-match'], inBody)
      const mailbox = await writableMailbox(request, db, request.params.mailbox, kind)
      const { id } = request.params
      const changes = (before: Fields) => acceptedTask(given, before) as Fields
      return await writeRecord(request, reply, db, {
        kept: { mailboxId: mailbox.id, kind },
        status: 200,
        show: toTask,
        work: async (tx) => {
          await updateRecords(tx, newBatch(mailbox, kind, 'api'), [{ id, version, changes }])
          return id
        },
      })
    },
  )
}

function deleteRoute(app: App, { db }: ApiDeps): void {
  app.delete(
    single,
    { config, schema: { tags, summary: 'Delete a task', params: taskPath, response: { 200: deletedTask } } },
    async (request, reply) => {
      const version = versionToDelete(request.headers['if-match'])
      const mailbox = await writableMailbox(request, db, request.params.mailbox, kind)
      const { id } = request.params
      return await removeRecord(request, reply, db, {
        kept: { mailboxId: mailbox.id, kind },
        id,
        work: async (tx) => await deleteRecords(tx, newBatch(mailbox, kind, 'api'), [{ id, version }]),
      })
    },
  )
}
