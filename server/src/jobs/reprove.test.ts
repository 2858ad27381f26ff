import type { Connection } from '@tandem/model/api/connections.ts'
import type { Verification } from '@tandem/model/verification.ts'
import { sql } from 'kysely'
import { Agent } from 'undici'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { createEmulator } from '../../../emulator/src/main.ts'
import { createConnectBench } from '../../testing/connect.ts'
import { providers } from '../providers/registry.ts'
import { reprove } from './reprove.ts'

const domain = 'again.example'
const secret = 'the~Value.of-a_secret'
const day = 86_400
const application = (displayName: string, permissions: string[]) => ({
  displayName,
  permissions,
  secrets: [{ value: secret, days: 180 }],
})
const emulator = await createEmulator({
  seed: {
    tenants: [
      {
        displayName: 'Again',
        domains: [domain],
        users: ['inside', 'outside'].map((name) => ({ address: `${name}@${domain}`, displayName: name })),
        groups: [{ displayName: 'Group', members: [`inside@${domain}`] }],
        applications: [
          application('right', ['Contacts.ReadWrite', 'Mail.Send', 'Mail.ReadWrite', 'User.Read.All']),
          application('fresh', ['User.Read.All']),
          application('never', ['User.Read.All']),
        ],
        roleAssignments: [
          { ...{ application: 'fresh', role: 'Application Contacts.ReadWrite' }, group: 'Group' },
        ].map((one) => ({ ...one, propagationSeconds: 1500 })),
      },
    ],
  },
})
const dispatcher = new Agent({ connect: { ca: emulator.ca } })
const bench = await createConnectBench({
  providers,
  outside: () => ({ dispatcher, loginUrl: emulator.url, serviceUrl: emulator.url, timeout: 5000 }),
})
const { ask, db } = bench
afterAll(async () => {
  await dispatcher.close()
  await emulator.close()
})
const tenant = [...emulator.world.tenants.values()][0]!
const appOf = (name: string) =>
  [...tenant.applications.values()].find(({ displayName }) => displayName === name)!
const control = (path: string, body: object) => emulator.call('PUT', `/tenants/${tenant.id}/${path}`, body)

/** What a test leaves behind is not due any more. */
beforeEach(async () => {
  await db.updateTable('connection').set({ state: 'suspended' }).execute()
})

async function connect(name: string, more: object = {}) {
  const { id } = await bench.organisation(name)
  const { body } = await ask<Connection>('POST', `/organisations/${id}/connections`, {
    method: 'graph',
    settings: { tenantId: tenant.id, clientId: appOf(name).appId },
    testMailbox: `inside@${domain}`,
    ...more,
  })
  await ask('PUT', `/connections/${body.id}/credential`, { kind: 'secret', value: secret })
  const path = `/connections/${body.id}/verifications`
  const newest = async () => (await ask<{ items: Verification[] }>('GET', path)).body.items[0]!
  return {
    id: body.id,
    newest,
    state: async () => (await ask<Connection>('GET', `/connections/${body.id}`)).body.state,
    /** What a person asks for. */
    verify: async () => await bench.prove((await ask<Verification>('POST', path)).body.id),
    /** What time asks for; undefined where nothing is due. */
    timePasses: async (seconds: number, everySeconds = day) => {
      await sql`UPDATE verification_report SET created_at = created_at - make_interval(secs => ${seconds}),
        finished_at = finished_at - make_interval(secs => ${seconds}), again_at = again_at - make_interval(secs => ${seconds}),
        again_until = again_until - make_interval(secs => ${seconds}) WHERE connection_id = ${body.id}`.execute(
        db,
      )
      const begun = await reprove(db, providers, { everySeconds })
      return begun === 0 ? undefined : await bench.prove((await newest()).id)
    },
  }
}

test('a role given just now is "not yet": it is looked at again by itself until it works, and nobody is alarmed', async () => {
  const one = await connect('fresh', { refusedMailbox: `outside@${domain}` })
  const first = await one.verify()
  expect([first.state, await one.state()]).toEqual(['failed', 'failed'])
  const { at, until } = first.again!
  expect([Date.parse(at) - Date.parse(first.createdAt), Date.parse(until) - Date.parse(at)]).toEqual([
    expect.closeTo(180_000, -5),
    expect.closeTo(1_620_000, -5),
  ])
  expect(first.access).toContainEqual(
    expect.objectContaining({ mailbox: `inside@${domain}`, expected: 'allowed', found: 'propagating' }),
  )
  expect(await one.timePasses(60)).toBeUndefined()
  const second = (await one.timePasses(180))!
  expect(second).toMatchObject({ state: 'failed', reason: 'again', requestedBy: 'tandem:again' })
  expect(Date.parse(second.again!.until)).toBeLessThan(Date.parse(until))
  emulator.world.clock.advance(1_500_000)
  const third = (await one.timePasses(300))!
  expect(third).toMatchObject({ state: 'passed', reason: 'again', again: null })
  expect(third.access.map(({ found }) => found)).toEqual(['allowed', 'refused'])
  expect(await one.state()).toBe('verified')
  expect(await news(one.id)).toEqual([null, null, null])
})

