import { createHash, randomBytes } from 'node:crypto'
import { DeviceCodeCredential } from '@azure/identity'
import { ConfidentialClientApplication, CryptoProvider, PublicClientApplication } from '@azure/msal-node'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { callControl } from '../control/room.ts'
import { createEmulator, type Emulator } from '../main.ts'
import { type Client, createClient } from '../test-clients.ts'
import { newPerson, type Seen, signIn } from './test-person.ts'

let emulator: Emulator
let client: Client
let tenant: Emulator['tenants'][number]
let admin: { address: string; password?: string }
let agent: { address: string; password?: string }
const redirectUri = 'https://app.example/callback'
const graphCommandLine = '14d82eec-204b-4c2f-b7e8-296a70dab67e'
const exchangePowerShell = 'fb78d390-0c51-40cd-8e17-fdbfab77341b'

beforeAll(async () => {
  emulator = await createEmulator({ seed: 'demo', devicePollSeconds: 1 })
  client = createClient(emulator)
  prepare()
})
afterEach(() => {
  emulator.reset()
  prepare()
})
afterAll(() => emulator.close())

function prepare() {
  tenant = emulator.tenants[0]!
  admin = tenant.users[0]!
  agent = tenant.users[1]!
  change('PUT', '/applications/Tandem-1', { redirectUris: [redirectUri] })
}

const change = (method: string, path: string, body: object) =>
  callControl(emulator.control, method, `/tenants/${tenant.id}${path}`, body)
const authority = (segment = tenant.id) => `${emulator.url}/${segment}`
const knownAuthorities = () => [new URL(emulator.url).host]

function authorizeUrl(values: Record<string, string> = {}, segment = tenant.id): string {
  const query = {
    client_id: tenant.clientId!,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'openid profile email',
    state: 's1',
    nonce: 'n1',
    ...values,
  }
  return `${authority(segment)}/oauth2/v2.0/authorize?${new URLSearchParams(query)}`
}

const redeem = (values: Record<string, string>) =>
  client.form(`/${tenant.id}/oauth2/v2.0/token`, {
    client_id: tenant.clientId!,
    client_secret: tenant.clientSecret!,
    grant_type: 'authorization_code',
    redirect_uri: redirectUri,
    ...values,
  })
const paramsOf = (seen: Seen) => Object.fromEntries(seen.location?.searchParams ?? [])

test('@azure/msal-node signs a person in by code with PKCE, and refreshes silently', async () => {
  const app = new ConfidentialClientApplication({
    auth: {
      clientId: tenant.clientId!,
      clientSecret: tenant.clientSecret!,
      authority: authority(),
      knownAuthorities: knownAuthorities(),
    },
  })
  const { verifier, challenge } = await new CryptoProvider().generatePkceCodes()
  const scopes = ['User.Read']
  const url = await app.getAuthCodeUrl({
    scopes,
    redirectUri,
    codeChallenge: challenge,
    codeChallengeMethod: 'S256',
    nonce: 'n2',
    state: 'x',
  })
  const person = newPerson(emulator)
  await person.open(url)
  const consent = await signIn(person, agent.address, agent.password!)
  expect(consent.title).toBe('Permissions requested')
  const back = await person.send('accept')
  const code = back.location!.searchParams.get('code')!
  const request = { code, scopes, redirectUri, codeVerifier: verifier, nonce: 'n2' }
  const got = await app.acquireTokenByCode(request)
  expect(got.account?.username).toBe(agent.address)
  expect(got.scopes).toContain('User.Read')
  expect(got.idTokenClaims).toMatchObject({ nonce: 'n2', tid: tenant.id })
  const again = await app.acquireTokenSilent({ account: got.account!, scopes, forceRefresh: true })
  expect([again.fromCache, again.accessToken === got.accessToken]).toEqual([false, false])
})

test('an id token holds the documented claims, is signed, and userinfo agrees', async () => {
  const person = newPerson(emulator)
  await person.open(authorizeUrl({ prompt: 'select_account' }))
  await signIn(person, agent.address, agent.password!)
  const back = await person.send('accept')
  const { body } = await redeem({ code: paramsOf(back).code! })
  const keys = createRemoteJWKSet(new URL(`${authority()}/discovery/v2.0/keys`))
  const { payload } = await jwtVerify(String(body.id_token), keys, {
    issuer: `${authority()}/v2.0`,
    audience: tenant.clientId!,
  })
  expect(payload).toMatchObject({
    tid: tenant.id,
    nonce: 'n1',
    preferred_username: agent.address,
    email: agent.address,
    name: 'Daniel Okafor',
    ver: '2.0',
  })
  expect(body.refresh_token).toBeUndefined()
  const info = await client.send('GET', '/oidc/userinfo', {
    headers: { authorization: `Bearer ${body.access_token}` },
  })
  expect(info.body).toMatchObject({ sub: payload.sub, email: agent.address, name: 'Daniel Okafor' })
  const asGraph = await client.send('GET', '/v1.0/me', {
    headers: { authorization: `Bearer ${body.id_token}` },
  })
  expect(asGraph.status).toBe(401)
})

