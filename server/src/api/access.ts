import type { FastifyRequest } from 'fastify'
import { TandemError } from '../errors.ts'
import type { Scope } from '../store/scope.ts'
import { type KeyScope, scopeCovers } from './key-scopes.ts'

/**
 * Who may call a route. `operator`: a signed-in operator or an operator's key. `organisation`: also an organisation's
 * administrators, and its keys with the route's scope (key-scopes.ts); operators then see what organisations let them
 * see (decision 0013), unless `operator` is named too. `administrator`: an organisation's administrators, no key.
 * `agent`: also agents, for their mailboxes. `invitation`: the bearer of a Setup link. `machine`: whoever asks from this
 * machine itself, not through a proxy.
 */
export type Access =
  | 'public'
  | 'operator'
  | 'organisation'
  | 'administrator'
  | 'agent'
  | 'invitation'
  | 'machine'

/** A person who is signed in. */
export type PersonPrincipal = {
  id: string
  email: string
  sessionId: string
  /** They sign in with a password, have no second factor, and need one. */
  secondFactorMissing: boolean
  twoFactorEnabled: boolean
} & (
  | { kind: 'operator' }
  | { kind: 'administrator'; organisationId: string }
  | { kind: 'agent'; organisationId: string; mailboxIds: string[] }
)
export type Principal =
  | PersonPrincipal
  | { kind: 'key'; id: string; organisationId: string | null; scopes: string[] | null }
  | { kind: 'invitation'; id: string; organisationId: string; connectionId: string | null }

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access | Access[]
    /** What a key with scopes needs; without it only keys without scopes get in. */
    scope?: KeyScope
    /** Also for people who still have to set up their second factor: what they need for it. */
    beforeSecondFactor?: boolean
  }
  interface FastifyRequest {
    principal: Principal
  }
}

/** The only organisation the caller may see; `null`: all. */
export function organisationScope({ principal }: FastifyRequest): string | null {
  return principal.kind === 'operator' ? null : principal.organisationId
}

/** Whether operators see all data, or only that of organisations that let them (setting SUPPORT_APPROVAL). */
export type SupportApproval = 'off' | 'administered' | 'always'

/** Whose rows the statements of a request may touch, whatever its route forgets (store/scope.ts). */
export function scopeOf(request: FastifyRequest, support: SupportApproval): Scope {
  const { principal } = request
  // Public routes have no caller: a token in the address or body opens what it opens.
  if (principal === undefined) return 'all'
  const seenBy = principalKey(request)
  const organisation = organisationScope(request)
  if (organisation !== null)
    return {
      organisation,
      mailboxes: principal.kind === 'agent' ? principal.mailboxIds : null,
      principal: seenBy,
    }
  if (support === 'off' || isAdministration(request)) return 'all'
  return {
    organisation: support === 'always' ? 'approved-strictly' : 'approved',
    mailboxes: null,
    principal: seenBy,
  }
}

/** Connections, health, reports, people: what operators need for their work; not what is in the mailboxes. */
function isAdministration({ routeOptions }: FastifyRequest): boolean {
  const { access = [] } = routeOptions.config
  return access.includes('operator')
}

/** Who asks, in a form that never changes: `key:<id>`. */
export function principalKey({ principal }: FastifyRequest): string {
  return `${principal.kind}:${principal.id}`
}

/** Refuses, as unknown, what belongs to another organisation than the caller's. */
export function mustSeeOrganisation(request: FastifyRequest, organisationId: string): void {
  const scope = organisationScope(request)
  if (scope !== null && scope !== organisationId) {
    throw new TandemError('not-found', 'There is no such organisation. Look at GET /api/v1/organisations.')
  }
}

/** The signed-in person who asks; programs have neither sessions nor a password. */
export function personOfRequest({ principal }: FastifyRequest): PersonPrincipal {
  if (principal.kind !== 'key' && principal.kind !== 'invitation') return principal
  throw new TandemError('not-allowed', 'This belongs to a signed-in person. Sign in on the page.')
}

/** A short name of the caller for the record: `operator:ada@example.org`, `key:<id>`. */
export function principalName({ principal }: FastifyRequest): string {
  return `${principal.kind}:${'email' in principal ? principal.email : principal.id}`
}

/** Whether `principal` is among those that `access` lets in; a key also needs the scope. */
export function isAllowed(principal: Principal, access: Access[], need: KeyScope | undefined): boolean {
  switch (principal.kind) {
    case 'operator':
      return access.includes('operator') || access.includes('organisation')
    case 'administrator':
      return access.includes('administrator') || access.includes('organisation')
    case 'agent':
      return access.includes('agent')
    case 'invitation':
      return access.includes('invitation')
    case 'key': {
      const isTheirs =
        access.includes('organisation') || (principal.organisationId === null && access.includes('operator'))
      return isTheirs && scopeCovers(principal.scopes, need)
    }
  }
}
