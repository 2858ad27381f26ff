import { history, mailboxPath } from '@tandem/model/api/contacts.ts'
import {
  createEvent as creation,
  deletedEvent,
  deleteEventQuery,
  eventPage,
  eventPath,
  eventQuery,
  patchEvent,
  shownEvent,
} from '@tandem/model/api/events.ts'
import { pageQuery } from '@tandem/model/api/paging.ts'
import { createEvent, deleteEvent, eventBatch, updateEvent } from '../../store/event-edits.ts'
import type { Access } from '../access.ts'
import type { ApiDeps, App } from '../deps.ts'
import { acceptedChanges, acceptedEvent } from '../events/event-changes.ts'
import { eventGuard, mustInviteNobody } from '../events/event-guard.ts'
import {
  answerRecord,
  historyPage,
  mustExist,
  recordPage,
  removeRecord,
  writeRecord,
} from '../record-answers.ts'
import { editedVersion, toEvent, versionToDelete } from '../record-view.ts'
import { wantingMailbox, writableMailbox } from '../wanted-kind.ts'

const tags = ['Events']
const kind = 'events'
const config = { access: ['organisation', 'agent'] satisfies Access[] }
const list = '/mailboxes/:mailbox/events'
const single = `${list}/:id`

/** /mailboxes/{mailbox}/events: single events and series (one event each, decision 0006), with Microsoft Graph's field names. */
export function eventRoutes(app: App, deps: ApiDeps): void {
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
        summary: 'List and search events; a series is one of them',
        params: mailboxPath,
        querystring: eventQuery,
        response: { 200: eventPage },
      },
    },
    async (request) => {
      const { id: mailboxId } = await wantingMailbox(request, db, request.params.mailbox, kind)
      return await recordPage(db, { mailboxId, kind }, request.query, toEvent)
    },
  )
  app.get(
    single,
    { config, schema: { tags, summary: 'Read an event', params: eventPath, response: { 200: shownEvent } } },
    async (request, reply) => {
      const { id: mailboxId } = await wantingMailbox(request, db, request.params.mailbox, kind)
      return answerRecord(reply, toEvent(await mustExist(db, { mailboxId, kind }, request.params.id)))
    },
  )
  app.get(
    `${single}/history`,
    {
      config,
      schema: {
        tags,
        summary: 'What happened to an event, newest first; also of a deleted one',
        params: eventPath,
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
        summary: 'Create an event; the attendees are invited only with notifyAttendees',
        params: mailboxPath,
        body: creation,
        response: { 201: shownEvent },
      },
    },
    async (request, reply) => {
      const mailbox = await writableMailbox(request, db, request.params.mailbox, kind)
      const { notifyAttendees: notify, ...given } = request.body
      const event = acceptedEvent(given)
      mustInviteNobody(event, mailbox.address, notify)
      return await writeRecord(request, reply, db, {
        kept: { mailboxId: mailbox.id, kind },
        status: 201,
        show: toEvent,
        work: async (tx) => (await createEvent(tx, eventBatch(mailbox, { notify }), event)).id,
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
        summary: 'Change fields of an event, or of a whole series',
        params: eventPath,
        body: patchEvent,
        response: { 200: shownEvent },
      },
    },
    async (request, reply) => {
      const { version: inBody, notifyAttendees: notify, ...given } = request.body
      const version = editedVersion(request.headers['if-match'], inBody)
      const mailbox = await writableMailbox(request, db, request.params.mailbox, kind)
      const { id } = request.params
      return await writeRecord(request, reply, db, {
        kept: { mailboxId: mailbox.id, kind },
        status: 200,
        show: toEvent,
        work: async (tx) => {
          await updateEvent(tx, eventBatch(mailbox, { notify }), {
            id,
            version,
            changes: (before) => acceptedChanges(before, given),
            guard: eventGuard(mailbox.address, notify),
          })
          return id
        },
      })
    },
  )
}

function deleteRoute(app: App, { db }: ApiDeps): void {
  app.delete(
    single,
    {
      config,
      schema: {
        tags,
        summary:
          'Delete an event; a meeting of your own is cancelled, of somebody else’s leaves your calendar',
        params: eventPath,
        querystring: deleteEventQuery,
        response: { 200: deletedEvent },
      },
    },
    async (request, reply) => {
      const version = versionToDelete(request.headers['if-match'])
      const mailbox = await writableMailbox(request, db, request.params.mailbox, kind)
      const { id } = request.params
      const { notifyAttendees: notify, comment } = request.query
      return await removeRecord(request, reply, db, {
        kept: { mailboxId: mailbox.id, kind },
        id,
        work: async (tx) =>
          await deleteEvent(tx, eventBatch(mailbox, { notify, comment }), {
            id,
            version,
            guard: eventGuard(mailbox.address, notify),
          }),
      })
    },
  )
}
