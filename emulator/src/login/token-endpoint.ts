import { randomUUID } from 'node:crypto'
import type { Tenant } from '../tenant/types.ts'
import type { World } from '../tenant/world.ts'
import { json, type WireRequest, type WireResponse } from '../wire.ts'
import { authenticateClient } from './client.ts'
import { clientCredentials } from './client-credentials.ts'
import { refusalBody, SignInRefused } from './errors.ts'
import type { Granted } from './grant.ts'
import type { LoginMemory } from './memory.ts'
import { passwordGrant } from './password.ts'
import { authorizationCode, deviceCode, readRefresh, refreshToken } from './person-grants.ts'
import type { SignInLog } from './sign-ins.ts'
import { isGuid, resolveTenant } from './tenant-path.ts'
import type { TokenMint } from './tokens.ts'

/** What the sign-in service works with. */
export interface LoginState {
  world: World
  mint: TokenMint
  signIns: SignInLog
  memory: LoginMemory
  /** How long a device shall wait between two questions; 5 in the service. */
  devicePollSeconds: number
}

const grants = {
  client_credentials: clientCredentials,
  password: passwordGrant,
  authorization_code: authorizationCode,
  refresh_token: refreshToken,
  device_code: deviceCode,
  'urn:ietf:params:oauth:grant-type:device_code': deviceCode,
}

/** `POST /{tenant}/oauth2/v2.0/token` (and v1 `/oauth2/token`): a token, or one refusal of the catalogue. */
export async function tokenEndpoint(
  state: LoginState,
  request: WireRequest,
  segment: string,
  version: 1 | 2,
): Promise<WireResponse> {
  const form = new URLSearchParams(isForm(request) ? request.body.toString('utf8') : '')
  const correlationId = correlationOf(request, form)
  const entry = {
    time: state.world.clock.now(),
    tenantId: '',
    clientId: form.get('client_id') ?? '',
    who: form.get('username') ?? '',
    grant: form.get('grant_type') ?? '',
    resource: form.get('scope') ?? form.get('resource') ?? '',
    correlationId,
  }
  try {
    if (request.method !== 'POST') throw new SignInRefused(900561, [request.method])
    const path = resolveTenant(state.world, segment)
    const tenant = path.kind === 'tenant' ? path.tenant : tenantOfGrant(state, form, path.name)
    entry.tenantId = tenant.id
    const granted = await grantToken(state, tenant, request, form, version)
    entry.clientId = granted.claims.appid
    state.signIns.add({ ...entry, who: granted.who, code: 0, text: 'Success' })
    const answer = tokenAnswer(granted, state.mint.issue(granted.claims), version)
    return json(200, answer, headers(correlationId, form, request))
  } catch (error) {
    if (!(error instanceof SignInRefused)) throw error
    state.signIns.add({ ...entry, code: error.code, text: error.message })
    return refusal(state.world, request, error, correlationId)
  }
}

/** A refusal as an answer, with the headers that every answer of the sign-in service carries. */
export function refusal(
  world: World,
  request: WireRequest,
  error: SignInRefused,
  correlationId: string = randomUUID(),
): WireResponse {
  const trace = { now: world.clock.now(), traceId: request.id, correlationId, origin: request.origin }
  const { status, body } = refusalBody(error, trace)
  return json(status, body, headers(correlationId, new URLSearchParams(), request))
}

async function grantToken(
  { world, mint, memory }: LoginState,
  tenant: Tenant,
  request: WireRequest,
  form: URLSearchParams,
  version: 1 | 2,
): Promise<Granted> {
  const names = [...form.keys()]
  if (new Set(names).size < names.length) throw new SignInRefused(9002313)
  const name = form.get('grant_type') ?? ''
  if (name === '') throw new SignInRefused(900144, ['grant_type'])
  if (!Object.hasOwn(grants, name)) throw new SignInRefused(70003, [name])
  const isPublic = comesFromPublicPlatform(memory, form)
  const client = await authenticateClient(world, tenant, request, form, name, isPublic)
  const { origin } = request
  return grants[name as keyof typeof grants]({ world, mint, memory, tenant, client, form, version, origin })
}