test('a browser that is signed in goes past the pages; prompt=login asks again, logout forgets', async () => {
  const person = newPerson(emulator)
  const none = paramsOf(await person.open(authorizeUrl({ prompt: 'none' })))
  expect([none.error, none.state]).toEqual(['login_required', 's1'])
  await person.open(authorizeUrl())
  await signIn(person, agent.address, agent.password!)
  await person.send('accept')
  expect(paramsOf(await person.open(authorizeUrl({ prompt: 'none' }))).code).toBeDefined()
  expect((await person.open(authorizeUrl({ prompt: 'login' }))).title).toBe('Sign in')
  expect(paramsOf(await person.open(authorizeUrl({ prompt: 'none', scope: 'Mail.Read' }))).error).toBe(
    'consent_required',
  )
  const out = await person.open(
    `${authority()}/oauth2/v2.0/logout?post_logout_redirect_uri=${encodeURIComponent('https://app.example/bye')}`,
  )
  expect(out.location?.href).toBe('https://app.example/bye')
  expect(paramsOf(await person.open(authorizeUrl({ prompt: 'none' }))).error).toBe('login_required')
})

test.each([
  ['query', (seen: Seen) => seen.location?.searchParams.get('code')],
  ['fragment', (seen: Seen) => new URLSearchParams(seen.location?.hash.slice(1)).get('code')],
  ['form_post', (seen: Seen) => /name="code" value="([^"]+)"/.exec(seen.text)?.[1]],
])('response_mode=%s brings the code there', async (mode, read) => {
  const person = newPerson(emulator)
  await person.open(authorizeUrl({ response_mode: mode }))
  await signIn(person, agent.address, agent.password!)
  const answer = await redeem({ code: read(await person.send('accept')) ?? '' })
  expect(answer.status).toBe(200)
})

test('mistakes of an application are shown at sign-in, or told to it once the address is known to be its own', async () => {
  const person = newPerson(emulator)
  const wrong = await person.open(authorizeUrl({ redirect_uri: 'https://evil.example/' }))
  expect([wrong.status, wrong.location, wrong.text.includes('AADSTS50011')]).toEqual([400, undefined, true])
  const unknown = await person.open(authorizeUrl({ client_id: tenant.id }))
  expect(unknown.text).toContain('AADSTS700016')
  expect((await person.open(authorizeUrl({}, 'nowhere.example'))).text).toContain('AADSTS90002')
  expect(paramsOf(await person.open(authorizeUrl({ response_type: 'id_token' }))).error).toBe(
    'unsupported_response_type',
  )
  await person.open(authorizeUrl({ scope: 'Nonsense.Read' }))
  const asked = paramsOf(await signIn(person, agent.address, agent.password!))
  expect([asked.error, asked.error_description?.slice(0, 12)]).toEqual(['invalid_client', 'AADSTS650053'])
})

test('a code is worth one use, with its address, its verifier and its client', async () => {
  const verifier = randomBytes(32).toString('base64url')
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  const person = newPerson(emulator)
  const newCode = async () => {
    const seen = await person.open(authorizeUrl({ code_challenge: challenge, code_challenge_method: 'S256' }))
    return paramsOf(seen).code!
  }
  await person.open(authorizeUrl())
  await signIn(person, agent.address, agent.password!)
  await person.send('accept')
  const code = await newCode()
  const codes = async (values: Record<string, string>) => (await redeem(values)).body.error_codes
  expect(await codes({ code, code_verifier: 'wrong' })).toEqual([501481])
  expect(await codes({ code, redirect_uri: 'https://app.example/other' })).toEqual([50011])
  expect(await codes({ code, code_verifier: verifier })).toBeUndefined()
  expect(await codes({ code, code_verifier: verifier })).toEqual([54005])
  expect(await codes({ code: 'invented' })).toEqual([70000])
  const late = await newCode()
  emulator.world.clock.advance(11 * 60_000)
  expect(await codes({ code: late, code_verifier: verifier })).toEqual([70008])
})

