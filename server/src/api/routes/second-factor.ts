import { idPath } from '@tandem/model/api/paging.ts'
import { secondFactorRule, signInMethods } from '@tandem/model/api/people.ts'
import { getOrganisation, requireTwoFactor } from '../../store/organisations.ts'
import { type Access, organisationScope } from '../access.ts'
import type { ApiDeps, App } from '../deps.ts'
import { noteAct } from '../note-act.ts'
import { once } from '../once.ts'

const tags = ['People']
const access: Access[] = ['operator', 'administrator']

/** How people sign in: what is offered, and whether an organisation asks for a second factor. */
export function secondFactorRoutes(app: App, deps: ApiDeps): void {
  app.get(
    '/sign-in-methods',
    {
      config: { access: 'public' },
      schema: { tags, summary: 'How people can sign in here', response: { 200: signInMethods } },
    },
    async () => {
      const sso = deps.authDeps?.sso
      return { password: true as const, sso: sso === undefined ? null : { name: sso.name } }
    },
  )
  app.get(
    '/organisations/:id/second-factor',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Whether the organisation’s people need a second factor',
        params: idPath,
        response: { 200: secondFactorRule },
      },
    },
    async (request) => {
      const row = await getOrganisation(deps.db, request.params.id, organisationScope(request))
      return { required: row.requires_two_factor }
    },
  )
  app.put(
    '/organisations/:id/second-factor',
    {
      config: { access },
      schema: {
        tags,
        summary:
          'Ask people who sign in with a password for a second factor; it holds from their next request on',
        params: idPath,
        body: secondFactorRule,
        response: { 200: secondFactorRule },
      },
    },
    async (request, reply) =>
      await once(request, reply, deps.db, {
        status: 200,
        work: async (tx) => {
          const { id } = await getOrganisation(tx, request.params.id, organisationScope(request))
          const { required } = request.body
          await requireTwoFactor(tx, id, required)
          await noteAct(tx, request, {
            organisationId: id,
            act: 'organisation.second-factor-rule',
            target: `organisation:${id}`,
            detail: { required },
          })
          return { required }
        },
      }),
  )
}
