import { expect, test } from 'vitest'
import { addAccessPolicy, addGroup, addRoleAssignment, addUser } from '../tenant/directory.ts'
import { type Reply, type TestTenant, testTenant } from './test-tenant.ts'

const ofAnna = '/v1.0/users/anna@hafen.example/contacts'
const ofBernd = '/v1.0/users/bernd@hafen.example/contacts'

function verdict(reply: Reply): string {
  return reply.status < 300 ? String(reply.status) : `${reply.status} ${reply.json.error.code}`
}

test('Without a token, with a broken and with an old one the answer is 401 in three texts', async () => {
  const { ask } = testTenant()
  const texts = []
  for (const authorization of ['', 'Bearer junk', 'Bearer old']) {
    const reply = await ask('GET', ofAnna, { headers: { authorization } })
    expect(verdict(reply)).toBe('401 InvalidAuthenticationToken')
    expect(reply.headers['www-authenticate']).toContain('Bearer')
    texts.push(reply.json.error.message)
  }
  expect(texts).toEqual([
    'Access token is empty.',
    'CompactToken parsing failed with error code: 80049217',
    'Lifetime validation failed, the token is expired.',
  ])
})

test('An error carries the ids and the time, in the body and in the headers', async () => {
  const { ask } = testTenant()
  const reply = await ask('GET', `${ofAnna}/42`, { headers: { 'client-request-id': 'mine' } })
  expect(reply.json.error.innerError).toEqual({
    date: '2027-01-15T08:00:00',
    'request-id': '11111111-2222-4333-8444-555555555555',
    'client-request-id': 'mine',
  })
  expect(reply.headers).toMatchObject({ 'client-request-id': 'mine', 'odata-version': '4.0' })
  expect(JSON.parse(reply.headers['x-ms-ags-diagnostic']!)).toHaveProperty('ServerInfo.DataCenter')
})

test('Reading needs Contacts.Read or ReadWrite, writing ReadWrite, people a directory permission', async () => {
  const t = testTenant()
  t.claims.roles = ['Contacts.Read']
  expect(verdict(await t.ask('GET', ofAnna))).toBe('200')
  expect(verdict(await t.ask('POST', ofAnna, { body: { givenName: 'A' } }))).toBe('403 ErrorAccessDenied')
  expect(verdict(await t.ask('GET', '/v1.0/users'))).toBe('403 Authorization_RequestDenied')
  t.claims.roles = []
  expect(verdict(await t.ask('GET', ofAnna))).toBe('403 ErrorAccessDenied')
})

test('An unknown user, one without mailbox, without licence or on an own server answers 404', async () => {
  const t = testTenant()
  expect(verdict(await t.ask('GET', '/v1.0/users/nobody@hafen.example/contacts'))).toBe(
    '404 ErrorInvalidUser',
  )
  for (const state of [{ mailboxKind: 'none' as const }, { licensed: false }, { onPremises: true }]) {
    const user = addUser(t.world, t.tenant, {
      userPrincipalName: 'x@hafen.example',
      displayName: 'X',
      ...state,
    })
    expect(verdict(await t.ask('GET', `/v1.0/users/${user.id}/contacts`))).toBe(
      '404 MailboxNotEnabledForRESTAPI',
    )
  }
})

test('RBAC assignments give rights without a role in the token, for the members of their group, when they take effect', async () => {
  const t = testTenant()
  t.claims.roles = []
  const group = addGroup(t.world, t.tenant, { displayName: 'Synced', members: [t.anna.id] })
  addRoleAssignment(t.world, t.tenant, {
    servicePrincipalId: t.principal.id,
    role: 'Application Contacts.ReadWrite',
    scopeGroupId: group.id,
    delay: 1_800_000,
  })
  expect(verdict(await t.ask('GET', ofAnna))).toBe('403 ErrorAccessDenied')
  t.world.clock.advance(1_800_000)
  expect(verdict(await t.ask('POST', ofAnna, { body: { givenName: 'A' } }))).toBe('201')
  expect(verdict(await t.ask('GET', ofBernd))).toBe('403 ErrorAccessDenied')
  t.claims.roles = ['Contacts.Read']
  expect(verdict(await t.ask('GET', ofBernd))).toBe('200')
})

function restrict(
  t: TestTenant,
  accessRight: 'RestrictAccess' | 'DenyAccess',
  members: string[],
  delay = 0,
): void {
  const group = addGroup(t.world, t.tenant, { displayName: accessRight, members })
  addAccessPolicy(t.world, t.tenant, { appIds: [t.principal.appId], accessRight, scopeId: group.id, delay })
}

test('A restricting access policy lets its group in and keeps all others out, once it has spread', async () => {
  const t = testTenant()
  restrict(t, 'RestrictAccess', [t.anna.id], 3_600_000)
  expect(verdict(await t.ask('GET', ofBernd))).toBe('200')
  t.world.clock.advance(3_600_000)
  const refused = await t.ask('GET', ofBernd)
  expect(verdict(refused)).toBe('403 ErrorAccessDenied')
  expect(refused.json.error.message).toContain('Blocked by tenant configured AppOnly AccessPolicy settings')
  expect(verdict(await t.ask('GET', ofAnna))).toBe('200')
})

test('A denying access policy wins over a restricting one and does not touch other mailboxes', async () => {
  const t = testTenant()
  restrict(t, 'DenyAccess', [t.anna.id])
  expect([verdict(await t.ask('GET', ofAnna)), verdict(await t.ask('GET', ofBernd))]).toEqual([
    '403 ErrorAccessDenied',
    '200',
  ])
  restrict(t, 'RestrictAccess', [t.anna.id])
  expect(verdict(await t.ask('GET', ofAnna))).toBe('403 ErrorAccessDenied')
})

test('A person reaches the own mailbox, also as /me, and no other; an application has no /me', async () => {
  const t = testTenant()
  expect(verdict(await t.ask('GET', '/v1.0/me/contacts'))).toBe('400 BadRequest')
  Object.assign(t.claims, { scp: 'openid Contacts.Read', roles: [], oid: t.anna.id, idtyp: 'user' })
  expect(verdict(await t.ask('GET', '/v1.0/me/contacts'))).toBe('200')
  expect(verdict(await t.ask('GET', ofAnna))).toBe('200')
  expect(verdict(await t.ask('GET', ofBernd))).toBe('403 ErrorAccessDenied')
})

test('A path that the service does not have is refused with the name of the segment', async () => {
  const { ask } = testTenant()
  const reply = await ask('GET', '/v1.0/users/anna@hafen.example/shoes')
  expect([reply.status, reply.json.error.message]).toEqual([
    400,
    "Resource not found for the segment 'shoes'.",
  ])
  expect((await ask('PUT', ofAnna)).status).toBe(405)
  await expect(ask('GET', '/other/path')).rejects.toThrow('not a path of the room')
})
