import { sql } from 'kysely'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { createTestDatabase } from '../../testing/database.ts'
import { createTestProvider, noOutside } from '../../testing/provider.ts'
import { ProviderError } from '../providers/failures.ts'
import { createConnection, getConnection, moveConnection, storeCredential } from '../store/connections.ts'
import { listMailboxes } from '../store/mailbox-list.ts'
import { createOrganisation } from '../store/organisations.ts'
import { createDiscover } from './discover.ts'
import { createSessions } from './sessions.ts'

const { db } = await createTestDatabase()
const job = { log: pino({ level: 'silent' }), signal: new AbortController().signal }

async function make() {
  const { memory, server } = createTestProvider()
  const organisation = await createOrganisation(db, { name: 'Harbor' })
  const { id } = await createConnection(db, {
    organisationId: organisation.id,
    method: 'memory',
    settings: { place: 'Bay', floor: '1' },
    wanted: { contacts: true },
  })
  await storeCredential(db, id, { sealed: 's', facts: {}, slot: 'current', state: 'verified' })
  const open = async () => ({ kind: 'secret' as const, value: 'v' })
  const sessions = createSessions({ db, open, outside: noOutside, registry: { memory } })
  const discover = createDiscover({ db, sessions })
  const addresses = async () => {
    const rows = await listMailboxes(db, { scope: null, connectionId: id, limit: 100 })
    return rows.map((row) => `${row.address}${row.gone_at ? ' gone' : ''}`)
  }
  return { id, server, memory, addresses, discover: () => discover({ connectionId: id }, job) }
}

test('people of the directory become mailboxes; a second reading finds the same and marks who left', async () => {
  const { id, server, addresses, discover } = await make()
  for (const name of ['ada', 'ben', 'cy']) server.mailbox(`${name}@x.example`)
  await discover()
  expect(await addresses()).toEqual(['ada@x.example', 'ben@x.example', 'cy@x.example'])
  expect((await getConnection(db, id)).discovered_at).toBeInstanceOf(Date)
  server.removeMailbox('ben@x.example')
  await discover()
  expect(await addresses()).toEqual(['ada@x.example', 'ben@x.example gone', 'cy@x.example'])
})

test('a directory that is suddenly empty, or breaks off, marks nobody as gone', async () => {
  const { server, memory, addresses, discover } = await make()
  server.mailbox('ada@x.example')
  server.mailbox('ben@x.example')
  await discover()
  memory.directory = async function* () {
    yield []
  }
  await discover()
  memory.directory = async function* () {
    yield [{ remoteId: 'x', address: 'ada@x.example', displayName: 'Ada', enabled: true }]
    throw new ProviderError({ kind: 'Unavailable', ambiguous: false, detail: 'cut' })
  }
  await expect(discover()).rejects.toThrow('cut')
  expect(await addresses()).toEqual(['ada@x.example', 'ben@x.example'])
})

test('asked to slow down it comes back after the time asked for; refused it leaves the rest to the report', async () => {
  const { id, memory, discover } = await make()
  memory.directory = async function* () {
    yield []
    throw new ProviderError({ kind: 'Throttled', retryAfterSeconds: 120, detail: 'slow' })
  }
  await discover()
  const { rows } = await sql<{ run_at: Date }>`
    SELECT run_at FROM graphile_worker.jobs WHERE key = ${`discover:${id}`}`.execute(db)
  expect((rows[0]?.run_at.getTime() ?? 0) - Date.now()).toBeGreaterThan(110_000)
  memory.directory = async function* () {
    yield []
    throw new ProviderError({ kind: 'Forbidden', detail: 'no' })
  }
  await discover()
})

test('a connection that is not proven is left alone', async () => {
  const { id, server, addresses, discover } = await make()
  server.mailbox('ada@x.example')
  await moveConnection(db, id, ['verified'], 'suspended')
  await discover()
  expect(await addresses()).toEqual([])
})
