import { id } from '@tandem/model/api/paging.ts'
import { queuePath } from '@tandem/model/api/queues.ts'
import {
  queueNames,
  queueRouting,
  type Supervision,
  supervision,
  supervisionQuery,
} from '@tandem/model/api/routing.ts'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { askToRoute } from '../../routing/ask.ts'
import { listAgents } from '../../store/agents.ts'
import { announce } from '../../store/announce.ts'
import type { Db } from '../../store/database.ts'
import { listQueues } from '../../store/queues.ts'
import { getRouting, putRouting } from '../../store/routing.ts'
import { seeingWholeOrganisation } from '../../store/scope.ts'
import { agentFigures, hourFigures, queueFigures, type SupervisionWish } from '../../store/supervision.ts'
import { type Access, mustSeeOrganisation, organisationScope } from '../access.ts'
import type { ApiDeps, App } from '../deps.ts'
import { mailboxOf } from '../mailbox-path.ts'
import { noteAct } from '../note-act.ts'
import { once } from '../once.ts'
import { checkedRouting, noQueue } from '../routing-checks.ts'

const tags = ['Queues']
const readers = { access: ['organisation', 'agent'] satisfies Access[] }
const config = { access: ['organisation'] satisfies Access[] }
const path = '/mailboxes/:mailbox/queue/routing'

/** How queues route, and how they do. */
export function routingRoutes(app: App, { db }: ApiDeps): void {
  app.get(
    path,
    {
      config: readers,
      schema: { tags, summary: 'How a queue routes', params: queuePath, response: { 200: queueRouting } },
    },
    async (request) => {
      const mailbox = await mailboxOf(request, db, request.params.mailbox)
      return (await getRouting(db, mailbox.id)) ?? noQueue(mailbox.address)
    },
  )
  app.put(
    path,
    {
      config,
      schema: {
        tags,
        summary: 'Set how a queue routes what comes from now on',
        params: queuePath,
        body: queueRouting,
        response: { 200: queueRouting },
      },
    },
    async (request, reply) => {
      const mailbox = await mailboxOf(request, db, request.params.mailbox)
      return await once(request, reply, db, {
        status: 200,
        work: async (tx) => {
          const { organisationId } = mailbox
          const routing = await checkedRouting(tx, mailbox, request.body)
          if (!(await putRouting(tx, mailbox.id, routing))) noQueue(mailbox.address)
          await askToRoute(tx, organisationId)
          await announce(tx, { organisationId, topic: 'queue', id: mailbox.id })
          await noteAct(tx, request, {
            organisationId,
            act: 'queue.routing',
            target: `mailbox:${mailbox.id}`,
            detail: { distribution: routing.distribution, rules: routing.rules.length },
          })
          return routing
        },
      })
    },
  )
  overviewRoutes(app, db)
}

function overviewRoutes(app: App, db: ApiDeps['db']): void {
  app.get(
    '/queues/names',
    {
      config: readers,
      schema: {
        tags,
        summary: 'All queues of the organisation by name, also those that the caller does not see into',
        querystring: z.strictObject({ organisation: id.optional() }),
        response: { 200: queueNames },
      },
    },
    async (request) => {
      const organisationId = organisationOf(request)
      const rows = await db
        .transaction()
        .execute(
          async (tx) =>
            await seeingWholeOrganisation(tx, async () => await listQueues(tx, { organisationId })),
        )
      return { items: rows.map(({ id: queue, name }) => ({ id: queue, name })) }
    },
  )
  app.get(
    '/supervision',
    {
      config,
      schema: {
        tags,
        summary: 'What waits, who works, and how answers went in the last hours',
        querystring: supervisionQuery,
        response: { 200: supervision },
      },
    },
    async (request) => {
      const { queue: mailboxId, hours } = request.query
      return await supervised(db, { organisationId: organisationOf(request), mailboxId, hours })
    },
  )
}

function organisationOf(request: FastifyRequest<{ Querystring: { organisation?: string | undefined } }>) {
  const { organisation } = request.query
  if (organisation !== undefined) mustSeeOrganisation(request, organisation)
  return organisation ?? organisationScope(request)
}

async function supervised(db: Db, wish: SupervisionWish): Promise<Supervision> {
  const queues = await queueFigures(db, wish)
  const figures = await agentFigures(db, wish)
  const agents = await listAgents(db, { organisationId: wish.organisationId })
  return {
    queues: queues.map(({ waitingSince, ...row }) => ({ ...row, waitingSince: iso(waitingSince) })),
    agents: agents
      .filter(({ queues: own }) => wish.mailboxId === undefined || own.includes(wish.mailboxId))
      .map(({ presenceAt, ...row }) => {
        const { answered = 0, closed = 0, late = 0 } = figures.get(row.id) ?? {}
        return { ...row, presenceAt: presenceAt?.toISOString() ?? null, answered, closed, late }
      }),
    hours: (await hourFigures(db, wish)).map(({ at, ...row }) => ({
      ...row,
      at: new Date(at).toISOString(),
    })),
  }
}

function iso(at: string | null): string | null {
  return at && new Date(at).toISOString()
}
