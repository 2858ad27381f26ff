import { createHash } from 'node:crypto'
import type { User } from '../tenant/types.ts'
import { SignInRefused } from './errors.ts'
import type { Grant, Granted } from './grant.ts'
import type { AuthorizePurpose, IssuedCode } from './memory.ts'
import { isRevoked, personTokens, type RefreshClaims } from './person-tokens.ts'

const day = 86_400

/** Refresh tokens die after so many seconds without use (E/refresh-tokens.md 05/2025). */
const refreshLifetime = 90 * day

/** `authorization_code`: a code is worth one use, at the client, with the address and the verifier of its request. */
export function authorizationCode(grant: Grant): Granted {
  const { form, memory, client, world, tenant } = grant
  const value = needed(form, 'code')
  const code = memory.codes.get(value)
  if (code === undefined || code.client.appId !== client.application.appId || code.tenant !== tenant) {
    throw new SignInRefused(70000)
  }
  if (code.used) throw new SignInRefused(54005)
  if (code.expiresAt <= world.clock.now()) throw new SignInRefused(70008)
  const redirectUri = needed(form, 'redirect_uri')
  if (redirectUri !== code.redirectUri)
    throw new SignInRefused(50011, [redirectUri, client.application.appId])
  checkVerifier(code.challenge, form.get('code_verifier'))
  code.used = true
  return personTokens(grant, { ...code, scope: askedOr(form, code) })
}

/** `refresh_token`: a new set of tokens, also for another service that was consented to. */
export function refreshToken(grant: Grant): Granted {
  const { form, world, tenant, client } = grant
  const claims = readRefresh(grant, needed(form, 'refresh_token'))
  if (claims === undefined || claims.appid !== client.application.appId || claims.tid !== tenant.id) {
    throw new SignInRefused(70000)
  }
  const now = Math.floor(world.clock.now() / 1000)
  if (claims.iat + refreshLifetime < now) {
    throw new SignInRefused(700082, [new Date(claims.iat * 1000).toISOString(), '90.00:00:00'])
  }
  const user = tenant.users.get(claims.oid)
  if (user === undefined || isRevoked(user, claims.iat)) throw new SignInRefused(50173)
  refuseHindered(user, claims.amr, client.application.appId)
  return personTokens(grant, {
    user,
    amr: claims.amr,
    nonce: undefined,
    scope: form.get('scope')?.trim() || claims.scope,
  })
}

/** `device_code`: what the person has decided at /devicelogin meanwhile. */
export function deviceCode(grant: Grant): Granted {
  const { form, memory, client, world } = grant
  const request = memory.devices.get(needed(form, 'device_code'))
  if (request === undefined || request.client.appId !== client.application.appId)
    throw new SignInRefused(70018)
  if (request.expiresAt <= world.clock.now()) throw new SignInRefused(70020)
  if (request.state === 'pending') throw new SignInRefused(70016)
  if (request.state === 'declined') throw new SignInRefused(70017)
  if (request.state === 'used') throw new SignInRefused(70018)
  const signedIn = request.state
  request.state = 'used'
  return personTokens(grant, signedIn)
}

/** What a refresh token says, if it is one of ours. */
export function readRefresh({ mint }: Pick<Grant, 'mint'>, token: string): RefreshClaims | undefined {
  const claims = token.startsWith('1.') ? mint.read(token.slice(2)) : undefined
  return claims?.aud === 'refresh' ? (claims as unknown as RefreshClaims) : undefined
}

function refuseHindered(user: User, amr: string[], appId: string): void {
  if (!user.accountEnabled) throw new SignInRefused(50057)
  if (user.signInState === 'blockedByPolicy') throw new SignInRefused(53003)
  if (user.signInState === 'mfaRequired' && !amr.includes('mfa')) throw new SignInRefused(50076, [appId])
}

function checkVerifier(challenge: AuthorizePurpose['challenge'], verifier: string | null): void {
  if (challenge === undefined) return
  const given = verifier ?? ''
  const computed =
    challenge.method === 'S256' ? createHash('sha256').update(given).digest('base64url') : given
  if (computed !== challenge.value) throw new SignInRefused(501481)
}

function askedOr(form: URLSearchParams, code: IssuedCode): string {
  return form.get('scope')?.trim() || code.scope
}

function needed(form: URLSearchParams, name: string): string {
  const value = form.get(name) ?? ''
  if (value === '') throw new SignInRefused(900144, [name])
  return value
}
