import { expect, test } from 'vitest'
import { createContactFolder } from '../tenant/mailbox.ts'
import { testTenant } from './test-tenant.ts'

const contacts = '/v1.0/users/anna@hafen.example/contacts'

const full = {
  categories: ['Owner', 'VIP'],
  birthday: '1974-07-22T00:00:00Z',
  fileAs: 'Silva, Inês',
  displayName: 'Inês Silva',
  givenName: 'Inês',
  initials: 'I.S.',
  middleName: 'María',
  nickName: 'Nê',
  surname: 'Silva',
  title: 'Dr.',
  yomiGivenName: 'イネス',
  yomiSurname: 'シルバ',
  yomiCompanyName: 'ハーフェン',
  generation: 'Jr.',
  imAddresses: ['sip:ines@silva.example'],
  jobTitle: 'Owner',
  companyName: 'Silva 不動産',
  department: 'Sales',
  officeLocation: '3/12',
  profession: 'Architect',
  businessHomePage: 'https://silva.example',
  assistantName: 'Otto',
  manager: 'Maria',
  homePhones: ['+351 1', '+351 2'],
  mobilePhone: '+351 3',
  businessPhones: ['+351 4'],
  spouseName: 'Rui',
  personalNotes: 'ü'.repeat(30_000),
  children: ['Ana', 'Tom'],
  emailAddresses: [1, 2, 3].map((n) => ({ name: `Inês ${n}`, address: `ines${n}@silva.example` })),
  homeAddress: { street: 'Rua 1', city: 'Porto', state: 'N', countryOrRegion: 'PT', postalCode: '4000' },
  businessAddress: { city: 'Lisboa' },
  otherAddress: {},
}

test('POST /contacts keeps every property as written and GET gives it back', async () => {
  const { ask } = testTenant()
  const created = await ask('POST', contacts, { body: full })
  expect(created.status).toBe(201)
  const { id, changeKey } = created.json
  const read = await ask('GET', `${contacts}/${id}`)
  expect(read.json).toMatchObject(full)
  expect(read.json).toMatchObject({
    '@odata.etag': `W/"${changeKey}"`,
    createdDateTime: '2027-01-15T08:00:00Z',
    primaryEmailAddress: full.emailAddresses[0],
    tertiaryEmailAddress: full.emailAddresses[2],
  })
  expect(read.headers.etag).toBe(`W/"${changeKey}"`)
  expect(Object.keys(read.json)).toHaveLength(41 + 2)
})

test('POST /contacts derives displayName and fileAs when they are absent', async () => {
  const { ask } = testTenant()
  const both = await ask('POST', contacts, { body: { givenName: 'Inês', surname: 'Silva' } })
  expect(both.json).toMatchObject({
    displayName: 'Inês Silva',
    fileAs: 'Silva, Inês',
    emailAddresses: [],
    birthday: null,
  })
  const company = await ask('POST', contacts, { body: { companyName: 'Silva Lda' } })
  expect(company.json).toMatchObject({ displayName: 'Silva Lda', fileAs: 'Silva Lda' })
})

test('PATCH /contacts/{id} changes what is named only, empties with null and gives a new ETag', async () => {
  const { ask } = testTenant()
  const created = (await ask('POST', contacts, { body: full })).json
  const patched = await ask('PATCH', `${contacts}/${created.id}`, {
    body: { jobTitle: null, secondaryEmailAddress: { name: 'New', address: 'new@silva.example' } },
  })
  expect(patched.status).toBe(200)
  expect(patched.json).toMatchObject({
    ...full,
    jobTitle: null,
    emailAddresses: [full.emailAddresses[0], { address: 'new@silva.example' }, full.emailAddresses[2]],
  })
  expect(patched.json.changeKey).not.toBe(created.changeKey)
})

