import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { ContactFields } from '@tandem/model/contact.ts'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Emulator, startEmulator } from '../server/src/demo/emulator.ts'
import { createDispatcher } from '../server/src/lib/outside.ts'
import { type EmbeddedPostgres, startPostgres } from '../server/src/lib/postgres.ts'
import { hint } from '../server/src/queue/add.ts'
import { createContacts, updateContacts } from '../server/src/store/contact-edits.ts'
import { type Database, openDatabase } from '../server/src/store/database.ts'
import { switchOnMany } from '../server/src/store/mailbox-switch.ts'
import { migrate } from '../server/src/store/migrate.ts'
import { ensureIdentity } from '../server/src/vault/identity.ts'
import { temporaryFolder } from '../server/testing/temporary-folder.ts'
import { connectTenant } from '../server/testing/tenant.ts'

const root = resolve(import.meta.dirname, '..')
const kills = 100
const contacts = 5000

let temporary: Awaited<ReturnType<typeof temporaryFolder>>
let postgres: EmbeddedPostgres
let emulator: Emulator
let db: Database
let control: Awaited<ReturnType<typeof openControl>>
let settings: string[]
let mailbox: { id: string; organisationId: string; address: string }

beforeAll(async () => {
  temporary = await temporaryFolder('kill')
  const folder = temporary.path
  postgres = await startPostgres(join(folder, 'postgres'))
  const url = await postgres.database('kill')
  await migrate(url)
  db = openDatabase(url, { pool: 5, name: 'kill test' })
  emulator = await startEmulator({ port: 0, data: folder, seed: `large:1x${contacts}` })
  control = await openControl(emulator)
  const identity = await ensureIdentity(folder)
  const [id] = await connectTenant(db, emulator.tenants[0]!, identity.recipients)
  const row = await db.selectFrom('mailbox').selectAll().where('id', '=', id!).executeTakeFirstOrThrow()
  mailbox = { id: row.id, organisationId: row.organisation_id, address: row.address }
  settings = [
    `DATABASE_URL=${url}`,
    `TANDEM_DATA=${folder}`,
    `OUTSIDE_CA_FILE=${emulator.ca}`,
    'LOG_LEVEL=info',
  ]
  settings.push(`LOGIN_URL=${emulator.url}`, `SERVICE_URL=${emulator.url}`, 'PUBLIC_URL=http://127.0.0.1:9')
})
afterAll(async () => {
  await db.destroy()
  await control.close()
  await emulator.close()
  await postgres.stop()
  await temporary.remove()
})

test(`a worker killed ${kills} times during a sync of ${contacts} contacts leaves both sides agreed`, async () => {
  // Slow enough that most kills strike in the middle of a page or a batch.
  await control.call('POST', '/faults', { match: { operation: 'contacts.delta' }, effect: { delayMs: 150 } })
  await control.call('POST', '/faults', { match: { operation: '$batch' }, effect: { delayMs: 60 } })
  await switchOnMany(db, [mailbox.id])
  await hint(db, [{ mailboxId: mailbox.id, task: 'pull:contacts', reason: 'first' }])
  let made = 0
  // Where the machine is busy no page may fit into a life: lives grow until one does.
  let patience = 1
  let place = await placeOf()
  for (let round = 0; round < kills; round += 1) {
    const began = performance.now()
    const worker = await startWorker()
    // Where a worker takes longer to start, a page takes longer too: no life is too short to come any further.
    const life = Math.min(1500, Math.max(700, (performance.now() - began) * 0.6)) * patience
    await wait(Math.random() * life)
    worker.kill('SIGKILL')
    await once(worker, 'exit')
    const now = await placeOf()
    if (now.state !== 'live' && now.cursor === place.cursor) patience = Math.min(4, patience * 1.1)
    place = now
    if (round % 10 === 9 && now.state === 'live') made += await editBothSides(round)
  }
  await control.call('DELETE', '/faults')
  const worker = await startWorker()
  await untilAtRest()
  worker.kill('SIGTERM')
  await once(worker, 'exit')
  const [here, there] = [await inTandem(), await inMailbox()]
  expect(made).toBeGreaterThan(0)
  expect(there.length).toBe(contacts + made)
  expect(here).toEqual(there)
}, 900_000)

/** How far the first reading has come. */
async function placeOf(): Promise<{ state: string; cursor: string | null }> {
  return await db.selectFrom('collection').select(['state', 'cursor']).executeTakeFirstOrThrow()
}

