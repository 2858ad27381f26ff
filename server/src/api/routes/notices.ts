import { notice, noticePage, noticeQuery, readNotices } from '@tandem/model/api/notices.ts'
import { z } from 'zod'
import { countUnread, listNotices, markRead, type NoticeRow } from '../../store/notices.ts'
import { mustSeeOrganisation, organisationScope } from '../access.ts'
import { unpackCursor } from '../cursor.ts'
import type { ApiDeps, App } from '../deps.ts'
import { once } from '../once.ts'
import { toPage } from '../to-page.ts'

const tags = ['Notices']
const config = { access: 'organisation' as const }

/** /notices: what the contacts of organisations were told. */
export function noticeRoutes(app: App, { db }: ApiDeps): void {
  app.get(
    '/notices',
    {
      config,
      schema: {
        tags,
        summary: 'Notices, newest first, and how many are unread',
        querystring: noticeQuery,
        response: { 200: noticePage },
      },
    },
    async (request) => {
      const { cursor, limit, organisation, unread } = request.query
      if (organisation !== undefined) mustSeeOrganisation(request, organisation)
      const scope = organisation ?? organisationScope(request)
      const place = unpackCursor(cursor, 2)
      const rows = await listNotices(db, {
        scope,
        limit: limit + 1,
        ...(unread !== undefined && { unread }),
        ...(place && { before: { createdAt: new Date(place[0] ?? ''), id: place[1] ?? '' } }),
      })
      const shown = toPage(rows, limit, toNotice, (row) => [row.created_at.toISOString(), row.id])
      return { ...shown, unread: await countUnread(db, scope) }
    },
  )
  app.post(
    '/notices/read',
    {
      config,
      schema: {
        tags,
        summary: 'Mark notices as read',
        body: readNotices,
        response: { 200: z.object({ marked: z.int() }) },
      },
    },
    async (request, reply) =>
      await once(request, reply, db, {
        status: 200,
        work: async (tx) => ({ marked: await markRead(tx, request.body.ids, organisationScope(request)) }),
      }),
  )
}

function toNotice(row: NoticeRow) {
  return notice.parse({
    id: row.id,
    organisationId: row.organisation_id,
    organisationName: row.organisation_name,
    connectionId: row.connection_id,
    kind: row.kind,
    subject: row.subject,
    text: row.text,
    createdAt: row.created_at.toISOString(),
    readAt: row.read_at?.toISOString() ?? null,
    mails: row.mails,
  })
}
