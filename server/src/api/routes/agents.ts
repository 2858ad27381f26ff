import { id } from '@tandem/model/api/paging.ts'
import { type Agent, agent, agentList, agentPath, patchAgent } from '@tandem/model/api/routing.ts'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { TandemError } from '../../errors.ts'
import { askToRoute } from '../../routing/ask.ts'
import { type AgentRow, listAgents, saveAgent } from '../../store/agents.ts'
import { announce } from '../../store/announce.ts'
import type { Db } from '../../store/database.ts'
import { type Access, mustSeeOrganisation, organisationScope } from '../access.ts'
import { selfOf } from '../conversation-changes.ts'
import type { ApiDeps, App } from '../deps.ts'
import { noteAct } from '../note-act.ts'
import { once } from '../once.ts'

const tags = ['Queues']
const config = { access: ['organisation', 'agent'] satisfies Access[] }

/** /agents: who works in queues, what they can, and whether they are there. */
export function agentRoutes(app: App, { db }: ApiDeps): void {
  app.get(
    '/agents',
    {
      config,
      schema: {
        tags,
        summary: 'Who works in queues, by name',
        querystring: z.strictObject({ organisation: id.optional() }),
        response: { 200: agentList },
      },
    },
    async (request) => {
      const { organisation } = request.query
      if (organisation !== undefined) mustSeeOrganisation(request, organisation)
      const organisationId = organisation ?? organisationScope(request)
      return { items: (await listAgents(db, { organisationId })).map(toAgent) }
    },
  )
  app.get(
    '/agents/:id',
    {
      config,
      schema: {
        tags,
        summary: 'One who works in queues (`me`: the caller)',
        params: agentPath,
        response: { 200: agent },
      },
    },
    async (request) => toAgent(await mustExist(db, request, request.params.id)),
  )
  app.patch(
    '/agents/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Say whether you are there (`me`); administrators also what agents can and how much at once',
        params: agentPath,
        body: patchAgent,
        response: { 200: agent },
      },
    },
    async (request, reply) =>
      await once(request, reply, db, {
        status: 200,
        work: async (tx) => {
          const row = await mustExist(tx, request, request.params.id)
          const { skills, capacity, presence } = request.body
          mustMayChange(request, row, skills !== undefined || capacity !== undefined)
          await saveAgent(tx, row, { skills, capacity, presence })
          await askToRoute(tx, row.organisationId)
          if (presence !== undefined && presence !== row.presence)
            for (const queue of row.queues)
              await announce(tx, { organisationId: row.organisationId, topic: 'queue', id: queue })
          const changed = toAgent(await mustExist(tx, request, row.id))
          if (skills !== undefined || capacity !== undefined)
            await noteAct(tx, request, {
              organisationId: row.organisationId,
              act: 'agent.changed',
              target: `person:${row.id}`,
              detail: { skills: changed.skills, capacity: changed.capacity },
            })
          return changed
        },
      }),
  )
}

async function mustExist(db: Db, request: FastifyRequest, wish: string): Promise<AgentRow> {
  const found = wish === 'me' ? selfOf(request) : wish
  const [row] =
    found === null ? [] : await listAgents(db, { organisationId: organisationScope(request), id: found })
  if (row) return row
  throw new TandemError('not-found', 'There is no such agent. GET /api/v1/agents lists who works in queues.')
}

/** Agents say of themselves whether they are there; what they can is said by those who know. */
function mustMayChange(request: FastifyRequest, row: AgentRow, isMore: boolean): void {
  const { principal } = request
  if (principal.kind !== 'agent') return
  if (row.id === principal.id && !isMore) return
  throw new TandemError(
    'not-allowed',
    'Agents change their own presence alone. Ask an administrator of your organisation for the rest.',
  )
}

function toAgent(row: AgentRow): Agent {
  return { ...row, presenceAt: row.presenceAt?.toISOString() ?? null }
}
