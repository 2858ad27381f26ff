import { randomBytes, randomUUID } from 'node:crypto'
import { html } from '../control/pages/html.ts'
import type { WireRequest, WireResponse } from '../wire.ts'
import { refusalBody, SignInRefused } from './errors.ts'
import { type AuthorizePurpose, type Interaction, keep, type SignedIn } from './memory.ts'
import { refusalPage, sendOn, signInPage } from './sign-in-pages.ts'
import type { LoginState } from './token-endpoint.ts'

/** A code lives for so long (E/v2-oauth2-auth-code-flow.md: about ten minutes). */
const codeLifetime = 10 * 60_000

/** The end of a way through the pages: the application, the device or the administrator gets what was asked for. */
export function finish(state: LoginState, interaction: Interaction): WireResponse {
  const { purpose, tenant, user, client, scope, amr } = interaction
  if (tenant === undefined || user === undefined) throw new SignInRefused(9002313)
  state.memory.interactions.delete(interaction.id)
  log(state, interaction)
  const signedIn: SignedIn = { tenant, user, client, scope, amr, nonce: undefined }
  if (purpose.kind === 'authorize') {
    const code = issueCode(state, purpose, signedIn)
    const session = { state: purpose.state, session_state: randomUUID() }
    return sendOn(purpose.redirectUri, purpose.responseMode, { code, ...session })
  }
  if (purpose.kind === 'device') {
    const device = state.memory.devices.get(purpose.deviceCode)
    if (device?.state !== 'pending')
      return refusalPage('This code has expired', 'Begin again on your device.')
    device.state = signedIn
    return signInPage(
      client.displayName,
      html`<p role="status">You have signed in to ${client.displayName} on your device. You may now close this window.</p>`,
    )
  }
  return sendOn(purpose.redirectUri, 'query', {
    admin_consent: 'True',
    tenant: tenant.id,
    scope: purpose.scope,
    state: purpose.state,
  })
}

/** The other end: the person declined, or the application is not to have it. */
export function refuse(
  state: LoginState,
  request: WireRequest,
  interaction: Interaction,
  error: SignInRefused,
): WireResponse {
  const { purpose, tenant } = interaction
  state.memory.interactions.delete(interaction.id)
  if (purpose.kind === 'authorize') return answerAuthorize(state, request, purpose, error)
  if (purpose.kind === 'device') {
    const device = state.memory.devices.get(purpose.deviceCode)
    if (device?.state === 'pending') device.state = 'declined'
    return refusalPage('The sign-in was cancelled', `${error.message} You may now close this window.`, 200)
  }
  const text = `AADSTS${error.code}: ${error.message}`
  const isV1 = purpose.scope === undefined
  return sendOn(purpose.redirectUri, 'query', {
    error: isV1 ? 'permission_denied' : 'consent_required',
    error_description: text,
    ...(!isV1 && { admin_consent: 'True', tenant: tenant?.id }),
    state: purpose.state,
  })
}

/** Tells an application that its request was refused. */
export function answerAuthorize(
  { world }: LoginState,
  request: WireRequest,
  purpose: AuthorizePurpose,
  error: SignInRefused,
): WireResponse {
  const trace = {
    now: world.clock.now(),
    traceId: request.id,
    correlationId: randomUUID(),
    origin: request.origin,
  }
  const { body } = refusalBody(error, trace)
  // Consent that is missing has another name here than at the token endpoint (platform-facts 1.5).
  const name = error.code === 65001 ? 'consent_required' : String(body.error)
  return sendOn(purpose.redirectUri, purpose.responseMode, {
    error: name === 'invalid_grant' ? 'access_denied' : name,
    error_description: String(body.error_description),
    error_uri: String(body.error_uri),
    state: purpose.state,
  })
}

function issueCode({ memory, world }: LoginState, purpose: AuthorizePurpose, signedIn: SignedIn): string {
  const { redirectUri, challenge, nonce } = purpose
  const code = `1.A${randomBytes(48).toString('base64url')}`
  const expiresAt = world.clock.now() + codeLifetime
  keep(memory.codes, code, { ...signedIn, nonce, redirectUri, challenge, expiresAt, used: false })
  return code
}

function log(
  { world, signIns }: LoginState,
  { tenant, user, client, purpose, scope, id }: Interaction,
): void {
  signIns.add({
    time: world.clock.now(),
    tenantId: tenant?.id ?? '',
    clientId: client.appId,
    who: user?.userPrincipalName ?? '',
    grant: purpose.kind,
    resource: scope,
    code: 0,
    text: 'Success',
    correlationId: id,
  })
}
