import { idPath, pageQuery } from '@tandem/model/api/paging.ts'
import { verificationList } from '@tandem/model/api/verifications.ts'
import { verification } from '@tandem/model/verification.ts'
import { TandemError } from '../../errors.ts'
import { getConnection, holdConnection } from '../../store/connections.ts'
import { getInvitation } from '../../store/invitations.ts'
import { getReport, listReports } from '../../store/verification-reports.ts'
import { type Access, organisationScope, principalName } from '../access.ts'
import { verificationAnswer } from '../connection-answer.ts'
import { requestVerification } from '../connection-states.ts'
import { unpackCursor } from '../cursor.ts'
import type { ApiDeps, App } from '../deps.ts'
import { once } from '../once.ts'
import { toPage } from '../to-page.ts'

const tags = ['Verifications']
const access: Access[] = ['operator', 'organisation']

/** /verifications: the proofs of connections, every one kept. */
export function verificationRoutes(app: App, deps: ApiDeps): void {
  app.post(
    '/connections/:id/verifications',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Prove a connection; the report fills as the checks run (stream topic "verification")',
        params: idPath,
        response: { 202: verification },
      },
    },
    async (request, reply) =>
      await once(request, reply, deps.db, {
        status: 202,
        work: async (tx) => {
          const row = await holdConnection(tx, request.params.id, organisationScope(request))
          return verificationAnswer(await requestVerification(tx, deps, row, principalName(request)))
        },
      }),
  )
  app.get(
    '/connections/:id/verifications',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Reports of a connection, newest first',
        params: idPath,
        querystring: pageQuery,
        response: { 200: verificationList },
      },
    },
    async (request) => {
      const { cursor, limit } = request.query
      const { id } = await getConnection(deps.db, request.params.id, organisationScope(request))
      const key = unpackCursor(cursor, 2)
      const rows = await listReports(deps.db, id, {
        limit: limit + 1,
        ...(key && { before: { createdAt: new Date(key[0] ?? ''), id: key[1] ?? '' } }),
      })
      return toPage(rows, limit, verificationAnswer, (row) => [row.created_at.toISOString(), row.id])
    },
  )
  app.get(
    '/verifications/:id',
    {
      config: { access },
      schema: { tags, summary: 'One report', params: idPath, response: { 200: verification } },
    },
    async (request) =>
      verificationAnswer(await getReport(deps.db, request.params.id, organisationScope(request))),
  )
  app.get(
    '/setup/verifications/:id',
    {
      config: { access: 'invitation' },
      schema: {
        tags: ['Setup'],
        summary: 'One report of the connection that the link is for',
        params: idPath,
        response: { 200: verification },
      },
    },
    async (request) => {
      const invitation = await getInvitation(deps.db, request.principal.id)
      const row = await getReport(deps.db, request.params.id, invitation.organisation_id)
      if (row.connection_id !== invitation.connection_id)
        throw new TandemError('not-found', `There is no verification ${request.params.id}.`)
      return verificationAnswer(row)
    },
  )
}
