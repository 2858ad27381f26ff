import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createEmulator, type Emulator } from '../main.ts'
import { type Answer, type Client, createClient } from '../test-clients.ts'

let emulator: Emulator
let client: Client
const mailbox = 'daniel.okafor@harborrealty.example'
const contacts = `/v1.0/users/${mailbox}/contacts`

beforeAll(async () => {
  emulator = await createEmulator({ seed: 'demo' })
  client = createClient(emulator)
})

afterEach(() => {
  emulator.reset()
})

afterAll(async () => {
  await emulator.close()
})

async function graph(method: string, path: string, body?: unknown): Promise<Answer> {
  const headers = { authorization: `Bearer ${await client.token()}`, 'content-type': 'application/json' }
  return client.send(method, path, { headers, ...(body !== undefined && { body: JSON.stringify(body) }) })
}

function contactCount(): number {
  const user = [...emulator.world.tenants.values()].flatMap((one) => [...one.users.values()])
  return user.find((one) => one.userPrincipalName === mailbox)?.mailbox?.contacts.size ?? -1
}

test('/_control wants its own token', async () => {
  const without = await client.send('GET', '/_control/state')
  const graphToken = await graph('GET', '/_control/state')
  expect([without.status, graphToken.status]).toEqual([401, 401])
  expect((await client.control('GET', '/state')).status).toBe(200)
})

test('the log tells of requests to the service only', async () => {
  await client.send('GET', '/')
  await graph('GET', contacts)
  const { body } = await client.control('GET', '/requests/counts')
  expect(body).toEqual({ requests: 2, operations: { token: 1, 'contacts.list': 1 }, statuses: { 200: 2 } })
})

test('a wrong call is told what is wrong', async () => {
  const bad = await client.control('POST', '/faults', { effect: { status: 'x' }, mtach: {} })
  expect([bad.status, bad.headers['content-type']]).toEqual([400, 'application/problem+json'])
  expect(bad.body.detail).toContain('mtach')
  expect((await client.control('GET', '/nothing')).status).toBe(404)
  expect((await client.control('PUT', '/seed')).status).toBe(405)
  const seed = await client.control('POST', '/seed', { seed: 'dmeo' })
  expect([seed.status, seed.body.detail]).toEqual([400, expect.stringContaining('dmeo')])
  expect(
    (await client.control('POST', '/seed', { seed: { tenants: [{ displayName: 'X' }] } })).body.detail,
  ).toContain('domains')
})

test('a fault strikes by operation and mailbox as often as it says', async () => {
  const fault = {
    match: { operation: 'contacts.*', mailbox },
    times: 2,
    effect: { status: 429, retryAfter: 7 },
  }
  await client.control('POST', '/faults', fault)
  const answers = [await graph('GET', contacts), await graph('GET', contacts), await graph('GET', contacts)]
  expect(answers.map(({ status }) => status)).toEqual([429, 429, 200])
  expect(answers[0]?.headers['retry-after']).toBe('7')
  expect(answers[0]?.body).toMatchObject({ error: { code: 'ApplicationThrottled' } })
  const { body } = await client.control('GET', '/faults')
  expect(body.faults).toMatchObject([{ struck: 2 }])
})

test('a 429 without Retry-After, a body of one’s own, and an expired token can be had', async () => {
  const set = async (effect: object) => {
    await client.control('DELETE', '/faults')
    await client.control('POST', '/faults', { match: { operation: 'contacts.list' }, effect })
    return graph('GET', contacts)
  }
  expect((await set({ status: 429, retryAfter: null })).headers).not.toHaveProperty('retry-after')
  expect((await set({ status: 502, body: '<html>' })).text).toBe('<html>')
  expect(await set({ tokenExpired: true })).toMatchObject({
    status: 401,
    body: { error: { code: 'InvalidAuthenticationToken' } },
  })
})

test('410 on delta names the place where to begin again', async () => {
  await client.control('POST', '/faults', { match: { operation: 'contacts.delta' }, effect: { gone: true } })
  const answer = await graph('GET', `${contacts}/delta`)
  expect(answer).toMatchObject({ status: 410, body: { error: { code: 'SyncStateNotFound' } } })
  expect(answer.headers.location).toBe(`${emulator.url}${contacts}/delta`)
})

