import { afterAll, expect, test } from 'vitest'
import { createCalendar } from '../../../../../emulator/src/tenant/calendar.ts'
import { createContactFolder } from '../../../../../emulator/src/tenant/mailbox.ts'
import { createTodoList } from '../../../../../emulator/src/tenant/todo-lists.ts'
import { application, createCheckBench, one, person, proofDomain } from '../../../../testing/graph-checks.ts'
import type { Wanted } from '../../provider.ts'
import { graph } from '../provider.ts'

const domain = proofDomain
const guid = 'aaaaaaaa-0000-4000-8000-000000000001'
const needed = ['Contacts.ReadWrite', 'User.Read.All']
const everything = ['Calendars.ReadWrite', 'Tasks.ReadWrite.All', 'Mail.Send', 'Mail.ReadWrite', ...needed]
const all: Wanted = { contacts: true, calendar: true, tasks: true, send: true, readMail: true }

const bench = await createCheckBench({
  users: [
    person('inside', { contacts: [{ displayName: 'Somebody' }] }),
    person('outside'),
    person('unlicensed', { licensed: false }),
    person('own-server', { onPremises: true }),
    person('shared', { mailbox: 'shared' }),
    person('room', { mailbox: 'room' }),
    person('left', { enabled: false }),
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
    application('curious', [...needed, 'MailboxSettings.Read']),
    application('everything', everything),
    application('knowing', [...needed, 'Application.Read.All']),
    application('sending', ['Mail.Send', 'User.Read.All']),
  ],
  accessPolicies: [
    { application: 'limited', scope: 'Group' },
    { application: 'everything', scope: 'Group' },
  ],
})
const { emulator, verify, user } = bench
afterAll(bench.close)
const inside = () => user('inside')

/** Names of folders, calendars and lists that no mailbox has by itself. */
function foldersMade(): string[][] {
  const { contactFolders, calendars, todoLists } = inside().mailbox!
  const named = (folders: Iterable<object>) =>
    [...folders]
      .map((folder) => folder as { displayName?: string; name?: string; deleted?: boolean })
      .filter(({ deleted }) => !deleted)
      .map(({ displayName, name }) => displayName ?? name ?? '')
      .filter((name) => /Tandem|Clients/.test(name))
  return [contactFolders, calendars, todoLists].map((folders) => named(folders.values()))
}

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
  const { contacts, events, tasks, mail } = inside().mailbox!
  expect([contacts.size, events.size, tasks.size, mail.messages.size]).toEqual([1, 0, 0, 0])
  expect(foldersMade()).toEqual([[], [], []])
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
    'send',
    'scope',
    'limits',
    'expiry',
  ])
  expect(sending.operations).not.toMatch(/contacts|events|calendar|todo|lists|tasks|messages|mailFolders/)
})

