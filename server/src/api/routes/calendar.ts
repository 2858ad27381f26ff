import { mailboxPath } from '@tandem/model/api/contacts.ts'
import { calendarQuery, calendarView, type Occurrence } from '@tandem/model/api/events.ts'
import { TandemError } from '../../errors.ts'
import { eventsBetween } from '../../store/calendar.ts'
import type { ApiDeps, App } from '../deps.ts'
import { occurrencesOf } from '../events/occurrence-view.ts'
import { wantingMailbox } from '../wanted-kind.ts'

const longest = 800
const most = 20_000
const day = 86_400_000

/** /mailboxes/{mailbox}/calendar: what takes place in a time, series taken apart. */
export function calendarRoutes(app: App, { db }: ApiDeps): void {
  app.get(
    '/mailboxes/:mailbox/calendar',
    {
      config: { access: ['organisation', 'agent'] },
      schema: {
        tags: ['Events'],
        summary: 'The appointments of a time, in their order; each occurrence of a series is one',
        params: mailboxPath,
        querystring: calendarQuery,
        response: { 200: calendarView },
      },
    },
    async (request, reply) => {
      const mailbox = await wantingMailbox(request, db, request.params.mailbox, 'events')
      const { search, ...window } = request.query
      mustBeShort(window)
      const rows = await eventsBetween(db, { mailboxId: mailbox.id, ...window, search })
      const items: Occurrence[] = []
      const self = mailbox.address.toLowerCase()
      for (const row of rows) {
        for (const one of occurrencesOf(row, window, { limit: most - items.length + 1, self }))
          items.push(one)
        if (items.length > most) throw tooMany()
      }
      items.sort(inOrder)
      // Straight to text: the schema would go over every one of thousands of appointments again, a fifth of the time of a view.
      return reply.type('application/json; charset=utf-8').serializer(JSON.stringify).send({ items })
    },
  )
}

function mustBeShort({ from, to }: { from: string; to: string }): void {
  const length = Date.parse(to) - Date.parse(from)
  if (length > 0 && length <= longest * day) return
  throw invalid(length > 0 ? `This is at most ${longest} days after "from".` : 'This comes after "from".')
}

function tooMany(): TandemError {
  return invalid(
    `There are more than ${most.toLocaleString('en')} appointments in this time: ask for a shorter one.`,
  )
}

function invalid(detail: string): TandemError {
  return new TandemError('invalid-input', detail, [{ pointer: 'query/to', detail }])
}

/** Moments in one form are in the order of their texts. */
function inOrder(a: Occurrence, b: Occurrence): number {
  if (a.start !== b.start) return a.start < b.start ? -1 : 1
  if (a.end !== b.end) return a.end < b.end ? -1 : 1
  return a.eventId < b.eventId ? -1 : a.eventId > b.eventId ? 1 : 0
}
