import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { testTenant } from './test-tenant.ts'

const ofAnna = '/v1.0/users/anna@hafen.example/contacts'
const ofBernd = '/v1.0/users/bernd@hafen.example/contacts'

test('The fifth request at a time to one mailbox answers 429 with Retry-After; other mailboxes are not touched', async () => {
  const { ask } = testTenant()
  const urls = [...Array(5).fill(ofAnna), ...Array(4).fill(ofBernd)]
  const replies = await Promise.all(urls.map((url) => ask('GET', url)))
  expect(replies.map((reply) => reply.status)).toEqual([200, 200, 200, 200, 429, 200, 200, 200, 200])
  expect(replies[4]!.headers['retry-after']).toBe('1')
  expect(replies[4]!.json.error).toMatchObject({
    code: 'ApplicationThrottled',
    message: 'Application is over its MailboxConcurrency limit.',
  })
  expect((await ask('GET', ofAnna)).status).toBe(200)
})

test('A mailbox is one mailbox by whatever name it is called', async () => {
  const { ask, anna } = testTenant({ limits: { concurrent: 1 } })
  const replies = await Promise.all([ask('GET', ofAnna), ask('GET', `/v1.0/users/${anna.id}/contacts`)])
  expect(replies.map((reply) => reply.status)).toEqual([200, 429])
})

test('The request after the last of ten minutes waits for the window to end', async () => {
  const { ask, world } = testTenant({ limits: { requests: 3 } })
  for (let n = 0; n < 3; n += 1) expect((await ask('GET', ofAnna)).status).toBe(200)
  world.clock.advance(60_000)
  const refused = await ask('GET', ofAnna)
  expect([refused.status, refused.headers['retry-after']]).toEqual([429, '540'])
  world.clock.advance(540_000)
  expect((await ask('GET', ofAnna)).status).toBe(200)
})

test('Uploads are counted in bytes, and a single body has a limit of its own', async () => {
  const { ask } = testTenant({ limits: { uploadBytes: 2000, bodyBytes: 1500 } })
  const body = { personalNotes: 'x'.repeat(1200) }
  expect((await ask('POST', ofAnna, { body })).status).toBe(201)
  const refused = await ask('POST', ofAnna, { body })
  expect([refused.status, refused.json.error.message]).toEqual([
    429,
    'Application is over its IncomingBytes limit.',
  ])
  expect((await ask('POST', ofAnna, { body: { personalNotes: 'x'.repeat(1500) } })).status).toBe(413)
})

test('A request that a fault delays keeps its place meanwhile, and a refused one is seen by the watch', async () => {
  const seen: number[] = []
  const watch = {
    begin: () => wait(20, undefined),
    end: (_: unknown, answer: { status: number }) => void seen.push(answer.status),
  }
  const { ask } = testTenant({ limits: { concurrent: 1 }, watch })
  const first = ask('GET', ofAnna)
  await wait(5)
  expect((await ask('GET', ofAnna)).status).toBe(429)
  expect((await first).status).toBe(200)
  expect(seen).toEqual([429, 200])
})
