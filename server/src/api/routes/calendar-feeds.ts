import { mailboxPath } from '@tandem/model/api/contacts.ts'
import {
  type CalendarFeed,
  type CreatedFeed,
  createdFeed,
  createFeed as creation,
  feedList,
  revokedFeed,
} from '@tandem/model/api/events.ts'
import { idPath } from '@tandem/model/api/paging.ts'
import { TandemError } from '../../errors.ts'
import { createFeed, type FeedRow, listFeeds, revokeFeed } from '../../store/calendar-feeds.ts'
import { type Access, organisationScope } from '../access.ts'
import type { ApiDeps, App } from '../deps.ts'
import { noteAct } from '../note-act.ts'
import { once } from '../once.ts'
import { wantingMailbox } from '../wanted-kind.ts'

const tags = ['Events']
const config = { access: ['organisation', 'agent'] satisfies Access[] }
const list = '/mailboxes/:mailbox/calendar-feeds'
/** Each is a copy of the calendar that leaves the house. */
const most = 50

/** /mailboxes/{mailbox}/calendar-feeds: secret links by which other programs read a calendar (feeds.ts serves them). */
export function calendarFeedRoutes(app: App, { db, config: settings }: ApiDeps): void {
  app.get(
    list,
    {
      config,
      schema: {
        tags,
        summary: 'Feeds of a calendar, without their links',
        params: mailboxPath,
        response: { 200: feedList },
      },
    },
    async (request) => {
      const { id } = await wantingMailbox(request, db, request.params.mailbox, 'events')
      return { items: (await listFeeds(db, id)).map(toFeed) }
    },
  )
  app.post(
    list,
    {
      config,
      schema: {
        tags,
        summary: 'Make a read-only link to a calendar; it is told this once',
        params: mailboxPath,
        body: creation,
        response: { 201: createdFeed },
      },
    },
    async (request, reply) => {
      const mailbox = await wantingMailbox(request, db, request.params.mailbox, 'events')
      return await once<CreatedFeed>(request, reply, db, {
        status: 201,
        work: async (tx) => {
          if ((await listFeeds(tx, mailbox.id)).length >= most)
            throw new TandemError('wrong-state', `A calendar has at most ${most} feeds: revoke one first.`)
          const { token, feed } = await createFeed(tx, mailbox, request.body)
          await noteAct(tx, request, {
            organisationId: mailbox.organisationId,
            act: 'calendar-feed.made',
            target: `calendar-feed:${feed.id}`,
            detail: { mailboxId: mailbox.id, name: feed.name },
          })
          return { ...toFeed(feed), url: `${settings.publicUrl}/feeds/${token}.ics` }
        },
        remember: (answer) => ({ ...answer, url: null }),
      })
    },
  )
  app.delete(
    '/calendar-feeds/:id',
    {
      config,
      schema: { tags, summary: 'Revoke a link for ever', params: idPath, response: { 200: revokedFeed } },
    },
    async (request, reply) =>
      await once(request, reply, db, {
        status: 200,
        work: async (tx) => {
          const { id } = request.params
          const { organisationId } = await revokeFeed(tx, id, organisationScope(request))
          await noteAct(tx, request, {
            organisationId,
            act: 'calendar-feed.revoked',
            target: `calendar-feed:${id}`,
          })
          return { id }
        },
      }),
  )
}

function toFeed(row: FeedRow): CalendarFeed {
  return {
    id: row.id,
    mailboxId: row.mailbox_id,
    name: row.name,
    onlyBusy: row.only_busy,
    createdAt: row.created_at.toISOString(),
    lastReadAt: row.last_read_at?.toISOString() ?? null,
  }
}
