import { createLocalJWKSet, jwtVerify } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEmulator, type Emulator } from '../main.ts'
import { type Client, createClient } from '../test-clients.ts'

let emulator: Emulator
let client: Client
let tenant: Emulator['tenants'][number]

beforeAll(async () => {
  emulator = await createEmulator({ seed: 'demo' })
  client = createClient(emulator)
  tenant = emulator.tenants[0]!
})

afterAll(() => emulator.close())

test('a tenant’s metadata is the same by id and by domain, and its addresses are our own', async () => {
  const byId = await client.send('GET', `/${tenant.id}/v2.0/.well-known/openid-configuration`)
  const byDomain = await client.send('GET', `/${tenant.domain}/v2.0/.well-known/openid-configuration`)
  expect(byDomain.body).toEqual(byId.body)
  expect(byId.body).toMatchObject({
    issuer: `${emulator.url}/${tenant.id}/v2.0`,
    token_endpoint: `${emulator.url}/${tenant.id}/oauth2/v2.0/token`,
    jwks_uri: `${emulator.url}/${tenant.id}/discovery/v2.0/keys`,
  })
})

test('the v1 metadata names the v1 endpoints and issuer, common a template', async () => {
  const v1 = await client.send('GET', `/${tenant.id}/.well-known/openid-configuration`)
  expect(v1.body).toMatchObject({
    issuer: `https://sts.windows.net/${tenant.id}/`,
    token_endpoint: `${emulator.url}/${tenant.id}/oauth2/token`,
  })
  const common = await client.send('GET', '/common/v2.0/.well-known/openid-configuration')
  expect(common.body.issuer).toBe(`${emulator.url}/{tenantid}/v2.0`)
})

test('metadata of an unknown tenant is refused', async () => {
  const { status, body } = await client.send('GET', '/nowhere.example/v2.0/.well-known/openid-configuration')
  expect([status, body.error_codes]).toEqual([400, [90002]])
})

test('a token’s signature holds by the published keys', async () => {
  const { body } = await client.send('GET', `/${tenant.id}/discovery/v2.0/keys`)
  const keys = createLocalJWKSet(body as unknown as Parameters<typeof createLocalJWKSet>[0])
  const issuer = `https://sts.windows.net/${tenant.id}/`
  const { protectedHeader } = await jwtVerify(await client.token(), keys, { issuer })
  expect(body.keys).toMatchObject([
    { kid: protectedHeader.kid, kty: 'RSA', use: 'sig', x5c: [expect.any(String)] },
  ])
})

test('a token that was changed or signed by somebody else opens nothing', async () => {
  const [header, payload, signature] = (await client.token()).split('.') as [string, string, string]
  const claims = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), roles: ['Mail.ReadWrite'] }
  const forged = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`
  for (const bearer of [forged, 'x', `${header}.${payload}.`, `${header}.${payload}.${signature}.x`]) {
    const { status } = await client.send('GET', '/v1.0/users', {
      headers: { authorization: `Bearer ${bearer}` },
    })
    expect(status).toBe(401)
  }
})

test('a token for another service is refused by Graph', async () => {
  const answer = await client.form(`/${tenant.id}/oauth2/v2.0/token`, {
    grant_type: 'client_credentials',
    client_id: tenant.clientId!,
    client_secret: tenant.clientSecret!,
    scope: 'https://outlook.office365.com/.default',
  })
  const headers = { authorization: `Bearer ${answer.body.access_token}` }
  const { status, body } = await client.send('GET', '/v1.0/users', { headers })
  expect([status, body]).toMatchObject([401, { error: { message: expect.stringContaining('audience') } }])
})

test('instance discovery knows our host and the public cloud, and no other', async () => {
  const ask = (host: string) =>
    client.send(
      'GET',
      `/common/discovery/instance?api-version=1.1&authorization_endpoint=${encodeURIComponent(`https://${host}/common/oauth2/v2.0/authorize`)}`,
    )
  const own = await ask(new URL(emulator.url).host)
  expect(own.body).toMatchObject({ metadata: [{ aliases: [new URL(emulator.url).host] }] })
  expect((await ask('login.microsoftonline.com')).status).toBe(200)
  const other = await ask('login.evil.example')
  expect([other.status, other.body.error, other.body.error_codes]).toEqual([400, 'invalid_instance', [50049]])
})

test('error_uri leads to what the code means', async () => {
  expect((await client.send('GET', '/error?code=7000222')).text).toContain('expired')
  expect((await client.send('GET', '/error?code=1')).status).toBe(404)
})
