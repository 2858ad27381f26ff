import { createHash, randomBytes } from 'node:crypto'
import { words } from '../tenant/consents.ts'
import type { DirectoryRole, User } from '../tenant/types.ts'
import { commonClaims, type Grant, type Granted } from './grant.ts'
import type { SignedIn } from './memory.ts'
import { readScopes, tokenScopes } from './scopes.ts'
import type { AccessTokenClaims, TokenMint } from './tokens.ts'

/** Template ids of directory roles, the same in every tenant (Entra's built-in roles reference). */
const roleTemplates: Record<DirectoryRole, string> = {
  'Global Administrator': '62e90394-69f5-4237-9190-012177145e10',
  'Application Administrator': '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3',
  'Privileged Role Administrator': 'e8611ab8-c189-46e8-94e1-60213ab1f814',
  'Exchange Administrator': '29232cdf-9323-42fd-ade2-1d097af3e4de',
  'Groups Administrator': 'fdd7a751-b60b-444a-984c-02652fe8fa1c',
}

/** What a refresh token says to the service itself; clients see only signs. */
export interface RefreshClaims {
  aud: 'refresh'
  tid: string
  oid: string
  appid: string
  iat: number
  amr: string[]
  scope: string
}

/** Tokens for a person: access token with all scopes consented to, id token for `openid`, refresh token for `offline_access`. */
export function personTokens(grant: Grant, person: Omit<SignedIn, 'tenant' | 'client'>): Granted {
  const { tenant, client, mint } = grant
  const { user, amr, scope } = person
  const ask = readScopes(tenant, client.application, scope)
  const scopes = tokenScopes(tenant, client.application, ask, user)
  const sub = pairwise(tenant.id, client.application.appId, user.id)
  const base = commonClaims(grant, ask.resource)
  const claims: AccessTokenClaims = {
    ...base,
    idtyp: 'user',
    oid: user.id,
    sub,
    scp: scopes.join(' '),
    amr,
    wids: (user.directoryRoles ?? []).map((role) => roleTemplates[role]),
    upn: user.userPrincipalName,
    unique_name: user.userPrincipalName,
    name: user.displayName,
  }
  const refresh: RefreshClaims = {
    ...{ aud: 'refresh', tid: tenant.id, oid: user.id, appid: client.application.appId, iat: base.iat, amr },
    scope,
  }
  const extra = {
    ...(ask.signIn.includes('offline_access') && { refresh_token: `1.${mint.sign(refresh)}` }),
    ...(ask.signIn.includes('openid') && { id_token: idToken(grant, mint, person, base) }),
    client_info: encode({ uid: user.id, utid: tenant.id }),
  }
  const named = scopes.filter((one) => !ask.values.includes(one))
  const shown = [...ask.written, ...named.map((one) => shownScope(ask.resource.audience, one))]
  return {
    claims,
    resource: ask.resource,
    who: user.userPrincipalName,
    scope: [...new Set(shown)].join(' '),
    extra,
  }
}

/** The same person has another `sub` at each client. */
export function pairwise(tenantId: string, appId: string, userId: string): string {
  return createHash('sha256').update(`${tenantId} ${appId} ${userId}`).digest('base64url')
}

/** Claims of the id-token reference, version 2.0. */
function idToken(
  { tenant, client, origin }: Grant,
  mint: TokenMint,
  { user, nonce, scope }: Omit<SignedIn, 'tenant' | 'client'>,
  { iat, exp }: { iat: number; exp: number },
): string {
  const asked = words(scope)
  return mint.sign({
    aud: client.application.appId,
    iss: `${origin}/${tenant.id}/v2.0`,
    iat,
    nbf: iat,
    exp,
    ...(user.mail !== '' && asked.includes('email') && { email: user.mail }),
    ...(asked.includes('profile') && { name: user.displayName, preferred_username: user.userPrincipalName }),
    ...(nonce !== undefined && { nonce }),
    oid: user.id,
    rh: `1.A${randomBytes(30).toString('base64url')}.`,
    sub: pairwise(tenant.id, client.application.appId, user.id),
    tid: tenant.id,
    uti: randomBytes(16).toString('base64url'),
    ver: '2.0',
  })
}

/** Whether somebody is still the one who signed in: the account lives, and nothing was revoked since. */
export function isRevoked(user: User, issuedAt: number): boolean {
  return user.tokensValidFrom !== undefined && issuedAt * 1000 < user.tokensValidFrom
}

function shownScope(audience: string, scope: string): string {
  return ['openid', 'profile', 'email'].includes(scope) ? scope : `${audience.replace(/\/$/, '')}/${scope}`
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
