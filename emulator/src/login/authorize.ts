import type { Application } from '../tenant/types.ts'
import type { WireRequest, WireResponse } from '../wire.ts'
import { findClient, registrationOf } from './client.ts'
import { SignInRefused } from './errors.ts'
import { answerAuthorize } from './finish.ts'
import { begin, openInteraction } from './interaction.ts'
import type { AuthorizePurpose } from './memory.ts'
import { isGuid, resolveTenant, type TenantPath } from './tenant-path.ts'
import type { LoginState } from './token-endpoint.ts'

/**
 * `GET|POST /{tenant}/oauth2/v2.0/authorize`: the code flow. Until the address to answer to is known to be the
 * application's, problems are shown here; afterwards the application is told of them.
 */
export async function authorize(
  state: LoginState,
  request: WireRequest,
  segment: string,
): Promise<WireResponse> {
  const values =
    request.method === 'POST' ? new URLSearchParams(request.body.toString('utf8')) : request.query
  const path = resolveTenant(state.world, segment)
  const client = clientOf(state, path, values)
  const redirectUri = redirectOf(client, values)
  const responseMode = modeOf(values)
  const purpose: AuthorizePurpose = {
    kind: 'authorize',
    redirectUri,
    responseMode,
    state: values.get('state') ?? undefined,
    nonce: values.get('nonce') ?? undefined,
    challenge: challengeOf(values),
    prompt: values.get('prompt') ?? '',
  }
  try {
    const type = values.get('response_type') ?? ''
    if (type === '') throw new SignInRefused(900144, ['response_type'])
    if (type !== 'code') throw new SignInRefused(700054, [type])
    const scope = values.get('scope') ?? ''
    if (scope.trim() === '') throw new SignInRefused(900144, ['scope'])
    const tenant = path.kind === 'tenant' ? path.tenant : undefined
    const interaction = openInteraction(state, { tenant, client, scope, purpose })
    interaction.account = values.get('login_hint') ?? ''
    if (interaction.account !== '') interaction.step = 'password'
    return await begin(state, request, interaction, purpose.prompt)
  } catch (error) {
    if (!(error instanceof SignInRefused)) throw error
    return answerAuthorize(state, request, purpose, error)
  }
}

/** The registration behind `client_id`: in the tenant of the path, or (below `common`) one for several tenants. */
export function clientOf(state: LoginState, path: TenantPath, values: URLSearchParams): Application {
  const id = values.get('client_id') ?? ''
  if (id === '') throw new SignInRefused(900144, ['client_id'])
  if (!isGuid(id)) throw new SignInRefused(700038, [id])
  const appId = id.toLowerCase()
  const registration = registrationOf(state.world, appId)
  const isOfMany = registration?.signInAudience === 'AzureADMultipleOrgs'
  if (registration !== undefined && isOfMany && !registration.disabled) return registration
  if (path.kind === 'tenant') return findClient(state.world, path.tenant, id).application
  throw new SignInRefused(700016, [id, path.name])
}

/** The address to answer to, which must be the application's; for `http://localhost` any port fits (RFC 8252 §7.3). */
export function redirectOf(client: Application, values: URLSearchParams): string {
  const known = [
    ...client.redirectUris,
    ...(client.publicRedirectUris ?? []),
    ...(client.spaRedirectUris ?? []),
  ]
  const given = values.get('redirect_uri') ?? known[0] ?? ''
  const loose = withoutPort(given)
  const isKnown = known.some((one) => one === given || (loose !== undefined && withoutPort(one) === loose))
  if (!URL.canParse(given) || !isKnown) throw new SignInRefused(50011, [given, client.appId])
  return given
}

function withoutPort(uri: string): string | undefined {
  const url = URL.canParse(uri) ? new URL(uri) : undefined
  if (url?.protocol !== 'http:' || !['localhost', '127.0.0.1', '[::1]'].includes(url.hostname))
    return undefined
  url.port = ''
  return url.href
}

function modeOf(values: URLSearchParams): AuthorizePurpose['responseMode'] {
  const mode = values.get('response_mode') ?? 'query'
  if (mode === 'query' || mode === 'fragment' || mode === 'form_post') return mode
  throw new SignInRefused(9002313)
}

function challengeOf(values: URLSearchParams): AuthorizePurpose['challenge'] {
  const value = values.get('code_challenge')
  if (value === null) return undefined
  return { value, method: values.get('code_challenge_method') === 'S256' ? 'S256' : 'plain' }
}
