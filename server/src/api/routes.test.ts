import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createTestApi } from '../../testing/api.ts'

const { app, asOperator, organisation } = await createTestApi()
const golden = join(import.meta.dirname, 'routes.golden.txt')

test('every route with its method and who may call it is as in routes.golden.txt', async () => {
  const lines = app.routeTable.map(
    ({ method, path, access }) => `${method.padEnd(6)} ${path}  ${access.join(' ')}`,
  )
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(golden)
})

test('every route that is not public refuses a request without a key', async () => {
  for (const [place, { method, path, access }] of app.routeTable.entries()) {
    if (access.includes('public')) continue
    // Another address each time, or the limit on attempts would answer.
    const remoteAddress = `192.0.2.${place + 1}`
    const url = path
      .replace(/:mailbox/, 'a@example.com')
      .replace(/:\w+/g, '00000000-0000-4000-8000-000000000000')
    const answer = await app.inject({ method: method as 'GET', url, remoteAddress })
    expect([method, path, answer.statusCode]).toEqual([method, path, 401])
    expect(answer.headers['content-type']).toBe('application/problem+json')
  }
})

test('every route for operators alone refuses the key of an organisation', async () => {
  const { headers } = await organisation()
  for (const { method, path, access } of app.routeTable) {
    if (access.includes('organisation') || access.includes('public')) continue
    const url = path.replace(/:\w+/g, '00000000-0000-4000-8000-000000000000')
    const answer = await app.inject({ method: method as 'GET', url, headers, remoteAddress: '192.0.2.1' })
    expect([method, path, answer.statusCode]).toEqual([method, path, 403])
  }
})

test('GET /openapi.json describes every route below /api/v1, with who may call it and how problems look', async () => {
  const document = (await app.inject({ url: '/openapi.json' })).json()
  expect(document.openapi).toBe('3.1.0')
  for (const { method, path, access } of app.routeTable.filter((route) =>
    route.path.startsWith('/api/v1/'),
  )) {
    const operation = document.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]
    expect(operation, `${method} ${path}`).toMatchObject({
      tags: expect.any(Array),
      summary: expect.any(String),
    })
    expect(operation.security.length > 0).toBe(!access.includes('public'))
    expect(operation.responses.default.content).toHaveProperty('application/problem+json')
  }
  expect(document.components.schemas.Problem.properties).toHaveProperty('detail')
  const missing = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].filter(
    ([, name]) => document.components.schemas[name!] === undefined,
  )
  expect(missing).toEqual([])
})

test('GET /reference is served whole from here, with its script under a strict policy', async () => {
  const page = await app.inject({ url: '/reference' })
  expect(page.headers['content-security-policy']).toMatch(/script-src 'self' 'nonce-/)
  expect(page.body).toContain('/reference/scalar.js')
  expect(page.body).not.toMatch(/(src|href)="https?:/)
  const script = await app.inject({ url: '/reference/scalar.js' })
  expect(script.headers['content-type']).toContain('javascript')
  expect(script.body.length).toBeGreaterThan(1_000_000)
})

test('an unknown address answers 404, a wrong method 405 with Allow, both as problem details', async () => {
  const unknown = await app.inject({ url: '/api/v1/nothing', headers: asOperator })
  expect([unknown.statusCode, unknown.json().code]).toEqual([404, 'not-found'])
  const wrong = await app.inject({ method: 'PUT', url: '/api/v1/session', headers: asOperator })
  expect([wrong.statusCode, wrong.headers.allow]).toEqual([405, 'GET'])
})