test('what never comes is given up at the stated end, told once, and not looked at again by itself', async () => {
  const one = await connect('never')
  let report: Verification | undefined = await one.verify()
  let looks = 0
  while (report) {
    report = await one.timePasses(300)
    if (report) looks += 1
    if (looks > 20) break
  }
  expect(looks).toBe(6)
  expect(await one.newest()).toMatchObject({ state: 'failed', again: null })
  expect((await news(one.id)).filter((one) => one !== null)).toEqual(['failed'])
})

test('a connection in use is proven once a day without sending anything, and goes on when it fails', async () => {
  const one = await connect('right', { wanted: { contacts: true, send: true, readMail: true } })
  expect((await one.verify()).state).toBe('passed')
  await ask('POST', `/connections/${one.id}/activate`)
  const mails = () => emulator.control.log.counts().operations.sendMail
  const { jobs: before } = await counts(one.id)
  expect(await one.timePasses(day / 2)).toBeUndefined()
  expect(await one.timePasses(day, 0)).toBeUndefined()
  const sent = mails()
  const daily = (await one.timePasses(0))!
  expect(daily).toMatchObject({
    state: 'passed',
    reason: 'schedule',
    requestedBy: 'tandem:schedule',
    drift: [],
  })
  expect(daily.checks.find(({ check }) => check === 'send')?.headline).toContain('Nothing was sent')
  expect(mails()).toBeGreaterThan(sent!)
  expect(await counts(one.id)).toEqual({ jobs: before, leases: 0 })

  control(`applications/${appOf('right').appId}/permissions`, {
    granted: ['Contacts.ReadWrite', 'Mail.Send', 'User.Read.All', 'Files.Read.All'],
  })
  const drifted = (await one.timePasses(1.2 * day))!
  const today = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date())
  expect(drifted.drift.map(({ text }) => text)).toEqual([
    `Mail.ReadWrite was removed on ${today}.`,
    `A tenant-wide grant was added on ${today}: Files.Read.All.`,
  ])
  expect([drifted.state, await one.state()]).toEqual(['failed', 'active'])
  control(`applications/${appOf('right').appId}/permissions`, {
    granted: ['Contacts.ReadWrite', 'Mail.Send', 'Mail.ReadWrite', 'User.Read.All'],
  })
  const back = (await one.timePasses(300))!
  expect([back.state, back.reason, await one.state()]).toEqual(['passed', 'again', 'active'])

  control(`users/inside@${domain}`, { licensed: false })
  const unlicensed = (await one.timePasses(1.2 * day))!
  expect(unlicensed.drift.map(({ text }) => text)).toEqual([`The test mailbox lost its licence on ${today}.`])
  expect(await one.state()).toBe('active')
  const stillSo = (await one.timePasses(1.2 * day))!
  expect(stillSo.drift).toEqual(unlicensed.drift)
  control(`users/inside@${domain}`, { licensed: true })
  await one.timePasses(1.2 * day)
  expect((await news(one.id)).slice(-3)).toEqual(['failed', null, 'recovered'])
})

test('a credential that waits for its proof is not put to use by a timer', async () => {
  const one = await connect('right')
  await one.verify()
  await ask('POST', `/connections/${one.id}/activate`)
  await ask('PUT', `/connections/${one.id}/credential`, { kind: 'secret', value: secret })
  const facts = async () => (await ask<Connection>('GET', `/connections/${one.id}`)).body.nextCredential
  expect(await facts()).not.toBeNull()
  expect((await one.timePasses(1.2 * day))?.state).toBe('passed')
  expect(await facts()).not.toBeNull()
})

test('connections spread: not all that were proven together are due together', async () => {
  const made = await Promise.all(Array.from({ length: 8 }, () => connect('right')))
  for (const one of made) {
    await one.verify()
    await ask('POST', `/connections/${one.id}/activate`)
  }
  const due = async (seconds: number) => {
    await sql`UPDATE verification_report SET finished_at = now() - make_interval(secs => ${seconds})
      WHERE connection_id = ANY(${made.map(({ id }) => id)}::uuid[])`.execute(db)
    return await reprove(db, providers, { everySeconds: day })
  }
  expect(await due(0.89 * day)).toBe(0)
  // At most five a round.
  expect(await due(1.11 * day)).toBe(5)
})

async function news(connectionId: string): Promise<(string | null)[]> {
  const rows = await db
    .selectFrom('verification_report')
    .select('news')
    .where('connection_id', '=', connectionId)
    .orderBy('created_at')
    .execute()
  return rows.map((row) => row.news)
}

/** Directory readings asked for, and leases: a regular proof adds none. */
async function counts(connectionId: string) {
  const { rows } = await sql<{ jobs: number; leases: number }>`
    SELECT (SELECT count(*)::int FROM graphile_worker.jobs WHERE key = ${`discover:${connectionId}`}) AS jobs,
      (SELECT count(*)::int FROM lease) AS leases`.execute(db)
  return rows[0]!
}
