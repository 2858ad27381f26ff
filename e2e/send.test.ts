import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Dispatcher } from 'undici'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sendingSeed } from '../bench/send/tenant.ts'
import { type Emulator, startEmulator } from '../server/src/demo/emulator.ts'
import { createDispatcher } from '../server/src/lib/outside.ts'
import { type EmbeddedPostgres, startPostgres } from '../server/src/lib/postgres.ts'
import { hint } from '../server/src/queue/add.ts'
import { type Database, openDatabase } from '../server/src/store/database.ts'
import { migrate } from '../server/src/store/migrate.ts'
import { ensureIdentity } from '../server/src/vault/identity.ts'
import { addLetter } from '../server/testing/mail.ts'
import { temporaryFolder } from '../server/testing/temporary-folder.ts'
import { connectTenant } from '../server/testing/tenant.ts'
import { startRole } from './process.ts'

const people = 8
const messagesEach = 20
const kills = 10

let temporary: Awaited<ReturnType<typeof temporaryFolder>>
let postgres: EmbeddedPostgres
let emulator: Emulator
let dispatcher: Dispatcher
let db: Database
let settings: Record<string, string>
let owners: { id: string; organisationId: string; address: string }[]

beforeAll(async () => {
  temporary = await temporaryFolder('send')
  const folder = temporary.path
  postgres = await startPostgres(join(folder, 'postgres'))
  const url = await postgres.database('send')
  await migrate(url)
  db = openDatabase(url, { pool: 5, name: 'send test' })
  emulator = await startEmulator({ port: 0, data: folder, seed: await sendingSeed(folder, people * 2 + 2) })
  dispatcher = await createDispatcher({ caFile: emulator.ca, timeout: 60_000 })
  const identity = await ensureIdentity(folder)
  await connectTenant(db, emulator.tenants[0]!, identity.recipients)
  const rows = await db.updateTable('mailbox').set({ state: 'on' }).returningAll().execute()
  owners = rows
    .map((row) => ({ id: row.id, organisationId: row.organisation_id, address: row.address }))
    .sort((a, b) => a.address.localeCompare(b.address, 'en', { numeric: true }))
  settings = {
    DATABASE_URL: url,
    TANDEM_DATA: folder,
    OUTSIDE_CA_FILE: emulator.ca,
    LOGIN_URL: emulator.url,
    SERVICE_URL: emulator.url,
    PUBLIC_URL: 'http://127.0.0.1:9',
  }
})
afterAll(async () => {
  await db.destroy()
  await dispatcher.close()
  await emulator.close()
  await postgres.stop()
  await temporary.remove()
})

test.each([
  ['with drafts', true, 0],
  ['with Mail.Send alone', false, people],
])(
  `a worker killed ${kills} times while it sends, %s: nothing goes out twice`,
  async (_, readMail, first) => {
    await want({ send: true, readMail })
    const senders = owners.slice(first, first + people)
    // Slow enough that most kills strike while something is on its way.
    const fault = { match: { operation: readMail ? 'messages.*' : 'sendMail' }, effect: { delayMs: 120 } }
    await control('POST', '/faults', fault)
    for (let nth = 0; nth < messagesEach; nth += 1)
      for (const owner of senders) await addLetter(db, owner, { to: `to${nth}.${owner.id}@world.example` })
    await hintAll(senders)
    for (let round = 0; round < kills; round += 1) {
      const worker = await startRole('work', settings)
      await wait(100 + Math.random() * 500)
      await worker.end('SIGKILL')
    }
    await control('DELETE', '/faults')
    const worker = await startRole('work', settings)
    await untilAtRest()
    await worker.end('SIGTERM')
    const messages = await db
      .selectFrom('outgoing_message')
      .select(['message_id', 'state'])
      .where(
        'mailbox_id',
        'in',
        senders.map((owner) => owner.id),
      )
      .execute()
    const received = await receivedTimes()
    const times = messages.map((one) => [one.state, received.get(one.message_id) ?? 0] as const)
    expect(times).toHaveLength(people * messagesEach)
    if (readMail) expect(times.filter(([state, count]) => state !== 'sent' || count !== 1)).toEqual([])
    // Those uncertain are said to be so; of all others it is known that they arrived once.
    else
      expect(
        times.filter(([state, count]) => (state === 'unknown' ? count > 1 : state !== 'sent' || count !== 1)),
      ).toEqual([])
  },
  300_000,
)

