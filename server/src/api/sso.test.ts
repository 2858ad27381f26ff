import { readFile } from 'node:fs/promises'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, expect, test } from 'vitest'
import { newPerson, signIn } from '../../../emulator/src/login/test-person.ts'
import { createEmulator } from '../../../emulator/src/main.ts'
import { createTestApi } from '../../testing/api.ts'
import { createPerson } from '../../testing/people.ts'
import { readConfig } from '../config.ts'
import { invitePerson } from '../store/person-invitations.ts'
import { createAuth } from './sign-in.ts'

const callback = 'http://127.0.0.1:3000/api/auth/callback/sso'
const users = ['known', 'invited', 'stranger'].map((name) => ({
  address: `${name}@sso.example`,
  displayName: name,
  password: `${name}-Passw0rd`,
}))
const emulator = await createEmulator({
  seed: {
    tenants: [
      {
        displayName: 'Single sign-on',
        domains: ['sso.example'],
        users,
        applications: [
          {
            displayName: 'Tandem',
            secrets: [{}],
            permissions: [],
            delegatedPermissions: ['openid', 'profile', 'email'],
            redirectUris: [callback],
          },
        ],
      },
    ],
  },
})
afterAll(() => emulator.close())
setDefaultCACertificates([...getCACertificates('default'), await readFile(emulator.caFile, 'utf8')])
const tenant = emulator.tenants[0]!
const settings = {
  issuer: `${emulator.url}/${tenant.id}/v2.0`,
  clientId: tenant.clientId!,
  clientSecret: tenant.clientSecret!,
  name: 'Microsoft',
}
const config = readConfig({ TANDEM_DATA: '/nowhere', LOG_LEVEL: 'silent' })
const api = await createTestApi({}, (db) => {
  const authDeps = { db, config, secret: 'a secret of the tests, thirty-two characters', sso: settings }
  return { config, authDeps, auth: createAuth(authDeps) }
})
const { app, db } = api
const origin = config.publicUrl
let browsers = 0

/** Somebody presses the button, signs in at the directory and comes back. */
async function comeBack(name: string) {
  browsers += 1
  const remoteAddress = `203.0.113.${browsers}`
  const begun = await app.inject({
    method: 'POST',
    url: '/api/auth/sign-in/social',
    headers: { origin },
    remoteAddress,
    payload: { provider: 'sso', callbackURL: '/' },
  })
  expect([begun.statusCode, begun.body.slice(0, 200)]).toEqual([200, expect.any(String)])
  const { url } = begun.json() as { url: string }
  expect(new URL(url).searchParams.get('code_challenge_method')).toBe('S256')
  const person = newPerson(emulator)
  await person.open(url)
  let seen = await signIn(person, `${name}@sso.example`, `${name}-Passw0rd`)
  for (let page = 0; seen.location === undefined && page < 3; page += 1)
    seen = await person.send(seen.text.includes('value="consent"') ? 'consent' : 'stay')
  expect(seen.location?.href, seen.text).toContain(callback)
  const cookie = begun.cookies.map((one) => `${one.name}=${encodeURIComponent(one.value)}`).join('; ')
  const answer = await app.inject({
    url: `${seen.location!.pathname}${seen.location!.search}`,
    headers: { cookie },
    remoteAddress,
  })
  const session = answer.cookies.map((one) => `${one.name}=${encodeURIComponent(one.value)}`).join('; ')
  return { location: String(answer.headers.location), session }
}

const whoIs = async (cookie: string) =>
  (await app.inject({ url: '/api/v1/session', headers: { cookie } })).json()

test('GET /sign-in-methods names single sign-on', async () => {
  const answer = await app.inject({ url: '/api/v1/sign-in-methods' })
  expect(answer.json()).toEqual({ password: true, sso: { name: 'Microsoft' } })
})

test('somebody known by their address signs in at the directory; no token of it is kept', async () => {
  const { id } = await api.organisation()
  await createPerson(api, { role: 'administrator', organisationId: id, email: 'known@sso.example' })
  const { location, session } = await comeBack('known')
  expect(location).not.toContain('error')
  expect(await whoIs(session)).toMatchObject({
    kind: 'administrator',
    email: 'known@sso.example',
    organisationId: id,
  })
  const account = await db
    .selectFrom('account')
    .selectAll()
    .where('providerId', '=', 'sso')
    .executeTakeFirstOrThrow()
  expect(account).toMatchObject({ accessToken: null, refreshToken: null, idToken: null })
  await comeBack('known')
  const again = await db.selectFrom('account').selectAll().where('providerId', '=', 'sso').execute()
  expect(again).toMatchObject([{ accessToken: null, idToken: null }])
})

test('somebody invited comes in without a password, with the role of the invitation', async () => {
  const { id } = await api.organisation()
  const wish = {
    organisationId: id,
    email: 'invited@sso.example',
    name: 'Invited',
    role: 'agent' as const,
    mailboxIds: [],
    invitedBy: 'test',
    expiresAt: new Date(Date.now() + 60_000),
  }
  await db.transaction().execute((tx) => invitePerson(tx, wish))
  const { session } = await comeBack('invited')
  expect(await whoIs(session)).toMatchObject({
    kind: 'agent',
    email: 'invited@sso.example',
    twoFactor: 'off',
  })
  const entries = await db
    .selectFrom('audit_entry')
    .select('act')
    .where('chain', '=', id)
    .orderBy('place')
    .execute()
  expect(entries.map((row) => row.act)).toEqual(['person.joined', 'person.signed-in'])
})

test('somebody nobody has invited is sent back with a reason, and no account is made', async () => {
  const { location, session } = await comeBack('stranger')
  expect(location).toMatch(/\/sign-in\?error=signup_disabled/)
  expect((await whoIs(session || 'x=1')).code).toBe('not-signed-in')
  expect(
    await db.selectFrom('user').select('id').where('email', '=', 'stranger@sso.example').execute(),
  ).toEqual([])
})
