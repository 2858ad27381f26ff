import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { createTestApi } from '../../testing/api.ts'
import { createPerson } from '../../testing/people.ts'

const api = await createTestApi()
const { app, db } = api
const password = 'a password of the tests'
let asked = 0

async function post(path: string, headers: Record<string, string>, payload: object) {
  asked += 1
  const remoteAddress = `203.0.113.${asked}`
  return await app.inject({ method: 'POST', url: `/api/auth${path}`, headers, payload, remoteAddress })
}
type Answer = Awaited<ReturnType<typeof post>>
const cookieOf = (answer: Answer) =>
  answer.cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('; ')

/** RFC 6238 with SHA-1, six digits, thirty seconds, as authenticator apps calculate it. */
function codeFor(uri: string): string {
  const letters = new URL(uri).searchParams.get('secret') ?? ''
  const bits = [...letters]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)))
  const hash = createHmac('sha1', key).update(counter).digest()
  const place = (hash.at(-1) ?? 0) & 15
  return String((hash.readUInt32BE(place) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

/** Sets up an authenticator app. */
async function enable(headers: { cookie: string; origin: string }) {
  const begun = await post('/two-factor/enable', headers, { password })
  expect([begun.statusCode, begun.body.slice(0, 20)]).toEqual([200, expect.any(String)])
  const { totpURI, backupCodes } = begun.json() as { totpURI: string; backupCodes: string[] }
  const proven = await post('/two-factor/verify-totp', headers, { code: codeFor(totpURI) })
  expect(proven.statusCode).toBe(200)
  return { totpURI, backupCodes, headers: { cookie: cookieOf(proven), origin: headers.origin } }
}

const actsOf = async (email: string) =>
  (
    await db
      .selectFrom('audit_entry')
      .select('act')
      .where('who', 'like', `%${email}`)
      .orderBy('place')
      .execute()
  ).map((row) => row.act)
const statusOf = async (headers: Record<string, string>, url = '/api/v1/organisations') =>
  (await app.inject({ url, headers })).statusCode

test('with an authenticator app the password alone opens nothing; a code does, a wrong one does not, a backup code does once', async () => {
  const person = await createPerson(api, { role: 'operator' })
  const { totpURI, backupCodes } = await enable(person.headers)
  const { origin } = person.headers
  const signIn = async () => {
    const answer = await post('/sign-in/email', { origin }, { email: person.email, password })
    expect(answer.json()).toMatchObject({ twoFactorRedirect: true })
    return { cookie: cookieOf(answer), origin }
  }
  const half = await signIn()
  expect(await statusOf(half)).toBe(401)
  expect((await post('/two-factor/verify-totp', half, { code: '000000' })).statusCode).toBe(401)
  const whole = await post('/two-factor/verify-totp', half, { code: codeFor(totpURI) })
  expect(whole.statusCode).toBe(200)
  expect(await statusOf({ cookie: cookieOf(whole) })).toBe(200)
  const withBackup = async () =>
    (await post('/two-factor/verify-backup-code', await signIn(), { code: backupCodes[0] })).statusCode
  expect(await withBackup()).toBe(200)
  expect(await withBackup()).toBe(401)
  const acts = await actsOf(person.email)
  expect(acts).toEqual(
    expect.arrayContaining([
      'person.two-factor-begun',
      'person.two-factor-proven',
      'person.password-accepted',
      'person.signed-in',
      'person.signed-in-with-backup-code',
    ]),
  )
})

test('where an organisation asks for a second factor, its people reach nothing but their account until they have one', async () => {
  const { id } = await api.organisation()
  const administrator = await createPerson(api, { role: 'administrator', organisationId: id })
  const url = `/api/v1/organisations/${id}/second-factor`
  const answer = await app.inject({
    method: 'PUT',
    url,
    headers: administrator.headers,
    payload: { required: true },
  })
  expect(answer.statusCode).toBe(200)
  const refused = await app.inject({ url: '/api/v1/organisations', headers: administrator.headers })
  expect([refused.statusCode, refused.json().code]).toEqual([403, 'second-factor-needed'])
  const session = await app.inject({ url: '/api/v1/session', headers: administrator.headers })
  expect(session.json()).toMatchObject({ twoFactor: 'needed' })
  expect(await statusOf(administrator.headers, '/api/v1/account/sessions')).toBe(200)
  const { headers } = await enable(administrator.headers)
  expect(await statusOf(headers)).toBe(200)
})

test('neither the secret nor a backup code is readable in the database', async () => {
  const person = await createPerson(api, { role: 'operator' })
  const { totpURI, backupCodes } = await enable(person.headers)
  const rows = JSON.stringify(await db.selectFrom('twoFactor').selectAll().execute())
  expect(rows).not.toContain(backupCodes[0])
  expect(rows).not.toContain(new URL(totpURI).searchParams.get('secret'))
  const log = JSON.stringify(await db.selectFrom('audit_entry').selectAll().execute())
  expect(log).not.toContain(backupCodes[0])
})
