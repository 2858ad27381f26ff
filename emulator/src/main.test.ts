import { Agent, request } from 'undici'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEmulator, type Emulator } from './main.ts'

let emulator: Emulator
let dispatcher: Agent

beforeAll(async () => {
  emulator = await createEmulator({ seed: 'demo' })
  dispatcher = new Agent({ connect: { ca: emulator.ca } })
})

afterAll(async () => {
  await dispatcher.close()
  await emulator.close()
})

async function token(form: Record<string, string>, tenant = emulator.tenants[0]!.id) {
  const answer = await request(`${emulator.url}/${tenant}/oauth2/v2.0/token`, {
    method: 'POST',
    dispatcher,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
  })
  return {
    status: answer.statusCode,
    headers: answer.headers,
    body: (await answer.body.json()) as Record<string, unknown>,
  }
}

test('the demo application gets a token that carries what was consented to', async () => {
  const { clientId, clientSecret } = emulator.tenants[0]!
  const { status, body } = await token({
    grant_type: 'client_credentials',
    client_id: clientId!,
    client_secret: clientSecret!,
    scope: 'https://graph.microsoft.com/.default',
  })
  expect(status).toBe(200)
  expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599 })
  const claims = JSON.parse(Buffer.from(String(body.access_token).split('.')[1]!, 'base64url').toString())
  expect(claims).toMatchObject({
    aud: 'https://graph.microsoft.com',
    iss: `https://sts.windows.net/${emulator.tenants[0]!.id}/`,
    appid: clientId,
    appidacr: '1',
    idtyp: 'app',
    roles: ['Contacts.ReadWrite', 'User.Read.All'],
    ver: '1.0',
  })
})

test('a start in a test takes well under a second once the keys are cached', async () => {
  const started = performance.now()
  const other = await createEmulator()
  const milliseconds = performance.now() - started
  await other.close()
  expect(milliseconds).toBeLessThan(500)
})
