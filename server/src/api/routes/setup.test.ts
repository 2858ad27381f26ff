import type { Connection } from '@tandem/model/api/connections.ts'
import type { MadeInvitation } from '@tandem/model/api/invitations.ts'
import type { Problem } from '@tandem/model/api/problem.ts'
import type { Setup } from '@tandem/model/api/setup.ts'
import type { Verification } from '@tandem/model/verification.ts'
import { expect, test } from 'vitest'
import { createConnectBench } from '../../../testing/connect.ts'
import { check } from '../../../testing/provider.ts'

let end: 'ok' | 'failed' = 'ok'
const checks = [check('proof', [], async () => ({ state: end, headline: 'told' }))]
const { ask, db, prove, organisation, app, deps } = await createConnectBench({ checks })

async function invited(connection?: object) {
  const { id } = await organisation('Summit Brokers')
  const made =
    connection && (await ask<Connection>('POST', `/organisations/${id}/connections`, connection)).body
  const { status, body } = await ask<MadeInvitation>('POST', `/organisations/${id}/invitations`, {
    ...(made && { connectionId: made.id }),
  })
  const headers = { authorization: `Invitation ${body.token}` }
  const asInvited = <Body>(method: 'GET' | 'PATCH' | 'PUT' | 'POST', path: string, payload?: object) =>
    ask<Body>(method, path, payload, headers)
  return { organisationId: id, status, invitation: body, headers, asInvited }
}

test('POST /organisations/{id}/invitations tells the link once, with the token behind #', async () => {
  const { status, invitation, organisationId } = await invited()
  expect(status).toBe(201)
  expect(invitation.url).toBe(`${deps.config.publicUrl}/setup/#${invitation.token}`)
  expect(Date.parse(invitation.expiresAt) - Date.now()).toBeGreaterThan(13.9 * 86_400_000)
  const list = await ask('GET', `/organisations/${organisationId}/invitations`)
  expect(list.body.items).toEqual([expect.objectContaining({ id: invitation.id, state: 'open' })])
  expect(JSON.stringify(list.body)).not.toContain(invitation.token)
  const rows = JSON.stringify(await db.selectFrom('idempotency').selectAll().execute())
  expect(rows).not.toContain(invitation.token)
})

test('the whole of Setup by the link alone: method, settings, credential, proof', async () => {
  end = 'ok'
  const { asInvited } = await invited()
  const begin = await asInvited<Setup>('GET', '/setup')
  expect(begin.body).toMatchObject({
    organisation: { name: 'Summit Brokers' },
    methods: ['memory'],
    connection: null,
    applicationName: 'Tandem-1',
    steps: { settings: false, credential: false, verified: false },
  })
  expect((await asInvited('PUT', '/setup/credential', { kind: 'secret', value: 'x' })).status).toBe(409)
  await asInvited('PATCH', '/setup', { method: 'memory', settings: { place: 'Bay' } })
  const filled = await asInvited<Setup>('PATCH', '/setup', {
    settings: { floor: '2' },
    testMailbox: 'ada@x.example',
  })
  expect(filled.body.steps).toEqual({ settings: true, credential: false, testMailbox: true, verified: false })
  const sealed = await asInvited<Setup>('PUT', '/setup/credential', {
    kind: 'secret',
    value: 'planted-secret-1234',
  })
  expect(sealed.body.connection?.credential).toMatchObject({ lastFour: '1234' })
  const report = await asInvited<Verification>('POST', '/setup/verifications')
  expect(report.status).toBe(202)
  await prove(report.body.id)
  const after = await asInvited<Setup>('GET', '/setup')
  expect(after.body.steps.verified).toBe(true)
  expect(after.body.verifications).toMatchObject([
    { state: 'passed', requestedBy: expect.stringContaining('invitation:') },
  ])
  expect(JSON.stringify(after.body)).not.toContain('planted')
})

test('after a failed proof a new attempt keeps the settings, drops the secret and renames everything to make', async () => {
  end = 'failed'
  const { asInvited } = await invited({
    method: 'memory',
    settings: { place: 'Bay', floor: '1' },
    testMailbox: 'test@x.example',
  })
  await asInvited('PUT', '/setup/credential', { kind: 'secret', value: 'v-1234' })
  await prove((await asInvited<Verification>('POST', '/setup/verifications')).body.id)
  const { body } = await asInvited<Setup>('PATCH', '/setup', {
    newAttempt: true,
    settings: { place: 'Hill' },
  })
  expect(body).toMatchObject({
    applicationName: 'Tandem-2',
    connection: { state: 'draft', attempt: 2, credential: null, settings: { place: 'Hill', floor: '1' } },
    verifications: [{ state: 'failed', attempt: 1 }],
  })
})

test('two first choices at once make one connection', async () => {
  const { asInvited, organisationId } = await invited()
  const both = await Promise.all([1, 2].map(() => asInvited('PATCH', '/setup', { method: 'memory' })))
  expect(both.map((answer) => answer.status)).toEqual([200, 200])
  expect(
    (await ask<{ items: unknown[] }>('GET', `/organisations/${organisationId}/connections`)).body.items,
  ).toHaveLength(1)
})

test('an invitation opens Setup alone', async () => {
  const { headers, organisationId } = await invited()
  for (const path of [
    '/organisations',
    `/organisations/${organisationId}`,
    '/mailboxes',
    '/api-keys',
    '/changes',
  ])
    expect([path, (await ask('GET', path, undefined, headers)).status]).toEqual([path, 403])
})

test('a revoked, an expired and an unknown link let nobody in; Setup needs a link', async () => {
  const { invitation, asInvited } = await invited()
  expect((await ask<{ state: string }>('DELETE', `/invitations/${invitation.id}`)).body.state).toBe('revoked')
  expect((await asInvited<Problem>('GET', '/setup')).status).toBe(401)
  const late = await invited()
  await db
    .updateTable('invitation')
    .set({ expires_at: new Date() })
    .where('id', '=', late.invitation.id)
    .execute()
  expect((await late.asInvited('GET', '/setup')).status).toBe(401)
  expect((await ask('GET', '/setup', undefined, { authorization: 'Invitation nonsense' })).status).toBe(401)
  expect((await ask('GET', '/setup')).status).toBe(403)
  expect((await app.inject({ url: '/api/v1/setup' })).statusCode).toBe(401)
})

test('an invitation to a connection of another organisation is refused', async () => {
  const one = await invited({ method: 'memory' })
  const setup = await one.asInvited<Setup>('GET', '/setup')
  const { id } = await organisation()
  const answer = await ask('POST', `/organisations/${id}/invitations`, {
    connectionId: setup.body.connection?.id,
  })
  expect(answer.status).toBe(404)
})

test('POST /setup/key-pairs makes a certificate for whoever would rather not enter a secret; only its public part is told', async () => {
  end = 'ok'
  const { asInvited } = await invited({
    method: 'memory',
    settings: { place: 'Bay', floor: '1' },
    testMailbox: 'ada@x.example',
  })
  const { body, status } = await asInvited<Setup>('POST', '/setup/key-pairs')
  expect(status).toBe(200)
  expect(body.connection?.credential?.certificate).toContain('BEGIN CERTIFICATE')
  expect(JSON.stringify(body)).not.toContain('PRIVATE')
  const report = await asInvited<Verification>('POST', '/setup/verifications')
  await prove(report.body.id)
  expect((await asInvited<Setup>('GET', '/setup')).body.steps.verified).toBe(true)
})
