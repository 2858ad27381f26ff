import { connect } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serverNames } from './certificates.ts'
import { createEmulator, type Emulator } from './main.ts'
import { type Client, createClient } from './test-clients.ts'

let emulator: Emulator
let client: Client

beforeAll(async () => {
  emulator = await createEmulator({ seed: 'demo' })
  client = createClient(emulator)
})

afterAll(() => emulator.close())

test('a start in a test takes under a second once the keys are cached', async () => {
  const started = performance.now()
  const other = await createEmulator()
  const milliseconds = performance.now() - started
  await other.close()
  expect(milliseconds).toBeLessThan(1000)
})

test('the demo application gets a token that carries what was consented to', async () => {
  const claims = JSON.parse(Buffer.from((await client.token()).split('.')[1]!, 'base64url').toString())
  expect(claims).toMatchObject({
    aud: 'https://graph.microsoft.com',
    iss: `https://sts.windows.net/${emulator.tenants[0]!.id}/`,
    appid: emulator.tenants[0]!.clientId,
    appidacr: '1',
    idtyp: 'app',
    roles: expect.arrayContaining(['Contacts.ReadWrite', 'Mail.Send', 'User.Read.All']),
    ver: '1.0',
  })
  expect(claims.oid).toBe(claims.sub)
  expect(claims.exp - claims.iat).toBe(3600)
})

test('the certificate holds for this machine and for the real services’ names', async () => {
  for (const servername of serverNames) {
    const authorized = await new Promise((resolve, reject) => {
      const port = Number(new URL(emulator.url).port)
      const socket = connect({ port, host: '127.0.0.1', servername, ca: emulator.ca }, () => {
        resolve(socket.authorized)
        socket.end()
      })
      socket.on('error', reject)
    })
    expect(authorized).toBe(true)
  }
})

test('the same seed makes the same world, and reset goes back to it', async () => {
  const other = await createEmulator({ seed: 'demo' })
  // Secrets end a while after the start, whenever that is.
  const lasting = ({ tenants }: Emulator) => tenants.map(({ clientSecretExpiresAt, ...rest }) => rest)
  expect(lasting(other)).toEqual(lasting(emulator))
  other.control.seed('large:3x20')
  expect(other.tenants[0]?.users).toHaveLength(3)
  other.reset()
  expect(lasting(other)).toEqual(lasting(emulator))
  await other.close()
})

test('the demo has every kind of mailbox, and contacts in many scripts', () => {
  const [harbor, summit] = [...emulator.world.tenants.values()]
  const users = [...(harbor?.users.values() ?? [])]
  expect(users.filter(({ mailboxKind }) => mailboxKind === 'shared')).toHaveLength(1)
  expect(users.filter(({ licensed }) => !licensed)).toHaveLength(1)
  expect(users.filter(({ onPremises }) => onPremises)).toHaveLength(1)
  expect(summit?.applications.size).toBe(0)
  const names = users.flatMap((user) =>
    [...(user.mailbox?.contacts.values() ?? [])].map(({ fields }) => fields.displayName),
  )
  for (const script of [
    /\p{Script=Arabic}/u,
    /\p{Script=Han}/u,
    /\p{Script=Greek}/u,
    /\p{Script=Cyrillic}/u,
    /[ÀÖáéôß]/,
  ]) {
    expect(names.filter((name) => script.test(String(name))).length).toBeGreaterThan(3)
  }
})

test('nothing that is sent makes it stop: unknown paths, bad requests, too much', async () => {
  expect((await client.send('GET', '/nowhere')).status).toBe(404)
  expect((await client.send('OPTIONS', '/v1.0/users')).status).toBe(204)
  expect((await client.send('HEAD', '/')).text).toBe('')
  expect((await client.send('POST', '/%ff/oauth2/v2.0/token')).status).toBe(400)
  expect((await client.control('GET', '/mailboxes/%ff/contacts')).status).toBe(404)
  expect((await client.send('GET', '/~/%')).status).toBe(404)
  const large = await client.send('POST', '/v1.0/$batch', { body: 'x'.repeat(6 * 1024 * 1024) })
  expect([large.status, large.body]).toMatchObject([413, { error: { code: 'RequestEntityTooLarge' } }])
  const answer = await new Promise<string>((resolve) => {
    const socket = connect({ port: Number(new URL(emulator.url).port), ca: emulator.ca }, () =>
      socket.write('NONSENSE\r\n\r\n'),
    )
    socket.once('data', (data) => resolve(data.toString()))
  })
  expect(answer).toContain('400 Bad Request')
  expect((await client.send('GET', '/')).status).toBe(200)
})
