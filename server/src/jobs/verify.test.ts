import { sql } from 'kysely'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { createTestDatabase } from '../../testing/database.ts'
import { openKillable } from '../../testing/killable.ts'
import { check, createTestProvider, noOutside } from '../../testing/provider.ts'
import type { Check, Credential } from '../providers/provider.ts'
import { createConnection, getConnection, moveConnection, storeCredential } from '../store/connections.ts'
import { createOrganisation } from '../store/organisations.ts'
import { createReport, getReport, takeReport } from '../store/verification-reports.ts'
import { createVerify } from './verify.ts'

const { db, url } = await createTestDatabase()
const log = pino({ level: 'silent' })
const credential: Credential = { kind: 'secret', value: 'v' }

async function make(
  checks: Check[],
  open: (sealed: string) => Promise<Credential> = async () => credential,
  verifyDb = db,
) {
  const { memory, signIns } = createTestProvider(checks)
  const verify = createVerify({ db: verifyDb, open, outside: noOutside, registry: { memory } })
  const organisation = await createOrganisation(db, { name: 'Harbor' })
  const { id } = await createConnection(db, {
    organisationId: organisation.id,
    method: 'memory',
    settings: { place: 'Bay', floor: '1' },
    wanted: { contacts: true },
  })
  await storeCredential(db, id, { sealed: 'sealed-1', facts: {}, slot: 'current' })
  const report = async () => {
    await moveConnection(db, id, ['draft', 'failed', 'verified'], 'verifying')
    return await createReport(db, {
      organisationId: organisation.id,
      connectionId: id,
      attempt: 1,
      checks: [],
      requestedBy: 'test',
    })
  }
  const run = (reportId: string, signal = new AbortController().signal) =>
    verify({ reportId }, { log, signal })
  return { id, report, run, signIns, verify }
}

test('a passed report verifies the connection and queues the reading of its directory', async () => {
  const { id, report, run } = await make([check('a', [], 'ok'), check('b', ['a'], 'warning')])
  const { id: reportId } = await report()
  await run(reportId)
  expect(await getReport(db, reportId)).toMatchObject({
    state: 'passed',
    checks: [
      { check: 'a', state: 'ok' },
      { check: 'b', state: 'warning' },
    ],
    finished_at: expect.any(Date),
  })
  expect((await getConnection(db, id)).state).toBe('verified')
  const { rows } = await sql`SELECT 1 FROM graphile_worker.jobs WHERE key = ${`discover:${id}`}`.execute(db)
  expect(rows).toHaveLength(1)
})

test('a failed report fails the connection; one that was in use stays in use', async () => {
  const { id, report, run } = await make([check('a', [], 'failed')])
  await run((await report()).id)
  expect((await getConnection(db, id)).state).toBe('failed')
  await db.updateTable('connection').set({ state: 'active' }).where('id', '=', id).execute()
  await run((await report()).id)
  expect((await getConnection(db, id)).state).toBe('active')
})

test('progress is stored while the checks run, so that a page can show it live', async () => {
  const gate = Promise.withResolvers<void>()
  const { report, run } = await make([
    check('quick', [], 'ok'),
    check('slow', ['quick'], async () => {
      await gate.promise
      return { state: 'ok' }
    }),
  ])
  const { id } = await report()
  const running = run(id)
  await expect
    .poll(async () => (await getReport(db, id)).checks.map((one) => one.state), { interval: 10 })
    .toEqual(['ok', 'running'])
  gate.resolve()
  await running
  expect((await getReport(db, id)).state).toBe('passed')
})

test('a report whose worker died is begun anew, and its first worker, if it lives after all, writes no more', async () => {
  const gate = Promise.withResolvers<void>()
  let runs = 0
  const { id, report, run } = await make([
    check('a', [], async () => {
      runs += 1
      if (runs === 1) {
        await gate.promise
        return { state: 'failed' as const, headline: 'written by the zombie' }
      }
      return { state: 'ok' }
    }),
  ])
  const { id: reportId } = await report()
  const zombie = run(reportId)
  await expect.poll(() => runs).toBe(1)
  await run(reportId)
  gate.resolve()
  await zombie
  expect(await getReport(db, reportId)).toMatchObject({ state: 'passed', checks: [{ state: 'ok' }] })
  expect((await getConnection(db, id)).state).toBe('verified')
})

test('after too many workers died with it the report is ended with an honest sentence', async () => {
  const { id, report, run } = await make([check('a', [], 'ok')])
  const { id: reportId } = await report()
  for (let n = 0; n < 4; n++) await takeReport(db, reportId, [])
  await run(reportId)
  const ended = await getReport(db, reportId)
  expect(ended).toMatchObject({ state: 'failed', checks: [{ actor: 'operations' }] })
  expect(ended.checks[0]?.headline).toContain('interrupted 4 times')
  expect((await getConnection(db, id)).state).toBe('failed')
})

