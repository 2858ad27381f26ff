import type { FastifyRequest } from 'fastify'
import { TandemError } from '../errors.ts'
import { findApiKey } from '../store/api-keys.ts'
import type { Db } from '../store/database.ts'
import { type Rights, rightsOf } from '../store/people.ts'
import { inScope } from '../store/scope.ts'
import { isAllowed, type PersonPrincipal, type Principal, scopeOf } from './access.ts'
import type { ApiDeps, App } from './deps.ts'
import { guardInvitations, invitationPrincipal, refusedInvitation } from './invitation-access.ts'
import type { KeyScope } from './key-scopes.ts'
import { mustBeSameOrigin } from './same-origin.ts'
import { personOf } from './sign-in.ts'

/** Before anything else of a request: who is it, and may they? A route without `access` lets nobody in. */
export function authenticate(app: App, deps: ApiDeps): void {
  const strangers = app.createRateLimit({ max: 60, timeWindow: '1 minute' })
  const guard = guardInvitations(app)
  app.addHook('onRequest', async (request, reply) => {
    if (request.is404) return
    const { access = [], scope, beforeSecondFactor } = request.routeOptions.config
    const allowed = Array.isArray(access) ? access : [access]
    if (allowed.includes('public') || (allowed.includes('machine') && isThisMachine(request))) return
    const principal = await inScope('all', async () => await findPrincipal(deps, request))
    if (principal === undefined) {
      const limit = await strangers(request)
      if (!limit.isAllowed && limit.isExceeded) {
        reply.header('retry-after', limit.ttlInSeconds)
        throw tooManyAttempts(limit.ttlInSeconds)
      }
      throw await inScope('all', async () => await notSignedIn(deps.db, request))
    }
    if (!isAllowed(principal, allowed, scope)) throw notAllowed(principal, scope)
    if ('secondFactorMissing' in principal && principal.secondFactorMissing && !beforeSecondFactor)
      throw secondFactorNeeded()
    request.principal = principal
    if (principal.kind === 'invitation') await guard(request, reply)
  })
  // After the body was read: its end is told by the socket, outside of what `inScope` holds together.
  app.addHook('preValidation', (request, _reply, done) =>
    inScope(scopeOf(request, deps.config.SUPPORT_APPROVAL), done),
  )
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
  return await personPrincipal(deps, person)
}

/** Roles are read with every request: what was taken away is gone at once. */
async function personPrincipal(
  { db, config }: ApiDeps,
  person: { id: string; email: string; sessionId: string },
): Promise<PersonPrincipal | undefined> {
  const rights = await rightsOf(db, person.id)
  if (rights === undefined) return undefined
  const { role, organisationId, mailboxIds, twoFactorEnabled } = rights
  const secondFactorMissing = !twoFactorEnabled && needsSecondFactor(rights, config.TWO_FACTOR)
  const known = { ...person, twoFactorEnabled, secondFactorMissing }
  if (organisationId === null) return role === 'operator' ? { kind: role, ...known } : undefined
  if (role === 'agent') return { kind: role, ...known, organisationId, mailboxIds }
  return role === 'administrator' ? { kind: role, ...known, organisationId } : undefined
}

function needsSecondFactor(rights: Rights, setting: ApiDeps['config']['TWO_FACTOR']): boolean {
  if (!rights.hasPassword) return false
  return (
    setting === 'everyone' ||
    (setting === 'operators' && rights.role === 'operator') ||
    rights.organisationRequiresTwoFactor
  )
}

async function keyPrincipal(db: Db, token: string): Promise<Principal | undefined> {
  const key = await findApiKey(db, token)
  return key && { kind: 'key', id: key.id, organisationId: key.organisationId, scopes: key.scopes }
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

function notAllowed(principal: Principal, need: KeyScope | undefined): TandemError {
  return new TandemError('not-allowed', reasonOf(principal, need))
}

function reasonOf(principal: Principal, need: KeyScope | undefined): string {
  if (principal.kind === 'invitation') return 'An invitation link opens Setup alone.'
  if (principal.kind === 'agent')
    return 'This is for administrators of your organisation. Ask one of them to do it, or to change your role.'
  if (principal.kind === 'key' && principal.scopes !== null)
    return need === undefined
      ? 'Keys with scopes cannot do this. Use a key that may do everything.'
      : `This key may do: ${principal.scopes.join(', ')}. It needs ${need}: make a key with it (POST /api/v1/api-keys).`
  if (principal.kind === 'operator') return 'Only somebody of the organisation itself may do this.'
  return 'This needs an operator, or a signed-in or invited administrator. What you use belongs to one organisation.'
}

function secondFactorNeeded(): TandemError {
  return new TandemError(
    'second-factor-needed',
    'A second factor is required here. Set up an authenticator app on the page Account; it takes two minutes.',
  )
}

function tooManyAttempts(seconds: number): TandemError {
  return new TandemError(
    'too-many-requests',
    `Too many requests without a valid key. Wait ${seconds} seconds.`,
  )
}
