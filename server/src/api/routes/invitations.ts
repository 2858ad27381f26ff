import {
  type Invitation,
  invitation,
  invitationList,
  type MadeInvitation,
  madeInvitation,
  newInvitation,
} from '@tandem/model/api/invitations.ts'
import { idPath } from '@tandem/model/api/paging.ts'
import { TandemError } from '../../errors.ts'
import { getConnection } from '../../store/connections.ts'
import {
  createInvitation,
  type InvitationRow,
  listInvitations,
  revokeInvitation,
} from '../../store/invitations.ts'
import { getOrganisation } from '../../store/organisations.ts'
import { type Access, organisationScope, principalName } from '../access.ts'
import type { ApiDeps, App } from '../deps.ts'
import { noteAct } from '../note-act.ts'
import { once } from '../once.ts'

const tags = ['Invitations']
const access: Access[] = ['operator', 'organisation']
const day = 86_400_000

/** /invitations: links to Setup for a customer's administrator. */
export function invitationRoutes(app: App, deps: ApiDeps): void {
  app.get(
    '/organisations/:id/invitations',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Invitations, newest first',
        params: idPath,
        response: { 200: invitationList },
      },
    },
    async (request) => {
      const { id } = await getOrganisation(deps.db, request.params.id, organisationScope(request))
      return { items: (await listInvitations(deps.db, id)).map(toInvitation), nextCursor: null }
    },
  )
  app.post(
    '/organisations/:id/invitations',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Make a link to Setup; it is told this once',
        params: idPath,
        body: newInvitation,
        response: { 201: madeInvitation },
      },
    },
    async (request, reply) =>
      await once<MadeInvitation>(request, reply, deps.db, {
        status: 201,
        work: async (tx) => {
          const { id } = await getOrganisation(tx, request.params.id, organisationScope(request))
          const { connectionId = null, days } = request.body
          if (connectionId !== null && (await getConnection(tx, connectionId)).organisation_id !== id)
            throw new TandemError('not-found', `There is no connection ${connectionId} in this organisation.`)
          const expiresAt = new Date(Date.now() + days * day)
          const made = await createInvitation(tx, {
            organisationId: id,
            connectionId,
            expiresAt,
            madeBy: principalName(request),
          })
          await noteAct(tx, request, {
            organisationId: id,
            act: 'invitation.made',
            target: `invitation:${made.invitation.id}`,
            detail: { connectionId, expiresAt },
          })
          const url = `${deps.config.publicUrl}/setup/#${made.token}`
          return { ...toInvitation(made.invitation), url, token: made.token }
        },
        remember: (answer) => ({ ...answer, url: null, token: null }),
      }),
  )
  app.delete(
    '/invitations/:id',
    {
      config: { access },
      schema: { tags, summary: 'Revoke a link for ever', params: idPath, response: { 200: invitation } },
    },
    async (request, reply) =>
      await once(request, reply, deps.db, {
        status: 200,
        work: async (tx) => {
          const row = await revokeInvitation(tx, request.params.id, organisationScope(request))
          await noteAct(tx, request, {
            organisationId: row.organisation_id,
            act: 'invitation.revoked',
            target: `invitation:${row.id}`,
          })
          return toInvitation(row)
        },
      }),
  )
}

function toInvitation(row: InvitationRow): Invitation {
  const expired = row.expires_at.getTime() <= Date.now()
  return {
    id: row.id,
    organisationId: row.organisation_id,
    connectionId: row.connection_id,
    state: row.revoked_at ? 'revoked' : expired ? 'expired' : 'open',
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    revokedAt: row.revoked_at?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  }
}
