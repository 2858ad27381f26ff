import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { Connection } from '@tandem/model/api/connections.ts'
import type { expiryList } from '@tandem/model/api/credentials.ts'
import type { noticePage } from '@tandem/model/api/notices.ts'
import type { Problem } from '@tandem/model/api/problem.ts'
import type { Verification } from '@tandem/model/verification.ts'
import { sql } from 'kysely'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import type { z } from 'zod'
import { createConnectBench } from '../../../testing/connect.ts'
import { check } from '../../../testing/provider.ts'
import { dropOldCredentials } from '../../store/credential-slots.ts'

let end: 'ok' | 'failed' = 'ok'
const { ask, db, url, prove, organisation, logged, opener } = await createConnectBench({
  checks: [check('proof', [], async () => ({ state: end, headline: 'The secret was not accepted.' }))],
})

async function draft() {
  const { id, headers } = await organisation()
  await ask('PATCH', `/organisations/${id}`, { contactEmails: ['ada@harbor.example'] })
  const { body } = await ask<Connection>('POST', `/organisations/${id}/connections`, {
    method: 'memory',
    settings: { place: 'Bay', floor: '1' },
    testMailbox: 'test@x.example',
  })
  return { organisationId: id, headers, id: body.id, path: `/connections/${body.id}` }
}

async function verify(path: string, outcome: 'ok' | 'failed' = 'ok') {
  end = outcome
  const { body } = await ask<Verification>('POST', `${path}/verifications`)
  return await prove(body.id)
}

const enter = (path: string, value: string) =>
  ask<Connection & Problem>('PUT', `${path}/credential`, { kind: 'secret', value, expiresAt: '2027-03-01' })

async function active() {
  const made = await draft()
  await enter(made.path, 'first-secret-AAAA')
  await verify(made.path)
  await ask('POST', `${made.path}/activate`)
  return made
}

const lastFour = ({ credential, nextCredential, previousCredential }: Connection) =>
  [credential, nextCredential, previousCredential].map((facts) => facts?.lastFour ?? null)
const look = async (path: string) => (await ask<Connection>('GET', path)).body
const notices = async (organisation: string, headers?: Record<string, string>) =>
  (await ask<z.infer<typeof noticePage>>('GET', `/notices?organisation=${organisation}`, undefined, headers))
    .body

test('a new secret that is refused waits with the sentence, the present one works on, and contacts are told', async () => {
  const { path, organisationId } = await active()
  await enter(path, 'second-secret-BBBB')
  const report = await verify(path, 'failed')
  const { state, nextRefused, ...held } = await look(path)
  expect(lastFour(held as Connection)).toEqual(['AAAA', 'BBBB', null])
  expect([state, nextRefused]).toMatchObject([
    'active',
    { headline: 'The secret was not accepted.', reportId: report.id },
  ])
  expect((await notices(organisationId)).items[0]).toMatchObject({
    kind: 'verification-failed',
    subject: 'The new credential was not accepted',
    text: expect.stringContaining('The present one works on.'),
    mails: [{ address: 'ada@harbor.example', state: 'waiting' }],
  })
  expect((await enter(path, 'third-secret-CCCC')).body).toMatchObject({ nextRefused: null })
})

test('a switch keeps the old one: it can be put back, proven again, dropped, and is dropped after a week', async () => {
  const { path, organisationId } = await active()
  await enter(path, 'second-secret-BBBB')
  await verify(path)
  expect(lastFour(await look(path))).toEqual(['BBBB', null, 'AAAA'])
  expect((await notices(organisationId)).items[0]?.kind).toBe('secret-in-use')

  await ask('POST', `${path}/credential/previous/put-back`)
  expect(lastFour(await look(path))).toEqual(['BBBB', 'AAAA', null])
  await verify(path)
  expect(lastFour(await look(path))).toEqual(['AAAA', null, 'BBBB'])

  expect((await ask('POST', `${path}/credential/previous/put-back`)).status).toBe(200)
  expect((await ask('DELETE', `${path}/credential/next`)).status).toBe(200)
  expect(lastFour(await look(path))).toEqual(['AAAA', null, null])
  for (const which of ['next', 'previous'])
    expect((await ask('DELETE', `${path}/credential/${which}`)).status).toBe(404)
  expect((await ask<Problem>('POST', `${path}/credential/previous/put-back`)).body.detail).toContain('a week')

  await enter(path, 'third-secret-CCCC')
  await verify(path)
  expect(await dropOldCredentials(db, 7)).toBe(0)
  await db.updateTable('connection').set({ previous_since: sql<Date>`now() - interval '8 days'` }).execute()
  expect(await dropOldCredentials(db, 7)).toBeGreaterThan(0)
  expect(lastFour(await look(path))).toEqual(['CCCC', null, null])
})

test('beside a proven credential of a connection that is not in use the new one waits as well', async () => {
  const { path } = await draft()
  await enter(path, 'first-secret-AAAA')
  expect(lastFour((await enter(path, 'second-secret-BBBB')).body)).toEqual(['BBBB', null, null])
  await verify(path)
  expect(lastFour((await enter(path, 'third-secret-CCCC')).body)).toEqual(['BBBB', 'CCCC', null])
  await verify(path)
  expect(lastFour(await look(path))).toEqual(['CCCC', null, 'BBBB'])
})

