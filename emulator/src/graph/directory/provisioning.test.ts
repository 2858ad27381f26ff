import { createPrivateKey, randomUUID, X509Certificate } from 'node:crypto'
import { SignJWT } from 'jose'
import { beforeEach, expect, test } from 'vitest'
import { loadKeys, sharedKeyFolder } from '../../keys.ts'
import { graphAppId } from '../../tenant/first-party.ts'
import { hasReference } from '../csdl-check.ts'
import { missing, publishedExamples } from '../test-examples.ts'
import { type TestTenant, testTenant } from '../test-tenant.ts'

let t: TestTenant

const scopes = [
  'Application.ReadWrite.All',
  'AppRoleAssignment.ReadWrite.All',
  'DelegatedPermissionGrant.ReadWrite.All',
  'Group.ReadWrite.All',
]

beforeEach(() => {
  t = testTenant()
  t.anna.directoryRoles = ['Global Administrator']
  Object.assign(t.claims, { scp: scopes.join(' '), roles: [], oid: t.anna.id, idtyp: 'user' })
})

const ask = (method: string, path: string, body?: unknown) =>
  t.ask(method, `/v1.0${path}`, body === undefined ? {} : { body })

async function made(displayName = 'Tandem-9'): Promise<{ id: string; appId: string }> {
  return (await ask('POST', '/applications', { displayName })).json as unknown as {
    id: string
    appId: string
  }
}

async function made2() {
  const application = await made()
  const principal = (await ask('POST', '/servicePrincipals', { appId: application.appId })).json
  const graph = (await ask('GET', `/servicePrincipals(appId='${graphAppId}')`)).json
  return { application, principal, graph }
}

test('POST /applications, then GET by id and by appId, PATCH, list with $filter, DELETE', async () => {
  const { id, appId } = await made()
  expect((await ask('GET', `/applications/${id}`)).json.appId).toBe(appId)
  expect((await ask('GET', `/applications(appId='${appId}')?$select=id`)).json).toMatchObject({ id })
  const graphRole = { id: '6918b873-d17a-4dc1-b314-35f528134491', type: 'Role' }
  const change = {
    displayName: 'Tandem-10',
    web: { redirectUris: ['https://app.example/'] },
    requiredResourceAccess: [{ resourceAppId: graphAppId, resourceAccess: [graphRole] }],
  }
  expect((await ask('PATCH', `/applications/${id}`, change)).status).toBe(204)
  const found = await ask('GET', `/applications?$filter=${encodeURIComponent("displayName eq 'Tandem-10'")}`)
  expect(found.json.value).toMatchObject([{ id, web: { redirectUris: ['https://app.example/'] } }])
  const wrong = await ask('PATCH', `/applications/${id}`, { shoeSize: 4 })
  expect([wrong.status, wrong.json.error.code, wrong.json.error.message.includes('shoeSize')]).toEqual([
    400,
    'Request_BadRequest',
    true,
  ])
  expect((await ask('DELETE', `/applications/${id}`)).status).toBe(204)
  expect((await ask('GET', `/applications/${id}`)).json.error.code).toBe('Request_ResourceNotFound')
})

test('GET /applications?$filter=appId … answers an application with Application.Read.All: ends of secrets and certificates', async () => {
  const { id, appId } = await made()
  await ask('POST', `/applications/${id}/addPassword`, { passwordCredential: { displayName: 'one' } })
  const own = t.tenant.applications.get(id)!
  own.certificates = [
    {
      keyId: randomUUID(),
      certificate: '',
      sha1: 'AB'.repeat(20),
      sha256: '',
      start: 0,
      end: 86_400_000,
    },
  ]
  await made('another')
  const asked = `/applications?$filter=${encodeURIComponent(`appId eq '${appId}'`)}&$select=appId,passwordCredentials,keyCredentials`
  Object.assign(t.claims, { scp: undefined, roles: ['Application.Read.All'], idtyp: 'app' })
  expect((await ask('GET', asked)).json.value).toMatchObject([
    {
      appId,
      passwordCredentials: [
        {
          hint: own.passwords[0]!.hint,
          keyId: own.passwords[0]!.keyId,
          endDateTime: expect.stringMatching(/^\d.*Z$/),
        },
      ],
      keyCredentials: [
        {
          customKeyIdentifier: Buffer.from('AB'.repeat(20), 'hex').toString('base64'),
          endDateTime: '1970-01-02T00:00:00Z',
        },
      ],
    },
  ])
  t.claims.roles = ['Application.ReadWrite.OwnedBy']
  expect((await ask('GET', asked)).status).toBe(200)
  t.claims.roles = ['User.Read.All']
  expect((await ask('GET', asked)).status).toBe(403)
})