test('a file of 100 MB arrives to the byte, and the worker grows by less than 40 MB', async () => {
  await want({ send: true, readMail: true })
  const [sender, recipient] = [owners[people * 2]!, owners[people * 2 + 1]!]
  const worker = await startRole('work', settings)
  // What every worker takes on its first message is no growth.
  await addLetter(db, sender, {
    to: recipient.address,
    files: [{ name: 'small', bytes: Buffer.alloc(4_000_000) }],
  })
  await hintAll([sender])
  await untilAtRest()
  const before = await memoryOf(worker.pid, 'VmHWM')
  const bytes = Buffer.alloc(100 * 1024 * 1024)
  for (let at = 0; at < bytes.length; at += 4) bytes.writeUInt32LE((at * 2_654_435_761) >>> 0, at)
  const id = await addLetter(db, sender, { to: recipient.address, files: [{ name: 'large.bin', bytes }] })
  await hintAll([sender])
  await untilAtRest()
  const most = await memoryOf(worker.pid, 'VmHWM')
  await worker.end('SIGTERM')
  const row = await db
    .selectFrom('outgoing_message')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  expect([row.state, row.problem]).toEqual(['sent', null])
  expect(await hashOfAttachment(recipient.address, row.message_id)).toBe(
    createHash('sha256').update(bytes).digest('hex'),
  )
  expect(most - before).toBeLessThan(40)
}, 300_000)

async function want(wanted: object): Promise<void> {
  await db
    .updateTable('connection')
    .set({ wanted: JSON.stringify(wanted) })
    .execute()
}

async function hintAll(of: { id: string }[]): Promise<void> {
  await hint(
    db,
    of.map(({ id }) => ({ mailboxId: id, task: 'send:messages' as const, reason: 'test' })),
  )
}

async function untilAtRest(): Promise<void> {
  for (;;) {
    const left = await db
      .selectFrom('outgoing_message')
      .select('id')
      .where('state', 'in', ['held', 'queued', 'sending'])
      .limit(1)
      .execute()
    if (left.length === 0) return
    await wait(100)
  }
}

/** How often each message arrived, over all recipients; each has one. */
async function receivedTimes(): Promise<Map<string, number>> {
  await control('POST', '/mail/settle')
  const { received } = (await control('GET', '/mail/counts')) as {
    received: Record<string, Record<string, number>>
  }
  const times = new Map<string, number>()
  for (const counts of Object.values(received))
    for (const [messageId, count] of Object.entries(counts))
      times.set(messageId, (times.get(messageId) ?? 0) + count)
  return times
}

/** Megabytes that Linux tells of a process (proc(5)): `VmRSS` now, `VmHWM` at its highest. */
async function memoryOf(pid: number, name: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024
}

async function hashOfAttachment(address: string, messageId: string): Promise<string> {
  const token = await accessToken()
  const user = `/v1.0/users/${address}/messages`
  const filter = encodeURIComponent(`internetMessageId eq '${messageId}'`)
  const found = (await graph(token, `${user}?$filter=${filter}&$select=id`)) as { value: { id: string }[] }
  expect(found.value).toHaveLength(1)
  const message = `${user}/${found.value[0]!.id}/attachments`
  const files = (await graph(token, `${message}?$select=id`)) as { value: { id: string }[] }
  const answer = await dispatcher.request({
    origin: emulator.url,
    path: `${message}/${files.value[0]!.id}/$value`,
    method: 'GET',
    headers: { authorization: `Bearer ${token}` },
  })
  const hash = createHash('sha256')
  for await (const piece of answer.body) hash.update(piece as Buffer)
  return hash.digest('hex')
}

async function graph(token: string, path: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}` }
  const answer = await dispatcher.request({ origin: emulator.url, path, method: 'GET', headers })
  return await answer.body.json()
}

async function accessToken(): Promise<string> {
  const { id, clientId = '', clientSecret = '' } = emulator.tenants[0]!
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    scope: 'https://graph.microsoft.com/.default',
  })
  const answer = await dispatcher.request({
    origin: emulator.url,
    path: `/${id}/oauth2/v2.0/token`,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  })
  return ((await answer.body.json()) as { access_token: string }).access_token
}

async function control(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown> {
  const answer = await dispatcher.request({
    origin: emulator.url,
    path: `/_control${path}`,
    method,
    headers: { authorization: `Bearer ${emulator.controlToken}`, 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const text = await answer.body.text()
  if (answer.statusCode >= 300) throw new Error(`${method} ${path} answered ${answer.statusCode}: ${text}`)
  return text === '' ? undefined : JSON.parse(text)
}
