import { Agent } from 'undici'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { makeKeys } from '../../../../emulator/src/certificates.ts'
import { createEmulator, type Emulator } from '../../../../emulator/src/main.ts'
import { addCertificate } from '../../../../emulator/src/tenant/directory.ts'
import { type Failure, ProviderError } from '../failures.ts'
import type { Credential, Outside } from '../provider.ts'
import { applicationAccess } from './tokens.ts'

const scope = 'https://graph.microsoft.com/.default'
let emulator: Emulator
let dispatcher: Agent

beforeAll(async () => {
  const applications = [{ displayName: 'Tandem-1', secrets: [{}], permissions: ['Contacts.ReadWrite'] }]
  emulator = await createEmulator({
    seed: { tenants: [{ displayName: 'Sign-in', domains: ['sign-in.example'], applications }] },
  })
  dispatcher = new Agent({ connect: { ca: emulator.ca } })
})

afterEach(() => {
  vi.useRealTimers()
  emulator.control.faults.clear()
})

afterAll(async () => {
  await dispatcher.close()
  await emulator.close()
})

test('a hundred callers at once are one request, and get the same token', async () => {
  const access = signIn()
  const before = tokenRequests()
  const tokens = await Promise.all(Array.from({ length: 100 }, () => access.token()))
  expect(new Set(tokens).size).toBe(1)
  expect(tokenRequests() - before).toBe(1)
})

test('a dropped token is replaced, also for the claims of a challenge; dropping an old one changes nothing', async () => {
  const access = signIn()
  const first = await access.token()
  access.drop(first, '{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}')
  const second = await access.token()
  expect(second).not.toBe(first)
  access.drop(first)
  expect(await access.token()).toBe(second)
})

test('near its end a token is still given out while a new one is fetched, and after it never', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
  const access = signIn()
  const first = await access.token()
  vi.setSystemTime(Date.now() + 56 * 60_000)
  expect(await access.token()).toBe(first)
  await vi.waitFor(async () => expect(await access.token()).not.toBe(first))
  const second = await access.token()
  vi.setSystemTime(Date.now() + 3600_000)
  expect(await access.token()).not.toBe(second)
})

test('a refusal while the old token is still good harms nobody until that token ends', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
  const access = signIn()
  const first = await access.token()
  vi.setSystemTime(Date.now() + 56 * 60_000)
  const refusal = {
    error: 'invalid_client',
    error_codes: [7000222],
    error_description: 'AADSTS7000222: expired',
  }
  emulator.control.faults.add({ match: { operation: 'token' }, effect: { status: 401, body: refusal } })
  const asked = tokenRequests()
  expect(await access.token()).toBe(first)
  await vi.waitFor(() => expect(tokenRequests()).toBe(asked + 1))
  expect(await access.token()).toBe(first)
  vi.setSystemTime(Date.now() + 5 * 60_000)
  expect(await failureOf(access)).toMatchObject({ kind: 'SignInRefused', code: 'AADSTS7000222' })
})

test('a certificate signs in with PS256 and its SHA-256 thumbprint', async () => {
  const { signing, signingKey } = await makeKeys()
  const tenant = [...emulator.world.tenants.values()][0]!
  const application = [...tenant.applications.values()][0]!
  const der = signing.replace(/-----[^-]+-----|\s/g, '')
  addCertificate(emulator.world, tenant, application, { certificate: der })
  const token = await signIn({ kind: 'certificate', certificate: signing, privateKey: signingKey }).token()
  const claims = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString())
  expect(claims).toMatchObject({ appidacr: '2', roles: ['Contacts.ReadWrite'] })
})

test('a certificate that is not registered, and one that is no certificate, are refused with different codes', async () => {
  const { signing, signingKey } = await makeKeys()
  const stranger = signIn({ kind: 'certificate', certificate: signing, privateKey: signingKey })
  expect(await failureOf(stranger)).toMatchObject({ kind: 'SignInRefused', code: 'AADSTS700027' })
  const nonsense = signIn({ kind: 'certificate', certificate: 'x', privateKey: 'y' })
  expect(await failureOf(nonsense)).toMatchObject({ kind: 'SignInRefused', code: 'credential-unusable' })
})

test('a refusal carries code, words and correlation id, never the secret, and is not asked for again at once', async () => {
  const access = signIn({ kind: 'secret', value: 'wrong~secret~value' })
  const before = tokenRequests()
  const failure = await failureOf(access)
  expect(failure).toMatchObject({
    kind: 'SignInRefused',
    code: 'AADSTS7000215',
    evidence: { status: 401, code: 'AADSTS7000215', requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
  })
  expect(JSON.stringify(failure)).not.toContain('wrong~secret~value')
  expect(await failureOf(access)).toEqual(failure)
  expect(tokenRequests() - before).toBe(1)
})

test('a tenant that does not exist is told apart from an application that does not', async () => {
  const guid = 'aaaaaaaa-0000-4000-8000-000000000001'
  expect(await failureOf(signIn(undefined, { tenantId: guid }))).toMatchObject({ code: 'AADSTS90002' })
  expect(await failureOf(signIn(undefined, { clientId: guid }))).toMatchObject({ code: 'AADSTS700016' })
})

test('passing faults are no refusals, and the next call asks again', async () => {
  const fault = (effect: { status: number; code?: string; retryAfter?: number }) =>
    emulator.control.faults.add({ match: { operation: 'token' }, times: 1, effect })
  const access = signIn()
  fault({ status: 503 })
  expect(await failureOf(access)).toMatchObject({ kind: 'Unavailable', ambiguous: false })
  fault({ status: 429, retryAfter: 12 })
  expect(await failureOf(access)).toMatchObject({ kind: 'Throttled', retryAfterSeconds: 12 })
  fault({ status: 400, code: '90033' })
  expect(await failureOf(access)).toMatchObject({ kind: 'Unavailable' })
  expect(await access.token()).toMatch(/^ey/)
})

test('a sign-in service that cannot be reached is Unavailable', async () => {
  const access = signIn(undefined, {}, { loginUrl: 'https://127.0.0.1:9' })
  expect(await failureOf(access)).toMatchObject({
    kind: 'Unavailable',
    detail: expect.stringContaining('ECONNREFUSED'),
  })
})

function signIn(credential?: Credential, settings = {}, more: Partial<Outside> = {}) {
  const { id: tenantId, clientId, clientSecret } = emulator.tenants[0]!
  const given: Credential = credential ?? { kind: 'secret', value: clientSecret! }
  const outside = { dispatcher, loginUrl: emulator.url, serviceUrl: emulator.url, timeout: 5000, ...more }
  return applicationAccess({ tenantId, clientId: clientId!, ...settings }, given, scope, outside)
}

async function failureOf(access: { token(): Promise<string> }): Promise<Failure> {
  const error = await access.token().catch((thrown: unknown) => thrown)
  if (error instanceof ProviderError) return error.failure
  throw new Error('expected a ProviderError', { cause: error })
}

function tokenRequests(): number {
  return emulator.control.log.counts().operations.token ?? 0
}
