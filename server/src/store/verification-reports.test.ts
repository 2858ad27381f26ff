import type { CheckResult } from '@tandem/model/verification.ts'
import { expect, test } from 'vitest'
import { createTestDatabase } from '../../testing/database.ts'
import {
  createConnection,
  getConnection,
  promoteCredential,
  startAttempt,
  storeCredential,
} from './connections.ts'
import { createInvitation, listInvitations, revokeInvitation } from './invitations.ts'
import { organisationHealth } from './organisation-health.ts'
import {
  createOrganisation,
  deleteOrganisation,
  listOrganisations,
  updateOrganisation,
} from './organisations.ts'
import {
  createReport,
  endAbandoned,
  finishReport,
  getReport,
  listReports,
  takeReport,
  touchReport,
  writeChecks,
} from './verification-reports.ts'

const { db } = await createTestDatabase()
const waiting = ['one', 'two'].map((check) => ({
  check,
  title: check,
  state: 'waiting' as const,
  evidence: [],
}))

async function make() {
  const organisation = await createOrganisation(db, { name: 'Harbor' })
  const wish = {
    organisationId: organisation.id,
    method: 'x',
    settings: { a: 1 },
    wanted: { contacts: true },
  }
  const connection = await createConnection(db, wish)
  const report = () =>
    createReport(db, {
      organisationId: organisation.id,
      connectionId: connection.id,
      attempt: connection.attempt,
      checks: waiting,
      requestedBy: 'test',
    })
  return { organisation, connection, report }
}

const end = (state: 'passed' | 'failed', checks: CheckResult[]) => ({
  ...{ state, checks, drift: [], again: undefined, news: undefined, told: false },
})

test('a connection has one open report; when it has ended the next one can begin, and both are kept', async () => {
  const { connection, report } = await make()
  const first = await report()
  await expect(report()).rejects.toMatchObject({ code: 'already-exists' })
  const taken = await takeReport(db, first.id, waiting)
  await finishReport(db, taken!.taking, end('passed', waiting))
  const second = await report()
  const reports = await listReports(db, connection.id, { limit: 10 })
  expect(reports.map((row) => row.id)).toEqual([second.id, first.id])
  const before = { createdAt: second.created_at, id: second.id }
  expect((await listReports(db, connection.id, { limit: 10, before })).map((row) => row.id)).toEqual([
    first.id,
  ])
})

test('a worker that was thought dead writes no more once another has taken the report', async () => {
  const { report } = await make()
  const { id } = await report()
  const old = await takeReport(db, id, waiting)
  const young = await takeReport(db, id, waiting)
  await writeChecks(db, old!.taking, new Map([[0, { ...waiting[0]!, state: 'failed' }]]))
  await writeChecks(
    db,
    young!.taking,
    new Map([[1, { ...waiting[1]!, state: 'ok', headline: 'It’s "fine"' }]]),
  )
  expect(await touchReport(db, old!.taking)).toBe(false)
  expect(await finishReport(db, old!.taking, end('failed', waiting))).toBe(false)
  const row = await getReport(db, id)
  expect(row.checks.map((check) => [check.state, check.headline])).toEqual([
    ['waiting', undefined],
    ['ok', 'It’s "fine"'],
  ])
})

test('a report that nobody is at work on is ended honestly, so that a new one can begin', async () => {
  const { connection, report } = await make()
  const { id } = await report()
  const taken = await takeReport(db, id, waiting)
  expect(await endAbandoned(db, connection.id)).toBe(false)
  const longAgo = new Date(Date.now() - 120_000)
  await db.updateTable('verification_report').set({ seen_at: longAgo }).where('id', '=', id).execute()
  expect(await endAbandoned(db, connection.id)).toBe(true)
  expect(await touchReport(db, taken!.taking)).toBe(false)
  const ended = await getReport(db, id)
  expect(ended).toMatchObject({ state: 'failed', checks: [{ check: 'tandem', actor: 'operations' }, {}, {}] })
  expect((await report()).id).not.toBe(id)
})

test('a new attempt keeps the settings and drops the credentials', async () => {
  const { connection } = await make()
  await storeCredential(db, connection.id, { sealed: 's', facts: { kind: 'secret' }, slot: 'current' })
  const row = await startAttempt(db, connection.id)
  expect(row).toMatchObject({
    attempt: 2,
    state: 'draft',
    settings: { a: 1 },
    credential: null,
    credential_facts: null,
  })
})