test('each wish has its permission: the missing ones are named with what cannot be done, the others as excess', async () => {
  const lacking = one(await verify('right', { wanted: all }), 'permissions')
  expect(lacking.headline).toBe(
    '4 permissions are missing: Calendars.ReadWrite, Tasks.ReadWrite.All, Mail.Send, Mail.ReadWrite.',
  )
  expect(lacking.meaning).toContain('without it calendars cannot be kept in step')
  const less = one(await verify('everything', { wanted: { contacts: true, readMail: false } }), 'permissions')
  expect(less).toMatchObject({ state: 'warning' })
  expect(less.headline).toMatch(/^4 permissions are more than we need/)
  const sending = one(await verify('sending', { wanted: { send: true, readMail: true } }), 'permissions')
  expect(sending.headline).toBe('One permission is missing: Mail.ReadWrite.')
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

test('no licence and a mailbox on an own server are told apart', async () => {
  const unlicensed = one(await verify('right', { testMailbox: `unlicensed@${domain}` }), 'mailbox')
  expect(unlicensed).toMatchObject({ state: 'failed', headline: expect.stringContaining('no licence') })
  const away = one(await verify('right', { testMailbox: `own-server@${domain}` }), 'mailbox')
  expect(away).toMatchObject({
    state: 'failed',
    headline: expect.stringContaining('not in Microsoft’s cloud'),
  })
})

test('shared mailboxes, rooms and blocked accounts are told as what they are, as far as it may be seen', async () => {
  const found = async (name: string, testMailbox: string) =>
    one(await verify(name, { testMailbox: `${testMailbox}@${domain}` }), 'mailbox')
  const shared = await found('curious', 'shared')
  expect(shared).toMatchObject({
    state: 'warning',
    headline: expect.stringContaining('not a person’s own mailbox'),
    meaning: expect.stringContaining('It is a shared mailbox'),
    facts: { mailbox: 'shared' },
  })
  expect((await found('curious', 'room')).meaning).toContain('of a room or a device')
  expect((await found('right', 'left')).meaning).toContain('Its sign-in is blocked')
  expect((await found('right', 'inside')).state).toBe('ok')
})

test('what crashed checks left behind is removed, what people wrote and other connections’ checks are not', async () => {
  const { world } = emulator
  const [tenant] = world.tenants.values()
  const person = inside()
  const { contacts } = person.mailbox!
  // The end of the mark of the connection that is proven (testing/graph-checks.ts).
  const left = 'Tandem check ttempt-1 (may be deleted)'
  const others = 'Tandem check ttempt-2 (may be deleted)'
  for (const name of [left, others, 'Clients']) {
    createContactFolder(world, tenant!, person, name)
    createCalendar(world, tenant!, person, person.mailbox!, { name })
    createTodoList(world, tenant!, person, person.mailbox!, name)
  }
  const report = await verify('everything', { wanted: { ...all, send: false } })
  for (const check of ['contacts-write', 'calendar-write', 'tasks-write'])
    expect(one(report, check).headline).toContain('1 left by an earlier check went as well')
  expect(foldersMade()).toEqual([
    [others, 'Clients'],
    [others, 'Clients'],
    [others, 'Clients'],
  ])
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
  [-2, 'warning', 'as was entered with it'],
  [200, 'ok', '200 days from now, as was entered with it'],
])('a secret that lasts %s days is %s', async (lasts, state, words) => {
  const found = one(await verify('right', { ...(lasts !== undefined && { lasts }) }), 'expiry')
  expect(found).toMatchObject({ state, headline: expect.stringContaining(words) })
})

test('Application.Read.All is not too much: the directory then tells when the secret ends, and without it that is said', async () => {
  const knowing = await verify('knowing', { lasts: 5 })
  expect(one(knowing, 'permissions')).toMatchObject({
    state: 'ok',
    meaning: expect.stringContaining('when the secret or certificate ends'),
  })
  expect(one(knowing, 'permissions').headline).not.toContain('Application.Read.All')
  const found = one(knowing, 'expiry')
  expect(found).toMatchObject({ headline: expect.stringMatching(/\d+ days.*as the directory says\.$/) })
  expect(found.headline).not.toContain('5 days, on')
  expect(found.evidence.length).toBeGreaterThan(0)
  emulator.control.faults.add({
    match: { operation: 'applications.list' },
    times: 9,
    effect: { status: 503, retryAfter: 1 },
  })
  expect(one(await verify('knowing'), 'expiry')).toMatchObject({
    state: 'warning',
    meaning: expect.stringContaining('did not tell'),
  })
  expect(one(await verify('right'), 'expiry')).toMatchObject({
    meaning: expect.stringContaining('may not read it'),
    remedy: expect.stringContaining('Application.Read.All'),
  })
})

test('without a test mailbox nothing is tried in one, and that is said', async () => {
  const report = await verify('right', { testMailbox: undefined })
  expect(one(report, 'mailbox')).toMatchObject({
    state: 'skipped',
    headline: expect.stringContaining('No test mailbox'),
  })
  expect(one(report, 'contacts-read').state).toBe('skipped')
})
