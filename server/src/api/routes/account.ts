import { personSessionList } from '@tandem/model/api/people.ts'
import { z } from 'zod'
import { inScope } from '../../store/scope.ts'
import { endSession, listSessions } from '../../store/sessions.ts'
import { type Access, organisationScope, personOfRequest } from '../access.ts'
import type { ApiDeps, App } from '../deps.ts'
import { noteAct } from '../note-act.ts'

const tags = ['Account']
const access: Access[] = ['operator', 'administrator', 'agent']
const path = z.object({ id: z.string().max(100) })

/** /account: what is a signed-in person's own. Sessions are closed to callers' statements: each asks for its own. */
export function accountRoutes(app: App, deps: ApiDeps): void {
  app.get(
    '/account/sessions',
    {
      config: { access, beforeSecondFactor: true },
      schema: { tags, summary: 'Where I am signed in', response: { 200: personSessionList } },
    },
    async (request) => {
      const me = personOfRequest(request)
      const rows = await inScope('all', async () => await listSessions(deps.db, me.id))
      const items = rows.map(({ id, userAgent, ipAddress, createdAt, updatedAt, expiresAt }) => ({
        id,
        current: id === me.sessionId,
        userAgent,
        ipAddress: ipAddress || null,
        createdAt: createdAt.toISOString(),
        lastUsedAt: updatedAt.toISOString(),
        expiresAt: expiresAt.toISOString(),
      }))
      return { items, nextCursor: null }
    },
  )
  app.delete(
    '/account/sessions/:id',
    {
      config: { access, beforeSecondFactor: true },
      schema: { tags, summary: 'Sign out there', params: path, response: { 200: path } },
    },
    async (request) => {
      const me = personOfRequest(request)
      const { id } = request.params
      await inScope(
        'all',
        async () =>
          await deps.db.transaction().execute(async (tx) => {
            await endSession(tx, me.id, id)
            await noteAct(tx, request, {
              organisationId: organisationScope(request),
              act: 'person.session-ended',
              target: `person:${me.id}`,
            })
          }),
      )
      return { id }
    },
  )
}
