import { randomBytes, randomInt } from 'node:crypto'
import { json, type WireRequest, type WireResponse } from '../wire.ts'
import { clientOf } from './authorize.ts'
import { SignInRefused } from './errors.ts'
import { begin, openInteraction } from './interaction.ts'
import { keep } from './memory.ts'
import { devicePage } from './sign-in-pages.ts'
import { resolveTenant } from './tenant-path.ts'
import type { LoginState } from './token-endpoint.ts'

const lifetimeSeconds = 900

/** Letters of codes, without those that are mistaken for one another. */
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'

/** `POST /{tenant}/oauth2/v2.0/devicecode`: a code for a person to type at `/devicelogin`. */
export function deviceCodeEndpoint(state: LoginState, request: WireRequest, segment: string): WireResponse {
  if (request.method !== 'POST') throw new SignInRefused(900561, [request.method])
  const form = new URLSearchParams(request.body.toString('utf8'))
  const path = resolveTenant(state.world, segment)
  const client = clientOf(state, path, form)
  const scope = form.get('scope') ?? ''
  if (scope.trim() === '') throw new SignInRefused(900144, ['scope'])
  if (!client.publicClient) throw new SignInRefused(7000218)
  const deviceCode = randomBytes(96).toString('base64url')
  const userCode = Array.from({ length: 9 }, () => letters[randomInt(letters.length)]).join('')
  keep(state.memory.devices, deviceCode, {
    deviceCode,
    userCode,
    tenant: path.kind === 'tenant' ? path.tenant : undefined,
    client,
    scope,
    expiresAt: state.world.clock.now() + lifetimeSeconds * 1000,
    state: 'pending',
  })
  const uri = `${request.origin}/devicelogin`
  return json(200, {
    user_code: userCode,
    device_code: deviceCode,
    verification_uri: uri,
    expires_in: lifetimeSeconds,
    interval: state.devicePollSeconds,
    message: `To sign in, use a web browser to open the page ${uri} and enter the code ${userCode} to authenticate.`,
  })
}

/** `/devicelogin`: takes the code that a device shows, then signs its person in. */
export async function deviceLogin(state: LoginState, request: WireRequest): Promise<WireResponse> {
  if (request.method !== 'POST') return devicePage()
  const form = new URLSearchParams(request.body.toString('utf8'))
  const typed = (form.get('otc') ?? '').trim().toUpperCase()
  const device = [...state.memory.devices.values()].find(({ userCode }) => userCode === typed)
  if (device === undefined || device.state !== 'pending') {
    return devicePage('That code didn’t work. Check the code and try again.')
  }
  if (device.expiresAt <= state.world.clock.now())
    return devicePage('That code has expired. Begin again on your device.')
  const { tenant, client, scope, deviceCode } = device
  const interaction = openInteraction(state, {
    tenant,
    client,
    scope,
    purpose: { kind: 'device', deviceCode },
  })
  return begin(state, request, interaction)
}
