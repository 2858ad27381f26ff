import { Readable } from 'node:stream'
import { type StreamTopic, streamQuery, streamTopics } from '@tandem/model/api/changes.ts'
import type { FastifyRequest } from 'fastify'
import { mustSeeOrganisation, organisationScope, scopeOf } from '../access.ts'
import type { ApiDeps, App } from '../deps.ts'
import { placeOf } from '../feed-cursor.ts'
import { liveEvents } from '../live-events.ts'

/** After this the stream ends and the reader comes back: a key that was deleted opens nothing for longer. */
const longest = 3600_000
/** Of people: their mailboxes, or the organisation's approval, may have been taken away. */
const longestOfPeople = 300_000

/** /stream: server-sent events (HTML standard, section 9.2) of everything the caller may see. */
export function streamRoutes(app: App, { db, config }: ApiDeps): void {
  app.get(
    '/stream',
    {
      config: { access: ['organisation', 'agent', 'invitation'] },
      schema: {
        tags: ['Changes'],
        summary: 'Follow everything that changes, as server-sent events',
        querystring: streamQuery,
      },
    },
    async (request, reply) => {
      const { organisation } = request.query
      if (organisation !== undefined) mustSeeOrganisation(request, organisation)
      const lastId = request.headers['last-event-id']
      const cursor = (typeof lastId === 'string' && lastId) || request.query.cursor || 'now'
      const wish = {
        organisationId: organisation ?? organisationScope(request),
        scope: scopeOf(request, config.SUPPORT_APPROVAL),
        place: await placeOf(db, cursor),
        topics: topicsFor(request),
      }
      await app.changeHub.ready()
      const gone = new AbortController()
      reply.raw.once('close', () => gone.abort())
      const most = request.principal.kind === 'key' ? longest : longestOfPeople
      const signal = AbortSignal.any([app.closing, gone.signal, AbortSignal.timeout(most)])
      reply.headers({
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        // Nothing follows a stream: its connection ends with it, also when the server is told to stop.
        connection: 'close',
        // Tells proxies such as nginx not to hold events back.
        'x-accel-buffering': 'no',
      })
      return reply.send(
        Readable.from(liveEvents({ db, hub: app.changeHub }, wish, signal), { highWaterMark: 2 }),
      )
    },
  )
}

const topicsOf: Partial<Record<FastifyRequest['principal']['kind'], readonly StreamTopic[]>> = {
  // An invited administrator follows the proof of a connection, not people's records.
  invitation: ['connection', 'verification'],
  // What happens in the Workspace; an id of somebody else's message says nothing and opens nothing.
  agent: ['change', 'message', 'conflict', 'batch', 'queue'],
}

function topicsFor({ principal }: FastifyRequest): ReadonlySet<StreamTopic> {
  return new Set(topicsOf[principal.kind] ?? streamTopics)
}
