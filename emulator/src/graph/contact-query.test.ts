import { expect, test } from 'vitest'
import { createContact } from '../tenant/mailbox.ts'
import { type TestTenant, testTenant } from './test-tenant.ts'

const contacts = '/v1.0/users/anna@hafen.example/contacts'

const people = [
  {
    givenName: 'Émile',
    surname: 'Zola',
    companyName: 'Nana',
    birthday: '1840-04-02T00:00:00Z',
    emailAddresses: [{ address: 'emile@zola.example', name: 'É' }],
  },
  { givenName: 'Ada', surname: 'Lovelace', categories: ['Owner', 'VIP'], birthday: '1815-12-10T00:00:00Z' },
  { givenName: 'alan', surname: 'Turing', categories: ['Owner'], homeAddress: { city: 'Wilmslow' } },
  { givenName: "O'Neil", surname: 'Óg' },
]

function filled(): TestTenant {
  const t = testTenant()
  for (const fields of people) createContact(t.world, t.tenant, t.anna, 'contacts', fields)
  return t
}

async function names(t: TestTenant, query: string): Promise<unknown[]> {
  const reply = await t.ask('GET', `${contacts}?${query}`)
  expect(reply.text.slice(0, 200)).not.toContain('"error"')
  return reply.json.value.map((contact) => contact.surname)
}

test.each([
  ["givenName eq 'ada'", ['Lovelace']],
  ["givenName eq 'O''Neil'", ['Óg']],
  ["startswith(displayName,'A')", ['Lovelace', 'Turing']],
  ["contains(companyName,'an') or surname eq 'Óg'", ['Zola', 'Óg']],
  ["not startswith(givenName,'a') and companyName eq null", ['Óg']],
  ["emailAddresses/any(a:a/address eq 'EMILE@zola.example')", ['Zola']],
  ["categories/any(c:c eq 'VIP')", ['Lovelace']],
  ["(categories/any(c:c eq 'Owner')) and homeAddress/city eq 'Wilmslow'", ['Turing']],
  ['birthday ge 1840-01-01T00:00:00Z', ['Zola']],
  ['createdDateTime le 2027-01-15T08:00:00Z', ['Zola', 'Lovelace', 'Turing', 'Óg']],
])('GET /contacts?$filter=%s', async (filter, expected) => {
  expect(await names(filled(), `$filter=${encodeURIComponent(filter)}`)).toEqual(expected)
})

test('GET /contacts pages by ten, through links that keep the other options', async () => {
  const t = testTenant()
  for (let n = 0; n < 23; n += 1) createContact(t.world, t.tenant, t.anna, 'contacts', { surname: `${n}` })
  const seen: unknown[] = []
  const sizes: number[] = []
  for (let at: string | undefined = `${contacts}?$select=surname&$count=true`; at !== undefined; ) {
    const { json } = await t.ask('GET', at)
    expect(json['@odata.count']).toBe(23)
    sizes.push(json.value.length)
    seen.push(...json.value.map((contact) => contact.surname))
    expect(Object.keys(json.value[0]!)).toEqual(['@odata.etag', 'id', 'surname'])
    at = json['@odata.nextLink']
  }
  expect(sizes).toEqual([10, 10, 3])
  expect(seen).toEqual(Array.from({ length: 23 }, (_, n) => `${n}`))
})

test('GET /contacts sorts, skips and takes', async () => {
  const t = filled()
  expect(await names(t, '$orderby=surname desc&$top=2')).toEqual(['Óg', 'Zola'])
  expect(await names(t, '$orderby=companyName desc,givenName&$skip=1')).toEqual(['Lovelace', 'Turing', 'Óg'])
  expect(await names(t, '$top=1000')).toHaveLength(4)
  expect(await names(t, '$search="love"')).toEqual(['Lovelace'])
  expect((await t.ask('GET', `${contacts}/$count`)).text).toBe('4')
})

test.each([
  ['$top=1001', 'ErrorInvalidUrlQuery'],
  ['$top=-1', 'BadRequest'],
  ['$skip=x', 'BadRequest'],
  ['$select=shoeSize', 'BadRequest'],
  ['$orderby=emailAddresses', 'ErrorInvalidProperty'],
  ['$orderby=shoeSize', 'BadRequest'],
  ["$filter=id eq 'x'", 'ErrorInvalidProperty'],
  ["$filter=shoeSize eq '4'", 'BadRequest'],
  ["$filter=emailAddresses eq 'x'", 'BadRequest'],
  ['$filter=givenName eq', 'BadRequest'],
  ["$filter=givenName eq 'a", 'BadRequest'],
  ["$filter=givenName is 'a'", 'BadRequest'],
  ["$search=a&$filter=givenName eq 'b'", 'ErrorInvalidUrlQuery'],
  ['$expand=singleValueExtendedProperties', 'ErrorInvalidUrlQuery'],
  ['$expand=friends', 'BadRequest'],
  ["$expand=singleValueExtendedProperties($filter=id eq 'Test')", 'ErrorInvalidProperty'],
  ['$magic=1', 'BadRequest'],
  ['$top=1&$top=2', 'BadRequest'],
])('GET /contacts?%s is refused', async (query, code) => {
  const refused = await filled().ask('GET', `${contacts}?${query}`)
  expect([refused.status, refused.json.error.code]).toEqual([400, code])
})
