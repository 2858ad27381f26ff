import { pino } from 'pino'
import { expect, test } from 'vitest'
import { createTestApi } from '../../../testing/api.ts'
import { logOptions } from '../../lib/log.ts'

const lines: string[] = []
const log = pino(logOptions('trace'), { write: (line: string) => void lines.push(line) })
const { app, db, asOperator, organisation, signIn } = await createTestApi({ log })

async function make(payload: object, headers: Record<string, string> = asOperator) {
  return await app.inject({ method: 'POST', url: '/api/v1/api-keys', headers, payload })
}
const whoAmI = async (key: string) =>
  await app.inject({ url: '/api/v1/session', headers: { authorization: `Bearer ${key}` } })

test('POST /api-keys makes a key that works at once, is stored only as a hash, and is shown once', async () => {
  const { id } = await organisation()
  const idempotent = { ...asOperator, 'idempotency-key': 'make' }
  const made = (await make({ name: 'CRM', organisationId: id }, idempotent)).json()
  expect(made.key).toMatch(/^tdm_[\w-]{43}$/)
  expect((await whoAmI(made.key)).json()).toMatchObject({ organisationId: id, kind: 'key' })
  expect((await make({ name: 'CRM', organisationId: id }, idempotent)).json()).toEqual({ ...made, key: null })
  const listed = (await app.inject({ url: `/api/v1/api-keys?organisation=${id}`, headers: asOperator })).body
  const stored = await db.selectFrom('idempotency').selectAll().execute()
  expect(listed + JSON.stringify(stored)).not.toContain(made.key)
})

test('DELETE /api-keys/{id} ends a key; an expired one opens nothing either', async () => {
  const { id, key } = (await make({ name: 'short' })).json()
  await app.inject({ method: 'DELETE', url: `/api/v1/api-keys/${id}`, headers: asOperator })
  expect((await whoAmI(key)).statusCode).toBe(401)
  const expired = (await make({ name: 'old', expiresAt: '2020-01-01T00:00:00Z' })).json()
  expect((await whoAmI(expired.key)).statusCode).toBe(401)
})

test('a session cookie writes only from our own page', async () => {
  const browser = await signIn()
  expect((await make({ name: 'own' }, browser)).statusCode).toBe(201)
  const evil = await make({ name: 'evil' }, { ...browser, origin: 'https://evil.example' })
  expect([evil.statusCode, evil.json().code]).toEqual([403, 'not-allowed'])
  expect((await make({ name: 'none' }, { cookie: browser.cookie })).statusCode).toBe(403)
})

test('the sixty-first request with an unknown key within a minute answers 429 with Retry-After', async () => {
  const attempt = async (i: number) =>
    await app.inject({
      url: '/api/v1/session',
      headers: { authorization: `Bearer tdm_${i}` },
      remoteAddress: '192.0.2.99',
    })
  for (let i = 0; i < 60; i += 1) expect((await attempt(i)).statusCode).toBe(401)
  const refused = await attempt(61)
  expect([refused.statusCode, Number(refused.headers['retry-after']) > 0]).toEqual([429, true])
})

test('nobody can sign up', async () => {
  const answer = await app.inject({
    method: 'POST',
    url: '/api/auth/sign-up/email',
    headers: { origin: 'http://127.0.0.1:3000' },
    payload: { email: 'mallory@example.com', password: 'long enough password', name: 'Mallory' },
  })
  expect(answer.statusCode).toBeGreaterThanOrEqual(400)
  expect(
    await db.selectFrom('user').select('id').where('email', '=', 'mallory@example.com').execute(),
  ).toEqual([])
})

test('logs name the request and hold neither key, cookie nor password', async () => {
  const { key } = (await make({ name: 'planted' })).json()
  const { cookie } = await signIn()
  lines.length = 0
  const answer = await app.inject({
    url: '/api/v1/nothing',
    headers: { authorization: `Bearer ${key}`, cookie },
  })
  await whoAmI(key)
  log.info({ req: { headers: { authorization: `Bearer ${key}`, cookie } } }, 'planted')
  const text = lines.join('')
  expect(text).toContain(`"requestId":"${answer.json().instance}"`)
  expect(text).not.toContain(key)
  expect(text).not.toContain(cookie.split('=')[1])
})
