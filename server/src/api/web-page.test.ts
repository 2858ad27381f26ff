import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createTestApi, operator } from '../../testing/api.ts'

const folder = await mkdtemp(join(tmpdir(), 'tandem-page-'))
afterAll(async () => await rm(folder, { recursive: true }))
await mkdir(join(folder, 'dist/assets'), { recursive: true })
await writeFile(join(folder, 'dist/index.html'), '<head></head><title>Tandem</title>')
await writeFile(join(folder, 'dist/assets/page-1a2b.js'), 'export {}')
await writeFile(join(folder, 'private.txt'), 'not for you')
const { app, signIn } = await createTestApi({ webFolder: join(folder, 'dist') })

test('GET / and every address of the page answer index.html under a policy that runs only our scripts', async () => {
  for (const url of ['/', '/organisations/7/mailboxes', '/setup/']) {
    const answer = await app.inject({ url })
    expect([url, answer.statusCode]).toEqual([url, 200])
    const policy = String(answer.headers['content-security-policy'])
    expect(policy).toContain("script-src 'self';")
    const [, nonce] = /style-src 'self' 'nonce-([^']{20,})';/.exec(policy) ?? []
    expect(answer.body).toBe(`<head><meta name="csp-nonce" content="${nonce}" /></head><title>Tandem</title>`)
    expect((await app.inject({ url })).headers['content-security-policy']).not.toContain(nonce)
    expect(answer.headers['cache-control']).toBe('no-store')
  }
})

test('GET /assets/… answers the file, to be kept for ever; a file that is not there is 404', async () => {
  const answer = await app.inject({ url: '/assets/page-1a2b.js' })
  expect(answer.headers['content-type']).toContain('javascript')
  expect(answer.headers['cache-control']).toContain('immutable')
  expect((await app.inject({ url: '/assets/old.js' })).statusCode).toBe(404)
})

test('GET of a path that leaves the folder never answers what lies outside', async () => {
  for (const url of [
    '/../private.txt',
    '/..%2fprivate.txt',
    '/assets/..%2f..%2fprivate.txt',
    '/%2e%2e/private.txt',
  ]) {
    expect((await app.inject({ url })).body).not.toContain('not for you')
  }
})

test('GET /api/v1/unknown is a problem, not the page', async () => {
  expect((await app.inject({ url: '/api/v1/unknown' })).json()).toMatchObject({ status: 404 })
})

test('POST /api/auth/sign-in/email works under whatever name the page is reached by, and from nowhere else', async () => {
  await signIn()
  const attempt = async (origin: string) =>
    await app.inject({
      method: 'POST',
      url: '/api/auth/sign-in/email',
      headers: { host: 'tandem.local:8080', origin, cookie: 'other=1' },
      payload: operator,
    })
  const answer = await attempt('http://tandem.local:8080')
  expect(answer.statusCode).toBe(200)
  expect(answer.cookies[0]).toMatchObject({ httpOnly: true, sameSite: 'Lax' })
  expect((await attempt('http://evil.example')).statusCode).toBe(403)
})