test('POST /servicePrincipals makes the application present once; a second one is a conflict', async () => {
  const { appId } = await made()
  expect((await ask('POST', '/servicePrincipals', { appId })).status).toBe(201)
  expect((await ask('POST', '/servicePrincipals', { appId })).status).toBe(409)
  expect((await ask('POST', '/servicePrincipals', { appId: randomUUID() })).status).toBe(400)
  const { id } = (await ask('GET', `/servicePrincipals(appId='${appId}')`)).json
  await ask('PATCH', `/servicePrincipals/${id}`, { accountEnabled: false })
  expect(t.tenant.servicePrincipals.get(id)?.accountEnabled).toBe(false)
})

test('the service publishes its permissions, and a grant by id becomes a role of tokens; a second one is refused', async () => {
  const { principal, graph } = await made2()
  const roles = graph.appRoles as { id: string; value: string }[]
  const appRoleId = roles.find(({ value }) => value === 'Contacts.ReadWrite')!.id
  const body = { principalId: principal.id, resourceId: graph.id, appRoleId }
  const granted = await ask('POST', `/servicePrincipals/${graph.id}/appRoleAssignedTo`, body)
  expect(granted.status).toBe(201)
  expect(t.tenant.servicePrincipals.get(principal.id)?.grantedRoles).toMatchObject([
    { value: 'Contacts.ReadWrite' },
  ])
  const again = await ask('POST', `/servicePrincipals/${principal.id}/appRoleAssignments`, body)
  expect([again.status, again.json.error.message]).toEqual([
    400,
    'Permission being assigned already exists on the object',
  ])
  const own = await ask('GET', `/servicePrincipals/${principal.id}/appRoleAssignments`)
  expect(own.json.value).toMatchObject([{ id: granted.json.id, appRoleId, resourceId: graph.id }])
  const path = `/servicePrincipals/${graph.id}/appRoleAssignedTo/${granted.json.id}`
  expect((await ask('DELETE', path)).status).toBe(204)
  expect((await ask('DELETE', path)).status).toBe(404)
  expect(
    (
      await ask('POST', `/servicePrincipals/${graph.id}/appRoleAssignedTo`, {
        ...body,
        appRoleId: randomUUID(),
      })
    ).status,
  ).toBe(400)
})

test('delegated permissions are granted, changed, and not twice', async () => {
  const { principal, graph } = await made2()
  const body = {
    clientId: principal.id,
    consentType: 'AllPrincipals',
    resourceId: graph.id,
    scope: 'Mail.Read',
  }
  const { id } = (await ask('POST', '/oauth2PermissionGrants', body)).json
  expect((await ask('POST', '/oauth2PermissionGrants', body)).status).toBe(409)
  expect((await ask('PATCH', `/oauth2PermissionGrants/${id}`, { scope: 'Mail.Read Mail.Send' })).status).toBe(
    204,
  )
  expect(t.tenant.permissionGrants).toMatchObject([{ scope: 'Mail.Read Mail.Send' }])
  expect((await ask('POST', '/oauth2PermissionGrants', { ...body, consentType: 'Principal' })).status).toBe(
    400,
  )
  expect((await ask('DELETE', `/oauth2PermissionGrants/${id}`)).status).toBe(204)
})

test('a secret’s value is told once; a certificate is rolled with the proof of the one before', async () => {
  const { id } = await made()
  const secret = await ask('POST', `/applications/${id}/addPassword`, {
    passwordCredential: { displayName: 'S' },
  })
  expect(secret.json).toMatchObject({ secretText: expect.stringContaining('~'), displayName: 'S' })
  const later = (await ask('GET', `/applications/${id}`)).json.passwordCredentials as {
    secretText: unknown
  }[]
  expect(later[0]?.secretText).toBeNull()
  expect((await ask('POST', `/applications/${id}/removePassword`, { keyId: secret.json.keyId })).status).toBe(
    204,
  )
  const { keys } = await loadKeys(sharedKeyFolder())
  const key = new X509Certificate(keys.signing).raw.toString('base64')
  const keyCredential = { type: 'AsymmetricX509Cert', usage: 'Verify', key }
  const withoutProof = await ask('POST', `/applications/${id}/addKey`, {
    keyCredential,
    passwordCredential: null,
    proof: 'x',
  })
  expect(withoutProof.status).toBe(403)
  expect((await ask('PATCH', `/applications/${id}`, { keyCredentials: [keyCredential] })).status).toBe(204)
  const now = Math.floor(t.world.clock.now() / 1000)
  const proof = await new SignJWT({ nbf: now, exp: now + 600 })
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer(id)
    .setAudience('00000002-0000-0000-c000-000000000000')
    .sign(createPrivateKey(keys.signingKey))
  const rolled = await ask('POST', `/applications/${id}/addKey`, {
    keyCredential,
    passwordCredential: null,
    proof,
  })
  expect([rolled.status, t.tenant.applications.get(id)?.certificates.length]).toEqual([200, 2])
  expect(
    (await ask('PATCH', `/applications/${id}`, { keyCredentials: [{ ...keyCredential, key: 'AAAA' }] }))
      .status,
  ).toBe(400)
})

