import { expect, test } from 'vitest'
import { createTestApi, operator } from '../../testing/api.ts'

const api = await createTestApi()
const { app, asOperator } = api

test('GET /api/v1/session tells an operator key that it sees all organisations', async () => {
  const answer = await app.inject({ url: '/api/v1/session', headers: asOperator })
  expect(answer.statusCode).toBe(200)
  expect(answer.json()).toMatchObject({ kind: 'key', organisationId: null })
})

test('GET /api/v1/session without a key answers 401 as problem details', async () => {
  const answer = await app.inject({ url: '/api/v1/session' })
  expect(answer.statusCode).toBe(401)
  expect(answer.headers['content-type']).toBe('application/problem+json')
  expect(answer.json()).toMatchObject({ status: 401, code: 'not-signed-in', instance: expect.any(String) })
})

test('POST /api/auth/sign-in/email opens a session that GET /api/v1/session knows', async () => {
  const browser = await api.signIn()
  const answer = await app.inject({ url: '/api/v1/session', headers: browser })
  expect(answer.json()).toMatchObject({ kind: 'operator', email: operator.email, organisationId: null })
})
