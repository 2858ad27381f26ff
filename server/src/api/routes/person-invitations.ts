import { idPath } from '@tandem/model/api/paging.ts'
import {
  type MadePersonInvitation,
  madePersonInvitation,
  newPersonInvitation,
  type PersonInvitation,
  personInvitation,
  personInvitationList,
} from '@tandem/model/api/people.ts'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { TandemError } from '../../errors.ts'
import { getOrganisation } from '../../store/organisations.ts'
import {
  invitePerson,
  listPersonInvitations,
  type PersonInvitationRow,
  revokePersonInvitation,
} from '../../store/person-invitations.ts'
import { type Access, mustSeeOrganisation, organisationScope, principalName } from '../access.ts'
import type { ApiDeps, App } from '../deps.ts'
import { noteAct } from '../note-act.ts'
import { once } from '../once.ts'

const tags = ['People']
const access: Access[] = ['operator', 'administrator']
const day = 86_400_000

/** /people/invitations: links with which somebody becomes an operator, administrator or agent. */
export function personInvitationRoutes(app: App, deps: ApiDeps): void {
  listRoute(app, deps)
  inviteRoute(app, deps)
  withdrawRoute(app, deps)
}

function listRoute(app: App, deps: ApiDeps): void {
  app.get(
    '/people/invitations',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Invitations of people, newest first',
        querystring: z.strictObject({ organisation: idPath.shape.id.optional() }),
        response: { 200: personInvitationList },
      },
    },
    async (request) => {
      const { organisation } = request.query
      if (organisation !== undefined) mustSeeOrganisation(request, organisation)
      const rows = await listPersonInvitations(deps.db, organisation ?? organisationScope(request))
      return { items: rows.map(toInvitation), nextCursor: null }
    },
  )
}

function inviteRoute(app: App, deps: ApiDeps): void {
  app.post(
    '/people/invitations',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Invite somebody; the link is told this once',
        body: newPersonInvitation,
        response: { 201: madePersonInvitation },
      },
    },
    async (request, reply) =>
      await once<MadePersonInvitation>(request, reply, deps.db, {
        status: 201,
        work: async (tx) => {
          const { email, name, role, days, mailboxIds } = request.body
          const organisationId = organisationOf(request, request.body)
          if (organisationId !== null) await getOrganisation(tx, organisationId, organisationScope(request))
          const { token, invitation } = await invitePerson(tx, {
            organisationId,
            email,
            name,
            role,
            mailboxIds,
            invitedBy: principalName(request),
            expiresAt: new Date(Date.now() + days * day),
          })
          await noteAct(tx, request, {
            organisationId,
            act: 'person.invited',
            target: `person-invitation:${invitation.id}`,
            detail: { email: invitation.email, role },
          })
          return { ...toInvitation(invitation), url: `${deps.config.publicUrl}/join/#${token}`, token }
        },
        remember: (answer) => ({ ...answer, url: null, token: null }),
      }),
  )
}

function withdrawRoute(app: App, deps: ApiDeps): void {
  app.delete(
    '/people/invitations/:id',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Withdraw a link for ever',
        params: idPath,
        response: { 200: personInvitation },
      },
    },
    async (request, reply) =>
      await once(request, reply, deps.db, {
        status: 200,
        work: async (tx) => {
          const row = await revokePersonInvitation(tx, request.params.id, organisationScope(request))
          await noteAct(tx, request, {
            organisationId: row.organisation_id,
            act: 'person.invitation-withdrawn',
            target: `person-invitation:${row.id}`,
            detail: { email: row.email },
          })
          return toInvitation(row)
        },
      }),
  )
}

/** Whose person it shall be: an operator's organisation must be said, an administrator's is their own. */
function organisationOf(
  request: FastifyRequest,
  { role, organisationId, mailboxIds }: z.infer<typeof newPersonInvitation>,
): string | null {
  const scope = organisationScope(request)
  if (mailboxIds.length > 0 && role !== 'agent')
    throw wrong('/mailboxIds', 'Only agents have mailboxes of their own. Leave it out, or invite as "agent".')
  if (role === 'operator') {
    if (scope !== null) throw new TandemError('not-allowed', 'Only an operator invites operators.')
    if (organisationId)
      throw wrong('/organisationId', 'An operator belongs to no organisation. Leave it out.')
    return null
  }
  if (organisationId) mustSeeOrganisation(request, organisationId)
  const chosen = organisationId ?? scope
  if (chosen === null)
    throw wrong('/organisationId', 'Say whose it is: take an id from GET /api/v1/organisations.')
  return chosen
}

function wrong(pointer: string, detail: string): TandemError {
  return new TandemError('invalid-input', detail, [{ pointer, detail }])
}

function toInvitation(row: PersonInvitationRow): PersonInvitation {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    email: row.email,
    name: row.name,
    role: row.role,
    mailboxIds: row.mailbox_ids,
    invitedBy: row.invited_by,
    state: row.accepted_at
      ? 'accepted'
      : row.revoked_at
        ? 'revoked'
        : row.expires_at <= new Date()
          ? 'expired'
          : 'open',
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
  }
}
