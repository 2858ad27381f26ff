import type { WireRequest, WireResponse } from '../wire.ts'
import { clientOf, redirectOf } from './authorize.ts'
import { SignInRefused } from './errors.ts'
import { begin, openInteraction } from './interaction.ts'
import { resolveTenant } from './tenant-path.ts'
import type { LoginState } from './token-endpoint.ts'

/** `GET /{tenant}/v2.0/adminconsent` and (v1) `/{tenant}/adminconsent`: an administrator consents for everybody. */
export async function adminConsent(
  state: LoginState,
  request: WireRequest,
  segment: string,
  version: 1 | 2,
): Promise<WireResponse> {
  const path = resolveTenant(state.world, segment)
  const client = clientOf(state, path, request.query)
  const redirectUri = redirectOf(client, request.query)
  const scope = version === 1 ? undefined : (request.query.get('scope') ?? '')
  if (scope === '') throw new SignInRefused(900144, ['scope'])
  const interaction = openInteraction(state, {
    tenant: path.kind === 'tenant' ? path.tenant : undefined,
    client,
    scope: scope ?? '',
    purpose: { kind: 'adminConsent', redirectUri, state: request.query.get('state') ?? undefined, scope },
  })
  return begin(state, request, interaction)
}