/** In Tandem 100 new contacts and 400 edits, in the mailbox 20 edits of another field; returns how many are new. */
async function editBothSides(round: number): Promise<number> {
  const known = await db
    .selectFrom('record')
    .select(['id', 'remote_id'])
    .where('remote_id', 'is not', null)
    .orderBy(sql`random()`)
    .limit(400)
    .execute()
  await db.transaction().execute(async (tx) => {
    const fresh = Array.from({ length: 100 }, (_, nth) => ({ displayName: `Made ${round}.${nth}` }))
    await createContacts(tx, mailbox, fresh)
    const edits = known.map(({ id }, nth) => ({ id, changes: { jobTitle: `Edited ${round}.${nth}` } }))
    await updateContacts(tx, mailbox, edits)
    await hint(tx, [{ mailboxId: mailbox.id, task: 'push:contacts', reason: 'edit' }])
  })
  for (const { remote_id: id } of known.slice(0, 20))
    await control.call('PATCH', `/mailboxes/${mailbox.address}/contacts/${id}`, {
      fields: { department: `Person ${round}` },
    })
  await hint(db, [{ mailboxId: mailbox.id, task: 'pull:contacts', reason: 'test' }])
  return 100
}

/** `tandem work` as a process of its own, once it listens. */
async function startWorker() {
  const child = spawn('env', [...settings, process.execPath, 'server/src/main.ts', 'work'], {
    cwd: root,
    stdio: 'pipe',
  })
  let output = ''
  await new Promise<void>((done, fail) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8')
      if (output.includes('The worker listens')) done()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8')
    })
    child.once('exit', () => fail(new Error(`The worker ended:\n${output}`)))
  })
  child.stdout.resume()
  return child
}

/** Nothing due and nothing to be sent, after a last look at the mailbox. */
async function untilAtRest(): Promise<void> {
  for (let look = 0; look < 2; look += 1) {
    await hint(db, [{ mailboxId: mailbox.id, task: 'pull:contacts', reason: 'test' }])
    for (;;) {
      const { rows } = await sql<{ busy: number }>`
        SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM lease WHERE worker_id IS NOT NULL)
          + (SELECT count(*) FROM todo WHERE task IN ('pull:contacts', 'push:contacts')) AS busy`.execute(db)
      if (rows[0]?.busy === 0) break
      await wait(100)
    }
  }
}

const shown = [
  'displayName',
  'givenName',
  'surname',
  'jobTitle',
  'department',
  'emailAddresses',
  'mobilePhone',
] as const

async function inTandem(): Promise<string[]> {
  const rows = await db.selectFrom('record').select('fields').where('deleted_at', 'is', null).execute()
  return asLines(rows.map((row) => row.fields as ContactFields))
}

async function inMailbox(): Promise<string[]> {
  const found: ContactFields[] = []
  for (;;) {
    const path = `/mailboxes/${mailbox.address}/contacts?top=1000&skip=${found.length}`
    const page = (await control.call('GET', path)) as { contacts: { fields: ContactFields }[] }
    if (page.contacts.length === 0) return asLines(found)
    found.push(...page.contacts.map((contact) => contact.fields))
  }
}

/** One line per contact, sorted: equal lists mean equal sides with nothing lost or doubled. */
function asLines(list: ContactFields[]): string[] {
  return list.map((fields) => JSON.stringify(shown.map((name) => filled(fields[name])))).sort()
}

/** An empty list and no list say the same. */
function filled(value: unknown): unknown {
  return Array.isArray(value) && value.length === 0 ? null : (value ?? null)
}

async function openControl({ url, ca, controlToken }: Emulator) {
  const dispatcher = await createDispatcher({ caFile: ca, timeout: 30_000 })
  return {
    close: () => dispatcher.close(),
    call: async (
      method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
      path: string,
      body?: unknown,
    ): Promise<unknown> => {
      const answer = await dispatcher.request({
        origin: url,
        path: `/_control${path}`,
        method,
        headers: { authorization: `Bearer ${controlToken}`, 'content-type': 'application/json' },
        body: body === undefined ? undefined : JSON.stringify(body),
      })
      const text = await answer.body.text()
      if (answer.statusCode >= 300)
        throw new Error(`${method} ${path} answered ${answer.statusCode}: ${text}`)
      return text === '' ? undefined : JSON.parse(text)
    },
  }
}
