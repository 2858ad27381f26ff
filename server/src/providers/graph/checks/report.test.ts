import type { CheckResult } from '@tandem/model/verification.ts'
import { Agent } from 'undici'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEmulator, type Emulator } from '../../../../../emulator/src/main.ts'
import { createEvent } from '../../../../../emulator/src/tenant/events.ts'
import { createContact } from '../../../../../emulator/src/tenant/mailbox.ts'
import { dueChecks } from '../../due-checks.ts'
import type { Credential, Outside, Wanted } from '../../provider.ts'
import { checkProperty } from '../map.ts'
import { graph } from '../provider.ts'
import type { GraphSettings } from '../settings.ts'

const domain = 'proof.example'
const guid = 'aaaaaaaa-0000-4000-8000-000000000001'
const needed = ['Contacts.ReadWrite', 'User.Read.All']
const everything = ['Calendars.ReadWrite', 'Tasks.ReadWrite.All', 'Mail.Send', ...needed]
const all: Wanted = { contacts: true, calendar: true, tasks: true, send: true }
const secret = 'the~Value.of-a_secret'

let emulator: Emulator
let dispatcher: Agent

beforeAll(async () => {
  const person = (name: string, more = {}) => ({ address: `${name}@${domain}`, displayName: name, ...more })
  const application = (displayName: string, permissions: string[], days = 180) => ({
    displayName,
    permissions,
    secrets: [{ value: `${secret}${displayName}`, days }],
  })
  emulator = await createEmulator({
    seed: {
      tenants: [
        {
          displayName: 'Proof',
          domains: [domain],
          users: [
            person('inside', { contacts: [{ displayName: 'Somebody' }] }),
            person('outside'),
            person('unlicensed', { licensed: false }),
            person('own-server', { onPremises: true }),
          ],
          groups: [{ displayName: 'Group', members: [`inside@${domain}`] }],
          applications: [
            application('right', needed),
            application('limited', needed),
            application('expired', needed, -1),
            application('empty', []),
            application('lacking', ['User.Read.All']),
            application('reading', ['Contacts.Read', 'User.Read.All']),
            application('too-much', [...needed, 'Mail.ReadWrite']),
            application('in-exchange', ['User.Read.All']),
            application('all-in-exchange', ['User.Read.All', 'Tasks.ReadWrite.All']),
            application('everything', everything),
            application('sending', ['Mail.Send', 'User.Read.All']),
          ],
          accessPolicies: [
            { application: 'limited', scope: 'Group' },
            { application: 'everything', scope: 'Group' },
          ],
          roleAssignments: [
            ...['Contacts.ReadWrite', 'Calendars.ReadWrite', 'Mail.Send'].map((role) => ({
              application: 'all-in-exchange',
              role: `Application ${role}`,
              group: 'Group',
            })),
            { application: 'in-exchange', role: 'Application Contacts.ReadWrite', group: 'Group' },
          ],
        },
      ],
    },
  })
  dispatcher = new Agent({ connect: { ca: emulator.ca } })
})

afterAll(async () => {
  await dispatcher.close()
  await emulator.close()
})

test('a healthy connection passes every check in under three seconds', async () => {
  const began = performance.now()
  const report = await verify('everything', {
    refusedMailbox: `outside@${domain}`,
    lasts: 90,
    wanted: all,
  })
  expect(performance.now() - began).toBeLessThan(3000)
  expect(report.map(({ check, state }) => `${check}: ${state}`)).toEqual(
    graph.checks.map(({ name }) => `${name}: ok`),
  )
  const user = inside()
  expect([user.mailbox!.contacts.size, user.mailbox!.events.size]).toEqual([1, 0])
})

