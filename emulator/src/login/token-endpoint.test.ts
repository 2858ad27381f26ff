import { createPrivateKey, generateKeyPairSync, randomUUID, X509Certificate } from 'node:crypto'
import { CompactSign, SignJWT } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callControl } from '../control/room.ts'
import { loadKeys, sharedKeyFolder } from '../keys.ts'
import { createEmulator, type Emulator } from '../main.ts'
import { type Client, createClient } from '../test-clients.ts'

let emulator: Emulator
let client: Client
let tenant: Emulator['tenants'][number]
const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

beforeAll(async () => {
  emulator = await createEmulator({ seed: 'demo' })
  client = createClient(emulator)
  tenant = emulator.tenants[0]!
})

afterAll(async () => {
  await emulator.close()
})

function good(): Record<string, string> {
  return {
    grant_type: 'client_credentials',
    client_id: tenant.clientId!,
    client_secret: tenant.clientSecret!,
    scope: 'https://graph.microsoft.com/.default',
  }
}

function ask(
  change: Record<string, string | undefined> = {},
  segment = tenant.id,
  endpoint = 'oauth2/v2.0/token',
) {
  const given = Object.entries({ ...good(), ...change })
  const form = given.filter((entry): entry is [string, string] => entry[1] !== undefined)
  return client.form(`/${segment}/${endpoint}`, Object.fromEntries(form))
}

const claimsOf = (token: unknown) =>
  JSON.parse(Buffer.from(String(token).split('.')[1]!, 'base64url').toString())

test('a refusal has the service’s whole shape: body, ids, headers', async () => {
  const asked = randomUUID()
  const answer = await client.form(
    `/${tenant.id}/oauth2/v2.0/token`,
    { ...good(), client_secret: randomUUID() },
    { 'client-request-id': asked },
  )
  expect(answer.status).toBe(401)
  expect(answer.headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store, no-cache',
    'client-request-id': asked,
    'x-ms-ests-server': expect.any(String),
    'x-ms-request-id': answer.body.trace_id,
  })
  expect(answer.body).toEqual({
    error: 'invalid_client',
    error_description: expect.stringMatching(
      /^AADSTS7000215: Invalid client secret provided\..* Trace ID: \S+ Correlation ID: \S+ Timestamp: \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/,
    ),
    error_codes: [7000215],
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/),
    trace_id: expect.stringMatching(guid),
    correlation_id: asked,
    error_uri: `${emulator.url}/error?code=7000215`,
  })
})

const unknownId = '11111111-2222-4333-8444-555555555555'

test.each([
  ['an unknown tenant id', {}, unknownId, 400, 'invalid_tenant', 90002],
  ['an unknown domain', {}, 'nowhere.example', 400, 'invalid_tenant', 90002],
  ['a tenant that is neither domain nor GUID', {}, 'no_such', 400, 'invalid_request', 900023],
  ['no tenant at all (common)', {}, 'common', 400, 'invalid_request', 50059],
  ['no grant_type', { grant_type: undefined }, undefined, 400, 'invalid_request', 900144],
  ['no client_id', { client_id: undefined }, undefined, 400, 'invalid_request', 900144],
  ['no scope', { scope: undefined }, undefined, 400, 'invalid_request', 90014],
  ['a strange grant', { grant_type: 'magic' }, undefined, 400, 'unsupported_grant_type', 70003],
  ['a client id that is no GUID', { client_id: 'tandem' }, undefined, 400, 'unauthorized_client', 700038],
  ['an unknown application', { client_id: unknownId }, undefined, 400, 'unauthorized_client', 700016],
  ['a wrong secret', { client_secret: 'abc' }, undefined, 401, 'invalid_client', 7000215],
  ['no credential', { client_secret: undefined }, undefined, 401, 'invalid_client', 7000216],
  ['an empty scope', { scope: ' ' }, undefined, 400, 'invalid_scope', 70011],
  [
    'a single permission as scope',
    { scope: 'https://graph.microsoft.com/Contacts.Read' },
    undefined,
    400,
    'invalid_scope',
    1002012,
  ],
  [
    'two resources',
    { scope: 'https://graph.microsoft.com/.default https://outlook.office365.com/.default' },
    undefined,
    400,
    'invalid_request',
    700022,
  ],
  [
    'an unknown resource',
    { scope: 'https://vault.azure.net/.default' },
    undefined,
    400,
    'invalid_resource',
    500011,
  ],
  ['an assertion that is no JWT', assertion('nonsense'), undefined, 400, 'invalid_request', 50027],
])('%s is refused', async (_, change, segment, status, error, code) => {
  const answer = await ask(change, segment)
  expect([answer.status, answer.body.error, answer.body.error_codes]).toEqual([status, error, [code]])
})

