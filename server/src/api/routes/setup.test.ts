import type { Connection } from '@tandem/model/api/connections.ts'
import type { MadeInvitation } from '@tandem/model/api/invitations.ts'
import type { Problem } from '@tandem/model/api/problem.ts'
import type { Setup } from '@tandem/model/api/setup.ts'
import type { Verification } from '@tandem/model/verification.ts'
import { expect, test } from 'vitest'
import { createConnectBench } from '../../../testing/connect.ts'
import { check } from '../../../testing/provider.ts'

let end: 'ok' | 'failed' = 'ok'
const seen: string[] = []
let meanwhile: () => Promise<unknown> = async () => undefined
const told = (name: string, after: string[]) =>
  check(name, after, async () => {
    seen.push(name)
    await meanwhile()
    meanwhile = async () => undefined
    return { state: end, headline: 'told' }
  })
const checks = [told('credential', []), told('permissions', ['credential']), told('proof', ['permissions'])]
const bench = await createConnectBench({ checks })
const { ask, db, prove, look, organisation, app, deps, signIn, logged } = bench

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
  expect(after.body.verifications).toMatchObject([{ state: 'passed', headline: null }])
  const proofs = await asInvited<{ newest: Verification }>('GET', '/setup/verifications')
  expect(proofs.body).toMatchObject({
    newest: { state: 'passed', requestedBy: expect.stringContaining('invitation:') },
    earlier: [],
  })
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

test('GET /setup/verifications answers the newest report whole and those before in a line, each opened by its own route', async () => {
  end = 'failed'
  const { asInvited } = await invited({
    method: 'memory',
    settings: { place: 'Bay', floor: '1' },
    testMailbox: 'test@x.example',
  })
  expect((await asInvited('GET', '/setup/verifications')).body).toEqual({ newest: null, earlier: [] })
  await asInvited('PUT', '/setup/credential', { kind: 'secret', value: 'v-1234' })
  const ids: string[] = []
  for (let n = 0; n < 3; n++) {
    const { body } = await asInvited<Verification>('POST', '/setup/verifications')
    await prove(body.id)
    ids.unshift(body.id)
  }
  type Line = { id: string; headline: string }
  const { body } = await asInvited<{ newest: Verification; earlier: Line[] }>('GET', '/setup/verifications')
  expect(body.newest.id).toBe(ids[0])
  expect(body.newest.checks.length).toBeGreaterThan(0)
  expect(body.earlier.map(({ id }) => id)).toEqual(ids.slice(1))
  const whole = (await asInvited<Verification>('GET', `/setup/verifications/${ids[2]}`)).body
  const headline = whole.checks.find(({ state }) => state === 'failed')?.headline ?? null
  expect(body.earlier[1]).toMatchObject({ state: 'failed', attempt: 1, headline })
  expect(JSON.stringify([body.earlier, (await asInvited('GET', '/setup')).body])).not.toContain('"checks":[{')
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
  const unknown = await ask<Problem>('GET', '/setup', undefined, { authorization: 'Invitation nonsense' })
  expect(unknown).toMatchObject({
    status: 401,
    body: { detail: expect.stringMatching(/Copy the whole link/) },
  })
  const said = await Promise.all([
    asInvited<Problem>('GET', '/setup'),
    late.asInvited<Problem>('GET', '/setup'),
  ])
  expect(said[0].body.detail).toMatch(/was revoked on \d.*kept.*Ask the people who sent it/)
  expect(said[1].body.detail).toMatch(/expired on \d/)
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

test('a link that has ended names the operator who made it; an unknown one names nobody', async () => {
  const { id } = await organisation('Asked')
  const browser = await signIn()
  const made = await ask<MadeInvitation>('POST', `/organisations/${id}/invitations`, {}, browser)
  await ask('DELETE', `/invitations/${made.body.id}`)
  const tell = async (token: string) =>
    (await ask<Problem>('GET', '/setup', undefined, { authorization: `Invitation ${token}` })).body.detail
  expect(await tell(made.body.token!)).toContain('Ask operator@tandem.example for a new link')
  expect(await tell(made.body.token!.slice(1))).not.toContain('operator@')
})

test('answers of Setup are kept by no cache, and its token stands in no log', async () => {
  const { headers, invitation, asInvited } = await invited({ method: 'memory' })
  const answer = await app.inject({ url: '/api/v1/setup', headers })
  expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
  await asInvited('PATCH', '/setup', { marks: { scope: true } })
  expect(logged()).toContain('/api/v1/setup')
  expect(logged()).not.toContain(invitation.token)
})

test('one link is asked at most 300 times in a minute; another one still answers', async () => {
  const [busy, calm] = [await invited(), await invited()]
  const answers = await Promise.all(Array.from({ length: 301 }, () => busy.asInvited('GET', '/setup')))
  const counts = [200, 429].map((code) => answers.filter(({ status }) => status === code).length)
  expect(counts).toEqual([300, 1])
  expect((await calm.asInvited('GET', '/setup')).status).toBe(200)
})

test('notes are kept for another device, of two people at once each; a new attempt keeps the choices alone', async () => {
  const { asInvited } = await invited({ method: 'memory' })
  await Promise.all([
    asInvited('PATCH', '/setup', { marks: { scope: true }, choices: { scope: 'group' } }),
    asInvited('PATCH', '/setup', { marks: { permissions: true }, choices: { group: "o'shea@x.example" } }),
  ])
  await asInvited('PATCH', '/setup', { marks: { scope: false } })
  const { body } = await asInvited<Setup>('GET', '/setup')
  expect(body.notes).toEqual({
    marks: { scope: false, permissions: true },
    choices: { scope: 'group', group: "o'shea@x.example" },
  })
  const next = await asInvited<Setup>('PATCH', '/setup', { newAttempt: true })
  expect(next.body.notes).toEqual({ marks: {}, choices: body.notes.choices })
  expect(next.body.look).toBeNull()
})

test('PUT /setup/credential replaces only what its bearer has seen: of two people neither loses a secret unknowingly', async () => {
  const { asInvited } = await invited({ method: 'memory', settings: { place: 'Bay', floor: '1' } })
  const put = (value: string, replaces: string) =>
    asInvited<Setup & Problem>('PUT', `/setup/credential?replaces=${replaces}`, { kind: 'secret', value })
  const first = await put('first-secret-1111', 'none')
  expect(first.status).toBe(200)
  const second = await put('second-secret-2222', 'none')
  expect(second).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('“1111” is kept now') },
  })
  const held = first.body.connection!.credential!.fingerprint
  expect((await put('second-secret-2222', held)).body.connection?.credential?.lastFour).toBe('2222')
})

