import { afterAll, expect, test } from 'vitest'
import { application, createCheckBench, one, person, proofDomain } from '../../../../testing/graph-checks.ts'
import type { Wanted } from '../../provider.ts'

const limitable = ['Contacts.ReadWrite', 'Calendars.ReadWrite', 'Mail.Send', 'Mail.ReadWrite']
const wanted: Wanted = { contacts: true, calendar: true, send: true, readMail: true }
const roles = (name: string) =>
  limitable.map((role) => ({ application: name, role: `Application ${role}`, group: 'Group' }))
const inside = `inside@${proofDomain}`
const refusedMailbox = `outside@${proofDomain}`

const bench = await createCheckBench({
  users: [person('inside', { contacts: [{ displayName: 'Somebody' }] }), person('outside')],
  groups: [{ displayName: 'Group', members: [inside] }],
  applications: [
    application('scoped', ['User.Read.All']),
    application('trapped', ['User.Read.All', 'Mail.Send', 'Contacts.ReadWrite']),
    application('wide', ['User.Read.All', ...limitable]),
    application('policy', ['User.Read.All', ...limitable]),
    application('tasks', ['User.Read.All', 'Tasks.ReadWrite.All']),
  ],
  accessPolicies: [{ application: 'policy', scope: 'Group' }],
  roleAssignments: [...roles('scoped'), ...roles('trapped'), ...roles('tasks')],
})
const { verify } = bench
afterAll(bench.close)
const scopeOf = async (name: string, given = {}) =>
  one(await verify(name, { wanted, refusedMailbox, ...given }), 'scope')

test('a properly scoped application passes with every right allowed inside and refused outside', async () => {
  for (const name of ['scoped', 'policy']) {
    const found = await scopeOf(name)
    expect(found).toMatchObject({ state: 'ok', headline: `${refusedMailbox} was refused, as it should be.` })
    expect(
      found.access?.map(({ mailbox, permission, found }) => `${mailbox} ${permission} ${found}`),
    ).toEqual([
      ...limitable.map((permission) => `${inside} ${permission} allowed`),
      ...limitable.map((permission) => `${refusedMailbox} ${permission} refused`),
    ])
  }
})

test('a tenant-wide grant beside a scoped one is reported as not scoped, by name, with the script that removes it', async () => {
  const found = await scopeOf('trapped')
  expect(found).toMatchObject({
    state: 'failed',
    headline: 'The application can open mailboxes outside the group.',
    meaning: expect.stringContaining(
      'Contacts.ReadWrite and Mail.Send are granted for the whole tenant in Entra, and that overrides a role with a scope',
    ),
    settlesWithin: 120,
  })
  expect(found.script).toMatch(
    /Test-ServicePrincipalAuthorization[\s\S]*'Mail.Send'[\s\S]*Remove-MgServicePrincipalAppRoleAssignment/,
  )
  const outside = found.access!.filter(({ expected }) => expected === 'refused')
  expect(outside.map(({ permission, found }) => `${permission} ${found}`)).toEqual([
    'Contacts.ReadWrite allowed',
    'Calendars.ReadWrite refused',
    'Mail.Send allowed',
    'Mail.ReadWrite refused',
  ])
})

test('rights from roles in Exchange are proven one by one and named', async () => {
  const permissions = one(await verify('scoped', { wanted }), 'permissions')
  expect(permissions).toMatchObject({
    state: 'warning',
    headline:
      'The right to contacts, calendars, sending mail and mail comes from a role in Exchange, not from a consent in Entra.',
  })
  expect(one(await verify('scoped', { wanted }), 'scope').state).toBe('ok')
})

test('tenant-wide without a mailbox that must be refused is a warning; one that does not exist proves nothing', async () => {
  const alone = await scopeOf('wide', { refusedMailbox: undefined })
  expect(alone).toMatchObject({ state: 'warning', script: expect.stringContaining('New-ManagementScope') })
  expect(alone.access).toHaveLength(4)
  const nobody = await scopeOf('wide', { refusedMailbox: `nobody@${proofDomain}` })
  expect(nobody.headline).toContain('proves nothing')
  expect(nobody.access?.filter(({ expected }) => expected === 'refused').map(({ found }) => found)).toEqual(
    Array(4).fill('unknown'),
  )
})

test('tasks cannot be limited by Exchange: open elsewhere is told, and is no failure', async () => {
  const found = await scopeOf('tasks', { wanted: { contacts: true, tasks: true } })
  expect(found).toMatchObject({
    state: 'warning',
    headline: 'The tasks of every mailbox are open to the application; the rest is limited.',
    actor: 'nobody',
  })
})

test('refused everywhere is no proof of a scope', async () => {
  const found = await scopeOf('policy', { testMailbox: refusedMailbox, refusedMailbox })
  expect(found).toMatchObject({ state: 'warning', headline: expect.stringContaining('a right is missing') })
})
