import { randomBytes } from 'node:crypto'
import { findUser } from '../tenant/directory.ts'
import type { Tenant, User } from '../tenant/types.ts'
import type { World } from '../tenant/world.ts'
import type { Client } from './client.ts'
import { SignInRefused } from './errors.ts'
import { findResource, type Resource, resourceOfScope } from './resources.ts'
import type { AccessTokenClaims } from './tokens.ts'

/** Application-only tokens are valid for this long; the answer says one second less (seen in every answer). */
const lifetimeSeconds = 3600

/** What a grant needs to know of its request. */
export interface Grant {
  world: World
  tenant: Tenant
  client: Client
  form: URLSearchParams
  version: 1 | 2
}

/** Whom a token is for and what it holds; the caller signs it. */
export interface Granted {
  claims: AccessTokenClaims
  resource: Resource
  who: string
  scope?: string
}

/** `client_credentials`: every application permission that an administrator has consented to, perhaps none. */
export function clientCredentials(grant: Grant): Granted {
  const resource = requestedResource(grant)
  const { servicePrincipal, application } = grant.client
  const roles = servicePrincipal.grantedRoles
    .filter((role) => role.resourceAppId === resource.appId)
    .map((role) => role.value)
  const claims: AccessTokenClaims = {
    ...commonClaims(grant, resource),
    idtyp: 'app',
    oid: servicePrincipal.id,
    sub: servicePrincipal.id,
    // The claim is absent, not empty, when nothing is granted.
    ...(roles.length > 0 && { roles }),
  }
  return { claims, resource, who: application.displayName }
}

/**
 * `password` (ROPC): refused for users with any hindrance. Scopes are those of an earlier consent of the tenant;
 * the registration's own list stands for it here, since this tenant has no pages for delegated consent yet.
 */
export function passwordGrant(grant: Grant): Granted {
  const { tenant, form, client } = grant
  const [username, password] = ['username', 'password'].map((name) => {
    const value = form.get(name) ?? ''
    if (value === '') throw new SignInRefused(900144, [name])
    return value
  }) as [string, string]
  const user = findUser(tenant, username)
  if (user === undefined) throw new SignInRefused(50034, [username, tenant.displayName])
  checkUser(user, password, client.application.appId)
  const wanted = (form.get('scope') ?? '').split(' ').filter((scope) => scope !== '')
  const own = wanted.filter((scope) => !['openid', 'profile', 'email', 'offline_access'].includes(scope))
  if (own.length === 0) throw new SignInRefused(70011, [wanted.join(' ')])
  const [prefix = ''] = own.map(
    (scope) => scope.match(/^https:\/\/[^/]+/)?.[0] ?? 'https://graph.microsoft.com',
  )
  const resource = findResource(tenant, prefix)
  const scope = own.map((one) => one.replace(/^https:\/\/[^/]+\//, '')).join(' ')
  const claims: AccessTokenClaims = {
    ...commonClaims(grant, resource),
    idtyp: 'user',
    oid: user.id,
    sub: user.id,
    scp: scope,
    upn: user.userPrincipalName,
    unique_name: user.userPrincipalName,
    name: user.displayName,
  }
  return { claims, resource, who: user.userPrincipalName, scope: own.join(' ') }
}

function requestedResource({ tenant, form, version }: Grant): Resource {
  if (version === 2) {
    const scope = form.get('scope')
    if (scope === null) throw new SignInRefused(90014, ['scope'])
    return resourceOfScope(tenant, scope)
  }
  const resource = form.get('resource') ?? ''
  if (resource === '') throw new SignInRefused(900144, ['resource'])
  return findResource(tenant, resource)
}

function checkUser(user: User, password: string, appId: string): void {
  if (user.signInState === 'locked') throw new SignInRefused(50053)
  if (user.password === undefined) throw new SignInRefused(50056)
  if (user.password !== password) throw new SignInRefused(50126)
  if (!user.accountEnabled) throw new SignInRefused(50057)
  const hindrance = {
    passwordExpired: 50055,
    mfaRequired: 50076,
    mfaRegistration: 50079,
    blockedByPolicy: 53003,
  } as const
  if (user.signInState === undefined) return
  const claims =
    '{"access_token":{"capolids":{"essential":true,"values":["00000000-0000-4000-8000-000000000001"]}}}'
  throw new SignInRefused(
    hindrance[user.signInState],
    [appId],
    user.signInState === 'blockedByPolicy' ? claims : undefined,
  )
}

type PersonClaims = 'idtyp' | 'oid' | 'sub'

function commonClaims(grant: Grant, resource: Resource): Omit<AccessTokenClaims, PersonClaims> {
  const { world, tenant, client } = grant
  const iat = Math.floor(world.clock.now() / 1000)
  return {
    aud: resource.audience,
    iss: `https://sts.windows.net/${tenant.id}/`,
    iat,
    nbf: iat,
    exp: iat + lifetimeSeconds,
    app_displayname: client.application.displayName,
    appid: client.application.appId,
    appidacr: client.strength,
    idp: `https://sts.windows.net/${tenant.id}/`,
    rh: `1.A${randomBytes(30).toString('base64url')}.`,
    tid: tenant.id,
    uti: randomBytes(16).toString('base64url'),
    ver: '1.0',
  }
}