test('what is not wanted is neither checked nor asked for', async () => {
  const asked = async (wanted: Wanted, name: string) => {
    const before = emulator.control.log.counts().operations
    const report = await verify(name, { wanted, lasts: 90 })
    const after = emulator.control.log.counts().operations
    const operations = Object.keys(after).filter((one) => after[one] !== before[one])
    return { checks: report.map(({ check }) => check), operations: operations.join(' ') }
  }
  const contacts = await asked({ contacts: true }, 'limited')
  expect(contacts.checks).not.toContain('calendar-read')
  expect(contacts.operations).not.toMatch(/events|calendar|todo|lists|tasks|messages|mailFolders/)
  const sending = await asked({ send: true }, 'sending')
  expect(sending.checks).toEqual([
    'reachable',
    'tenant',
    'application',
    'credential',
    'permissions',
    'mailbox',
    'scope',
    'limits',
    'expiry',
  ])
  expect(sending.operations).not.toMatch(/contacts|events|calendar|todo|lists|tasks|messages|mailFolders/)
})

test('each wish has its permission: the missing ones are named with what cannot be done, the others as excess', async () => {
  const lacking = one(await verify('right', { wanted: all }), 'permissions')
  expect(lacking.headline).toBe(
    '3 permissions are missing: Calendars.ReadWrite, Tasks.ReadWrite.All, Mail.Send.',
  )
  expect(lacking.meaning).toContain('without it calendars cannot be kept in step')
  const less = one(await verify('everything', { wanted: { contacts: true, readMail: false } }), 'permissions')
  expect(less).toMatchObject({ state: 'warning' })
  expect(less.headline).toMatch(/^3 permissions are more than we need/)
  const reading = one(await verify('everything', { wanted: { ...all, readMail: true } }), 'permissions')
  expect(reading.headline).toBe('One permission is missing: Mail.ReadWrite.')
})

test('rights that come from roles in Exchange are proven one by one, sending is believed with them', async () => {
  const report = await verify('all-in-exchange', { wanted: all, refusedMailbox: `outside@${domain}` })
  const permissions = one(report, 'permissions')
  expect(permissions).toMatchObject({
    state: 'warning',
    headline: expect.stringContaining('contacts, calendars and sending mail comes from a role in Exchange'),
  })
  expect(permissions.meaning).toContain('sending mail shows only when it is used')
  expect(one(report, 'calendar-write').state).toBe('ok')
})

test('eleven mistakes give eleven different reports, each with cause, actor and remedy', async () => {
  const reports = {
    'wrong tenant': await verify('right', { settings: { tenantId: guid } }),
    'wrong application': await verify('right', { settings: { clientId: guid } }),
    'wrong secret': await verify('right', { value: 'not~the.right-one' }),
    'secret id': await verify('right', { value: guid }),
    'expired secret': await verify('expired'),
    'missing consent': await verify('empty'),
    'missing permission': await verify('lacking'),
    'excess permission': await verify('too-much'),
    'unknown test mailbox': await verify('right', { testMailbox: `nobody@${domain}` }),
    'outside an access policy': await verify('limited', { testMailbox: `outside@${domain}` }),
    'unreachable host': await verify('right', { outside: { serviceUrl: 'https://127.0.0.1:9' } }),
  }
  const firsts = Object.entries(reports).map(([mistake, report]) => {
    // The scope's warning about a tenant-wide right is no mistake of these cases.
    const first = report.find(({ state }) => state === 'failed' || state === 'warning')!
    expect(first, mistake).toMatchObject({
      headline: expect.stringMatching(/\w+/),
      meaning: expect.stringMatching(/\w+/),
      actor: expect.stringMatching(/^(administrator|operations)$/),
      remedy: expect.stringMatching(/\w+/),
      minutes: expect.any(Number),
    })
    return { mistake, found: `${first.check} ${first.state}`, headline: first.headline! }
  })
  expect(new Set(firsts.map(({ headline }) => headline)).size).toBe(11)
  expect(Object.fromEntries(firsts.map(({ mistake, found }) => [mistake, found]))).toEqual({
    'wrong tenant': 'tenant failed',
    'wrong application': 'application failed',
    'wrong secret': 'credential failed',
    'secret id': 'credential failed',
    'expired secret': 'credential failed',
    'missing consent': 'permissions failed',
    'missing permission': 'permissions failed',
    'excess permission': 'permissions warning',
    'unknown test mailbox': 'mailbox failed',
    'outside an access policy': 'contacts-read failed',
    'unreachable host': 'reachable failed',
  })
})

