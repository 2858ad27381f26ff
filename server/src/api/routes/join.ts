import { joined, joinWish, lookAtInvitation, openInvitation } from '@tandem/model/api/people.ts'
import { recordAct } from '../../store/audit-log.ts'
import { getOrganisation } from '../../store/organisations.ts'
import { acceptPersonInvitation, openPersonInvitation } from '../../store/person-invitations.ts'
import type { ApiDeps, App } from '../deps.ts'

const tags = ['People']
/** Whoever guesses links, or makes us calculate passwords' hashes, is stopped. */
const config = { access: 'public' as const, rateLimit: { max: 10, timeWindow: '1 minute' } }

/** /join: what the bearer of a person's invitation may do: look at it, and choose a password. */
export function joinRoutes(app: App, deps: ApiDeps): void {
  app.post(
    '/join/look',
    {
      config,
      schema: {
        tags,
        summary: 'What an invitation is to',
        body: lookAtInvitation,
        response: { 200: openInvitation },
      },
    },
    async (request) => {
      const row = await openPersonInvitation(deps.db, request.body.token)
      const { organisation_id: id, email, name, role } = row
      const organisation = id === null ? null : (await getOrganisation(deps.db, id)).name
      // `operator:ada@example.org`, `key:<id>`.
      const [, invitedBy = null] = /:(.+@.+)/.exec(row.invited_by) ?? []
      return { email, name, role, organisation, invitedBy, expiresAt: row.expires_at.toISOString() }
    },
  )
  app.post(
    '/join',
    {
      config,
      schema: {
        tags,
        summary: 'Accept an invitation with a password of one’s own; then sign in',
        body: joinWish,
        response: { 201: joined },
      },
    },
    async (request, reply) => {
      const { token, name, password } = request.body
      // Looked at first: the hash takes a tenth of a second of a processor.
      await openPersonInvitation(deps.db, token)
      const hash = await (await deps.auth.$context).password.hash(password)
      const email = await deps.db.transaction().execute(async (tx) => {
        const row = await openPersonInvitation(tx, token)
        const id = await acceptPersonInvitation(tx, row, { name: name ?? row.name, password: hash })
        await recordAct(tx, {
          organisationId: row.organisation_id,
          who: `${row.role}:${row.email}`,
          act: 'person.joined',
          target: `person:${id}`,
          detail: { role: row.role, invitedBy: row.invited_by },
        })
        return row.email
      })
      reply.status(201)
      return { email }
    },
  )
}
