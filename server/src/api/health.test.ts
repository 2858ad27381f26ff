import { type AddressInfo, createServer } from 'node:net'
import pg from 'pg'
import { afterAll, expect, inject, onTestFinished, test } from 'vitest'
import { createTestApi } from '../../testing/api.ts'
import { startTestWorker } from '../../testing/worker.ts'
import { openDatabase } from '../store/database.ts'
import { readiness } from '../store/readiness.ts'
import { createApp } from './app.ts'

const { app, deps, url, asOperator, organisation } = await createTestApi()
const administrator = new pg.Client({ connectionString: inject('postgresUrl') })
await administrator.connect()
afterAll(async () => await administrator.end())

const elsewhere = { remoteAddress: '10.1.2.3' }
const readyz = async () => {
  const answer = await app.inject({ url: '/readyz' })
  return { status: answer.statusCode, ...answer.json() }
}

test('GET /healthz answers everybody while the process lives, with its version', async () => {
  const answer = await app.inject({ url: '/healthz', ...elsewhere })
  expect([answer.statusCode, answer.json()]).toEqual([200, { alive: true, version: '0.0.0-test' }])
})

test('GET /readyz without a worker answers 503 and says how to start one', async () => {
  expect(await readyz()).toEqual({
    status: 503,
    ready: false,
    database: true,
    missingMigrations: [],
    workers: 0,
    problems: [expect.stringContaining('tandem work')],
  })
})

test('GET /readyz is 200 while a worker lives, 503 once it has gone', async () => {
  const worker = await startTestWorker({ url }, async () => ({ done: true }))
  expect(await readyz()).toMatchObject({ status: 200, ready: true, workers: 1, problems: [] })
  await worker.close()
  expect(await readyz()).toMatchObject({ status: 503, workers: 0 })
})

test('GET /readyz names migrations that are missing', async () => {
  const [newest] = await asOwner(
    'DELETE FROM migration WHERE name = (SELECT max(name) FROM migration) RETURNING *',
  )
  const answer = await readyz()
  expect(answer).toMatchObject({ status: 503, ready: false, missingMigrations: [newest?.name] })
  expect(answer.problems[0]).toContain(newest?.name)
  const names = Object.keys(newest ?? {})
  const places = names.map((_, nth) => `$${nth + 1}`)
  await asOwner(`INSERT INTO migration (${names}) VALUES (${places})`, Object.values(newest ?? {}))
  expect((await readyz()).missingMigrations).toEqual([])
})

test('GET /readyz is 503 while the database is gone, and well again when it is back; /healthz stays 200', async () => {
  const name = new URL(url).pathname.slice(1)
  const allow = async (yes: boolean) =>
    await administrator.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS ${yes}`)
  onTestFinished(async () => void (await allow(true)))
  await allow(false)
  await administrator.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [
    name,
  ])
  expect(await readyz()).toMatchObject({
    status: 503,
    ready: false,
    database: false,
    problems: [expect.stringContaining('DATABASE_URL')],
  })
  expect((await app.inject({ url: '/healthz' })).statusCode).toBe(200)
  const asked = await app.inject({ url: '/api/v1/session', headers: asOperator })
  expect([asked.statusCode, asked.json().code]).toEqual([503, 'unavailable'])
  await allow(true)
  expect((await readyz()).database).toBe(true)
})

test('readiness does not wait longer than three seconds for a database that never answers', async () => {
  const silent = createServer()
  await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done))
  const { port } = silent.address() as AddressInfo
  const db = openDatabase(`postgres://nobody@127.0.0.1:${port}/none`)
  const began = performance.now()
  expect(await readiness(db)).toMatchObject({ ready: false, database: false })
  expect(performance.now() - began).toBeLessThan(4000)
  silent.close()
})

test('GET /metrics is Prometheus text with the figures of requests by route, never by address', async () => {
  const counted =
    /tandem_http_request_duration_seconds_count\{method="GET",route="\/api\/v1\/mailboxes\/:mailbox",status="404"\} (\d+)/
  const before = counted.exec((await app.inject({ url: '/metrics' })).body)?.[1] ?? 0
  await app.inject({ url: '/api/v1/mailboxes/ada%40private.example', headers: asOperator })
  const answer = await app.inject({ url: '/metrics' })
  expect(answer.headers['content-type']).toMatch(/^text\/plain; version=/)
  expect(answer.body).toContain('# TYPE tandem_http_request_duration_seconds histogram')
  expect(Number(counted.exec(answer.body)?.[1])).toBe(Number(before) + 1)
  expect(answer.body).not.toContain('private.example')
  expect(answer.body).toMatch(/^tandem_http_requests_at_work \d+$/m)
  expect(answer.body).toContain('# TYPE tandem_jobs_total counter')
})

test('GET /metrics answers this machine and operators, not others, also not through a proxy here', async () => {
  const status = async (options: object) => (await app.inject({ url: '/metrics', ...options })).statusCode
  expect(await status({ remoteAddress: '::1' })).toBe(200)
  expect(await status(elsewhere)).toBe(401)
  expect(await status({ headers: { 'x-forwarded-for': '203.0.113.9' } })).toBe(401)
  expect(await status({ ...elsewhere, headers: { 'x-forwarded-for': '127.0.0.1' } })).toBe(401)
  expect(await status({ ...elsewhere, headers: asOperator })).toBe(200)
  expect(await status({ ...elsewhere, headers: (await organisation()).headers })).toBe(403)
})

test('a proxy elsewhere is believed once TRUSTED_PROXIES names it', async () => {
  const config = { ...deps.config, TRUSTED_PROXIES: 'loopback,10.1.2.3' }
  const behind = await createApp({ ...deps, config })
  onTestFinished(async () => await behind.close())
  const throughProxy = { ...elsewhere, url: '/metrics', headers: { 'x-forwarded-for': '127.0.0.1' } }
  expect((await app.inject(throughProxy)).statusCode).toBe(401)
  expect((await behind.inject(throughProxy)).statusCode).toBe(200)
})

async function asOwner(sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query(sql, values)
  await client.end()
  return rows
}