test('A change of the given name overwrites displayName only where the service is told to do so', async () => {
  for (const displayNames of ['kept', 'overwritten'] as const) {
    const { ask } = testTenant({ displayNames })
    const body = { displayName: 'Nê', givenName: 'Inês', surname: 'Silva' }
    const url = `${contacts}/${(await ask('POST', contacts, { body })).json.id}`
    const changed = await ask('PATCH', url, { body: { givenName: 'Agnes' } })
    expect(changed.json.displayName).toBe(displayNames === 'kept' ? 'Nê' : 'Agnes Silva')
    const named = await ask('PATCH', url, { body: { givenName: 'Agi', displayName: 'Nê' } })
    expect(named.json.displayName).toBe('Nê')
  }
})

test('PATCH and DELETE with an old If-Match answer 412 and change nothing', async () => {
  const { ask } = testTenant()
  const created = (await ask('POST', contacts, { body: { givenName: 'A' } })).json
  const url = `${contacts}/${created.id}`
  const old = { 'if-match': created['@odata.etag'] }
  expect((await ask('PATCH', url, { body: { givenName: 'B' }, headers: old })).status).toBe(200)
  const refused = await ask('PATCH', url, { body: { givenName: 'C' }, headers: old })
  expect([refused.status, refused.json.error.code]).toEqual([412, 'ErrorIrresolvableConflict'])
  expect((await ask('DELETE', url, { headers: old })).status).toBe(412)
  const now = await ask('GET', url)
  expect(now.json).toMatchObject({ givenName: 'B' })
  expect((await ask('DELETE', url, { headers: { 'if-match': now.headers.etag! } })).status).toBe(204)
  expect((await ask('GET', url)).json.error.code).toBe('ErrorItemNotFound')
})

test('permanentDelete removes a contact, its photo and its place in the list', async () => {
  const { ask } = testTenant()
  const created = (await ask('POST', contacts, { body: { givenName: 'A' } })).json
  expect((await ask('POST', `${contacts}/${created.id}/permanentDelete`)).status).toBe(204)
  expect((await ask('GET', contacts)).json.value).toEqual([])
})

test.each([
  [
    { shoeSize: 44 },
    'RequestBodyRead',
    "The property 'shoeSize' does not exist on type 'microsoft.graph.contact'",
  ],
  [{ givenName: 5 }, 'RequestBodyRead', 'Edm.String'],
  [{ givenName: ['A'] }, 'RequestBodyRead', "'StartArray'"],
  [{ businessPhones: '+49' }, 'RequestBodyRead', "'StartArray' node was expected"],
  [{ birthday: 'yesterday' }, 'RequestBodyRead', 'Edm.DateTimeOffset'],
  [
    { homeAddress: { planet: 'Earth' } },
    'RequestBodyRead',
    "'planet' does not exist on type 'microsoft.graph.physicalAddress'",
  ],
  [{ emailAddresses: Array(4).fill({ address: 'a@b.example' }) }, 'ErrorInvalidArgument', 'at most 3'],
  [
    { singleValueExtendedProperties: [{ id: 'Colour', value: 'x' }] },
    'ErrorInvalidProperty',
    'PropertyId values',
  ],
])('POST /contacts refuses %j', async (body, code, text) => {
  const { ask } = testTenant()
  const refused = await ask('POST', contacts, { body })
  expect([refused.status, refused.json.error.code]).toEqual([400, code])
  expect(refused.json.error.message).toContain(text)
})

test('POST /contacts refuses a body that is not JSON', async () => {
  const { ask } = testTenant()
  const refused = await ask('POST', contacts, { bytes: Buffer.from('{"givenName":') })
  expect(refused.json.error.message).toContain('Unable to read JSON request payload')
})

test('An id that is none answers 400, one that was never given out 404', async () => {
  const { ask, anna, bernd } = testTenant()
  const malformed = await ask('GET', `${contacts}/42`)
  expect([malformed.status, malformed.json.error.code]).toEqual([400, 'ErrorInvalidIdMalformed'])
  const other = (await ask('POST', `/v1.0/users/${bernd.id}/contacts`, { body: { givenName: 'B' } })).json
  const unknown = await ask('GET', `/v1.0/users('${anna.id}')/contacts('${other.id}')`)
  expect([unknown.status, unknown.json.error.code]).toEqual([404, 'ErrorItemNotFound'])
})

