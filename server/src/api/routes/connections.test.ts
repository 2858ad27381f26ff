import type { Connection } from '@tandem/model/api/connections.ts'
import type { Problem } from '@tandem/model/api/problem.ts'
import type { Verification } from '@tandem/model/verification.ts'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createConnectBench } from '../../../testing/connect.ts'
import { check } from '../../../testing/provider.ts'
import { moveConnection } from '../../store/connections.ts'

let end: 'ok' | 'failed' = 'ok'
const checks = [check('reach', [], 'ok'), check('proof', ['reach'], async () => ({ state: end }))]
const { ask, db, prove, organisation, logged, asOperator, opener } = await createConnectBench({ checks })
const whole = { place: ' Bay ', floor: '1' }
const secret = { kind: 'secret', value: 'PLANTED~s3cr3t-value.0123456789', expiresAt: '2027-03-01' }

async function draft(settings: object = whole) {
  const { id, headers } = await organisation()
  const { body } = await ask<Connection>('POST', `/organisations/${id}/connections`, {
    method: 'memory',
    settings,
    testMailbox: 'test@x.example',
  })
  return { organisationId: id, headers, path: `/connections/${body.id}`, id: body.id, body }
}

async function verified() {
  end = 'ok'
  const made = await draft()
  await ask('PUT', `${made.path}/credential`, secret)
  const { body } = await ask<Verification>('POST', `${made.path}/verifications`)
  await prove(body.id)
  return made
}

test('POST /organisations/{id}/connections makes a draft; what is filled in must be right, what is missing may follow', async () => {
  const { body } = await draft({ place: '  Bay ' })
  expect(body).toMatchObject({ state: 'draft', method: 'memory', attempt: 1, credential: null })
  const { id } = await organisation()
  const wrong = await ask<Problem>('POST', `/organisations/${id}/connections`, {
    method: 'memory',
    settings: { place: 'x' },
  })
  expect(wrong.status).toBe(400)
  expect(wrong.body.errors).toEqual([
    { pointer: '/settings/place', detail: 'The place has at least three letters.' },
  ])
})

test('POST /organisations/{id}/connections with an unknown method names those there are', async () => {
  const { id } = await organisation()
  for (const method of ['pigeon', 'constructor']) {
    const answer = await ask<Problem>('POST', `/organisations/${id}/connections`, { method })
    expect(answer.status).toBe(400)
    expect(answer.body.detail).toContain('memory')
  }
})

test('PATCH /connections/{id} completes settings and keeps the others; complete ones are stored as the method reads them', async () => {
  const { path } = await draft({ floor: '1' })
  const { body } = await ask<Connection>('PATCH', path, {
    settings: { place: ' Bay ' },
    testMailbox: 'Ada@X.example',
  })
  expect(body).toMatchObject({ settings: { place: 'Bay', floor: '1' }, testMailbox: 'ada@x.example' })
})

test('PUT /connections/{id}/credential seals at once: no answer, log, job or other column ever holds the secret', async () => {
  const { path, id } = await verified()
  const { body } = await ask<Connection>('GET', path)
  expect(body.credential).toEqual({
    kind: 'secret',
    lastFour: '6789',
    fingerprint: expect.stringMatching(/^[0-9a-f]{12}$/),
    expiresAt: '2027-03-01T00:00:00.000Z',
  })
  const { rows } = await sql<{ text: string }>`
    SELECT to_jsonb(c)::text AS text FROM connection c
    UNION ALL SELECT to_jsonb(v)::text FROM verification_report v
    UNION ALL SELECT to_jsonb(i)::text FROM idempotency i
    UNION ALL SELECT to_jsonb(j)::text FROM graphile_worker._private_jobs j`.execute(db)
  const everything = rows.map((row) => row.text).join() + logged() + JSON.stringify(body)
  expect(everything).not.toContain('PLANTED')
  expect(everything).not.toContain('s3cr3t')
  const row = await db
    .selectFrom('connection')
    .select('credential')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  expect(await opener(row.credential ?? '')).toContain(secret.value)
})