/** A code sent to an address of the platforms "mobile and desktop" or "single page" is redeemed without a credential. */
function comesFromPublicPlatform(memory: LoginMemory, form: URLSearchParams): boolean {
  const code = memory.codes.get(form.get('code') ?? '')
  return code !== undefined && !code.client.redirectUris.includes(code.redirectUri)
}

/** `organizations` finds the tenant by the user's domain or by what was issued before; an application alone names none (50059). */
function tenantOfGrant(state: LoginState, form: URLSearchParams, name: 'common' | 'organizations'): Tenant {
  const { world, memory } = state
  const grant = form.get('grant_type') ?? ''
  const refresh = readRefresh(state, form.get('refresh_token') ?? '')
  const device = memory.devices.get(form.get('device_code') ?? '')
  const issued =
    memory.codes.get(form.get('code') ?? '')?.tenant ??
    world.tenants.get(refresh?.tid ?? '') ??
    (typeof device?.state === 'object' ? device.state.tenant : device?.tenant)
  if (issued !== undefined) return issued
  if (device !== undefined) return pendingDevice(device.expiresAt, device.state, world)
  if (['authorization_code', 'refresh_token'].includes(grant)) throw new SignInRefused(70000)
  if (grant.endsWith('device_code')) throw new SignInRefused(70018)
  if (grant !== 'password') throw new SignInRefused(50059)
  if (name === 'common') throw new SignInRefused(9001023, [grant])
  const path = resolveTenant(world, form.get('username')?.split('@')[1] ?? '')
  if (path.kind !== 'tenant') throw new SignInRefused(50059)
  return path.tenant
}

/** Nobody has signed in for the device yet, so it has no tenant. */
function pendingDevice(expiresAt: number, state: unknown, world: World): never {
  if (expiresAt <= world.clock.now()) throw new SignInRefused(70020)
  throw new SignInRefused(state === 'declined' ? 70017 : 70016)
}

/** v2 answers numbers, v1 texts and the absolute times as well. */
function tokenAnswer(granted: Granted, token: string, version: 1 | 2): Record<string, unknown> {
  const { claims, resource, scope, extra } = granted
  const seconds = claims.exp - claims.iat - 1
  if (version === 2) {
    return {
      token_type: 'Bearer',
      ...(scope !== undefined && { scope }),
      expires_in: seconds,
      ext_expires_in: seconds,
      access_token: token,
      ...extra,
    }
  }
  return {
    token_type: 'Bearer',
    ...(scope !== undefined && { scope }),
    expires_in: String(seconds),
    ext_expires_in: String(seconds),
    expires_on: String(claims.exp),
    not_before: String(claims.nbf),
    resource: resource.audience,
    access_token: token,
    ...extra,
  }
}

function isForm(request: WireRequest): boolean {
  const type = request.headers['content-type'] ?? 'application/x-www-form-urlencoded'
  return type.toLowerCase().startsWith('application/x-www-form-urlencoded')
}

/** MSAL sends `client-request-id` as a header or in the form. */
function correlationOf(request: WireRequest, form: URLSearchParams): string {
  const given = request.headers['client-request-id'] ?? form.get('client-request-id') ?? ''
  return isGuid(given) ? given : randomUUID()
}

function headers(correlationId: string, form: URLSearchParams, request: WireRequest): Record<string, string> {
  const asked = request.headers['client-request-id'] ?? form.get('client-request-id')
  return {
    'cache-control': 'no-store, no-cache',
    pragma: 'no-cache',
    expires: '-1',
    p3p: 'CP="DSP CUR OTPi IND OTRi ONL FIN"',
    'x-content-type-options': 'nosniff',
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    'x-ms-request-id': request.id,
    'x-ms-ests-server': '2.1.21896.5 - EMULATOR',
    'x-ms-srs': '1.P',
    ...(asked && { 'client-request-id': correlationId }),
  }
}
