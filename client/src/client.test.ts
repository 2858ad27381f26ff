import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { createTestApi } from '../../server/testing/api.ts'
import { createTestMailbox } from '../../server/testing/mailbox.ts'
import { createTandemClient, followChanges, pagesOf, TandemProblem } from './client.ts'

const { app, db, asOperator } = await createTestApi()
const mailbox = await createTestMailbox(db)
const url = await app.listen({ port: 0, host: '127.0.0.1' })
const tandem = createTandemClient({ url, key: asOperator.authorization.slice('Bearer '.length) })
const path = { mailbox: mailbox.address }

test('a contact is made, read, edited by its version and deleted, each answer typed', async () => {
  const made = await tandem.post('/mailboxes/{mailbox}/contacts', { path, body: { givenName: 'Ada' } })
  const at = { mailbox: mailbox.address, id: made.id }
  const edited = await tandem.patch('/mailboxes/{mailbox}/contacts/{id}', {
    path: at,
    body: { jobTitle: 'Countess' },
    version: made.version,
  })
  expect([edited.version, edited.jobTitle]).toEqual([2, 'Countess'])
  await tandem.delete('/mailboxes/{mailbox}/contacts/{id}', { path: at, version: 2 })
  const gone = await tandem.get('/mailboxes/{mailbox}/contacts/{id}', { path: at }).catch((error) => error)
  expect(gone).toBeInstanceOf(TandemProblem)
  expect([gone.status, gone.code]).toEqual([404, 'not-found'])
})

test('a refusal names the fields at fault, and a stale edit the current version', async () => {
  const wrong = tandem.post('/mailboxes/{mailbox}/contacts', { path, body: { emailAddresses: 'x' as never } })
  const refusal = await wrong.catch((error) => error)
  expect(refusal.fields[0].pointer).toBe('/emailAddresses')
  expect(refusal.message).toBe(refusal.detail)
  const made = await tandem.post('/mailboxes/{mailbox}/contacts', { path, body: { givenName: 'Bo' } })
  const stale = await tandem
    .patch('/mailboxes/{mailbox}/contacts/{id}', { path: { ...path, id: made.id }, body: {}, version: 7 })
    .catch((error) => error)
  expect([stale.code, stale.currentVersion]).toEqual(['stale-version', 1])
})

test('a write with a key of your own is carried out once, without one each call is its own', async () => {
  const make = (idempotencyKey?: string) =>
    tandem.post('/mailboxes/{mailbox}/contacts', { path, body: { givenName: 'Cy' }, idempotencyKey })
  const [first, again, other] = [await make('once'), await make('once'), await make()]
  expect(again.id).toBe(first.id)
  expect(other.id).not.toBe(first.id)
})

test('pagesOf reads a list to its end, each item once', async () => {
  const body = { create: Array.from({ length: 25 }, (_, nth) => ({ givenName: `Page ${nth}` })) }
  await tandem.post('/mailboxes/{mailbox}/contacts/bulk', { path, body })
  const names: unknown[] = []
  const read = (cursor?: string) =>
    tandem.get('/mailboxes/{mailbox}/contacts', { path, query: { search: 'page', limit: 10, cursor } })
  for await (const contact of pagesOf(read)) names.push(contact.givenName)
  expect(names.length).toBe(25)
  expect(new Set(names).size).toBe(25)
})

test('followChanges tells what was and then what comes, and ends when told to', async () => {
  const stop = new AbortController()
  const seen: string[] = []
  let cursor: string | undefined
  for await (const batch of followChanges(tandem, { mailbox: mailbox.id, signal: stop.signal })) {
    if (cursor === undefined)
      setTimeout(
        () => void tandem.post('/mailboxes/{mailbox}/contacts', { path, body: { givenName: 'New' } }),
        100,
      )
    else stop.abort()
    cursor = batch.cursor
    seen.push(...batch.changes.map((change) => change.operation))
  }
  const { items } = await tandem.get('/changes', { query: { mailbox: mailbox.id, limit: 1000 } })
  expect(seen).toEqual(items.map((change) => change.operation))
})

test('429 and 503 with Retry-After are waited for, a lost answer is asked for again with the same key', async () => {
  const keys: unknown[] = []
  const answers: ((answer: ServerResponse) => void)[] = [
    (answer) => answer.writeHead(429, { 'retry-after': '1' }).end(),
    (answer) => answer.socket?.destroy(),
    (answer) => answer.writeHead(503, { 'retry-after': new Date().toUTCString() }).end(),
    (answer) => answer.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"7"}'),
  ]
  const server = await listen((request, answer) => {
    keys.push(request.headers['idempotency-key'])
    answers.shift()!(answer)
  })
  const asked = Date.now()
  const made = await createTandemClient({ url: server, key: 'x' }).post('/organisations', {
    body: { name: 'Harbor' },
  })
  expect(made.id).toBe('7')
  expect(Date.now() - asked).toBeGreaterThan(990)
  expect([keys.length, new Set(keys).size]).toEqual([4, 1])
})

test('a server that asks for an hour, and a proxy that answers no JSON, are problems at once', async () => {
  const server = await listen((request, answer) => {
    if (request.url === '/api/v1/session') answer.writeHead(429, { 'retry-after': '3600' }).end()
    else answer.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>')
  })
  const client = createTandemClient({ url: server, key: 'x' })
  const problems = [client.get('/session'), client.get('/organisations')].map((call) => call.catch((e) => e))
  const [limited, broken] = await Promise.all(problems)
  expect([limited.status, broken.status, broken.title]).toEqual([429, 502, 'The server answered 502'])
})

async function listen(act: (request: IncomingMessage, answer: ServerResponse) => void): Promise<string> {
  const server = createServer(act).listen(0, '127.0.0.1')
  await once(server, 'listening')
  afterAll(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
