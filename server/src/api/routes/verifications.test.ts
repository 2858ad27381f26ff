import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Connection } from '@tandem/model/api/connections.ts'
import type { Verification } from '@tandem/model/verification.ts'
import { sql } from 'kysely'
import { Agent } from 'undici'
import { afterAll, expect, test } from 'vitest'
import { createEmulator } from '../../../../emulator/src/main.ts'
import { createConnectBench } from '../../../testing/connect.ts'
import { dueChecks } from '../../providers/due-checks.ts'
import { providers } from '../../providers/registry.ts'

const domain = 'proof.example'
const nowhere = 'aaaaaaaa-0000-4000-8000-000000000001'
const needed = ['Contacts.ReadWrite', 'User.Read.All']
const plant = 'PLANTED~Value.of-a_secret-'

const application = (displayName: string, permissions: string[], days = 180) => ({
  displayName,
  permissions,
  secrets: [{ value: plant + displayName, days }],
})
const emulator = await createEmulator({
  seed: {
    tenants: [
      {
        displayName: 'Proof',
        domains: [domain],
        users: ['inside', 'outside'].map((name) => ({ address: `${name}@${domain}`, displayName: name })),
        groups: [{ displayName: 'Group', members: [`inside@${domain}`] }],
        applications: [
          application('right', needed),
          application('limited', needed),
          application('expired', needed, -1),
          application('empty', []),
          application('lacking', ['User.Read.All']),
          application('too-much', [...needed, 'Mail.ReadWrite']),
        ],
        accessPolicies: [{ application: 'limited', scope: 'Group' }],
      },
    ],
  },
})
const dispatcher = new Agent({ connect: { ca: emulator.ca } })
let serviceUrl = emulator.url
const bench = await createConnectBench({
  providers,
  outside: () => ({ dispatcher, loginUrl: emulator.url, serviceUrl, timeout: 2000 }),
})
const { ask, db } = bench
afterAll(async () => {
  await dispatcher.close()
  await emulator.close()
})
const tenant = [...emulator.world.tenants.values()][0]!
const appId = (name: string) =>
  [...tenant.applications.values()].find((one) => one.displayName === name)!.appId

interface Given {
  app?: string
  settings?: object
  value?: string
  testMailbox?: string
  refusedMailbox?: string
  serviceUrl?: string
}

/** What an administrator does: a draft, a secret, "prove it". */
async function report(given: Given): Promise<Verification & { connection: Connection; took: number }> {
  const app = given.app ?? 'right'
  const { id } = await bench.organisation(app)
  const { body: made } = await ask<Connection>('POST', `/organisations/${id}/connections`, {
    method: 'graph',
    settings: { tenantId: tenant.id, clientId: appId(app), ...given.settings },
    testMailbox: given.testMailbox ?? `inside@${domain}`,
    refusedMailbox: given.refusedMailbox,
  })
  const expiresAt = new Date(Date.now() + 90 * 86_400_000).toISOString()
  await ask('PUT', `/connections/${made.id}/credential`, {
    kind: 'secret',
    value: given.value ?? plant + app,
    expiresAt,
  })
  const asked = await ask<Verification>('POST', `/connections/${made.id}/verifications`)
  serviceUrl = given.serviceUrl ?? emulator.url
  const began = performance.now()
  const proof = await bench.prove(asked.body.id)
  const took = performance.now() - began
  const { body: connection } = await ask<Connection>('GET', `/connections/${made.id}`)
  return { ...proof, connection, took }
}

test('a healthy connection is proven in under three seconds, and a mailbox outside the group is refused', async () => {
  const proof = await report({ app: 'limited', refusedMailbox: `outside@${domain}` })
  expect(proof.checks.map(({ check, state }) => `${check}: ${state}`)).toEqual(
    dueChecks(providers.graph!.checks, proof.connection.wanted).map(({ name }) => `${name}: ok`),
  )
  expect([proof.state, proof.connection.state]).toEqual(['passed', 'verified'])
  expect(proof.took).toBeLessThan(3000)
})

const mistakes: [mistake: string, given: Given, found: string][] = [
  ['wrong tenant', { settings: { tenantId: nowhere } }, 'tenant failed'],
  ['wrong application', { settings: { clientId: nowhere } }, 'application failed'],
  ['wrong secret', { value: `${plant}wrong` }, 'credential failed'],
  ['the Secret ID instead of the Value', { value: nowhere }, 'credential failed'],
  ['expired secret', { app: 'expired' }, 'credential failed'],
  ['missing consent', { app: 'empty' }, 'permissions failed'],
  ['missing permission', { app: 'lacking' }, 'permissions failed'],
  ['excess permission', { app: 'too-much' }, 'permissions warning'],
  ['unknown test mailbox', { testMailbox: `nobody@${domain}` }, 'mailbox failed'],
  [
    'mailbox outside an access policy',
    { app: 'limited', testMailbox: `outside@${domain}` },
    'contacts-read failed',
  ],
  ['unreachable host', { serviceUrl: 'https://127.0.0.1:9' }, 'reachable failed'],
]
const headlines = new Set<string>()

