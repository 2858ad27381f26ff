import { pino } from 'pino'
import { expect, test } from 'vitest'
import { createTestApi } from '../../testing/api.ts'
import { openDatabase } from '../store/database.ts'

const { app, asOperator } = await createTestApi()
const url = '/api/v1/api-keys'

async function post(payload: string, type = 'application/json') {
  return await app.inject({ method: 'POST', url, payload, headers: { ...asOperator, 'content-type': type } })
}

test('POST with malformed JSON answers 400 and says so', async () => {
  const answer = await post('{"name": ')
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([400, 'application/problem+json'])
  expect(answer.json().detail).toContain('not valid JSON')
})

test('POST with another media type answers 415', async () => {
  expect((await post('<name/>', 'application/xml')).json()).toMatchObject({
    status: 415,
    code: 'unsupported-media-type',
  })
})

test('POST with a body over 8 MB answers 413', async () => {
  expect((await post(JSON.stringify({ name: 'x'.repeat(9_000_000) }))).json()).toMatchObject({ status: 413 })
})

test('a text that PostgreSQL cannot store answers 400', async () => {
  const answer = await post(JSON.stringify({ name: 'a\u0000b' }))
  expect(answer.json()).toMatchObject({ status: 400, code: 'invalid-input' })
})

test('an address that cannot be decoded answers 400 as a problem', async () => {
  const answer = await app.inject({ url: '/api/v1/mailboxes/%E0%A4%A', headers: asOperator })
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([400, 'application/problem+json'])
})

test('an empty body that calls itself JSON is no body', async () => {
  const headers = { ...asOperator, 'content-type': 'application/json' }
  const answer = await app.inject({
    method: 'DELETE',
    url: `${url}/00000000-0000-4000-8000-000000000000`,
    headers,
  })
  expect(answer.statusCode).toBe(404)
})

test('a field that is missing is named by its JSON pointer', async () => {
  expect((await post('{}')).json().errors).toEqual([{ pointer: '/name', detail: expect.any(String) }])
})

test('a path parameter of the wrong form is named, too', async () => {
  const answer = await app.inject({ method: 'DELETE', url: `${url}/7`, headers: asOperator })
  expect(answer.json().errors).toEqual([{ pointer: 'params/id', detail: expect.any(String) }])
})

test('a request while the database is down answers 503 with Retry-After and nothing of its inside', async () => {
  const gone = await createTestApi({
    db: openDatabase('postgres://nobody:secret@127.0.0.1:1/none', { pool: 2 }),
    log: pino({ level: 'silent' }),
  })
  const answer = await gone.app.inject({ url: '/api/v1/session', headers: asOperator })
  expect([answer.statusCode, answer.headers['retry-after'], answer.json().code]).toEqual([
    503,
    '1',
    'unavailable',
  ])
  expect(answer.body).not.toMatch(/secret|ECONN|127\.0\.0\.1/)
  const ready = await gone.app.inject({ url: '/readyz' })
  expect([ready.statusCode, ready.json().database]).toEqual([503, false])
})

test('the eleventh attempt to sign in within a minute answers 429', async () => {
  const attempt = async () =>
    await app.inject({
      method: 'POST',
      url: '/api/auth/sign-in/email',
      headers: { origin: 'http://127.0.0.1:3000' },
      payload: {},
      remoteAddress: '192.0.2.7',
    })
  for (let i = 0; i < 10; i += 1) expect((await attempt()).statusCode).toBe(400)
  const refused = await attempt()
  expect([refused.statusCode, refused.json().code]).toEqual([429, 'too-many-requests'])
})
