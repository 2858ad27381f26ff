import type { FastifyRequest } from 'fastify'
import { TandemError } from '../errors.ts'
import { findApiKey } from '../store/api-keys.ts'
import type { Db } from '../store/database.ts'
import { isAllowed, type Principal } from './access.ts'
import type { ApiDeps, App } from './deps.ts'
import { guardInvitations, invitationPrincipal, refusedInvitation } from './invitation-access.ts'
import { mustBeSameOrigin } from './same-origin.ts'
import { personOf } from './sign-in.ts'

/** Before anything else of a request: who is it, and may they? A route without `access` lets nobody in. */
export function authenticate(app: App, deps: ApiDeps): void {
  const refusals = app.createRateLimit({ max: 60, timeWindow: '1 minute' })
  const guard = guardInvitations(app)
  app.addHook('onRequest', async (request, reply) => {
    if (request.is404) return
    const { access = [] } = request.routeOptions.config
    const allowed = Array.isArray(access) ? access : [access]
    if (allowed.includes('public') || (allowed.includes('machine') && isThisMachine(request))) return
    const principal = await findPrincipal(deps, request)
    if (principal === undefined) {
      const limit = await refusals(request)
      if (!limit.isAllowed && limit.isExceeded) {
        reply.header('retry-after', limit.ttlInSeconds)
        throw tooManyAttempts(limit.ttlInSeconds)
      }
      throw await notSignedIn(deps.db, request)
    }
    if (!isAllowed(principal, allowed)) throw notAllowed(principal)
    request.principal = principal
    if (principal.kind === 'invitation') await guard(request, reply)
  })
}

/** Of a request through a proxy here, `ip` is where the proxy was asked from (app.ts, trustProxy). */
function isThisMachine({ ip }: FastifyRequest): boolean {
  return ip === '127.0.0.1' || ip === '::1' || ip === '::ffff:127.0.0.1'
}

async function findPrincipal(deps: ApiDeps, request: FastifyRequest): Promise<Principal | undefined> {
  const [scheme, token] = request.headers.authorization?.split(' ') ?? []
  if (scheme !== undefined && token !== undefined) {
    if (/^bearer$/i.test(scheme)) return await keyPrincipal(deps.db, token)
    if (/^invitation$/i.test(scheme)) return await invitationPrincipal(deps.db, token)
    return undefined
  }
  const person = await personOf(deps.auth, request)
  if (person === undefined) return undefined
  mustBeSameOrigin(request, deps.config.publicUrl)
  return { kind: 'operator', ...person }
}

async function keyPrincipal(db: Db, token: string): Promise<Principal | undefined> {
  const key = await findApiKey(db, token)
  return key && { kind: 'key', id: key.id, organisationId: key.organisationId }
}

async function notSignedIn(db: Db, { headers }: FastifyRequest): Promise<TandemError> {
  const [scheme, token = ''] = headers.authorization?.split(' ') ?? []
  if (scheme?.toLowerCase() === 'invitation') return await refusedInvitation(db, token)
  const detail =
    headers.authorization !== undefined
      ? 'The key in the Authorization header is unknown or has expired. Send a valid one as "Authorization: Bearer tdm_…".'
      : 'Sign in on the page, or send an API key as "Authorization: Bearer tdm_…".'
  return new TandemError('not-signed-in', detail)
}

function notAllowed(principal: Principal): TandemError {
  const detail =
    principal.kind === 'invitation'
      ? 'An invitation link opens Setup alone.'
      : 'This needs an operator. The key you use belongs to one organisation, or only invited administrators may do it.'
  return new TandemError('not-allowed', detail)
}

function tooManyAttempts(seconds: number): TandemError {
  return new TandemError(
    'too-many-requests',
    `Too many requests without a valid key. Wait ${seconds} seconds.`,
  )
}
