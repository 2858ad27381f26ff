import { expect, test, vi } from 'vitest'
import { createTestApi } from '../../../testing/api.ts'
import { createTestMailbox } from '../../../testing/mailbox.ts'
import { createPerson, signInAs } from '../../../testing/people.ts'
import { createApiKey } from '../../store/api-keys.ts'

const api = await createTestApi()
const { app, db } = api
const operatorPerson = await createPerson(api, { role: 'operator' })
const mailbox = await createTestMailbox(db)
const foreign = await createTestMailbox(db)
const administrator = await createPerson(api, {
  role: 'administrator',
  organisationId: mailbox.organisationId,
})
const stranger = await createPerson(api, { role: 'administrator', organisationId: foreign.organisationId })

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'
let asked = 0
async function ask(method: Method, path: string, headers: Record<string, string> = {}, payload?: object) {
  asked += 1
  const remoteAddress = `203.0.113.${asked % 250}`
  const answer = await app.inject({
    method,
    url: `/api/v1${path}`,
    headers,
    remoteAddress,
    ...(payload && { payload }),
  })
  return { status: answer.statusCode, body: answer.json() }
}

test('POST /people/invitations by an administrator, then POST /join with a password: the agent signs in and opens one mailbox', async () => {
  const wish = { email: 'Ann@Agents.example', name: 'Ann', role: 'agent', mailboxIds: [mailbox.id] }
  const made = await ask('POST', '/people/invitations', administrator.headers, wish)
  expect(made).toMatchObject({
    status: 201,
    body: { email: 'ann@agents.example', state: 'open', organisationId: mailbox.organisationId },
  })
  expect(made.body.url).toContain(`/join/#${made.body.token}`)
  const { token } = made.body
  expect(await ask('POST', '/join/look', {}, { token })).toMatchObject({
    status: 200,
    body: { email: 'ann@agents.example', role: 'agent' },
  })
  expect((await ask('POST', '/join', {}, { token, password: 'short' })).status).toBe(400)
  const twice = await Promise.all(
    [1, 2].map(() => ask('POST', '/join', {}, { token, password: 'long enough, I think' })),
  )
  expect(twice.map(({ status }) => status).sort()).toEqual([201, 404])
  const headers = await signInAs(api, 'ann@agents.example', 'long enough, I think')
  expect((await ask('GET', '/session', headers)).body).toMatchObject({
    kind: 'agent',
    organisationId: mailbox.organisationId,
    mailboxIds: [mailbox.id],
  })
  expect((await ask('GET', '/mailboxes', headers)).body.items.map((one: { id: string }) => one.id)).toEqual([
    mailbox.id,
  ])
  const { items } = (await ask('GET', '/people', administrator.headers)).body
  expect(items.map((one: { email: string }) => one.email)).toEqual([
    administrator.email,
    'ann@agents.example',
  ])
})

