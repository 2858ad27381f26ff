import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEmulator } from '../emulator/src/main.ts'
import { buildPage } from '../server/src/demo/page.ts'
import { type EmbeddedPostgres, startPostgres } from '../server/src/lib/postgres.ts'
import { ensureIdentity } from '../server/src/vault/identity.ts'
import { noAge, openByTool } from '../server/testing/age.ts'
import { startSmtp } from '../server/testing/smtp.ts'
import { temporaryFolder } from '../server/testing/temporary-folder.ts'
import { apiOf, makeKey, within } from './api.ts'
import { launchBrowser, noBrowser, signIn } from './browser.ts'
import { freePort } from './demo.ts'
import { dumpDatabase, filesBelow, heapOf } from './planted.ts'
import { marks, pasted, person, plantedIn, plantedSeed } from './planted-secrets.ts'
import { type Running, startRole } from './process.ts'

const operator = { email: 'operator@tandem.example', password: 'PLANTED-operator-password' }

let temporary: Awaited<ReturnType<typeof temporaryFolder>>
let postgres: EmbeddedPostgres
let emulator: Awaited<ReturnType<typeof createEmulator>>
let databaseUrl: string
let identityFile: string
let url: string
let serve: Running
let work: Running
let apiKey: string
/** Every answer of the API, as text. */
const answers: string[] = []
const dumps: string[] = []
let connectionId: string
const smtp = await startSmtp({ password: marks.smtp })

beforeAll(async () => {
  temporary = await temporaryFolder('secrets')
  const folder = temporary.path
  const place = (name: string) => join(folder, name)
  if (noBrowser === undefined) await buildPage()
  postgres = await startPostgres(place('postgres'))
  databaseUrl = await postgres.database('secrets')
  emulator = await createEmulator({ seed: plantedSeed() })
  const identity = await ensureIdentity(place('keys'))
  identityFile = identity.identityFile
  await mkdir(place('heap'))
  await writeFile(place('smtp-password'), marks.smtp)
  const port = await freePort()
  url = `http://127.0.0.1:${port}`
  const common = {
    DATABASE_URL: databaseUrl,
    PUBLIC_URL: url,
    LOGIN_URL: emulator.url,
    SERVICE_URL: emulator.url,
    OUTSIDE_CA_FILE: emulator.caFile,
    LOG_LEVEL: 'trace',
  }
  serve = await startRole('serve', {
    ...common,
    PORT: String(port),
    TANDEM_DATA: place('serve'),
    TANDEM_RECIPIENTS: identity.recipients.join(','),
    SESSION_SECRET: 'a-session-secret-of-thirty-two-letters',
    OPERATOR_PASSWORD: operator.password,
    // On SIGUSR2 it writes down everything that it holds.
    NODE_OPTIONS: `--heapsnapshot-signal=SIGUSR2 --diagnostic-dir=${place('heap')}`,
  })
  work = await startRole('work', {
    ...common,
    TANDEM_DATA: place('work'),
    TANDEM_IDENTITY_FILE: identityFile,
    SMTP_URL: smtp.url.replace('//', '//tandem@'),
    SMTP_PASSWORD_FILE: place('smtp-password'),
    SMTP_FROM: 'Tandem <tandem@tandem.example>',
  })
}, 180_000)
afterAll(async () => {
  for (const running of [serve, work]) await running?.end('SIGKILL')
  await emulator?.close()
  await postgres?.stop()
  await temporary?.remove()
})

test('secrets are entered rightly and wrongly, proven, refused, switched and used; contacts are told', async () => {
  apiKey = await makeKey(url, operator)
  const organisation = await asked<{ id: string }>('POST', '/organisations', {
    name: 'Planted',
    contactEmails: ['it@planted.example'],
  })
  connectionId = await connect(organisation.id)
  const path = `/connections/${connectionId}`
  await misuse(path, organisation.id)
  await asked('PUT', `${path}/credential`, { kind: 'secret', value: marks.refused })
  expect(await verified(connectionId)).toBe('failed')
  await asked('PUT', `${path}/credential`, { kind: 'secret', value: marks.secret, expiresAt: '2027-03-01' })
  expect(await verified(connectionId)).toBe('passed')
  await asked('POST', `${path}/activate`)
  await synced()

  const { certificate, privateKey } = pasted
  await asked('PUT', `${path}/credential`, { kind: 'certificate', certificate, privateKey })
  expect(await verified(connectionId)).toBe('passed')
  const { credential, previousCredential } = await asked<Record<string, { kind: string }>>('GET', path)
  expect([credential?.kind, previousCredential?.kind]).toEqual(['certificate', 'secret'])
  await asked('POST', `${path}/key-pairs`)
  expect(await verified(connectionId)).toBe('failed')
  await asked('PUT', `${path}/credential`, { kind: 'secret', value: marks.refused })
  dumps.push(await dumpDatabase(databaseUrl))
  await within(20_000, 'the directory’s end date', async () => {
    const { directoryEnd } = await asked<{ directoryEnd: { endsAt: string } | null }>('GET', path)
    return directoryEnd?.endsAt
  })
  await within(20_000, 'the mails', async () => smtp.arrived.length >= 4)
}, 120_000)