test('a proven next credential replaces the old one, unless a newer one came meanwhile', async () => {
  const { connection } = await make()
  await storeCredential(db, connection.id, { sealed: 'old', facts: {}, slot: 'current' })
  await storeCredential(db, connection.id, { sealed: 'next', facts: { lastFour: 'next' }, slot: 'next' })
  await promoteCredential(db, connection.id, 'other')
  expect((await getConnection(db, connection.id)).credential).toBe('old')
  await promoteCredential(db, connection.id, 'next')
  expect(await getConnection(db, connection.id)).toMatchObject({
    credential: 'next',
    credential_facts: { lastFour: 'next' },
    next_credential: null,
  })
})

test('health at a glance names connections, mailboxes by state and who must act after a failed report', async () => {
  const { organisation, connection, report } = await make()
  const { id } = await report()
  const taken = await takeReport(db, id, waiting)
  const failed = {
    ...waiting[1]!,
    state: 'failed' as const,
    actor: 'administrator' as const,
    headline: 'No consent',
  }
  await finishReport(db, taken!.taking, end('failed', [waiting[0]!, failed]))
  for (const [n, state] of ['on', 'on', 'found'].entries())
    await db
      .insertInto('mailbox')
      .values({ organisation_id: organisation.id, connection_id: connection.id, address: `${n}@x`, state })
      .execute()
  const empty = await createOrganisation(db, { name: 'Empty' })
  const health = await organisationHealth(db, [organisation.id, empty.id])
  expect(health.get(organisation.id)).toMatchObject({
    connections: [{ id: connection.id, state: 'draft', actor: 'administrator', headline: 'No consent' }],
    mailboxes: { on: 2, found: 1, off: 0, trouble: 0 },
    lastChangeAt: null,
  })
  expect(health.get(empty.id)).toMatchObject({ connections: [], mailboxes: { on: 0 } })
})

test('an organisation whose mailboxes are in step is not deleted; afterwards it goes with all it holds', async () => {
  const { organisation, connection } = await make()
  const box = { organisation_id: organisation.id, connection_id: connection.id, address: 'a@x', state: 'on' }
  await db.insertInto('mailbox').values(box).execute()
  await expect(deleteOrganisation(db, organisation.id)).rejects.toMatchObject({ code: 'wrong-state' })
  await db
    .updateTable('mailbox')
    .set({ state: 'off' })
    .where('organisation_id', '=', organisation.id)
    .execute()
  await deleteOrganisation(db, organisation.id)
  await expect(getConnection(db, connection.id)).rejects.toMatchObject({ code: 'not-found' })
  await expect(deleteOrganisation(db, organisation.id)).rejects.toMatchObject({ code: 'not-found' })
})

test('organisations are listed by name, found by a part of it, and a scope sees one alone', async () => {
  const made = await Promise.all(['Zeta 100%', 'alpha_z'].map((name) => createOrganisation(db, { name })))
  await updateOrganisation(db, made[0]!.id, { contactEmails: ['it@x.example'] })
  const names = async (search: string) =>
    (await listOrganisations(db, { scope: null, search, limit: 10 })).map((row) => row.name)
  expect(await names('0%')).toEqual(['Zeta 100%'])
  expect(await names('_Z')).toEqual(['alpha_z'])
  const own = await listOrganisations(db, { scope: made[0]!.id, limit: 10 })
  expect(own).toMatchObject([{ name: 'Zeta 100%', contact_emails: ['it@x.example'] }])
})

test('of an invitation only the hash of its token is kept, and revoking it twice keeps the first moment', async () => {
  const { organisation } = await make()
  const given = {
    organisationId: organisation.id,
    connectionId: null,
    expiresAt: new Date(Date.now() + 60_000),
    madeBy: 'operator:ada@x.example',
  }
  const { token, invitation } = await createInvitation(db, given)
  expect(Buffer.from(token, 'base64url')).toHaveLength(32)
  expect(JSON.stringify(await db.selectFrom('invitation').selectAll().execute())).not.toContain(token)
  expect(JSON.stringify(await listInvitations(db, organisation.id))).not.toContain('hash')
  const first = await revokeInvitation(db, invitation.id)
  expect((await revokeInvitation(db, invitation.id)).revoked_at).toEqual(first.revoked_at)
})
