import { eventPath } from '@tandem/model/api/events.ts'
import type { EventContent } from '@tandem/model/event.ts'
import type { ApiDeps, App } from '../deps.ts'
import { eventText, fileName } from '../events/event-file.ts'
import { mustExist } from '../record-answers.ts'
import { wantingMailbox } from '../wanted-kind.ts'

const tags = ['Events']
const kind = 'events'
const config = { access: 'organisation' as const }

/** …/events/{id}/ics and …/events/import: events as iCalendar files (RFC 5545). */
export function eventFileRoutes(app: App, { db }: ApiDeps): void {
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

/** RFC 6266 with RFC 8187: a plain name, and the real one for those who read it. */
function attachment(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]+/g, '_')
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16)}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`
}
