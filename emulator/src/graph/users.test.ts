import { expect, test } from 'vitest'
import { addUser } from '../tenant/directory.ts'
import { testTenant } from './test-tenant.ts'

test('GET /users/{id|upn} shows the default properties or the selected ones', async () => {
  const { ask, anna } = testTenant()
  const whole = await ask('GET', '/v1.0/users/ANNA@hafen.example')
  expect(whole.json).toMatchObject({
    '@odata.context': 'https://graph.test/v1.0/$metadata#users/$entity',
    displayName: 'Anna Adler',
    mail: 'anna@hafen.example',
    id: anna.id,
  })
  const part = await ask('GET', `/v1.0/users('${anna.id}')?$select=displayName,accountEnabled,proxyAddresses`)
  expect(part.json).toEqual({
    '@odata.context':
      'https://graph.test/v1.0/$metadata#users(displayName,accountEnabled,proxyAddresses)/$entity',
    displayName: 'Anna Adler',
    accountEnabled: true,
    proxyAddresses: ['SMTP:anna@hafen.example'],
  })
  const unknown = await ask('GET', '/v1.0/users/nobody')
  expect([unknown.status, unknown.json.error.code]).toEqual([404, 'Request_ResourceNotFound'])
  expect((await ask('GET', '/v1.0/users?$select=shoeSize')).status).toBe(400)
})

test('GET /users pages with skip tokens', async () => {
  const { ask, world, tenant } = testTenant()
  for (let n = 0; n < 120; n += 1)
    addUser(world, tenant, { userPrincipalName: `u${n}@hafen.example`, displayName: `U ${n}` })
  const seen = new Set<unknown>()
  let pages = 0
  for (let at: string | undefined = '/v1.0/users?$select=id'; at !== undefined; pages += 1) {
    const { json } = await ask('GET', at)
    for (const user of json.value) seen.add(user.id)
    at = json['@odata.nextLink']
  }
  expect([pages, seen.size]).toEqual([2, 122])
  expect((await ask('GET', '/v1.0/users?$top=1000')).json.error.code).toBe('Request_BadRequest')
  expect((await ask('GET', '/v1.0/users?$skip=5')).json.error.code).toBe('Request_UnsupportedQuery')
})

test.each([
  ["$filter=userPrincipalName eq 'anna@hafen.example'", ['Anna Adler']],
  ["$filter=startswith(mail,'b')", ['Bernd Boje']],
  ['$filter=accountEnabled eq true&$orderby=displayName desc', ['Bernd Boje', 'Anna Adler']],
  ["$filter=startswith(displayName,'Bernd') or givenName eq 'anna'", ['Anna Adler', 'Bernd Boje']],
])('GET /users?%s', async (query, expected) => {
  const { ask } = testTenant()
  expect((await ask('GET', `/v1.0/users?${query}`)).json.value.map((user) => user.displayName)).toEqual(
    expected,
  )
})

test('Advanced queries need the header ConsistencyLevel', async () => {
  const { ask } = testTenant()
  const eventual = { consistencylevel: 'eventual' }
  for (const query of ['$search="displayName:bo"', "$filter=displayName ne 'Anna Adler'"]) {
    const refused = await ask('GET', `/v1.0/users?${query}`)
    expect([refused.status, refused.json.error.code]).toEqual([400, 'Request_UnsupportedQuery'])
    const { json } = await ask('GET', `/v1.0/users?${query}&$count=true`, { headers: eventual })
    expect([json['@odata.count'], json.value[0]?.displayName]).toEqual([1, 'Bernd Boje'])
  }
  expect((await ask('GET', '/v1.0/users/$count', { headers: eventual })).text).toBe('2')
})

test('Organization, licences and the purpose of a mailbox can be read', async () => {
  const { ask, tenant, world } = testTenant()
  const { json } = await ask('GET', '/v1.0/organization')
  expect(json.value).toMatchObject([
    {
      id: tenant.id,
      displayName: 'Hafen Makler',
      verifiedDomains: [{ name: 'hafen.example', isDefault: true }],
    },
  ])
  expect((await ask('GET', `/v1.0/organization/${tenant.id}`)).json.id).toBe(tenant.id)
  addUser(world, tenant, {
    userPrincipalName: 'info@hafen.example',
    displayName: 'Info',
    mailboxKind: 'shared',
  })
  expect(
    (await ask('GET', '/v1.0/users/info@hafen.example/mailboxSettings?$select=userPurpose')).json.userPurpose,
  ).toBe('shared')
  expect((await ask('GET', '/v1.0/users/anna@hafen.example/mailboxSettings')).json.userPurpose).toBe('user')
  expect((await ask('GET', '/v1.0/users/anna@hafen.example/licenseDetails')).json.value).toHaveLength(1)
})
