import type { FastifyRequest } from 'fastify'
import { TandemError } from '../errors.ts'

/**
 * Who may call a route. `operator`: a signed-in operator or an operator's key. `organisation`: also a key of an
 * organisation, which sees that organisation alone. `invitation`: the bearer of a Setup link. `machine`: whoever asks
 * from this machine itself, not through a proxy.
 */
export type Access = 'public' | 'operator' | 'organisation' | 'invitation' | 'machine'

export type Principal =
  | { kind: 'operator'; id: string; email: string }
  | { kind: 'key'; id: string; organisationId: string | null }
  | { kind: 'invitation'; id: string; organisationId: string; connectionId: string | null }

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access | Access[]
  }
  interface FastifyRequest {
    principal: Principal
  }
}

/** The only organisation the caller may see; `null`: all of them. */
export function organisationScope(request: FastifyRequest): string | null {
  const { principal } = request
  return principal.kind === 'operator' ? null : principal.organisationId
}

/** Refuses, as unknown, what belongs to another organisation than the caller's. */
export function mustSeeOrganisation(request: FastifyRequest, organisationId: string): void {
  const scope = organisationScope(request)
  if (scope !== null && scope !== organisationId) {
    throw new TandemError('not-found', 'There is no such organisation. Look at GET /api/v1/organisations.')
  }
}

/** A short name of the caller for the record: `operator:ada@example.org`, `key:<id>`. */
export function principalName({ principal }: FastifyRequest): string {
  return principal.kind === 'operator' ? `operator:${principal.email}` : `${principal.kind}:${principal.id}`
}

/** Whether `principal` is among those that `access` lets in. */
export function isAllowed(principal: Principal, access: Access[]): boolean {
  if (principal.kind === 'invitation') return access.includes('invitation')
  const seesAll = principal.kind === 'operator' || principal.organisationId === null
  return access.includes('organisation') || (seesAll && access.includes('operator'))
}
