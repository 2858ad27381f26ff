import { expect, test } from 'vitest'
import { type TestTenant, testTenant } from './test-tenant.ts'

const contacts = '/users/anna@hafen.example/contacts'
const json = { 'Content-Type': 'application/json' }

interface Part {
  id: string
  status: number
  headers: Record<string, string>
  body: { id: string; error: { code: string } }
}

async function batch(t: TestTenant, requests: unknown[]): Promise<Map<string, Part>> {
  const reply = await t.ask('POST', '/v1.0/$batch', { body: { requests } })
  expect(reply.status).toBe(200)
  return new Map((reply.json.responses as Part[]).map((part) => [part.id, part]))
}

test('POST /$batch runs its requests, in order where they depend on each other', async () => {
  const t = testTenant()
  const parts = await batch(t, [
    { id: '1', method: 'POST', url: contacts, headers: json, body: { givenName: 'A' } },
    { id: '2', method: 'GET', url: `${contacts}?$select=givenName`, dependsOn: ['1'] },
    { id: '3', method: 'GET', url: `${contacts}/42` },
    { id: '4', method: 'GET', url: contacts, dependsOn: ['3'] },
    { id: '5', method: 'GET', url: '/me/contacts' },
  ])
  expect([...parts.values()].map(({ id, status }) => [id, status]).sort()).toEqual([
    ['1', 201],
    ['2', 200],
    ['3', 400],
    ['4', 424],
    ['5', 400],
  ])
  expect(parts.get('2')?.body).toMatchObject({ value: [{ givenName: 'A' }] })
  expect(parts.get('3')?.body.error.code).toBe('ErrorInvalidIdMalformed')
  expect(parts.get('4')?.body.error.code).toBe('FailedDependency')
  expect(parts.get('1')?.headers['Content-Type']).toContain('application/json')
})

test('A request in a batch carries its own headers and bytes', async () => {
  const t = testTenant()
  const made = (await t.ask('POST', `/v1.0${contacts}`, { body: { givenName: 'A' } })).json
  const url = `${contacts}/${made.id}`
  const parts = await batch(t, [
    {
      id: 'old',
      method: 'PATCH',
      url,
      headers: { ...json, 'If-Match': 'W/"old"' },
      body: { givenName: 'B' },
    },
    {
      id: 'photo',
      method: 'PUT',
      url: `${url}/photo/$value`,
      headers: { 'Content-Type': 'image/png' },
      body: 'iVBORw==',
    },
    { id: 'read', method: 'GET', url: `${url}/photo/$value`, dependsOn: ['photo'] },
  ])
  expect([...parts.values()].map(({ id, status }) => [id, status]).sort()).toEqual([
    ['old', 412],
    ['photo', 200],
    ['read', 200],
  ])
  expect(parts.get('read')?.body).toBe('iVBORw==')
})

test('Twenty requests in one batch pass the limit of four at a time, two batches at once do not', async () => {
  const t = testTenant()
  const requests = Array.from({ length: 20 }, (_, at) => ({ id: `${at}`, method: 'GET', url: contacts }))
  const alone = await batch(t, requests)
  expect([...alone.values()].every((part) => part.status === 200)).toBe(true)
  const both = (await Promise.all([batch(t, requests), batch(t, requests)])).flatMap((parts) => [
    ...parts.values(),
  ])
  const refused = both.filter((part) => part.status === 429)
  expect(refused.length).toBeGreaterThan(0)
  expect(refused[0]?.headers['Retry-After']).toBe('1')
  expect(refused[0]?.body.error.code).toBe('ApplicationThrottled')
})

test.each([
  [{ requests: [] }],
  [{ requests: Array.from({ length: 21 }, (_, at) => ({ id: `${at}`, method: 'GET', url: contacts })) }],
  [
    {
      requests: [
        { id: 'a', method: 'GET', url: contacts },
        { id: 'A', method: 'GET', url: contacts },
      ],
    },
  ],
  [{ requests: [{ id: 'a', method: 'GET', url: contacts, dependsOn: ['b'] }] }],
  [{ requests: [{ id: 'a', method: 'GET', url: 'https://graph.microsoft.com/v1.0/users' }] }],
  [{ requests: [{ id: 'a', method: 'POST', url: contacts, body: { givenName: 'A' } }] }],
])('POST /$batch refuses %j', async (body) => {
  const refused = await testTenant().ask('POST', '/v1.0/$batch', { body })
  expect([refused.status, refused.json.error.code]).toEqual([400, 'BadRequest'])
})
