import { expect, test, vi } from 'vitest'
import { createTestApi } from '../../../testing/api.ts'
import { createTestMailbox } from '../../../testing/mailbox.ts'
import { startReceiver } from '../../../testing/receiver.ts'
import { insideOfTests, sealForTests, startWebhooks } from '../../../testing/webhooks.ts'
import { readConfig } from '../../config.ts'

const config = {
  ...readConfig({ TANDEM_DATA: '/nowhere', LOG_LEVEL: 'silent' }),
  ALLOWED_INSIDE: insideOfTests,
}
const { app, db, url, asOperator, organisation } = await createTestApi({ config, seal: sealForTests })
const mailbox = await createTestMailbox(db)
const { organisation_id: ours } = await db
  .selectFrom('mailbox')
  .select('organisation_id')
  .where('id', '=', mailbox.id)
  .executeTakeFirstOrThrow()
await startWebhooks(db, url)
const receiver = await startReceiver()

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'
async function ask(
  method: Method,
  path: string,
  payload?: object,
  headers: Record<string, string> = asOperator,
) {
  return await app.inject({ method, url: `/api/v1${path}`, headers, payload })
}
const soon = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 8000, interval: 20 })

async function makeWebhook(fields: object = {}) {
  const made = await ask('POST', `/organisations/${ours}/webhooks`, { url: receiver.url, ...fields })
  expect(made.statusCode).toBe(201)
  return made.json() as { id: string; secret: string }
}

test('POST /organisations/{id}/webhooks tells the secret once, and a contact made then is told, signed, within a moment', async () => {
  const webhook = await makeWebhook({ types: ['contact.changed'] })
  expect(webhook.secret).toMatch(/^whsec_/)
  const shown = await ask('GET', `/webhooks/${webhook.id}`)
  expect(shown.body).not.toContain(webhook.secret.slice(6))
  const stored = await db.selectFrom('webhook').select('secret').where('id', '=', webhook.id).execute()
  expect(stored[0]!.secret).toBe(await sealForTests(webhook.secret))
  const made = (await ask('POST', `/mailboxes/${mailbox.id}/contacts`, { givenName: 'Ada' })).json()
  await soon(() => expect(receiver.received.length).toBe(1))
  const event = receiver.received[0]!
  receiver.verify(event, webhook.secret)
  expect(() => receiver.verify({ ...event, body: `${event.body} ` }, webhook.secret)).toThrow('signature')
  expect(event.payload).toMatchObject({
    type: 'contact.changed',
    data: {
      organisationId: ours,
      mailboxId: mailbox.id,
      changes: [{ recordId: made.id, operation: 'create', origin: 'api', version: 1 }],
    },
  })
  // The receiver has it a moment before the outcome is stored.
  await soon(async () => {
    const page = (await ask('GET', `/webhooks/${webhook.id}/deliveries`)).json()
    expect(page.items).toMatchObject([
      { type: 'contact.changed', state: 'delivered', tries: 1, attempts: [{ status: 204, problem: null }] },
    ])
  })
  const { items } = (await ask('GET', `/webhooks/${webhook.id}/deliveries`)).json()
  expect(event.id).toBe(`msg_${items[0].id}`)
  const details = (await ask('GET', `/webhooks/${webhook.id}/deliveries/${items[0].id}`)).json()
  expect(details.payload).toEqual(event.payload)
  await ask('DELETE', `/webhooks/${webhook.id}`)
})

test('POST …/webhooks refuses addresses of the inside with the reason, and takes back an answer without the secret', async () => {
  for (const address of [
    'http://crm.example.com',
    'https://169.254.169.254/',
    'https://localhost',
    'nothing',
  ]) {
    const { statusCode, errors } = (
      await ask('POST', `/organisations/${ours}/webhooks`, { url: address })
    ).json()
    expect([address, statusCode ?? 400, errors[0].pointer]).toEqual([address, 400, '/url'])
  }
  const headers = { ...asOperator, 'idempotency-key': 'once' }
  const body = { url: receiver.url }
  const first = (await ask('POST', `/organisations/${ours}/webhooks`, body, headers)).json()
  const again = (await ask('POST', `/organisations/${ours}/webhooks`, body, headers)).json()
  expect([again.id, again.secret]).toEqual([first.id, null])
  await ask('DELETE', `/webhooks/${first.id}`)
})