test('headlines are plain words: no codes in them, and evidence below them', async () => {
  const report = await verify('right', { value: 'not~the.right-one' })
  const failed = report.find(({ state }) => state === 'failed')!
  expect(failed.headline).toBe('The secret was not accepted.')
  expect(failed.evidence).toMatchObject([
    { request: expect.stringMatching(/^POST https:.*\/token$/), status: 401, code: 'AADSTS7000215' },
  ])
  expect(JSON.stringify(report)).not.toContain('not~the.right-one')
})

test('missing and excess permissions are both named, with a script', async () => {
  const found = one(await verify('reading'), 'permissions')
  expect(found.headline).toBe('One permission is missing, one permission is more than we need.')
  expect(found.remedy).toMatch(/Contacts\.ReadWrite.*Remove Contacts\.Read\./)
  expect(found.script).toContain("Value -eq 'Contacts.ReadWrite'")
})

test('a right that comes from a role in Exchange is a warning, decided by the test mailbox', async () => {
  const report = await verify('in-exchange', { refusedMailbox: `outside@${domain}` })
  expect(one(report, 'permissions')).toMatchObject({
    state: 'warning',
    headline: expect.stringContaining('role in Exchange'),
  })
  expect(one(report, 'contacts-write').state).toBe('ok')
  expect(one(report, 'scope')).toMatchObject({
    state: 'ok',
    headline: `outside@${domain} was refused, as it should be.`,
  })
})

test('a mailbox that should be refused and opens is a failure that names the trap', async () => {
  const found = one(await verify('right', { refusedMailbox: `outside@${domain}` }), 'scope')
  expect(found).toMatchObject({
    state: 'failed',
    headline: 'The application can open mailboxes outside the group.',
  })
  expect(found.meaning).toContain('Contacts.ReadWrite is granted for the whole tenant')
})

test('a tenant-wide right without a mailbox that must be refused is a warning; one that does not exist proves nothing', async () => {
  expect(one(await verify('right'), 'scope')).toMatchObject({
    state: 'warning',
    script: expect.stringContaining('New-ManagementScope'),
  })
  const nobody = await verify('right', { refusedMailbox: `nobody@${domain}` })
  expect(one(nobody, 'scope').headline).toContain('proves nothing')
})

test('no licence and a mailbox on an own server are told apart', async () => {
  const unlicensed = one(await verify('right', { testMailbox: `unlicensed@${domain}` }), 'mailbox')
  expect(unlicensed).toMatchObject({ state: 'failed', headline: expect.stringContaining('no licence') })
  const away = one(await verify('right', { testMailbox: `own-server@${domain}` }), 'mailbox')
  expect(away).toMatchObject({
    state: 'failed',
    headline: expect.stringContaining('not in Microsoft’s cloud'),
  })
})

test('what a crashed check left behind is removed, what people wrote is not', async () => {
  const tenant = [...emulator.world.tenants.values()][0]!
  const user = inside()
  const { contacts, events, defaultContactFolderId, defaultCalendarId } = user.mailbox!
  const id = checkProperty.replace(/\{.*\}/, (braced) => braced.toLowerCase())
  createContact(
    emulator.world,
    tenant,
    user,
    defaultContactFolderId,
    { displayName: 'Tandem check' },
    { [id]: 'crashed' },
  )
  const stamp = (dateTime: string) => ({ dateTime, timeZone: 'UTC', zone: 'UTC' })
  const draft = { fields: {}, start: stamp('2027-01-01T10:00:00'), end: stamp('2027-01-01T11:00:00') }
  createEvent(emulator.world, tenant, user, defaultCalendarId, { ...draft, extended: { [id]: 'crashed' } })
  const theirs = createEvent(emulator.world, tenant, user, defaultCalendarId, draft)
  const report = await verify('everything', { wanted: all })
  for (const check of ['contacts-write', 'calendar-write'])
    expect(one(report, check).headline).toContain('1 left by an earlier check went as well')
  expect([...events.keys()]).toEqual([theirs.immutableId])
  expect([...contacts.values()].map(({ fields }) => fields.displayName)).toEqual(['Somebody'])
})