test('PUT /connections/{id}/credential that is refused does not repeat what was sent', async () => {
  const { path } = await draft()
  const answer = await ask<Problem>('PUT', `${path}/credential`, {
    kind: 'secret',
    value: 'PLANTED-2',
    extra: 'PLANTED-3',
  })
  expect(answer.status).toBe(400)
  expect(JSON.stringify(answer.body) + logged()).not.toContain('PLANTED-')
  const pem = await ask<Problem>('PUT', `${path}/credential`, {
    kind: 'certificate',
    certificate: 'PLANTED-4',
    privateKey: 'k',
  })
  expect(pem.status).toBe(400)
  expect(JSON.stringify(pem.body) + logged()).not.toContain('PLANTED-')
})

test('POST /connections/{id}/verifications proves a draft: 202 with every check waiting, then the report', async () => {
  end = 'ok'
  const { path } = await draft()
  await ask('PUT', `${path}/credential`, secret)
  const { status, body } = await ask<Verification>('POST', `${path}/verifications`)
  expect(status).toBe(202)
  expect(body).toMatchObject({
    state: 'queued',
    checks: [{ check: 'reach', state: 'waiting' }, { check: 'proof' }],
  })
  expect((await ask('GET', path)).body.state).toBe('verifying')
  expect(await prove(body.id)).toMatchObject({ state: 'passed', checks: [{ state: 'ok' }, { state: 'ok' }] })
  expect((await ask('GET', path)).body.state).toBe('verified')
})

test('POST /connections/{id}/verifications says what is missing first', async () => {
  const { path } = await draft({ place: 'Bay' })
  const without = await ask<Problem>('POST', `${path}/verifications`)
  expect([without.status, without.body.code]).toEqual([409, 'wrong-state'])
  expect(without.body.detail).toContain('credential')
  await ask('PUT', `${path}/credential`, secret)
  const incomplete = await ask<Problem>('POST', `${path}/verifications`)
  expect(incomplete.status).toBe(400)
  expect(incomplete.body.errors?.[0]?.pointer).toBe('/settings/floor')
  await ask('PATCH', path, { settings: { floor: '1' }, testMailbox: null })
  const untested = await ask<Problem>('POST', `${path}/verifications`)
  expect([untested.status, untested.body.errors?.[0]?.pointer]).toEqual([400, '/testMailbox'])
})

test('while a verification is under way nothing it stands on can change, and no second one begins', async () => {
  const { path } = await draft()
  await ask('PUT', `${path}/credential`, secret)
  await ask('POST', `${path}/verifications`)
  expect((await ask('POST', `${path}/verifications`)).status).toBe(409)
  expect((await ask('PUT', `${path}/credential`, secret)).status).toBe(409)
  expect((await ask('PATCH', path, { testMailbox: 'a@x.example' })).status).toBe(409)
  expect((await ask('POST', `${path}/attempts`)).status).toBe(409)
})

test('a verification that nobody is at work on any more holds nothing up', async () => {
  const { path, id } = await draft()
  await ask('PUT', `${path}/credential`, secret)
  const { body } = await ask<Verification>('POST', `${path}/verifications`)
  const longAgo = new Date(Date.now() - 3_600_000)
  await db.updateTable('verification_report').set({ created_at: longAgo }).where('id', '=', body.id).execute()
  const edited = await ask<Connection>('PATCH', path, { testMailbox: 'a@x.example' })
  expect([edited.status, edited.body.state, edited.body.id]).toEqual([200, 'draft', id])
  const ended = await ask<Verification>('GET', `/verifications/${body.id}`)
  expect(ended.body).toMatchObject({
    state: 'failed',
    checks: [{ headline: 'The verification was not finished.' }, {}, {}],
  })
})

test('POST /connections/{id}/attempts after a failed report: next number, settings kept, secret gone, reports kept', async () => {
  end = 'failed'
  const { path } = await draft()
  await ask('PUT', `${path}/credential`, secret)
  const { body } = await ask<Verification>('POST', `${path}/verifications`)
  await prove(body.id)
  expect((await ask('GET', path)).body.state).toBe('failed')
  const { body: again } = await ask<Connection>('POST', `${path}/attempts`)
  expect(again).toMatchObject({ attempt: 2, state: 'draft', credential: null, settings: { place: 'Bay' } })
  const reports = await ask<{ items: Verification[] }>('GET', `${path}/verifications`)
  expect(reports.body.items.map((report) => [report.attempt, report.state])).toEqual([[1, 'failed']])
})