test('another organisation sees, changes and replays nothing of a webhook', async () => {
  const webhook = await makeWebhook()
  const { headers } = await organisation('Other')
  const paths: [Method, string, object?][] = [
    ['GET', `/webhooks/${webhook.id}`],
    ['PATCH', `/webhooks/${webhook.id}`, { state: 'off' }],
    ['DELETE', `/webhooks/${webhook.id}`],
    ['POST', `/webhooks/${webhook.id}/rotate`],
    ['POST', `/webhooks/${webhook.id}/test`],
    ['GET', `/webhooks/${webhook.id}/deliveries`],
    ['POST', `/webhooks/${webhook.id}/replay`, { since: '2026-01-01T00:00:00Z' }],
    ['GET', `/organisations/${ours}/webhooks`],
  ]
  for (const [method, path, body] of paths)
    expect([path, (await ask(method, path, body, headers)).statusCode]).toEqual([path, 404])
  await ask('DELETE', `/webhooks/${webhook.id}`)
})

test('POST /webhooks/{id}/rotate: for a day both secrets verify what is sent', async () => {
  const webhook = await makeWebhook({ types: ['test'] })
  const rotated = (await ask('POST', `/webhooks/${webhook.id}/rotate`)).json()
  expect(Date.parse(rotated.previousSecretUntil) - Date.now()).toBeGreaterThan(23.9 * 3_600_000)
  const count = receiver.received.length
  await ask('POST', `/webhooks/${webhook.id}/test`)
  await soon(() => expect(receiver.received.length).toBe(count + 1))
  const event = receiver.received[count]!
  expect(event.payload.type).toBe('test')
  for (const secret of [webhook.secret, rotated.secret]) receiver.verify(event, secret)
  await db
    .updateTable('webhook')
    .set({ previous_until: new Date(0) })
    .where('id', '=', webhook.id)
    .execute()
  await ask('POST', `/webhooks/${webhook.id}/test`)
  await soon(() => expect(receiver.received.length).toBe(count + 2))
  receiver.verify(receiver.received[count + 1]!, rotated.secret)
  expect(() => receiver.verify(receiver.received[count + 1]!, webhook.secret)).toThrow()
  await ask('DELETE', `/webhooks/${webhook.id}`)
})

test('POST /webhooks/{id}/test shows what the receiver answered, the first kilobyte of it, also when the webhook is off', async () => {
  const webhook = await makeWebhook({ types: ['task.changed'] })
  await ask('PATCH', `/webhooks/${webhook.id}`, { state: 'off' })
  receiver.answer = () => (response) => response.writeHead(500).end(`<script>\u0000${'x'.repeat(5000)}`)
  const { id } = (await ask('POST', `/webhooks/${webhook.id}/test`)).json()
  await soon(async () => {
    const { state, attempts } = (await ask('GET', `/webhooks/${webhook.id}/deliveries/${id}`)).json()
    expect([state, attempts.length]).toEqual(['dead', 1])
    expect(attempts[0]).toMatchObject({
      status: 500,
      problem: 'The receiver answered 500. Its own log says why.',
    })
    expect(attempts[0].answer).toMatch(/^<script>\ufffdx+$/)
    expect(attempts[0].answer.length).toBe(1024)
  })
  receiver.answer = () => 204
  expect((await ask('GET', `/webhooks/${webhook.id}`)).json()).toMatchObject({ state: 'off', problem: null })
  await ask('DELETE', `/webhooks/${webhook.id}`)
})

test('the OpenAPI document describes every event as a webhook', async () => {
  const { webhooks } = (await app.inject({ url: '/openapi.json' })).json()
  expect(Object.keys(webhooks)).toContain('contact.changed')
  const { schema } = webhooks['message.failed'].post.requestBody.content['application/json']
  expect(schema.properties.type.const).toBe('message.failed')
  expect(schema.properties.data.properties.messages.maxItems).toBe(100)
})