test('a credential is looked at by itself: sign-in and permissions alone, and again after every change', async () => {
  end = 'ok'
  const { asInvited } = await invited({ method: 'memory', settings: { place: 'Bay', floor: '1' } })
  expect((await asInvited('POST', '/setup/looks')).status).toBe(409)
  const sealed = await asInvited<Setup>('PUT', '/setup/credential', { kind: 'secret', value: 'v-1234' })
  expect(sealed.body.look).toMatchObject({ state: 'queued', checks: [], secondsOld: null })
  const id = sealed.body.connection!.id
  seen.length = 0
  await look(id)
  expect(seen).toEqual(['credential', 'permissions'])
  const looked = (await asInvited<Setup>('GET', '/setup')).body
  expect(looked.look).toMatchObject({
    state: 'done',
    secondsWaited: null,
    checks: [
      { check: 'credential', state: 'ok' },
      { check: 'permissions', state: 'ok', headline: 'told' },
    ],
  })
  expect(looked.connection?.state).toBe('draft')
  // Asked again at once, perhaps after a change in the tenant: it comes as soon as looks may follow each other.
  expect((await asInvited<Setup>('POST', '/setup/looks')).body.look?.state).toBe('queued')
  const changed = await asInvited<Setup>('PATCH', '/setup', { settings: { floor: '2' } })
  expect(changed.body.look).toMatchObject({ state: 'queued', checks: looked.look?.checks })
})

test('what a look found for something that changed meanwhile is not kept', async () => {
  const { asInvited } = await invited({ method: 'memory', settings: { place: 'Bay', floor: '1' } })
  const sealed = await asInvited<Setup>('PUT', '/setup/credential', { kind: 'secret', value: 'v-1234' })
  meanwhile = async () => await asInvited('PATCH', '/setup', { settings: { floor: '3' } })
  await look(sealed.body.connection!.id)
  expect((await asInvited<Setup>('GET', '/setup')).body.look).toMatchObject({ state: 'queued', checks: [] })
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