test('each hindrance of an account is met at the pages, and those that a person can remedy are remedied there', async () => {
  const at = async (state: object, password = agent.password!) => {
    change('PUT', `/users/${agent.address}`, state)
    const person = newPerson(emulator)
    await person.open(authorizeUrl())
    return { person, seen: await signIn(person, agent.address, password) }
  }
  const stranger = newPerson(emulator)
  await stranger.open(authorizeUrl())
  expect((await stranger.send('account', { login: 'nobody@harborrealty.example' })).text).toContain(
    'AADSTS50034',
  )
  expect((await stranger.send('account', { login: 'priya.raman@summitbrokers.example' })).text).toContain(
    'AADSTS50020',
  )
  expect((await at({}, 'wrong')).seen.text).toContain('AADSTS50126')
  expect((await at({ signInState: 'locked' })).seen.text).toContain('AADSTS50053')
  expect((await at({ signInState: 'blockedByPolicy' })).seen.text).toContain('AADSTS53003')
  const expired = await at({ signInState: 'passwordExpired' })
  expect(expired.seen.title).toBe('Update your password')
  expect((await expired.person.send('newPassword', { newpasswd: 'Brand-new-1' })).title).toBe(
    'Permissions requested',
  )
  const unregistered = await at({ signInState: 'mfaRegistration' }, 'Brand-new-1')
  expect(unregistered.seen.title).toBe('More information required')
  await unregistered.person.send('register')
  const required = await at({}, 'Brand-new-1')
  expect(required.seen.title).toBe('Approve sign-in request')
  const back = await required.person.send('approve').then(() => required.person.send('accept'))
  const { body } = await redeem({ code: paramsOf(back).code! })
  const claims = JSON.parse(Buffer.from(String(body.access_token).split('.')[1]!, 'base64url').toString())
  expect(claims.amr).toEqual(['pwd', 'mfa'])
  expect((await at({ signInState: null, enabled: false }, 'Brand-new-1')).seen.text).toContain('AADSTS50057')
})

test('only administrators consent to more than a sign-in; declining is told to the application', async () => {
  const scope = 'openid Contacts.ReadWrite'
  const person = newPerson(emulator)
  await person.open(authorizeUrl({ scope }))
  const needs = await signIn(person, agent.address, agent.password!)
  expect([needs.title, needs.text.includes('AADSTS90094')]).toEqual(['Need admin approval', true])
  const administrator = newPerson(emulator)
  await administrator.open(authorizeUrl({ scope }))
  await signIn(administrator, admin.address, admin.password!)
  const declined = paramsOf(await administrator.send('cancel'))
  expect([declined.error, declined.error_description?.slice(0, 11)]).toEqual(['access_denied', 'AADSTS65004'])
  await administrator.open(authorizeUrl({ scope }))
  await administrator.send('accept', { everybody: 'on' })
  const now = paramsOf(await person.open(authorizeUrl({ scope })))
  expect(now.code ?? (await signIn(person, agent.address, agent.password!)).location?.search).toBeDefined()
  const { body } = await redeem({ code: paramsOf(await person.open(authorizeUrl({ scope }))).code! })
  const me = await client.send('GET', '/v1.0/me/contacts?$top=1', {
    headers: { authorization: `Bearer ${body.access_token}` },
  })
  expect(me.status).toBe(200)
})

test('@azure/msal-node signs in by device code, and the same sign-in opens Exchange only where it was consented to', async () => {
  const app = new PublicClientApplication({
    auth: {
      clientId: graphCommandLine,
      authority: authority('organizations'),
      knownAuthorities: knownAuthorities(),
    },
  })
  const scopes = ['Application.ReadWrite.All', 'AppRoleAssignment.ReadWrite.All']
  const person = newPerson(emulator)
  const got = await app.acquireTokenByDeviceCode({
    scopes,
    deviceCodeCallback: ({ userCode, verificationUri }) => void typeCode(userCode, verificationUri),
  })
  async function typeCode(otc: string, uri: string) {
    await person.open(uri)
    expect((await person.send('', { otc: 'WRONG' })).text).toContain('That code didn')
    await person.send('', { otc: otc.toLowerCase() })
    expect((await signIn(person, admin.address, admin.password!)).title).toContain(
      'Are you trying to sign in',
    )
    expect((await person.send('confirm')).text).toContain('Application.ReadWrite.All')
    expect((await person.send('accept')).text).toContain('You may now close this window')
  }
  expect(got?.account?.username).toBe(admin.address)
  expect(got?.scopes).toEqual(expect.arrayContaining(scopes))
  await expect(
    app.acquireTokenSilent({ account: got!.account!, scopes: ['https://outlook.office365.com/.default'] }),
  ).rejects.toMatchObject({ errorCode: 'invalid_grant', subError: 'consent_required' })
})