test('a repeated parameter is a malformed request', async () => {
  const answer = await client.send('POST', `/${tenant.id}/oauth2/v2.0/token`, {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials&grant_type=password',
  })
  expect(answer.body.error_codes).toEqual([9002313])
})

test('GET at the token endpoint is told to POST', async () => {
  const answer = await client.send('GET', `/${tenant.id}/oauth2/v2.0/token`)
  expect([answer.status, answer.body.error_codes]).toEqual([400, [900561]])
})

test('an expired secret is refused as expired, a disabled application as disabled', async () => {
  const path = `/tenants/${tenant.id}/applications`
  const made = callControl(emulator.control, 'POST', path, {
    displayName: 'Old',
    secrets: [{ value: 'old-secret', days: -1 }],
  }) as { appId: string }
  const change = { client_id: made.appId, client_secret: 'old-secret' }
  expect((await ask(change)).body.error_codes).toEqual([7000222])
  callControl(emulator.control, 'PUT', `${path}/${made.appId}`, { disabled: true })
  expect((await ask(change)).body.error_codes).toEqual([7000112])
})

test('the v1 endpoint answers texts and absolute times', async () => {
  const { status, body } = await ask(
    { scope: undefined, resource: 'https://graph.microsoft.com' },
    tenant.domain,
    'oauth2/token',
  )
  expect(status).toBe(200)
  expect(body).toMatchObject({
    expires_in: '3599',
    resource: 'https://graph.microsoft.com',
    token_type: 'Bearer',
  })
  expect(Number(body.expires_on) - Number(body.not_before)).toBe(3600)
  const missing = await ask({ scope: undefined }, tenant.id, 'oauth2/token')
  expect(missing.body.error_codes).toEqual([900144])
})

test('HTTP Basic carries the credential as well', async () => {
  const basic = Buffer.from(`${tenant.clientId}:${encodeURIComponent(tenant.clientSecret!)}`).toString(
    'base64',
  )
  const { client_id: _, client_secret: __, ...form } = good()
  const path = `/${tenant.id}/oauth2/v2.0/token`
  const { status } = await client.form(path, form as Record<string, string>, {
    authorization: `Basic ${basic}`,
  })
  expect(status).toBe(200)
})

test('a token without consent has no roles, and the sign-in log names every attempt', async () => {
  callControl(emulator.control, 'PUT', `/tenants/${tenant.id}/applications/Tandem-1/permissions`, {
    granted: [],
  })
  const { body } = await ask()
  expect(claimsOf(body.access_token)).not.toHaveProperty('roles')
  const last = emulator.control.signIns.list(tenant.id).at(-1)
  expect(last).toMatchObject({ clientId: tenant.clientId, who: 'Tandem-1', code: 0 })
  emulator.reset()
})