test('A contact changes its id with the folder, unless ids are immutable', async () => {
  const { ask, world, tenant, anna } = testTenant()
  const folder = createContactFolder(world, tenant, anna, 'Owners')
  const immutable = { prefer: 'IdType="ImmutableId"' }
  const created = (await ask('POST', contacts, { body: { givenName: 'A' } })).json
  const lasting = (await ask('GET', `${contacts}/${created.id}`, { headers: immutable })).json.id
  const moved = await ask('PATCH', `${contacts}/${created.id}`, { body: { parentFolderId: folder.id } })
  expect(moved.json).toMatchObject({ parentFolderId: folder.id, givenName: 'A' })
  expect(moved.json.id).not.toBe(created.id)
  expect((await ask('GET', `${contacts}/${created.id}`)).status).toBe(404)
  expect((await ask('GET', `${contacts}/${lasting}`, { headers: immutable })).json.id).toBe(lasting)
  const inFolder = await ask('GET', `/v1.0/users/${anna.id}/contactFolders/${folder.id}/contacts`, {
    headers: immutable,
  })
  expect(inFolder.json.value.map((contact) => contact.id)).toEqual([lasting])
})

test('Extended properties are written, shown when expanded, and found by a filter', async () => {
  const { ask } = testTenant()
  const id = 'String {66f5a359-4659-4830-9070-00047ec6ac6e} Name Color'
  const body = {
    givenName: 'Green',
    singleValueExtendedProperties: [
      { id, value: 'green' },
      { id: 'Integer 0x3A4D', value: '2' },
    ],
  }
  const created = (await ask('POST', contacts, { body })).json
  await ask('POST', contacts, { body: { givenName: 'Plain' } })
  const otherSpelling = 'string {66F5A359-4659-4830-9070-00047EC6AC6E} name Color'
  const expand = encodeURIComponent(
    `singleValueExtendedProperties($filter=id eq '${otherSpelling}' or id eq 'Integer 0x3a4d')`,
  )
  expect(
    (await ask('GET', `${contacts}/${created.id}?$expand=${expand}`)).json.singleValueExtendedProperties,
  ).toEqual([
    { id, value: 'green' },
    { id: 'Integer 0x3a4d', value: '2' },
  ])
  const filter = encodeURIComponent(
    `singleValueExtendedProperties/Any(ep: ep/id eq '${otherSpelling}' and ep/value eq 'green')`,
  )
  const found = await ask('GET', `${contacts}?$filter=${filter}`)
  expect(found.json.value.map((contact) => contact.givenName)).toEqual(['Green'])
  expect(found.json.value[0]).not.toHaveProperty('singleValueExtendedProperties')
})

test('The photo of a contact is put, described and read; without one the answer is 404', async () => {
  const { ask } = testTenant()
  const { id } = (await ask('POST', contacts, { body: { givenName: 'A' } })).json
  expect((await ask('GET', `${contacts}/${id}/photo/$value`)).status).toBe(404)
  const png = Buffer.from('89504e470d0a1a0a0000000d4948445200000030000000200806000000', 'hex')
  const put = await ask('PUT', `${contacts}/${id}/photo/$value`, {
    bytes: png,
    headers: { 'content-type': 'image/png' },
  })
  expect(put.status).toBe(200)
  const read = await ask('GET', `${contacts}/${id}/photo/$value`)
  expect([read.headers['content-type'], read.bytes]).toEqual(['image/png', png])
  expect((await ask('GET', `${contacts}/${id}/photo`)).json).toMatchObject({
    width: 48,
    height: 32,
    '@odata.mediaContentType': 'image/png',
  })
})