test('a worker that closes leaves the report to the next one', async () => {
  const { report, run } = await make([check('a', [], 'ok'), check('b', ['a'], 'ok')])
  const { id } = await report()
  await expect(run(id, AbortSignal.abort())).rejects.toThrow()
  expect((await getReport(db, id)).state).toBe('running')
  await run(id)
  expect((await getReport(db, id)).state).toBe('passed')
})

test('a credential that cannot be opened ends the report with the reason', async () => {
  const { id, report, run } = await make([check('a', [], 'ok')], async () => {
    throw new Error('no identity')
  })
  const { id: reportId } = await report()
  await run(reportId)
  const ended = await getReport(db, reportId)
  expect(ended).toMatchObject({
    state: 'failed',
    checks: [{ check: 'tandem', actor: 'operations' }, { state: 'waiting' }],
  })
  expect((await getConnection(db, id)).state).toBe('failed')
})

test('the next credential is what is proven; only a passed report puts it in the place of the old one', async () => {
  let end: 'ok' | 'failed' = 'failed'
  const opened: string[] = []
  const { id, report, run } = await make([check('a', [], async () => ({ state: end }))], async (sealed) => {
    opened.push(sealed)
    return credential
  })
  await db.updateTable('connection').set({ state: 'active' }).where('id', '=', id).execute()
  await storeCredential(db, id, { sealed: 'sealed-2', facts: {}, slot: 'next' })
  await run((await report()).id)
  expect((await getConnection(db, id)).credential).toBe('sealed-1')
  end = 'ok'
  await run((await report()).id)
  expect(await getConnection(db, id)).toMatchObject({
    credential: 'sealed-2',
    next_credential: null,
    state: 'active',
  })
  expect(opened).toEqual(['sealed-2', 'sealed-2'])
})

test('a job for a report that has ended, or is gone with its organisation, does nothing', async () => {
  const { report, run } = await make([check('a', [], 'ok')])
  const { id } = await report()
  await run(id)
  const first = await getReport(db, id)
  await run(id)
  expect(await getReport(db, id)).toEqual(first)
  await run(crypto.randomUUID())
})

test('a worker killed at any statement of a switch leaves the old or the new credential in use, never none, and the next one ends it', async () => {
  const killable = openKillable(url)
  let statements = 0
  for (let at = 0; at <= statements; at += 1) {
    for (const moment of ['before', 'after'] as const) {
      const bench = await make([check('a', [], 'ok')], undefined, killable.db)
      await db.updateTable('connection').set({ state: 'active' }).where('id', '=', bench.id).execute()
      await storeCredential(db, bench.id, { sealed: 'sealed-2', facts: {}, slot: 'next' })
      const { id: reportId } = await bench.report()
      killable.arm(at, moment)
      await bench.run(reportId).catch(() => undefined)
      if (at === 0) statements = killable.count()
      killable.arm(undefined)
      const between = await getConnection(db, bench.id)
      const held = [between.credential, between.next_credential, between.previous_credential]
      expect([
        ['sealed-1', 'sealed-2', null],
        ['sealed-2', null, 'sealed-1'],
      ]).toContainEqual(held)
      await bench.run(reportId)
      expect([at, moment, await getConnection(db, bench.id)]).toMatchObject([
        at,
        moment,
        { credential: 'sealed-2', next_credential: null, previous_credential: 'sealed-1', state: 'active' },
      ])
      const notices = await db
        .selectFrom('notice')
        .select('kind')
        .where('connection_id', '=', bench.id)
        .execute()
      expect(notices).toEqual([{ kind: 'secret-in-use' }])
    }
  }
  expect(statements).toBeGreaterThan(10)
}, 120_000)

test('contacts are told of what somebody asked for, and of what is otherwise than before; not of every night’s look', async () => {
  let end: 'ok' | 'failed' = 'ok'
  const { id, report, run } = await make([check('a', [], async () => ({ state: end, headline: 'Said so.' }))])
  const look = async (requestedBy: string, state: 'ok' | 'failed') => {
    end = state
    const { id: reportId } = await report()
    await db
      .updateTable('verification_report')
      .set({ requested_by: requestedBy, reason: requestedBy === 'schedule' ? 'schedule' : 'person' })
      .where('id', '=', reportId)
      .execute()
    await run(reportId)
    const rows = await db.selectFrom('notice').select('kind').where('connection_id', '=', id).execute()
    return rows.length
  }
  const looks: [string, 'ok' | 'failed'][] = [
    ['operator:ada@x.example', 'ok'],
    ['schedule', 'ok'],
    ['schedule', 'failed'],
    ['schedule', 'failed'],
    ['invitation:1', 'failed'],
    ['schedule', 'ok'],
    ['schedule', 'ok'],
  ]
  const counts: number[] = []
  for (const one of looks) counts.push(await look(...one))
  // The same failure is told once, also when somebody asks again: they see it on their page.
  expect(counts).toEqual([1, 1, 2, 2, 2, 3, 3])
  const { text } = await db
    .selectFrom('notice')
    .select('text')
    .where('connection_id', '=', id)
    .where('kind', '=', 'verification-failed')
    .executeTakeFirstOrThrow()
  expect(text).toContain('Said so.')
})
