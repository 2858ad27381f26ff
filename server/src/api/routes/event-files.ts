import { mailboxPath } from '@tandem/model/api/contacts.ts'
import { eventPath, importedEvent, importedFile, importQuery } from '@tandem/model/api/events.ts'
import type { EventContent, EventFields } from '@tandem/model/event.ts'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { TandemError } from '../../errors.ts'
import { ianaZone } from '../../lib/calendar/zones.ts'
import { eventByUid } from '../../store/calendar.ts'
import type { Db } from '../../store/database.ts'
import { createEvent, eventBatch } from '../../store/event-edits.ts'
import type { Access } from '../access.ts'
import type { ApiDeps, App } from '../deps.ts'
import { acceptedEvent } from '../events/event-changes.ts'
import { eventText, fileName } from '../events/event-file.ts'
import { importedEvent as readFile } from '../events/event-import.ts'
import { mustExist, writeRecord } from '../record-answers.ts'
import { toEvent } from '../record-view.ts'
import { wantingMailbox, writableMailbox } from '../wanted-kind.ts'

/** An iCalendar file of one event has a few kilobytes; one of a megabyte has pictures in it. */
const mostBytes = 1024 * 1024
const tags = ['Events']
const kind = 'events'
const config = { access: ['organisation', 'agent'] satisfies Access[] }

/** …/events/{id}/ics and …/events/import: events as iCalendar files (RFC 5545). */
export function eventFileRoutes(app: App, deps: ApiDeps): void {
  exportRoute(app, deps)
  importRoute(app, deps)
}

function exportRoute(app: App, { db }: ApiDeps): void {
  app.get(
    '/mailboxes/:mailbox/events/:id/ics',
    {
      config,
      schema: { tags, summary: 'An event as an iCalendar file, a series with all of it', params: eventPath },
    },
    async (request, reply) => {
      const { id: mailboxId } = await wantingMailbox(request, db, request.params.mailbox, kind)
      const { id, updatedAt, fields } = await mustExist(db, { mailboxId, kind }, request.params.id)
      const event = fields as unknown as EventContent
      reply.header('content-disposition', attachment(fileName(event)))
      return reply.type('text/calendar; charset=utf-8').send(eventText({ id, updatedAt, event }))
    },
  )
}

function importRoute(app: App, { db }: ApiDeps): void {
  void app.register((files, _options, done) => {
    files.addContentTypeParser('text/calendar', { parseAs: 'string' }, (_request, body, parsed) =>
      parsed(null, body),
    )
    files.withTypeProvider<ZodTypeProvider>().post(
      '/mailboxes/:mailbox/events/import',
      {
        config,
        bodyLimit: mostBytes,
        schema: {
          tags,
          summary: 'Add the event of an iCalendar file; its attendees are left out, so nobody is mailed',
          consumes: ['text/calendar'],
          params: mailboxPath,
          querystring: importQuery,
          body: importedFile,
          response: { 201: importedEvent },
        },
      },
      async (request, reply) => {
        const mailbox = await writableMailbox(request, db, request.params.mailbox, kind)
        const { timeZone: zone } = request.query
        mustBeZone(zone)
        const { event, uid, notes } = readFile(request.body, { self: mailbox.address, zone })
        const given = acceptedEvent(event as EventFields)
        return await writeRecord(request, reply, db, {
          kept: { mailboxId: mailbox.id, kind },
          status: 201,
          show: (row) => ({ ...toEvent(row), notes }),
          work: async (tx) => {
            await mustBeNew(tx, mailbox.id, uid)
            return (await createEvent(tx, eventBatch(mailbox, {}), given)).id
          },
        })
      },
    )
    done()
  })
}

function mustBeZone(zone: string | undefined): void {
  if (zone === undefined || ianaZone(zone) !== undefined) return
  const detail = 'There is no such time zone: name it as in the IANA database, such as Europe/Berlin.'
  throw new TandemError('invalid-input', detail, [{ pointer: 'query/timeZone', detail }])
}

/** The same file twice is a mistake: one appointment would stand in the calendar two times. */
async function mustBeNew(db: Db, mailboxId: string, uid: string | undefined): Promise<void> {
  const known = uid === undefined ? undefined : await eventByUid(db, mailboxId, uid)
  if (known !== undefined)
    throw new TandemError('already-exists', `This event is in the calendar already: it is ${known}.`)
}

/** RFC 6266 with RFC 8187: a plain name, and the real one for those who read it. */
function attachment(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]+/g, '_')
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16)}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`
}