test('groups: security groups here, mail groups refused with the service’s words', async () => {
  const body = { displayName: 'G', mailEnabled: false, mailNickname: 'g', securityEnabled: true }
  const bind = { 'members@odata.bind': [`https://graph.microsoft.com/v1.0/users/${t.anna.id}`] }
  const { id } = (await ask('POST', '/groups', { ...body, ...bind })).json
  const ref = { '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${t.bernd.id}` }
  expect((await ask('POST', `/groups/${id}/members/$ref`, ref)).status).toBe(204)
  expect((await ask('POST', `/groups/${id}/members/$ref`, ref)).status).toBe(400)
  const members = (await ask('GET', `/groups/${id}/members`)).json.value
  expect(members.map((one) => one.id)).toEqual([t.anna.id, t.bernd.id])
  expect((await ask('DELETE', `/groups/${id}/members/${t.anna.id}/$ref`)).status).toBe(204)
  expect((await ask('GET', `/groups/${id}/transitiveMembers`)).json.value).toHaveLength(1)
  const mail = await ask('POST', '/groups', { ...body, mailEnabled: true })
  expect([mail.status, mail.json.error.message.includes('mail-enabled groups')]).toEqual([400, true])
})

test('a scope is not enough without a role of the directory, nor a role without the scope', async () => {
  t.anna.directoryRoles = ['Exchange Administrator']
  const asOther = await ask('POST', '/applications', { displayName: 'X' })
  expect([asOther.status, asOther.json.error.code]).toEqual([403, 'Authorization_RequestDenied'])
  t.anna.directoryRoles = ['Application Administrator']
  const { application, principal, graph } = await made2()
  const appRoleId = (graph.appRoles as { id: string }[])[0]!.id
  const body = { principalId: principal.id, resourceId: graph.id, appRoleId }
  expect((await ask('POST', `/servicePrincipals/${graph.id}/appRoleAssignedTo`, body)).status).toBe(403)
  t.anna.directoryRoles = ['Global Administrator']
  t.claims.scp = 'User.Read'
  expect((await ask('GET', `/applications/${application.id}`)).status).toBe(403)
})

test.skipIf(!hasReference).each([
  ['application-post-applications#1', () => '/applications'],
  ['application-list#1', () => '/applications'],
  [
    'application-list#3',
    () => "/applications?$filter=startswith(displayName, 'T')&$count=true&$top=1&$orderby=displayName",
  ],
  ['application-update#1', ({ application }) => `/applications/${application.id}`],
  ['application-delete#1', ({ application }) => `/applications/${application.id}`],
  ['serviceprincipal-update#1', ({ principal }) => `/servicePrincipals/${principal.id}`],
  ['serviceprincipal-delete#1', ({ principal }) => `/servicePrincipals/${principal.id}`],
  [
    'serviceprincipal-list-approleassignedto#1',
    ({ graph }) => `/servicePrincipals/${graph.id}/appRoleAssignedTo`,
  ],
  ['group-list#1', () => '/groups'],
] satisfies [string, (at: Awaited<ReturnType<typeof made2>>) => string][])(
  'published example %s',
  async (name, pathOf) => {
    const { request, response } = publishedExamples().get(name)!
    const at = await made2()
    const path = `/v1.0${pathOf(at)}`
    const headers = { consistencylevel: 'eventual' }
    const answer = await t.ask(request.method, path, {
      headers,
      ...(request.body_json && { body: request.body_json }),
    })
    expect(answer.status).toBe(response.status)
    // What of an application is sent may be less than what is shown of another one.
    if (response.body_json)
      expect(
        missing(response.body_json, answer.json, name).filter((one) => !/\[0\]\.value/.test(one)),
      ).toEqual([])
  },
)