test('a cut before the work leaves nothing behind, a cut after it does', async () => {
  const before = contactCount()
  const match = { operation: 'contacts.create' }
  await client.control('POST', '/faults', { match, times: 1, effect: { cut: 'before' } })
  await expect(graph('POST', contacts, { givenName: 'A' })).rejects.toThrow()
  expect(contactCount()).toBe(before)
  await client.control('POST', '/faults', { match, times: 1, effect: { cut: 'after' } })
  await expect(graph('POST', contacts, { givenName: 'B' })).rejects.toThrow()
  expect(contactCount()).toBe(before + 1)
  const { body } = await client.control('GET', '/requests?operation=contacts.create&status=0')
  expect(body.requests).toHaveLength(2)
})

test('a fault strikes inside a batch, and the log lists the parts', async () => {
  await client.control('POST', '/faults', {
    match: { operation: 'contacts.create' },
    times: 1,
    effect: { status: 503 },
  })
  const url = `/users/${mailbox}/contacts`
  const headers = { 'content-type': 'application/json' }
  const requests = ['1', '2', '3'].map((id) => ({
    id,
    method: 'POST',
    url,
    headers,
    body: { givenName: id },
  }))
  const { body } = await graph('POST', '/v1.0/$batch', { requests })
  const statuses = (body.responses as { status: number }[]).map(({ status }) => status)
  expect(statuses.sort()).toEqual([201, 201, 503])
  const log = await client.control('GET', '/requests?operation=$batch')
  expect(log.body.requests).toMatchObject([{ operation: '$batch', batch: [{}, {}, {}] }])
  expect(log.body.counts).toMatchObject({ operations: { $batch: 1, 'contacts.create': 3 } })
})

test('a cut after one part of a batch cuts the whole batch', async () => {
  const match = { operation: 'contacts.create' }
  await client.control('POST', '/faults', { match, times: 1, effect: { cut: 'after' } })
  const before = contactCount()
  const part = {
    id: '1',
    method: 'POST',
    url: `/users/${mailbox}/contacts`,
    headers: { 'content-type': 'application/json' },
    body: {},
  }
  await expect(graph('POST', '/v1.0/$batch', { requests: [part] })).rejects.toThrow()
  expect(contactCount()).toBe(before + 1)
})

test('a fault by probability strikes the same requests for the same seed', async () => {
  const pattern = async () => {
    emulator.reset()
    const effect = { status: 500 }
    await client.control('POST', '/faults', {
      match: { operation: 'contacts.list' },
      probability: 0.5,
      seed: 4,
      effect,
    })
    const statuses: number[] = []
    for (let at = 0; at < 12; at += 1) statuses.push((await graph('GET', contacts)).status)
    return statuses
  }
  const first = await pattern()
  expect(new Set(first)).toEqual(new Set([200, 500]))
  expect(await pattern()).toEqual(first)
})

test('a token fault has the shape of the sign-in service', async () => {
  await client.control('POST', '/faults', {
    match: { operation: 'token' },
    effect: { status: 503, delayMs: 20 },
  })
  const started = performance.now()
  const answer = await client.form(`/${emulator.tenants[0]?.id}/oauth2/v2.0/token`, {})
  expect(answer).toMatchObject({
    status: 503,
    body: { error: 'temporarily_unavailable', error_codes: [90033] },
  })
  expect(performance.now() - started).toBeGreaterThanOrEqual(19)
})

test('the clock ends tokens, secrets and policies’ propagation', async () => {
  const token = await client.token()
  const headers = { authorization: `Bearer ${token}` }
  await client.control('POST', '/clock/advance', { seconds: 3601 })
  expect((await client.send('GET', contacts, { headers })).status).toBe(401)
  const path = `/tenants/harborrealty.example/access-policies`
  const policy = { application: 'Tandem-1', right: 'DenyAccess', scope: mailbox, propagationSeconds: 60 }
  await client.control('POST', path, policy)
  expect((await graph('GET', contacts)).status).toBe(200)
  await client.control('POST', '/clock/advance', { seconds: 61 })
  expect((await graph('GET', contacts)).status).toBe(403)
  await client.control('POST', '/clock/advance', { seconds: 200 * 86_400 })
  expect(await client.token()).toBe('undefined')
})