test('a short throttle is waited out and told, and is no failure', async () => {
  const throttled = { status: 429, retryAfter: 1 }
  emulator.control.faults.add({ match: { operation: 'contacts.create' }, times: 1, effect: throttled })
  const report = await verify('right')
  expect(one(report, 'contacts-write').state).toBe('ok')
  expect(one(report, 'limits')).toMatchObject({
    state: 'warning',
    headline: 'Microsoft asked us to slow down once.',
  })
})

test.each([
  [undefined, 'warning', 'We do not know when the secret expires.'],
  [12, 'warning', 'The secret expires in 12 days'],
  [-2, 'warning', 'is past'],
  [200, 'ok', '200 days from now'],
])('a secret that lasts %s days is %s', async (lasts, state, words) => {
  const found = one(await verify('right', { ...(lasts !== undefined && { lasts }) }), 'expiry')
  expect(found).toMatchObject({ state, headline: expect.stringContaining(words) })
})

test('without a test mailbox nothing is tried in one, and that is said', async () => {
  const report = await verify('right', { testMailbox: undefined })
  expect(one(report, 'mailbox')).toMatchObject({
    state: 'skipped',
    headline: expect.stringContaining('No test mailbox'),
  })
  expect(one(report, 'contacts-read').state).toBe('skipped')
})

interface Case {
  settings?: Partial<GraphSettings>
  value?: string
  testMailbox?: string | undefined
  refusedMailbox?: string
  outside?: Partial<Outside>
  wanted?: Wanted
  /** Days from now that the secret is said to last. */
  lasts?: number
}

async function verify(name: string, given: Case = {}): Promise<CheckResult[]> {
  const tenant = [...emulator.world.tenants.values()][0]!
  const application = [...tenant.applications.values()].find(({ displayName }) => displayName === name)!
  const settings = { tenantId: tenant.id, clientId: application.appId, ...given.settings }
  const now = new Date()
  const expiresAt =
    given.lasts === undefined ? undefined : new Date(now.getTime() + given.lasts * 86_400_000).toISOString()
  const credential: Credential = {
    kind: 'secret',
    value: given.value ?? `${secret}${name}`,
    ...(expiresAt && { expiresAt }),
  }
  const urls = { loginUrl: emulator.url, serviceUrl: emulator.url }
  const outside: Outside = { dispatcher, timeout: 5000, ...urls, ...given.outside }
  const context = {
    settings,
    credential,
    outside,
    wanted: given.wanted ?? { contacts: true },
    testMailbox: 'testMailbox' in given ? given.testMailbox : `inside@${domain}`,
    refusedMailbox: given.refusedMailbox,
    access: graph.signIn(settings, credential, outside),
    marker: 'attempt-1',
    now: () => now,
    notes: new Map<string, unknown>(),
  }
  const report: CheckResult[] = []
  for (const { name: check, title, after, run } of dueChecks(graph.checks, context.wanted)) {
    const stands = after.every((before) => ['ok', 'warning'].includes(one(report, before).state))
    const evidence: CheckResult['evidence'] = []
    const outcome = stands
      ? await run({ ...context, saw: (seen) => evidence.push(seen) })
      : { state: 'skipped' as const }
    report.push({ check, title, evidence, ...outcome })
  }
  return report
}

function inside() {
  const tenant = [...emulator.world.tenants.values()][0]!
  return [...tenant.users.values()].find(({ displayName }) => displayName === 'inside')!
}

function one(report: CheckResult[], name: string): CheckResult {
  const found = report.find(({ check }) => check === name)
  if (!found) throw new Error(`no check ${name}`)
  return found
}