test('a certificate proves the application by PS256 and RS256; every flaw of an assertion has its own code', async () => {
  const { keys } = await loadKeys(sharedKeyFolder())
  const certificate = new X509Certificate(keys.signing)
  const base64 = certificate.raw.toString('base64')
  callControl(emulator.control, 'POST', `/tenants/${tenant.id}/applications/Tandem-1/certificates`, {
    base64,
  })
  const key = createPrivateKey(keys.signingKey)
  const thumbprint = (hex: string) => Buffer.from(hex.replaceAll(':', ''), 'hex').toString('base64url')
  const sha256 = { 'x5t#S256': thumbprint(certificate.fingerprint256) }
  const now = Math.floor(emulator.world.clock.now() / 1000)
  const claims = {
    aud: `${emulator.url}/${tenant.id}/oauth2/v2.0/token`,
    iss: tenant.clientId!,
    sub: tenant.clientId!,
    jti: randomUUID(),
    nbf: now,
    exp: now + 600,
  }
  const attempt = async (header: Record<string, string>, changed: object = {}, signer = key) => {
    const jwt = new SignJWT({ ...claims, ...changed }).setProtectedHeader({ alg: 'PS256', ...header })
    const { body } = await ask(assertion(await jwt.sign(signer)))
    return body.access_token === undefined ? body.error_codes : claimsOf(body.access_token).appidacr
  }
  expect(await attempt(sha256)).toBe('2')
  expect(await attempt({ alg: 'RS256', x5t: thumbprint(certificate.fingerprint) })).toBe('2')
  expect(await attempt(sha256, { aud: 'https://login.microsoftonline.com/common/oauth2/v2.0/token' })).toBe(
    '2',
  )
  expect(await attempt({ x5t: 'AAAA' })).toEqual([700027])
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  expect(await attempt(sha256, {}, stranger)).toEqual([700027])
  expect(await attempt(sha256, { aud: 'https://elsewhere.example/' })).toEqual([700023])
  expect(await attempt(sha256, { iss: unknownId })).toEqual([700021])
  expect(await attempt(sha256, { nbf: now - 4000, exp: now - 3000 })).toEqual([700024])
  expect(await attempt({})).toEqual([50027])
  const text = await new CompactSign(Buffer.from('no json'))
    .setProtectedHeader({ alg: 'PS256', ...sha256 })
    .sign(key)
  expect((await ask(assertion(text))).body.error_codes).toEqual([50027])
})

test('a password sign-in meets each hindrance of the user', async () => {
  const path = `/tenants/${tenant.id}`
  callControl(emulator.control, 'PUT', `${path}/applications/Tandem-1`, { publicClient: true })
  const consent = (granted: string[]) =>
    callControl(emulator.control, 'PUT', `${path}/applications/Tandem-1/delegated-permissions`, { granted })
  const user = tenant.users[1]!
  const form = {
    grant_type: 'password',
    client_secret: undefined,
    scope: 'https://graph.microsoft.com/Contacts.ReadWrite',
    username: user.address,
    password: user.password,
  }
  const hinder = async (change: object, given: object = {}) => {
    callControl(emulator.control, 'PUT', `${path}/users/${user.address}`, change)
    const { body } = await ask({ ...form, ...given })
    return [(body.error_codes as number[] | undefined)?.[0], body.suberror]
  }
  expect(await hinder({})).toEqual([65001, 'consent_required'])
  consent(['Contacts.ReadWrite'])
  expect(await hinder({})).toEqual([undefined, undefined])
  expect(await hinder({}, { password: 'wrong' })).toEqual([50126, undefined])
  expect(await hinder({}, { username: 'nobody@harborrealty.example' })).toEqual([50034, undefined])
  expect(await hinder({ signInState: 'passwordExpired' })).toEqual([50055, 'user_password_expired'])
  expect(await hinder({ signInState: 'mfaRequired' })).toEqual([50076, 'basic_action'])
  expect(await hinder({ signInState: 'mfaRegistration' })).toEqual([50079, 'basic_action'])
  expect(await hinder({ signInState: 'blockedByPolicy' })).toEqual([53003, 'message_only'])
  expect(await hinder({ signInState: 'locked' })).toEqual([50053, undefined])
  expect(await hinder({ signInState: null, enabled: false })).toEqual([50057, undefined])
})

function assertion(jwt: string): Record<string, string | undefined> {
  return {
    client_secret: undefined,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: jwt,
  }
}
