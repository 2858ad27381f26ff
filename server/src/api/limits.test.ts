import { expect, test } from 'vitest'
import { createTestApi } from '../../testing/api.ts'
import { createPerson } from '../../testing/people.ts'

const api = await createTestApi()
const { app } = api

test('every write with a session cookie is refused when a page of somebody else sends it, or nobody says which page', async () => {
  const { headers } = await createPerson(api, { role: 'operator' })
  const id = '00000000-0000-4000-8000-000000000000'
  const writes = app.routeTable.filter(({ method, access }) => method !== 'GET' && !access.includes('public'))
  expect(writes.length).toBeGreaterThan(50)
  for (const { method, path } of writes) {
    const url = path.replace(/:\w+/g, id)
    for (const origin of ['https://evil.example', 'null', undefined]) {
      const sent = { cookie: headers.cookie, ...(origin && { origin }) }
      const answer = await app.inject({ method: method as 'POST', url, headers: sent })
      expect([method, path, origin, answer.statusCode]).toEqual([method, path, origin, 403])
    }
  }
  for (const url of ['/api/auth/sign-out', '/api/auth/change-password', '/api/auth/update-user']) {
    const sent = { cookie: headers.cookie, origin: 'https://evil.example' }
    const answer = await app.inject({ method: 'POST', url, headers: sent, payload: {} })
    expect([url, answer.statusCode]).toEqual([url, 403])
  }
})

test('answers say what a browser may do with them: nothing of the API runs, is framed or read elsewhere', async () => {
  const { headers } = await app.inject({ url: '/api/v1/session' })
  expect(headers).toMatchObject({
    'content-security-policy': "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': expect.stringContaining('camera=()'),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  })
  expect(headers['strict-transport-security']).toBeUndefined()
})

test('behind TLS browsers are told to stay there for a year', async () => {
  const config = { ...api.deps.config, publicUrl: 'https://tandem.example' }
  const secure = await createTestApi({ config })
  const { headers } = await secure.app.inject({ url: '/healthz' })
  expect(headers['strict-transport-security']).toBe('max-age=31536000')
})

test('sign-in, invitations and unknown keys are limited by address: whoever guesses is told how long to wait', async () => {
  const attempts: [url: string, payload: object, most: number][] = [
    ['/api/auth/sign-in/email', { email: 'a@example.com', password: 'a wrong password' }, 10],
    ['/api/v1/join/look', { token: 'guessed' }, 10],
    ['/api/v1/join', { token: 'guessed', password: 'long enough, I think' }, 10],
  ]
  for (const [nth, [url, payload, most]] of attempts.entries()) {
    const ask = async () =>
      await app.inject({ method: 'POST', url, payload, remoteAddress: `192.0.2.${nth + 1}` })
    for (let i = 0; i < most; i += 1) expect((await ask()).statusCode).not.toBe(429)
    const refused = await ask()
    expect([url, refused.statusCode]).toEqual([url, 429])
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
  }
})

test('a body has the size of its kind of route: 16 KB to sign in, 256 KB for settings, 8 MB for records', async () => {
  const text = (bytes: number) => ({ name: 'x'.repeat(bytes) })
  const post = async (url: string, payload: object) =>
    (await app.inject({ method: 'POST', url, payload, headers: api.asOperator })).statusCode
  expect(await post('/api/auth/sign-in/email', text(17_000))).toBe(413)
  expect(await post('/api/v1/join', text(17_000))).toBe(413)
  expect(await post('/api/v1/organisations', text(300_000))).toBe(413)
  expect(await post('/api/v1/mailboxes/a@example.com/contacts/bulk', text(300_000))).not.toBe(413)
  expect(await post('/api/v1/mailboxes/a@example.com/contacts/bulk', text(9_000_000))).toBe(413)
})