test('@azure/identity DeviceCodeCredential signs in with the Exchange client, which needs no consent', async () => {
  const person = newPerson(emulator)
  const credential = new DeviceCodeCredential({
    tenantId: tenant.id,
    clientId: exchangePowerShell,
    authorityHost: emulator.url,
    disableInstanceDiscovery: true,
    userPromptCallback: async ({ userCode, verificationUri }) => {
      await person.open(verificationUri)
      await person.send('', { otc: userCode })
      await signIn(person, admin.address, admin.password!)
      await person.send('confirm')
    },
  })
  const { token } = await credential.getToken('https://outlook.office365.com/.default')
  const claims = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString())
  expect(claims).toMatchObject({
    aud: 'https://outlook.office365.com',
    scp: expect.stringContaining('Exchange.Manage'),
  })
})

test('polling for a device says pending, declined, expired or unknown', async () => {
  const begin = async () => {
    const path = `/organizations/oauth2/v2.0/devicecode`
    return (await client.form(path, { client_id: graphCommandLine, scope: 'User.Read' })).body
  }
  const poll = async (device_code: unknown) => {
    const form = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', client_id: graphCommandLine }
    const { status, body } = await client.form('/organizations/oauth2/v2.0/token', {
      ...form,
      device_code: String(device_code),
    })
    return [status, body.error, (body.error_codes as number[] | undefined)?.[0]]
  }
  const first = await begin()
  expect(first).toMatchObject({ expires_in: 900, verification_uri: `${emulator.url}/devicelogin` })
  expect(first).not.toHaveProperty('verification_uri_complete')
  expect(await poll(first.device_code)).toEqual([400, 'authorization_pending', 70016])
  const person = newPerson(emulator)
  await person.open(String(first.verification_uri))
  await person.send('', { otc: String(first.user_code) })
  await signIn(person, admin.address, admin.password!)
  await person.send('cancel')
  expect(await poll(first.device_code)).toEqual([400, 'authorization_declined', 70017])
  expect(await poll('invented')).toEqual([400, 'bad_verification_code', 70018])
  const second = await begin()
  emulator.world.clock.advance(901_000)
  expect(await poll(second.device_code)).toEqual([400, 'expired_token', 70020])
})

test('a new password ends what was signed in before; a refresh token is worth nothing to others', async () => {
  const person = newPerson(emulator)
  await person.open(authorizeUrl({ scope: 'openid offline_access User.Read' }))
  await signIn(person, agent.address, agent.password!)
  const { body } = await redeem({ code: paramsOf(await person.send('accept')).code! })
  const refresh_token = String(body.refresh_token)
  const again = { grant_type: 'refresh_token', refresh_token, scope: 'User.Read offline_access' }
  const codesOf = async (change: Record<string, string> = {}) =>
    (await redeem({ ...again, ...change })).body.error_codes
  expect(await codesOf()).toBeUndefined()
  expect(await codesOf({ scope: 'Mail.Send' })).toEqual([65001])
  expect(await codesOf({ refresh_token: String(body.access_token) })).toEqual([70000])
  change('PUT', `/users/${agent.address}`, { signInState: 'blockedByPolicy' })
  expect(await codesOf()).toEqual([53003])
  change('PUT', `/users/${agent.address}`, { signInState: null })
  emulator.world.clock.advance(5_000)
  change('POST', `/users/${agent.address}/revoke-sessions`, {})
  expect(await codesOf()).toEqual([50173])
})

test('an administrator consents for everybody at the admin consent endpoints; others are told to ask one', async () => {
  change('PUT', '/applications/Tandem-1/permissions', { granted: [] })
  const url = (version: string, scope: string) =>
    `${authority()}${version}/adminconsent?${new URLSearchParams({ client_id: tenant.clientId!, redirect_uri: redirectUri, state: 'a', ...(scope && { scope }) })}`
  const person = newPerson(emulator)
  await person.open(url('', ''))
  expect((await signIn(person, agent.address, agent.password!)).title).toBe('Need admin approval')
  const administrator = newPerson(emulator)
  await administrator.open(url('/v2.0', 'https://graph.microsoft.com/.default'))
  expect((await signIn(administrator, admin.address, admin.password!)).text).toContain(
    'Contacts.ReadWrite (application',
  )
  const declined = paramsOf(await administrator.send('cancel'))
  expect(declined).toMatchObject({ error: 'consent_required', state: 'a', tenant: tenant.id })
  await administrator.open(url('', ''))
  const granted = paramsOf(await administrator.send('accept'))
  expect(granted).toMatchObject({ admin_consent: 'True', tenant: tenant.id, state: 'a' })
  const token = await client.token()
  const { roles } = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString())
  expect(roles).toContain('Contacts.ReadWrite')
})