test.skipIf(noBrowser !== undefined)(
  'a secret typed into the page is gone from it once it is sealed',
  async () => {
    const browser = await launchBrowser()
    try {
      const page = await browser.newPage()
      page.on(
        'response',
        (response) =>
          void response.text().then(
            (text) => answers.push(text),
            () => undefined,
          ),
      )
      await page.goto(`${url}/console/connections/${connectionId}`)
      await signIn(page, operator)
      await page.getByRole('button', { name: 'Enter a new one' }).click()
      await page.getByLabel('Value of the client secret').fill(marks.typed)
      await page.getByRole('button', { name: 'Seal and keep' }).click()
      await page.getByText('Sealed. Verify to prove it.').first().waitFor()
      await page.getByText('…page').first().waitFor()
      const inputs = await page
        .locator('input, textarea')
        .evaluateAll((all) => all.map((one) => (one as unknown as { value: string }).value))
      const stored = await page.evaluate(
        'JSON.stringify([{...localStorage}, {...sessionStorage}, location.href])',
      )
      const core = [await page.content(), ...inputs, String(stored)].join('\n')
      expect(core).toContain('…page')
      expect(plantedIn(core)).toEqual([])
    } finally {
      await browser.close()
    }
    expect(await verified(connectionId)).toBe('passed')
  },
  60_000,
)

test('no answer of the API, no log at trace level and no mail holds a planted secret', async () => {
  for (const path of everyPath()) await asked('GET', path)
  expect(answers.length).toBeGreaterThan(30)
  expect(answers.flatMap((answer) => plantedIn(answer))).toEqual([])
  for (const running of [serve, work]) {
    expect(running.lines().length).toBeGreaterThan(10)
    expect(plantedIn(running.output())).toEqual([])
  }
  expect(smtp.arrived.length).toBeGreaterThan(3)
  expect(smtp.arrived.flatMap(({ text }) => plantedIn(text))).toEqual([])
})

test('no row of the database, no job, and no byte of its files holds a planted secret', async () => {
  dumps.push(await dumpDatabase(databaseUrl))
  for (const dump of dumps) {
    expect(dump).toContain('BEGIN AGE ENCRYPTED FILE')
    expect(plantedIn(dump)).toEqual([])
  }
  expect(dumps[0]).toMatch(/^graphile_worker\._private_jobs: /m)
  const files = await filesBelow(postgres.folder)
  expect(files.some(({ text }) => text.includes('BEGIN AGE ENCRYPTED FILE'))).toBe(true)
  expect(files.filter(({ text }) => plantedIn(text).length > 0).map(({ name }) => name)).toEqual([])
})

test('the serving process holds neither a planted secret nor a private key: environment, folder, heap', async () => {
  const key = /AGE-SECRET-KEY-\S+/.exec(await readFile(identityFile, 'utf8'))?.[0] ?? 'no key'
  const environment = await readFile(`/proc/${serve.pid}/environ`, 'utf8')
  expect(environment).toContain('TANDEM_RECIPIENTS=age1')
  const own = await filesBelow(join(temporary.path, 'serve')).catch(() => [])
  const heap = await heapOf(serve.pid, join(temporary.path, 'heap'))
  expect(heap).toContain('a-session-secret-of-thirty-two-letters')
  expect(heap).toContain('age1')
  for (const text of [environment, heap, ...own.map((file) => file.text)]) {
    expect(plantedIn(text)).toEqual([])
    expect(text.includes(key)).toBe(false)
  }
  expect(environment).not.toContain('TANDEM_IDENTITY_FILE')
})

test.skipIf(noAge !== undefined)(
  'the worker’s key alone opens what is stored, with the age tool',
  async () => {
    const client = new pg.Client({ connectionString: databaseUrl })
    await client.connect()
    const { rows } = await client.query<{ sealed: string }>(
      'SELECT unnest(ARRAY[credential, next_credential, previous_credential]) AS sealed FROM connection WHERE id = $1',
      [connectionId],
    )
    await client.end()
    const sealed = rows.flatMap((row) => row.sealed ?? [])
    expect(sealed.length).toBeGreaterThan(1)
    const draft = join(temporary.path, 'sealed.age')
    const other = await ensureIdentity(join(temporary.path, 'other'))
    const opened: string[] = []
    for (const one of sealed) {
      opened.push(await openByTool(identityFile, one, draft))
      await expect(openByTool(other.identityFile, one, draft)).rejects.toThrow('no identity matched')
    }
    // What every search above would have found, had it been there.
    expect(opened.flatMap((text) => plantedIn(text)).length).toBeGreaterThan(0)
  },
)

