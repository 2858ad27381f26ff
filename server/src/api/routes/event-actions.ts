import { eventPath, respondToEvent, shownEvent, splitEvent } from '@tandem/model/api/events.ts'
import type { EventContent, EventFields } from '@tandem/model/event.ts'
import { TandemError } from '../../errors.ts'
import { splitSeries } from '../../lib/calendar/split-series.ts'
import { answerBatch, createEvent, eventBatch, updateEvent } from '../../store/event-edits.ts'
import type { Access } from '../access.ts'
import type { ApiDeps, App } from '../deps.ts'
import { acceptedChanges, mustBeSeries } from '../events/event-changes.ts'
import { eventGuard, mustBeShown, mustTakePlace } from '../events/event-guard.ts'
import { writeRecord } from '../record-answers.ts'
import { editedVersion, toEvent, versionToDelete } from '../record-view.ts'
import { writableMailbox } from '../wanted-kind.ts'

const tags = ['Events']
const kind = 'events'
const config = { access: ['organisation', 'agent'] satisfies Access[] }
const single = '/mailboxes/:mailbox/events/:id'

/** …/events/{id}/split and …/respond: this and all following; the answer to an invitation. */
export function eventActionRoutes(app: App, deps: ApiDeps): void {
  splitRoute(app, deps)
  respondRoute(app, deps)
}

function splitRoute(app: App, { db }: ApiDeps): void {
  app.post(
    `${single}/split`,
    {
      config,
      schema: {
        tags,
        summary:
          'Change an occurrence and all that follow: the series ends before it, the answer is the new one',
        params: eventPath,
        body: splitEvent,
        response: { 201: shownEvent },
      },
    },
    async (request, reply) => {
      const { date, changes: given, notifyAttendees: notify, version: inBody } = request.body
      const version = editedVersion(request.headers['if-match'], inBody)
      const mailbox = await writableMailbox(request, db, request.params.mailbox, kind)
      const { id } = request.params
      return await writeRecord(request, reply, db, {
        kept: { mailboxId: mailbox.id, kind },
        status: 201,
        show: toEvent,
        work: async (tx) => {
          const batch = eventBatch(mailbox, { notify })
          let next: EventContent | undefined
          await updateEvent(tx, batch, {
            id,
            version,
            changes: (before) => {
              const split = splitAt(before, date, given)
              next = split.next
              return split.changes
            },
            guard: eventGuard(mailbox.address, notify, () => next),
          })
          return next === undefined ? id : (await createEvent(tx, batch, next)).id
        },
      })
    },
  )
}

/** What ends the series and what begins the next one; without `next` the whole series is meant. */
function splitAt(
  before: EventContent,
  date: string,
  given: Partial<EventFields>,
): { changes: Partial<EventContent>; next?: EventContent } {
  mustBeSeries(before)
  if (date === before.recurrence?.range.startDate)
    return { changes: acceptedChanges(before, given, '/changes') }
  const plain = splitSeries(before, date, {})
  const split = plain && splitSeries(before, date, acceptedChanges(plain.next, given, '/changes'))
  if (split === undefined)
    throw new TandemError(
      'not-found',
      `The series has no occurrence on ${date}. Occurrences are named by the day on which the pattern alone has them.`,
    )
  const { recurrence, exceptions = [], cancelledDates = [] } = split.ended
  return { changes: { recurrence, exceptions, cancelledDates }, next: split.next }
}

function respondRoute(app: App, { db }: ApiDeps): void {
  app.post(
    `${single}/respond`,
    {
      config,
      schema: {
        tags,
        summary:
          'Answer an invitation; what becomes of a declined one, the mailbox decides (most let it leave the calendar)',
        params: eventPath,
        body: respondToEvent,
        response: { 200: shownEvent },
      },
    },
    async (request, reply) => {
      const { response, comment, notifyOrganizer: notify, version: inBody } = request.body
      const version = inBody ?? versionToDelete(request.headers['if-match'])
      const mailbox = await writableMailbox(request, db, request.params.mailbox, kind)
      const { id } = request.params
      return await writeRecord(request, reply, db, {
        kept: { mailboxId: mailbox.id, kind },
        status: 200,
        show: toEvent,
        work: async (tx) => {
          await updateEvent(tx, answerBatch(mailbox, { notify, comment }), {
            id,
            version,
            changes: (before) => answerTo(before, response),
            guard: eventGuard(mailbox.address, notify),
          })
          return id
        },
      })
    },
  )
}

function answerTo(
  event: EventContent,
  response: 'accepted' | 'tentativelyAccepted' | 'declined',
): Partial<EventContent> {
  mustBeShown(event)
  mustTakePlace(event)
  if (event.isOrganizer !== false)
    throw new TandemError('wrong-state', 'This is no invitation: the mailbox’s own person organises it.')
  // Answered so already: the same answer once more would only mail the organizer again.
  if (event.responseStatus?.response === response) return {}
  return { responseStatus: { response, time: `${new Date().toISOString().slice(0, 19)}Z` } }
}