test('POST /connections/{id}/key-pairs answers the certificate alone; its private key is sealed and fits', async () => {
  const { path, id } = await active()
  const { body, status } = await ask<Connection>('POST', `${path}/key-pairs`)
  expect(status).toBe(200)
  expect(JSON.stringify(body)).not.toContain('PRIVATE')
  const facts = body.nextCredential!
  const certificate = new X509Certificate(facts.certificate!)
  expect(facts).toMatchObject({
    kind: 'certificate',
    fingerprint: certificate.fingerprint.replaceAll(':', ''),
  })
  const row = await db.selectFrom('connection').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  expect(JSON.stringify(row)).not.toContain('PRIVATE')
  const sealed = JSON.parse(await opener(row.next_credential!)) as { privateKey: string }
  expect(certificate.checkPrivateKey(createPrivateKey(sealed.privateKey))).toBe(true)
  const [, line] = sealed.privateKey.split('\n')
  expect(logged()).not.toContain(line)
  await verify(path)
  expect((await look(path)).credential?.fingerprint).toBe(facts.fingerprint)
})

test('POST /connections/{id}/breach suspends, forgets, tells; nothing old is taken again, only a new proof ends it', async () => {
  const { path, id, organisationId } = await active()
  await enter(path, 'second-secret-BBBB')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  onTestFinished(() => client.end())
  const told = new Promise((done) => client.on('notification', done))
  await client.query('LISTEN tandem_forget')

  const { body } = await ask<Connection>('POST', `${path}/breach`)
  expect(body).toMatchObject({ state: 'suspended', breachedAt: expect.any(String) })
  expect(lastFour(body)).toEqual([null, null, null])
  expect(await told).toMatchObject({ payload: id })
  const row = await db.selectFrom('connection').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  expect(JSON.stringify(row)).not.toContain('AGE ENCRYPTED')
  expect((await ask('POST', `${path}/breach`)).status).toBe(200)
  const { items, unread } = await notices(organisationId)
  expect(items.filter(({ kind }) => kind === 'breach')).toHaveLength(1)
  expect(items[0]?.text).toContain('A program with an API key reported')
  expect(items[0]?.text).toContain('make a new one, enter it in Tandem and verify')
  expect(unread).toBe(items.length)

  expect((await ask<Problem>('POST', `${path}/activate`)).body.detail).toContain('Make a new one')
  for (const old of ['first-secret-AAAA', 'second-secret-BBBB'])
    expect(await enter(path, old)).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/value', detail: expect.stringContaining('given up') }] },
    })
  await enter(path, 'third-secret-CCCC')
  await verify(path, 'failed')
  expect((await ask('POST', `${path}/activate`)).status).toBe(409)
  await verify(path)
  expect(await look(path)).toMatchObject({ state: 'verified', breachedAt: null })
  expect((await ask<Connection>('POST', `${path}/activate`)).body.state).toBe('active')
})

test('a breach during a verification: its proof of the old credential changes nothing', async () => {
  const { path } = await active()
  end = 'ok'
  const { body } = await ask<Verification>('POST', `${path}/verifications`)
  await ask('POST', `${path}/breach`)
  await prove(body.id)
  expect(await look(path)).toMatchObject({
    state: 'suspended',
    credential: null,
    breachedAt: expect.any(String),
  })
})

test('POST /connections/{id}/breach without any credential says so', async () => {
  const { path } = await draft()
  expect((await ask<Problem>('POST', `${path}/breach`)).body.detail).toContain('holds no credential')
})

test('POST /connections/{id}/suspend tells the contacts and has workers forget', async () => {
  const { path, organisationId } = await active()
  await ask('POST', `${path}/suspend`)
  expect((await notices(organisationId)).items[0]).toMatchObject({ kind: 'suspended' })
})

test('GET /expiries lists what ends first first; GET /notices and POST /notices/read are for what one may see', async () => {
  const mine = await active()
  const other = await active()
  const list = await ask<z.infer<typeof expiryList>>('GET', '/expiries', undefined, mine.headers)
  expect(list.body.items).toMatchObject([
    { connectionId: mine.id, endsAt: '2027-03-01T00:00:00.000Z', source: 'declared', method: 'memory' },
  ])
  const all = (await ask<z.infer<typeof expiryList>>('GET', '/expiries')).body.items
  expect(all.map(({ connectionId }) => connectionId)).toEqual(expect.arrayContaining([mine.id, other.id]))
  const ends = all.map(({ endsAt }) => endsAt ?? '9')
  expect(ends).toEqual([...ends].sort())

  const { items } = await notices(other.organisationId)
  const ids = items.map(({ id }) => id)
  expect((await ask('POST', '/notices/read', { ids }, mine.headers)).body).toEqual({ marked: 0 })
  expect(
    (await ask('GET', `/notices?organisation=${other.organisationId}`, undefined, mine.headers)).status,
  ).toBe(404)
  expect((await ask('POST', '/notices/read', { ids })).body).toEqual({ marked: ids.length })
  expect(await notices(other.organisationId)).toMatchObject({ unread: 0 })
  const page = await ask<z.infer<typeof noticePage>>('GET', '/notices?limit=1')
  const next = await ask<z.infer<typeof noticePage>>('GET', `/notices?limit=1&cursor=${page.body.nextCursor}`)
  expect(next.body.items[0]?.id).not.toBe(page.body.items[0]?.id)
})
