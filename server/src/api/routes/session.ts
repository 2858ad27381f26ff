import { session } from '@tandem/model/api/session.ts'
import { organisationScope, type PersonPrincipal } from '../access.ts'
import type { ApiDeps, App } from '../deps.ts'

/** /session: who am I. */
export function sessionRoutes(app: App, deps: ApiDeps): void {
  app.get(
    '/session',
    {
      config: { access: ['operator', 'organisation', 'agent', 'invitation'], beforeSecondFactor: true },
      schema: { tags: ['Session'], summary: 'Who is asking', response: { 200: session } },
    },
    async (request) => {
      const { principal } = request
      return {
        kind: principal.kind,
        id: principal.id,
        email: 'email' in principal ? principal.email : null,
        organisationId: organisationScope(request),
        mailboxIds: principal.kind === 'agent' ? principal.mailboxIds : null,
        twoFactor: 'sessionId' in principal ? twoFactorOf(principal) : null,
        version: deps.version,
      }
    },
  )
}

function twoFactorOf({ twoFactorEnabled, secondFactorMissing }: PersonPrincipal) {
  if (twoFactorEnabled) return 'on' as const
  return secondFactorMissing ? ('needed' as const) : ('off' as const)
}