test('a change of settings makes a proven connection a draft again; a change of the test mailbox does not', async () => {
  const { path } = await verified()
  expect((await ask('PATCH', path, { testMailbox: 'b@x.example' })).body.state).toBe('verified')
  expect((await ask('PATCH', path, { settings: { place: 'Bay' } })).body.state).toBe('verified')
  expect((await ask('PATCH', path, { settings: { place: 'Hill' } })).body.state).toBe('draft')
})

test('activate needs a proof; suspend drops what was to be done, and activating hints it anew', async () => {
  const unproven = await draft()
  const refused = await ask<Problem>('POST', `${unproven.path}/activate`)
  expect([refused.status, refused.body.code]).toEqual([409, 'wrong-state'])
  expect((await ask('POST', `${unproven.path}/suspend`)).status).toBe(409)

  const { path } = await verified()
  expect((await ask('POST', `${path}/activate`)).body.state).toBe('active')
  await ask('POST', `${path}/mailboxes`, { addresses: ['a@x.example'] })
  await ask('PATCH', `${path}/mailboxes`, { ids: 'all', state: 'on' })
  const todo = async () =>
    (await db.selectFrom('todo').select('task').orderBy('task').execute()).map((row) => row.task)
  expect(await todo()).toEqual(['folders:contacts', 'pull:contacts', 'push:contacts', 'watch:contacts'])
  expect((await ask('POST', `${path}/suspend`)).body.state).toBe('suspended')
  expect(await todo()).toEqual([])
  expect((await ask('POST', `${path}/activate`)).body.state).toBe('active')
  expect(await todo()).toEqual(['pull:contacts', 'push:contacts', 'watch:contacts'])
})

test('a credential entered while in use is held beside the old one until it is proven', async () => {
  const { path, id } = await verified()
  await ask('POST', `${path}/activate`)
  expect((await ask<Problem>('PATCH', path, { settings: { place: 'Hill' } })).body.detail).toContain(
    'Suspend',
  )
  const { body } = await ask<Connection>('PUT', `${path}/credential`, {
    kind: 'secret',
    value: 'another-value-WXYZ',
  })
  expect([body.credential?.lastFour, body.nextCredential?.lastFour, body.state]).toEqual([
    '6789',
    'WXYZ',
    'active',
  ])
  end = 'ok'
  const report = await ask<Verification>('POST', `${path}/verifications`)
  expect((await ask('GET', path)).body.state).toBe('active')
  await prove(report.body.id)
  const after = await ask<Connection>('GET', path)
  expect([after.body.credential?.lastFour, after.body.nextCredential, after.body.state]).toEqual([
    'WXYZ',
    null,
    'active',
  ])
  await moveConnection(db, id, ['active'], 'suspended')
})

test('POST /connections/{id}/discoveries queues a reading of the directory, once proven', async () => {
  const unproven = await draft()
  expect((await ask('POST', `${unproven.path}/discoveries`)).status).toBe(409)
  const { path, id } = await verified()
  expect(await ask('POST', `${path}/discoveries`)).toEqual({ status: 202, body: { connectionId: id } })
})

test('connections and reports of another organisation are unknown to a key', async () => {
  const { path, organisationId } = await draft()
  await ask('PUT', `${path}/credential`, secret)
  const report = await ask<Verification>('POST', `${path}/verifications`)
  const other = await organisation('Summit')
  const own = await draft()
  for (const [method, at] of [
    ['GET', path],
    ['PATCH', path],
    ['POST', `${path}/activate`],
    ['GET', `${path}/verifications`],
    ['POST', `${path}/verifications`],
    ['GET', `/verifications/${report.body.id}`],
    ['GET', `/organisations/${organisationId}/connections`],
    ['GET', `${path}/mailboxes`],
  ] as const)
    expect([at, (await ask(method, at, method === 'PATCH' ? {} : undefined, other.headers)).status]).toEqual([
      at,
      404,
    ])
  expect((await ask('GET', own.path, undefined, own.headers)).status).toBe(200)
  expect((await ask('GET', own.path, undefined, asOperator)).status).toBe(200)
})