test('after a suspected breach the database holds no credential at all, sealed or not', async () => {
  const { state } = await asked<{ state: string }>('POST', `/connections/${connectionId}/breach`)
  expect(state).toBe('suspended')
  const dump = await dumpDatabase(databaseUrl)
  expect(
    dump.split('\n').filter((line) => line.includes('AGE ENCRYPTED') && line.includes(connectionId)),
  ).toEqual([])
  await within(20_000, 'the mail', async () =>
    smtp.arrived.some(({ text }) => text.includes('may be known') && text.includes('Sign-in logs')),
  )
})

test.skipIf(noBrowser !== undefined)(
  'without a worker Setup keeps what is typed, and says that nobody has looked',
  async () => {
    await work.end('SIGTERM')
    const organisation = await asked<{ id: string }>('POST', '/organisations', { name: 'Left alone' })
    const invitation = await asked<{ url: string }>(
      'POST',
      `/organisations/${organisation.id}/invitations`,
      {},
    )
    const [tenant] = emulator.tenants
    const browser = await launchBrowser()
    try {
      const page = await browser.newPage()
      const field = (name: string) => page.getByRole('textbox', { name })
      const open = async (title: string) =>
        await page.getByRole('button', { name: new RegExp(`^Step \\d: ${title}`) }).click()
      await page.goto(invitation.url)
      await page.getByRole('button', { name: 'Begin' }).click()
      await field('Application (client) ID').fill(tenant!.clientId!)
      await field('Directory (tenant) ID').fill(tenant!.id)
      await page.getByRole('button', { name: 'Save and go on' }).click()
      await open('Make a secret')
      await page.getByLabel('Value of the client secret').fill(marks.typed)
      await page.getByRole('button', { name: 'Seal and go on' }).click()
      await open('Register the application')
      await page.getByText('Nobody has looked yet.').waitFor({ timeout: 40_000 })
      await page.reload()
      await open('Register the application')
      expect(await field('Directory (tenant) ID').inputValue()).toBe(tenant!.id)
      await page.getByText('Nobody has looked yet.').waitFor()
    } finally {
      await browser.close()
    }
  },
  90_000,
)

async function asked<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await apiOf({ url, apiKey })<T>(method, path, body)
  answers.push(JSON.stringify(answer))
  return answer
}

async function connect(organisationId: string): Promise<string> {
  const [tenant] = emulator.tenants
  const { id } = await asked<{ id: string }>('POST', `/organisations/${organisationId}/connections`, {
    method: 'graph',
    settings: { tenantId: tenant!.id, clientId: tenant!.clientId },
    testMailbox: person,
  })
  return id
}

/** Requests as people get them wrong, each with a secret in a place where none belongs; the refusals are answers too. */
async function misuse(path: string, organisationId: string): Promise<void> {
  const send = async (method: string, to: string, body: string) => {
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' }
    const answer = await fetch(`${url}/api/v1${to}`, { method, headers, body })
    answers.push(await answer.text())
    return answer.status
  }
  const { certificate, privateKey } = pasted
  const wrong: [string, string, unknown][] = [
    ['PUT', `${path}/credential`, { kind: 'secret', valeu: marks.misplaced }],
    ['PUT', `${path}/credential`, { kind: marks.misplaced }],
    ['PUT', `${path}/credential`, { kind: 'certificate', certificate: privateKey, privateKey: certificate }],
    ['PATCH', path, { settings: { clientId: marks.inSettings } }],
    ['PATCH', `/organisations/${organisationId}`, { name: 'Planted', secret: marks.misplaced }],
  ]
  for (const [method, to, body] of wrong)
    expect([to, await send(method, to, JSON.stringify(body))]).toEqual([to, 400])
  expect(await send('PUT', `${path}/credential`, `{"kind":"secret","value":"${marks.halfJson}"`)).toBe(400)
}

async function verified(id: string): Promise<string> {
  const { id: report } = await asked<{ id: string }>('POST', `/connections/${id}/verifications`, {})
  const { answer } = await within(30_000, 'the report', async () => {
    const { state } = await asked<{ state: string }>('GET', `/verifications/${report}`)
    return state === 'passed' || state === 'failed' ? state : undefined
  })
  return answer
}

/** Switches the mailbox on and waits until its contacts are here. */
async function synced(): Promise<void> {
  const list = () => asked<{ items: { id: string }[] }>('GET', `/mailboxes?connection=${connectionId}`)
  const { answer } = await within(20_000, 'the directory', async () => (await list()).items[0])
  await asked('PATCH', `/mailboxes/${answer.id}`, { state: 'on' })
  await within(20_000, 'the contacts', async () => {
    const { items } = await asked<{ items: unknown[] }>('GET', `/mailboxes/${person}/contacts`)
    return items.length >= 3
  })
}

function everyPath(): string[] {
  return [
    '/organisations',
    '/notices?limit=200',
    '/expiries',
    '/jobs',
    '/conflicts',
    '/mailboxes',
    '/changes',
    `/connections/${connectionId}`,
    `/connections/${connectionId}/verifications`,
  ]
}
