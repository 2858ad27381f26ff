import { deleteEventQuery, occurrencePath, patchOccurrence, shownEvent } from '@tandem/model/api/events.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Say } from '../../store/batches.ts'
import { type EventEdit, eventBatch, updateEvent } from '../../store/event-edits.ts'
import type { Access } from '../access.ts'
import type { ApiDeps, App } from '../deps.ts'
import { cancellingChanges, occurrenceChanges } from '../events/event-changes.ts'
import { eventGuard } from '../events/event-guard.ts'
import { writeRecord } from '../record-answers.ts'
import { editedVersion, toEvent, versionToDelete } from '../record-view.ts'
import { writableMailbox } from '../wanted-kind.ts'

const tags = ['Events']
const kind = 'events'
const config = { access: ['organisation', 'agent'] satisfies Access[] }
const path = '/mailboxes/:mailbox/events/:id/occurrences/:date'

/** …/events/{id}/occurrences/{date}: one occurrence of a series; an edit of it is an edit of the event (decision 0006). */
export function eventOccurrenceRoutes(app: App, deps: ApiDeps): void {
  app.patch(
    path,
    {
      config,
      schema: {
        tags,
        summary: 'Change one occurrence of a series; answers the series',
        params: occurrencePath,
        body: patchOccurrence,
        response: { 200: shownEvent },
      },
    },
    async (request, reply) => {
      const { version: inBody, notifyAttendees: notify, ...given } = request.body
      const version = editedVersion(request.headers['if-match'], inBody)
      const { date } = request.params
      return await edit(request, reply, deps, {
        version,
        say: { notify },
        changes: (before) => occurrenceChanges(before, date, given),
      })
    },
  )
  app.delete(
    path,
    {
      config,
      schema: {
        tags,
        summary: 'Cancel one occurrence of a series; answers the series',
        params: occurrencePath,
        querystring: deleteEventQuery,
        response: { 200: shownEvent },
      },
    },
    async (request, reply) => {
      const { notifyAttendees: notify, comment } = request.query
      const { date } = request.params
      return await edit(request, reply, deps, {
        version: versionToDelete(request.headers['if-match']),
        say: { notify, comment },
        changes: (before) => cancellingChanges(before, date),
      })
    },
  )
}

async function edit(
  request: FastifyRequest,
  reply: FastifyReply,
  { db }: ApiDeps,
  { version, say, changes }: Pick<EventEdit, 'version' | 'changes'> & { say: Say },
) {
  const { mailbox: name, id } = request.params as { mailbox: string; id: string }
  const mailbox = await writableMailbox(request, db, name, kind)
  const guard = eventGuard(mailbox.address, say.notify ?? false)
  return await writeRecord(request, reply, db, {
    kept: { mailboxId: mailbox.id, kind },
    status: 200,
    show: toEvent,
    work: async (tx) => {
      await updateEvent(tx, eventBatch(mailbox, say), { id, version, changes, guard })
      return id
    },
  })
}