test.each(mistakes)(
  '%s: its own report, with cause, meaning, actor, remedy and the time it takes',
  async (_mistake, given, found) => {
    const proof = await report(given)
    const first = proof.checks.find(({ state }) => state === 'failed' || state === 'warning')!
    expect(`${first.check} ${first.state}`).toBe(found)
    expect(first).toMatchObject({
      headline: expect.stringMatching(/\w/),
      meaning: expect.stringMatching(/\w/),
      remedy: expect.stringMatching(/\w/),
      actor: expect.stringMatching(/^(administrator|operations)$/),
      minutes: expect.any(Number),
    })
    expect(first.headline).not.toMatch(/AADSTS|\b[45]\d\d\b/)
    expect(headlines).not.toContain(first.headline)
    headlines.add(first.headline ?? '')
    const failed = proof.checks.some(({ state }) => state === 'failed')
    expect([proof.state, proof.connection.state]).toEqual(
      failed ? ['failed', 'failed'] : ['passed', 'verified'],
    )
    for (const check of proof.checks) expect(['ok', 'warning', 'failed', 'skipped']).toContain(check.state)
  },
)

test('the administrator’s guide names every check, in the order of the report', async () => {
  const guide = await readFile(join(import.meta.dirname, '../../../../docs/connect-microsoft-365.md'), 'utf8')
  const table = guide.slice(guide.indexOf('## 6. Verify'), guide.indexOf('## All of it'))
  const named = [...table.matchAll(/^\| `([a-z-]+)`/gm)].map((match) => match[1])
  expect(named).toEqual(providers.graph!.checks.map(({ name }) => name))
})

test('after all these proofs no secret and no token stands in a log, a column that is not sealed, or a job', async () => {
  const { rows } = await sql<{ text: string }>`
    SELECT to_jsonb(c)::text AS text FROM connection c
    UNION ALL SELECT to_jsonb(v)::text FROM verification_report v
    UNION ALL SELECT to_jsonb(j)::text FROM graphile_worker._private_jobs j`.execute(db)
  expect(rows.length).toBeGreaterThan(20)
  const everything = rows.map((row) => row.text).join() + bench.logged()
  expect(everything).not.toContain('PLANTED')
  // How a signed token begins: {"typ" or {"alg" in base64url.
  expect(everything).not.toMatch(/eyJ(0eXA|hbGc)/)
})

test('GET /connections/{id}/verifications answers the newest first, page by page', async () => {
  const { connection } = await report({ app: 'empty' })
  const path = `/connections/${connection.id}/verifications`
  await bench.prove((await ask<Verification>('POST', path)).body.id)
  const first = await ask<{ items: Verification[]; nextCursor: string }>('GET', `${path}?limit=1`)
  const second = await ask<{ items: Verification[]; nextCursor: null }>(
    'GET',
    `${path}?limit=1&cursor=${first.body.nextCursor}`,
  )
  expect(second.body.nextCursor).toBeNull()
  const times = [first, second].map(({ body }) => Date.parse(body.items[0]?.createdAt ?? ''))
  expect(times[0]).toBeGreaterThan(times[1] ?? Number.POSITIVE_INFINITY)
})

test('GET /setup/verifications/{id} answers a report of the link’s own connection, and no other', async () => {
  const { connection } = await report({ app: 'limited', refusedMailbox: `outside@${domain}` })
  const { body } = await ask<{ items: Verification[] }>('GET', `/connections/${connection.id}/verifications`)
  const [proof] = body.items
  expect(proof!.access.map(({ mailbox, found }) => `${mailbox} ${found}`)).toEqual([
    `inside@${domain} allowed`,
    `outside@${domain} refused`,
  ])
  const invited = async (connectionId: string | undefined, organisationId: string) => {
    const { token } = (
      await ask<{ token: string }>('POST', `/organisations/${organisationId}/invitations`, { connectionId })
    ).body
    const headers = { authorization: `Invitation ${token}` }
    return await ask<Verification>('GET', `/setup/verifications/${proof!.id}`, undefined, headers)
  }
  const own = await invited(connection.id, connection.organisationId)
  expect([own.status, own.body.id]).toEqual([200, proof!.id])
  expect((await invited(undefined, connection.organisationId)).status).toBe(404)
  expect((await invited(undefined, (await bench.organisation('other')).id)).status).toBe(404)
})
