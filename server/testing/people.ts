import type { Role } from '../src/store/people.ts'
import { invitePerson } from '../src/store/person-invitations.ts'
import type { TestApi } from './api.ts'

const password = 'a password of the tests'
let made = 0

export interface TestPerson {
  id: string
  email: string
  /** Of a browser: cookie and origin. */
  headers: { cookie: string; origin: string }
}

/** Somebody who was invited, has accepted and is signed in. */
export async function createPerson(
  api: TestApi,
  given: { role: Role; organisationId?: string; mailboxIds?: string[]; email?: string },
): Promise<TestPerson> {
  made += 1
  const { role, organisationId = null, mailboxIds = [], email = `${role}${made}@people.example` } = given
  const wish = {
    role,
    organisationId,
    mailboxIds,
    email,
    name: role,
    invitedBy: 'test',
    expiresAt: inAnHour(),
  }
  const { token } = await api.db.transaction().execute((tx) => invitePerson(tx, wish))
  // Another address each time: the limit on attempts counts by address.
  const remoteAddress = `198.51.100.${made}`
  const join = { method: 'POST' as const, url: '/api/v1/join', payload: { token, password }, remoteAddress }
  const answer = await api.app.inject(join)
  if (answer.statusCode !== 201) throw new Error(`POST /join answered ${answer.statusCode}: ${answer.body}`)
  const headers = await signInAs(api, email, password, remoteAddress)
  const { id } = await api.db
    .selectFrom('user')
    .select('id')
    .where('email', '=', email)
    .executeTakeFirstOrThrow()
  return { id, email, headers }
}

/** Signs somebody in with e-mail and password. */
export async function signInAs(
  { app, deps }: TestApi,
  email: string,
  secret = password,
  remoteAddress = '198.51.100.250',
): Promise<{ cookie: string; origin: string }> {
  const origin = deps.config.publicUrl
  const payload = { email, password: secret }
  const url = '/api/auth/sign-in/email'
  const answer = await app.inject({ method: 'POST', url, headers: { origin }, payload, remoteAddress })
  if (answer.statusCode !== 200) throw new Error(`Sign-in answered ${answer.statusCode}: ${answer.body}`)
  return {
    origin,
    cookie: answer.cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('; '),
  }
}

function inAnHour(): Date {
  return new Date(Date.now() + 3600_000)
}
