import { createHash } from 'node:crypto'
import { z } from 'zod'
import { TandemError } from '../../errors.ts'
import { type FeedContent, readFeed } from '../../store/calendar-feeds.ts'
import type { ApiDeps, App } from '../deps.ts'
import { feedText } from '../events/event-file.ts'

/** Programs ask every quarter of an hour at most; whoever guesses links is stopped. */
const limited = { max: 60, timeWindow: '1 minute' }

/** /feeds/{secret}.ics: a calendar for other programs; who has the link needs no key. */
export function feedRoutes(app: App, { db, version }: ApiDeps): void {
  app.get(
    '/feeds/:token',
    {
      config: { access: 'public', rateLimit: limited },
      schema: { hide: true, params: z.object({ token: z.string().max(100) }) },
    },
    async (request, reply) => {
      const { token } = request.params as { token: string }
      const feed = await readFeed(db, token.replace(/\.ics$/, ''))
      if (feed === undefined)
        throw new TandemError('not-found', 'There is no such calendar feed, or its link has been revoked.')
      const tag = tagOf(feed, version)
      reply.headers({ etag: tag, 'cache-control': 'private, max-age=300', 'x-robots-tag': 'noindex' })
      if (isKnown(request.headers['if-none-match'], tag)) return reply.status(304).send()
      return reply.type('text/calendar; charset=utf-8').send(feedText(feed))
    },
  )
}

/** Of what decides the text: the same tag is the same text, which need not be written then. */
function tagOf({ name, onlyBusy, events }: FeedContent, version: string): string {
  const hash = createHash('sha256').update(JSON.stringify([version, name, onlyBusy]))
  for (const { id, version: ofEvent } of events) hash.update(`${id}:${ofEvent};`)
  return `"${hash.digest('base64url')}"`
}

/** Compared weakly (RFC 9110, section 13.1.2). */
function isKnown(ifNoneMatch: string | undefined, tag: string): boolean {
  const tags = (ifNoneMatch ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''))
  return tags.includes(tag) || tags.includes('*')
}
