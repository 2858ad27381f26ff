import { findUser } from '../tenant/directory.ts'
import type { AccessPolicy, Mailbox, Tenant, User } from '../tenant/types.ts'
import type { World } from '../tenant/world.ts'
import { refuse } from './errors.ts'

/** What a verified access token says. `roles` for applications, `scp` (blank-separated) for people. */
export interface TokenClaims {
  tid: string
  appid: string
  roles: string[]
  scp?: string
  /** Object id of the service principal or of the person. */
  oid: string
  idtyp: 'app' | 'user'
  /** Seconds since 1970. */
  exp: number
}

/** Why a token is refused; the answer's text depends on it. */
export interface TokenProblem {
  error: 'expired' | 'malformed' | 'audience'
}

/** Checks signature, audience and lifetime; handed in by whoever issues the tokens. */
export type VerifyToken = (bearer: string) => TokenClaims | TokenProblem

/** Who calls, in which tenant. */
export interface Caller {
  world: World
  tenant: Tenant
  claims: TokenClaims
}

/** The person whose mailbox is asked for, with the mailbox. */
export interface Target extends Caller {
  user: User
  mailbox: Mailbox
}

/** The caller behind an `Authorization` header, or a 401. */
export function authenticate(world: World, verify: VerifyToken, header: string | undefined): Caller {
  const bearer = /^Bearer\s+(.+)$/i.exec(header ?? '')?.[1]
  if (bearer === undefined) throw refuse.token('Access token is empty.')
  const claims = verify(bearer.trim())
  if ('error' in claims) {
    throw refuse.token(tokenTexts[claims.error])
  }
  const tenant = world.tenants.get(claims.tid)
  if (tenant === undefined) throw refuse.token('Access token validation failure. Invalid audience.')
  return { world, tenant, claims }
}

const tokenTexts = {
  expired: 'Lifetime validation failed, the token is expired.',
  malformed: 'CompactToken parsing failed with error code: 80049217',
  audience: 'Access token validation failure. Invalid audience.',
}

/** Lets a directory request pass if the token carries one of the permissions. */
export function authoriseDirectory(caller: Caller, permissions: readonly string[]): void {
  if (!permissions.some((permission) => carries(caller, permission))) throw refuse.directoryDenied()
}

/**
 * The mailbox of `key` if the caller may use it with one of the permissions: those in the token united with those of RBAC role
 * assignments whose scope holds the user; then application access policies; people reach their own mailbox only.
 */
export function authoriseMailbox(caller: Caller, key: string, permissions: readonly string[]): Target {
  const user = findUser(caller.tenant, key)
  const assigned = assignedScopes(caller, permissions)
  const inToken = permissions.some((permission) => carries(caller, permission))
  if (!inToken && assigned.length === 0) throw refuse.accessDenied()
  if (user === undefined) throw refuse.invalidUser(key)
  if (!inToken && !assigned.some((group) => group === undefined || inGroup(caller.tenant, group, user.id))) {
    throw refuse.accessDenied()
  }
  if (caller.claims.scp !== undefined && caller.claims.oid !== user.id) throw refuse.accessDenied()
  if (caller.claims.scp === undefined && !policiesAllow(caller, user.id)) throw refuse.accessPolicy()
  if (user.mailbox === undefined || user.onPremises || !user.licensed) throw refuse.noMailbox()
  return { ...caller, user, mailbox: user.mailbox }
}

function carries(caller: Caller, permission: string): boolean {
  const { scp, roles } = caller.claims
  return scp === undefined ? roles.includes(permission) : scp.split(' ').includes(permission)
}

/** Scope groups (`undefined`: everybody) of the caller's effective role assignments that give one of the permissions. */
function assignedScopes(caller: Caller, permissions: readonly string[]): (string | undefined)[] {
  if (caller.claims.scp !== undefined) return []
  const roles = permissions.map((permission) => `Application ${permission}`)
  return caller.tenant.roleAssignments
    .filter((assignment) => assignment.servicePrincipalId === caller.claims.oid)
    .filter(
      (assignment) => roles.includes(assignment.role) && assignment.effectiveAt <= caller.world.clock.now(),
    )
    .map((assignment) => assignment.scopeGroupId)
}

/** Platform-facts 4.1: a matching deny refuses, a matching restriction allows, any other restriction refuses. */
function policiesAllow(caller: Caller, userId: string): boolean {
  const effective = caller.tenant.accessPolicies.filter(
    (policy) => policy.effectiveAt <= caller.world.clock.now() && concerns(policy, caller.claims.appid),
  )
  const matching = effective.filter(
    (policy) => policy.scopeId === userId || inGroup(caller.tenant, policy.scopeId, userId),
  )
  if (matching.some((policy) => policy.accessRight === 'DenyAccess')) return false
  if (matching.length > 0) return true
  return effective.every((policy) => policy.accessRight !== 'RestrictAccess')
}

function concerns(policy: AccessPolicy, appId: string): boolean {
  return policy.appIds === '*' || policy.appIds.includes(appId)
}

function inGroup(tenant: Tenant, groupId: string, userId: string): boolean {
  return tenant.groups.get(groupId)?.members.has(userId) ?? false
}