test('the directory changes as an administrator changes it', async () => {
  const application = '/tenants/harborrealty.example/applications/Tandem-1'
  const { body: added } = await client.control('POST', `${application}/secrets`, { displayName: 'second' })
  expect(added).toMatchObject({ keyId: expect.any(String), secret: expect.any(String) })
  await client.control('PUT', `${application}/secrets/${added.keyId}`, { days: -1 })
  await client.control('DELETE', `${application}/secrets/${added.keyId}`)
  await client.control('PUT', `${application}/permissions`, { granted: ['Contacts.Read'] })
  expect((await graph('POST', contacts, {})).status).toBe(403)
  await client.control('PUT', `/tenants/harborrealty.example/users/${mailbox}`, { licensed: false })
  expect((await graph('GET', contacts)).body).toMatchObject({
    error: { code: 'MailboxNotEnabledForRESTAPI' },
  })
  await client.control('PUT', '/tenants/harborrealty.example/groups/Tandem users', { members: [] })
  const other = '/v1.0/users/wei.zhang@harborrealty.example/contacts'
  expect((await graph('GET', other)).body).toMatchObject({ error: { code: 'ErrorAccessDenied' } })
})

test('a person’s contact can be written, moved, filled and removed', async () => {
  const path = `/mailboxes/${mailbox}/contacts`
  const { body: made } = await client.control('POST', path, { fields: { givenName: 'Zoë' } })
  const { body: folder } = await client.control('POST', `/mailboxes/${mailbox}/folders`, {
    displayName: 'VIP',
  })
  const { body: moved } = await client.control('PATCH', `${path}/${made.id}`, {
    fields: { surname: 'Ø' },
    folderId: folder.id,
  })
  expect(moved).toMatchObject({
    immutableId: made.immutableId,
    folderId: folder.id,
    fields: { givenName: 'Zoë', surname: 'Ø' },
  })
  expect((await client.control('DELETE', `${path}/${moved.id}`)).status).toBe(204)
  const filled = await client.control('POST', `/mailboxes/${mailbox}/fill`, { contacts: 500 })
  expect(filled.body.contacts).toBe(596)
  expect((await client.control('POST', path, { fields: { giveName: 'x' } })).status).toBe(400)
})

test('a snapshot brings everything back', async () => {
  await client.control('POST', '/snapshot', { name: 'before' })
  await client.control('POST', `/mailboxes/${mailbox}/fill`, { contacts: 3 })
  await client.control('POST', '/restore', { name: 'before' })
  expect(contactCount()).toBe(96)
  expect((await client.control('POST', '/restore', { name: 'other' })).status).toBe(404)
})

test('notifications are dropped, doubled and delayed as told', async () => {
  let received = 0
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const token = url.searchParams.get('validationToken')
    request.on('data', (chunk: Buffer) => {
      received += (JSON.parse(chunk.toString()) as { value: unknown[] }).value.length
    })
    request.on('end', () =>
      response.writeHead(token ? 200 : 202, { 'content-type': 'text/plain' }).end(token ?? ''),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const subscription = {
    changeType: 'created',
    resource: `/users/${mailbox}/contacts`,
    notificationUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    expirationDateTime: new Date(emulator.world.clock.now() + 3_600_000).toISOString(),
  }
  expect((await graph('POST', '/v1.0/subscriptions', subscription)).status).toBe(201)
  const create = () => client.control('POST', `/mailboxes/${mailbox}/contacts`, { fields: {} })
  await client.control('PUT', '/notifications', { drop: 1 })
  await create()
  await client.control('PUT', '/notifications', { double: 1 })
  await create()
  await expect.poll(() => received).toBe(2)
  await client.control('PUT', '/notifications', { delay: 1, delayMs: 150 })
  await create()
  await wait(60)
  expect(received).toBe(2)
  await expect.poll(() => received).toBe(3)
  server.closeAllConnections()
  server.close()
})