test('an agent sees only the mailboxes given to them, and what is taken away is gone with the next request', async () => {
  const other = await db
    .insertInto('mailbox')
    .values({
      organisation_id: mailbox.organisationId,
      connection_id: mailbox.connectionId,
      address: 'other@example.com',
      state: 'on',
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const agent = await createPerson(api, {
    role: 'agent',
    organisationId: mailbox.organisationId,
    mailboxIds: [mailbox.id],
  })
  const made = await ask('POST', `/mailboxes/${mailbox.id}/contacts`, agent.headers, {
    displayName: 'Client',
  })
  expect(made.status).toBe(201)
  expect((await ask('GET', `/mailboxes/${other.id}/contacts`, agent.headers)).status).toBe(404)
  await ask('POST', `/mailboxes/${other.id}/contacts`, administrator.headers, { displayName: 'Not theirs' })
  // The feed shows what nothing older can come before any more: a transaction under way in any database holds it back.
  await vi.waitFor(async () =>
    expect((await ask('GET', '/changes', administrator.headers)).body.items).toHaveLength(2),
  )
  expect((await ask('GET', '/changes', agent.headers)).body.items).toHaveLength(1)
  const shared = { kind: 'template', name: 'All', html: '<p>x</p>' }
  expect((await ask('POST', '/templates', agent.headers, shared)).status).toBe(403)
  expect((await ask('POST', '/templates', agent.headers, { ...shared, mailbox: mailbox.id })).status).toBe(
    201,
  )
  await ask('PATCH', `/people/${agent.id}`, administrator.headers, { mailboxIds: [other.id] })
  expect((await ask('GET', `/mailboxes/${mailbox.id}/contacts`, agent.headers)).status).toBe(404)
  expect((await ask('GET', `/mailboxes/${other.id}/contacts`, agent.headers)).status).toBe(200)
  expect((await ask('DELETE', `/people/${agent.id}`, administrator.headers)).status).toBe(200)
  expect((await ask('GET', '/session', agent.headers)).status).toBe(401)
})

test('people of another organisation are unknown: neither read, changed, removed nor given a foreign mailbox', async () => {
  expect((await ask('GET', '/people', stranger.headers)).body.items).toHaveLength(1)
  expect(
    (await ask('PATCH', `/people/${administrator.id}`, stranger.headers, { role: 'agent' })).status,
  ).toBe(404)
  expect((await ask('DELETE', `/people/${administrator.id}`, stranger.headers)).status).toBe(404)
  const wish = { email: 'spy@people.example', name: 'Spy', role: 'agent', mailboxIds: [mailbox.id] }
  const refused = await ask('POST', '/people/invitations', stranger.headers, wish)
  expect(refused).toMatchObject({ status: 400, body: { errors: [{ pointer: '/mailboxIds/0' }] } })
  const elsewhere = { ...wish, mailboxIds: [], organisationId: mailbox.organisationId }
  expect((await ask('POST', '/people/invitations', stranger.headers, elsewhere)).status).toBe(404)
  const asOperator = { email: 'root@people.example', name: 'Root', role: 'operator' }
  expect((await ask('POST', '/people/invitations', stranger.headers, asOperator)).status).toBe(403)
})

test('the last administrator stays: neither removed nor made an agent by themselves; an operator may', async () => {
  expect((await ask('PATCH', `/people/${stranger.id}`, stranger.headers, { role: 'agent' })).status).toBe(409)
  expect((await ask('DELETE', `/people/${stranger.id}`, stranger.headers)).status).toBe(409)
  const last = await createPerson(api, {
    role: 'administrator',
    organisationId: (await api.organisation()).id,
  })
  expect((await ask('DELETE', `/people/${last.id}`, operatorPerson.headers)).status).toBe(200)
})

test('a withdrawn invitation, an expired one and one whose address is taken lead nowhere', async () => {
  const wish = {
    email: 'late@people.example',
    name: 'Late',
    role: 'administrator',
    organisationId: mailbox.organisationId,
  }
  const first = (await ask('POST', '/people/invitations', api.asOperator, wish)).body
  const second = (await ask('POST', '/people/invitations', api.asOperator, wish)).body
  expect((await ask('POST', '/join/look', {}, { token: first.token })).status).toBe(404)
  await ask('DELETE', `/people/invitations/${second.id}`, administrator.headers)
  expect((await ask('POST', '/join/look', {}, { token: second.token })).status).toBe(404)
  const taken = await ask('POST', '/people/invitations', api.asOperator, { ...wish, email: stranger.email })
  expect(taken).toMatchObject({ status: 409, body: { code: 'already-exists' } })
})

test('DELETE /account/sessions/{id} ends one of my sessions, and nobody else’s', async () => {
  const again = await signInAs(api, stranger.email)
  const { items } = (await ask('GET', '/account/sessions', stranger.headers)).body
  expect(items).toHaveLength(2)
  const other = items.find((one: { current: boolean }) => !one.current)
  expect((await ask('DELETE', `/account/sessions/${other.id}`, administrator.headers)).status).toBe(404)
  expect((await ask('DELETE', `/account/sessions/${other.id}`, stranger.headers)).status).toBe(200)
  expect((await ask('GET', '/session', again)).status).toBe(401)
})

test('operators see an administered organisation’s data only while it approves; its connection always', async () => {
  const path = `/mailboxes/${mailbox.id}/contacts`
  const refused = await ask('GET', path, operatorPerson.headers)
  expect(refused).toMatchObject({ status: 403, body: { code: 'support-not-approved' } })
  expect((await ask('GET', path, api.asOperator)).status).toBe(403)
  expect((await ask('GET', '/changes', api.asOperator)).body.items).toEqual([])
  expect((await ask('GET', `/connections/${mailbox.connectionId}`, operatorPerson.headers)).status).toBe(200)
  expect((await ask('GET', `/mailboxes/${mailbox.id}`, operatorPerson.headers)).status).toBe(200)
  const approvals = `/organisations/${mailbox.organisationId}/approvals`
  expect((await ask('POST', approvals, operatorPerson.headers, { reason: 'Mine' })).status).toBe(403)
  expect((await ask('POST', approvals, stranger.headers, { reason: 'Theirs' })).status).toBe(404)
  const granted = await ask('POST', approvals, administrator.headers, {
    reason: 'Look at the doubled contact',
    hours: 2,
  })
  expect(granted).toMatchObject({ status: 201, body: { state: 'running' } })
  expect((await ask('GET', path, operatorPerson.headers)).status).toBe(200)
  expect((await ask('GET', approvals, operatorPerson.headers)).body.operatorsSee).toBe(true)
  expect((await ask('DELETE', `/approvals/${granted.body.id}`, administrator.headers)).body.state).toBe(
    'ended',
  )
  expect((await ask('GET', path, operatorPerson.headers)).status).toBe(403)
  const unadministered = await createTestMailbox(db)
  expect((await ask('GET', `/mailboxes/${unadministered.id}/contacts`, api.asOperator)).status).toBe(200)
})

test('a key with scopes does what they say: contacts:read neither writes contacts nor reads the calendar', async () => {
  const wish = {
    name: 'reader',
    organisationId: mailbox.organisationId,
    expiresAt: null,
    scopes: ['contacts:read'],
  }
  const headers = { authorization: `Bearer ${(await createApiKey(db, wish)).key}` }
  expect((await ask('GET', `/mailboxes/${mailbox.id}/contacts`, headers)).status).toBe(200)
  const write = await ask('POST', `/mailboxes/${mailbox.id}/contacts`, headers, { displayName: 'x' })
  expect(write).toMatchObject({ status: 403, body: { detail: expect.stringContaining('contacts:write') } })
  expect((await ask('GET', `/mailboxes/${mailbox.id}/events`, headers)).status).toBe(403)
  expect((await ask('GET', '/mailboxes', headers)).status).toBe(200)
  expect((await ask('GET', '/api-keys', headers)).status).toBe(403)
  const made = await ask('POST', '/api-keys', administrator.headers, { name: 'own', scopes: ['mail:write'] })
  expect(made).toMatchObject({
    status: 201,
    body: { organisationId: mailbox.organisationId, scopes: ['mail:write'] },
  })
  expect(
    (
      await ask('POST', '/api-keys', administrator.headers, {
        name: 'x',
        organisationId: foreign.organisationId,
      })
    ).status,
  ).toBe(404)
  expect(
    (await ask('POST', '/api-keys', administrator.headers, { name: 'x', scopes: ['moon:read'] })).status,
  ).toBe(400)
})
