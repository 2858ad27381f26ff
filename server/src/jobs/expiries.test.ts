import { expect, test } from 'vitest'
import { createTestDatabase } from '../../testing/database.ts'
import { createTestProvider, noOutside } from '../../testing/provider.ts'
import type { CredentialEnd } from '../providers/provider.ts'
import { createConnection, getConnection, storeCredential } from '../store/connections.ts'
import { listEnds } from '../store/credential-ends.ts'
import { listNotices } from '../store/notices.ts'
import { createOrganisation } from '../store/organisations.ts'
import { createExpiries, dueNotice } from './expiries.ts'
import { createExpiry } from './expiry.ts'
import { createSessions } from './sessions.ts'

const { db } = await createTestDatabase()
const day = 86_400_000
const end = new Date('2027-06-30T12:00:00Z')
const before = (days: number) => new Date(end.getTime() - days * day)

async function connect(expiresAt: string | null = end.toISOString()) {
  await db.deleteFrom('organisation').execute()
  const { id: organisationId } = await createOrganisation(db, {
    name: 'Harbor',
    contactEmails: ['a@x.example'],
  })
  const { id } = await createConnection(db, {
    organisationId,
    method: 'memory',
    settings: { place: 'Bay', floor: '1' },
    wanted: { contacts: true },
  })
  const facts = { kind: 'secret', lastFour: 'wxyz', fingerprint: 'f00', expiresAt }
  await storeCredential(db, id, { sealed: 'sealed', facts, slot: 'current', state: 'active' })
  return id
}

const subjects = async () =>
  (await listNotices(db, { scope: null, limit: 50 })).map(({ subject }) => subject).reverse()

test('contacts are told 60, 30, 14, 7 and 1 days before the end and after it, each once', async () => {
  await connect()
  for (let days = 70; days >= -5; days -= 0.5) await createExpiries({ db, now: () => before(days) })()
  expect(await subjects()).toEqual([
    'The client secret ends in 60 days',
    'The client secret ends in 30 days',
    'The client secret ends in 14 days',
    'The client secret ends in 7 days',
    'The client secret ends tomorrow',
    'The client secret has ended',
  ])
})

test('when nobody looked for weeks only the most urgent notice is sent', async () => {
  await connect()
  for (const days of [61, 5, 5, 4]) await createExpiries({ db, now: () => before(days) })()
  expect(await subjects()).toEqual(['The client secret ends in 5 days'])
})

test('dueNotice: the threshold is the smallest that is reached, whatever the hour', () => {
  const cases = [61, 60, 31, 30, 15, 14, 8, 7, 2, 1, 0.4, 0, -1].map((days) => dueNotice(end, before(days)))
  expect(cases.map((due) => due?.threshold)).toEqual([undefined, 60, 60, 30, 30, 14, 14, 7, 7, 1, 1, -1, -1])
  expect(dueNotice(end, before(0.4))?.days).toBe(0)
})

test('what the directory says goes before what was declared, for the credential it was asked about alone', async () => {
  const id = await connect('2030-01-01T00:00:00.000Z')
  const { memory } = createTestProvider()
  let told: CredentialEnd = { endsAt: end.toISOString() }
  const asked: unknown[] = []
  memory.credentialEnd = async (_settings, credential) => {
    asked.push(credential)
    return told
  }
  const open = async () => ({ kind: 'secret' as const, value: 'opened' })
  const sessions = createSessions({ db, open, outside: noOutside, registry: { memory } })
  const ask = createExpiry({ db, sessions, open })
  const job = { log: { warn: () => undefined } }
  await ask({ connectionId: id }, job)
  expect(asked).toEqual([{ kind: 'secret', value: 'opened' }])
  expect(await listEnds(db, null)).toMatchObject([{ endsAt: end.toISOString(), isFromDirectory: true }])
  await createExpiries({ db, now: () => before(3) })()
  expect(await subjects()).toEqual(['The client secret ends in 3 days'])

  told = { why: 'not-listed' }
  await ask({ connectionId: id }, job)
  expect(await listEnds(db, null)).toMatchObject([
    { endsAt: '2030-01-01T00:00:00.000Z', isFromDirectory: false },
  ])

  told = { endsAt: end.toISOString() }
  await ask({ connectionId: id }, job)
  const facts = { kind: 'secret', lastFour: 'news', fingerprint: 'f11', expiresAt: null }
  await storeCredential(db, id, { sealed: 'new', facts, slot: 'current', state: 'active' })
  expect(await listEnds(db, null)).toMatchObject([{ endsAt: null, isFromDirectory: false }])
  expect(JSON.stringify((await getConnection(db, id)).directory_end)).not.toContain('opened')
})
