import { readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { demoApi } from '../server/src/demo/api.ts'
import { connectDemo } from '../server/src/demo/connect.ts'
import { type Emulator, startEmulator } from '../server/src/demo/emulator.ts'
import { createDispatcher } from '../server/src/lib/outside.ts'
import { type EmbeddedPostgres, startPostgres } from '../server/src/lib/postgres.ts'
import { ensureIdentity } from '../server/src/vault/identity.ts'
import { temporaryFolder } from '../server/testing/temporary-folder.ts'
import { type ApiContact, apiOf, within } from './api.ts'
import { freePort } from './demo.ts'
import { holds } from './planted.ts'
import { type Running, startRole } from './process.ts'

/** Secrets that are planted; none may ever be printed. */
const marks = {
  password: 'PLANTED-operator-password',
  session: 'PLANTED-session-secret-of-thirty-two-letters',
  wrongKey: 'tdm_PLANTEDwrongKeyOfSomebody',
  wrongSecret: 'PLANTED-wrong~client.secret',
  misplaced: 'PLANTED-secret-in-a-wrong-field',
  halfJson: 'PLANTED-secret-in-broken-JSON',
  invitation: 'PLANTED-invitation-token',
}
const email = 'operator@tandem.example'
const address = 'daniel.okafor@harborrealty.example'
const contacts = `/mailboxes/${address}/contacts`

let temporary: Awaited<ReturnType<typeof temporaryFolder>>
let postgres: EmbeddedPostgres
let emulator: Emulator
let databaseUrl: string
let identityFile: string
let servers: { url: string; data: string; process: Running }[]
let workers: Running[]
let apiKey: string
const ended: Running[] = []

beforeAll(async () => {
  temporary = await temporaryFolder('roles')
  const folder = temporary.path
  postgres = await startPostgres(join(folder, 'postgres'))
  databaseUrl = await postgres.database('roles')
  emulator = await startEmulator({ port: 0, data: folder })
  const identity = await ensureIdentity(join(folder, 'keys'))
  identityFile = identity.identityFile
  const ports = [await freePort(), await freePort()]
  const common = {
    DATABASE_URL: databaseUrl,
    PUBLIC_URL: `http://127.0.0.1:${ports[0]}`,
    LOGIN_URL: emulator.url,
    SERVICE_URL: emulator.url,
    OUTSIDE_CA_FILE: emulator.ca,
    LOG_LEVEL: 'trace',
  }
  const serving = { TANDEM_RECIPIENTS: identity.recipients.join(','), SESSION_SECRET: marks.session }
  const data = (name: string) => join(folder, name)
  // All four at once on an empty database: each of them migrates, each server makes the first operator.
  ;[servers, workers] = await Promise.all([
    Promise.all(
      ports.map(async (port, nth) => {
        const own = {
          TANDEM_DATA: data(`serve-${nth}`),
          PORT: String(port),
          OPERATOR_PASSWORD: marks.password,
        }
        const settings = { ...common, ...serving, ...own }
        const running = await startRole('serve', settings)
        return { url: `http://127.0.0.1:${port}`, data: own.TANDEM_DATA, process: running }
      }),
    ),
    Promise.all(
      [0, 1].map((nth) =>
        startRole('work', {
          ...common,
          TANDEM_DATA: data(`work-${nth}`),
          TANDEM_IDENTITY_FILE: identityFile,
        }),
      ),
    ),
  ])
})
afterAll(async () => {
  const running = [...(servers ?? []).map((server) => server.process), ...(workers ?? [])]
  for (const one of running) if (!ended.includes(one)) await one.end('SIGKILL')
  await emulator?.close()
  await postgres?.stop()
  await temporary.remove()
})

test('a session of one server is known to the other, and makes the first key', async () => {
  const signIn = await fetch(`${servers[0]!.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: servers[0]!.url },
    body: JSON.stringify({ email, password: marks.password }),
  })
  expect(signIn.status).toBe(200)
  const cookie = signIn.headers.getSetCookie().map((one) => one.split(';')[0])
  const made = await fetch(`${servers[1]!.url}/api/v1/api-keys`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: servers[1]!.url, cookie: cookie.join('; ') },
    body: JSON.stringify({ name: 'roles' }),
  })
  expect(made.status).toBe(201)
  const { key } = (await made.json()) as { key: string }
  apiKey = key
})

test('what one server takes in is sealed, proven and synced by workers, and every server tells it', async () => {
  await misuse(servers[0]!.url)
  await connectDemo(demoApi(servers[0]!.url, apiKey), emulator, () => undefined)
  const first = asked(0)
  const { items } = await first<{ items: unknown[] }>('GET', contacts)
  expect(items.length).toBeGreaterThan(0)
}, 120_000)

test('an edit through the second server reaches the mailbox', async () => {
  await synced('Made at the second server', 5000)
  expect(await inMailbox('Made at the second server')).toBe(true)
})

interface Told {
  recordId: string
  operation: string
  origin: string
}

test('the stream of the second server tells what workers brought from the mailbox', async () => {
  const stop = new AbortController()
  const answer = await fetch(`${servers[1]!.url}/api/v1/stream`, {
    headers: { authorization: `Bearer ${apiKey}` },
    signal: stop.signal,
  })
  const told = (async () => {
    let text = ''
    for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk
      const changes = [...text.matchAll(/event: change\ndata: (.*)\n/g)].map(
        (match) => JSON.parse(match[1]!) as Told,
      )
      const change = changes.find(({ operation, origin }) => operation === 'create' && origin === 'mailbox')
      if (change) return change
    }
    throw new Error(`The stream ended: ${text}`)
  })()
  await control('POST', `/mailboxes/${address}/contacts`, { fields: { displayName: 'Typed in Outlook' } })
  const change = await told
  stop.abort()
  const { displayName } = await asked(1)<ApiContact>('GET', `${contacts}/${change.recordId}`)
  expect(displayName).toBe('Typed in Outlook')
})

test('one worker killed: the other goes on with all mailboxes', async () => {
  expect(await workersOf(0)).toBe(2)
  ended.push(workers[0]!)
  await workers[0]!.end('SIGKILL')
  await synced('Made after the death of a worker', 20_000)
  await within(10_000, 'the death in /readyz', async () => (await workersOf(0)) === 1)
})

test('a server holds no private key: not in its environment, its folder, its open files', async () => {
  const identity = await readFile(identityFile, 'utf8')
  const key = /AGE-SECRET-KEY-\S+/.exec(identity)?.[0] ?? 'no key'
  for (const { process: running, data } of servers) {
    const settings = await readFile(`/proc/${running.pid}/environ`, 'utf8')
    expect(settings).toContain('TANDEM_RECIPIENTS=age1')
    expect(settings).not.toMatch(/AGE-SECRET-KEY|TANDEM_IDENTITY_FILE/)
    const files = await readdir(data, { recursive: true }).catch(() => [])
    for (const file of files) expect(await readFile(join(data, file), 'utf8')).not.toContain(key)
    expect(files).not.toContain('vault/identity.txt')
    expect(await openFiles(running.pid)).not.toContain(identityFile)
  }
})

test('logs are JSON lines with the id of the request or the job', () => {
  const answered = servers.flatMap((server) => server.process.lines()).filter((line) => line.res)
  expect(answered.length).toBeGreaterThan(20)
  for (const line of answered) expect(line.requestId).toMatch(/^[0-9a-f-]{36}$/)
  const work = workers.flatMap((worker) => worker.lines())
  expect(work.filter((line) => line.task === 'pull:contacts' && line.mailbox)).not.toEqual([])
  expect(work.filter((line) => line.task === 'discover' && line.job)).not.toEqual([])
})

test('no planted secret, key, token or private key is in any log at LOG_LEVEL=trace', async () => {
  const identity = await readFile(identityFile, 'utf8')
  const real = emulator.tenants.flatMap(({ clientSecret = [] }) => clientSecret)
  expect(real.length).toBeGreaterThan(0)
  const databasePassword = new URL(databaseUrl).password
  const all = [...Object.values(marks), ...real, apiKey, databasePassword]
  const outputs = [...servers.map((server) => server.process), ...workers].map((one) => one.output())
  for (const output of outputs) {
    for (const secret of all) expect(holds(output, secret), `a log holds ${secret}`).toBe(false)
    for (const line of identity.split('\n').filter((one) => one.startsWith('AGE-SECRET-KEY')))
      expect(holds(output, line)).toBe(false)
    // Tokens of mailboxes are JSON Web Tokens.
    expect(output).not.toMatch(/eyJ[\w-]{10,}\.[\w-]+\./)
    expect(output).not.toMatch(/BEGIN (RSA |EC )?PRIVATE KEY/)
  }
})

test('SIGTERM ends every process with 0', async () => {
  const left = [...servers.map((server) => server.process), workers[1]!]
  ended.push(...left)
  const codes = await Promise.all(left.map((running) => running.end('SIGTERM')))
  expect(codes).toEqual([0, 0, 0])
})

function asked(server: number) {
  return apiOf({ url: servers[server]!.url, apiKey })
}

/** Requests as people get them wrong, each with a secret that must not be printed. */
async function misuse(url: string): Promise<void> {
  const [tenant] = emulator.tenants
  const send = async (method: string, path: string, body: string, authorization = `Bearer ${apiKey}`) =>
    await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      body,
    })
  const api = apiOf({ url, apiKey })
  const { id: organisation } = await api<{ id: string }>('POST', '/organisations', { name: 'Misused' })
  const { id } = await api<{ id: string }>('POST', `/organisations/${organisation}/connections`, {
    method: 'graph',
    settings: { tenantId: tenant!.id, clientId: tenant!.clientId },
    testMailbox: address,
  })
  const put = (body: string) => send('PUT', `/connections/${id}/credential`, body)
  expect((await put(JSON.stringify({ kind: 'secret', valeu: marks.misplaced }))).status).toBe(400)
  expect((await put(`{"kind":"secret","value":"${marks.halfJson}"`)).status).toBe(400)
  expect((await put(JSON.stringify({ kind: 'secret', value: marks.wrongSecret }))).ok).toBe(true)
  expect((await send('POST', '/organisations', '{}', `Bearer ${marks.wrongKey}`)).status).toBe(401)
  expect((await send('PATCH', '/setup', '{}', `Invitation ${marks.invitation}`)).status).toBe(401)
  const { id: report } = await api<{ id: string }>('POST', `/connections/${id}/verifications`, {})
  await within(30_000, 'the refused proof', async () => {
    const { state } = await api<{ state: string }>('GET', `/verifications/${report}`)
    return state === 'failed'
  })
}

/** Makes a contact at the second server and waits until the mailbox has taken it. */
async function synced(displayName: string, milliseconds: number): Promise<void> {
  const { id } = await asked(1)<ApiContact>('POST', contacts, { displayName })
  await within(milliseconds, `“${displayName}” in step`, async () => {
    const { syncState } = await asked(1)<{ syncState: string }>('GET', `${contacts}/${id}`)
    return syncState === 'synced'
  })
}

async function workersOf(server: number): Promise<number> {
  const answer = await fetch(`${servers[server]!.url}/readyz`)
  return ((await answer.json()) as { workers: number }).workers
}

async function inMailbox(displayName: string): Promise<boolean> {
  const text = JSON.stringify(await control('GET', `/mailboxes/${address}/contacts?top=1000`))
  return text.includes(displayName)
}

async function control(method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> {
  const dispatcher = await createDispatcher({ caFile: emulator.ca, timeout: 10_000 })
  const answer = await dispatcher.request({
    origin: emulator.url,
    path: `/_control${path}`,
    method,
    headers: { authorization: `Bearer ${emulator.controlToken}`, 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const text = await answer.body.text()
  await dispatcher.close()
  if (answer.statusCode >= 300) throw new Error(`${method} ${path} answered ${answer.statusCode}: ${text}`)
  return JSON.parse(text)
}

async function openFiles(pid: number): Promise<string[]> {
  const names = await readdir(`/proc/${pid}/fd`)
  return await Promise.all(names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => 'closed')))
}
