import { afterAll, beforeEach, expect, test } from 'vitest'
import { createEmulator, type Emulator } from '../../../../../emulator/src/main.ts'
import { trust } from '../../../../../emulator/src/test-clients.ts'
import { administratorOf } from '../../../../testing/administrator.ts'
import { createDispatcher } from '../../../lib/outside.ts'
import { credentialFacts } from '../../../vault/facts.ts'
import { makeKeyPair } from '../../../vault/key-pair.ts'
import type { ProvisionKeep, ProvisionRun, ProvisionWish } from '../../provisioning.ts'
import { graphProvisioner } from './run.ts'

const emulator: Emulator = await createEmulator({ seed: 'demo', devicePollSeconds: 0.02 })
trust(emulator)
const dispatcher = await createDispatcher({ caFile: emulator.caFile, timeout: 10_000 })
afterAll(async () => {
  await dispatcher.close()
  await emulator.close()
})
beforeEach(() => emulator.reset())

const tenant = () => emulator.world.tenants.get(emulator.tenants[1]!.id)!
const [first, second] = ['priya.raman@summitbrokers.example', 'tomas.novak@summitbrokers.example'] as const
const wish: ProvisionWish = {
  name: 'Tandem-1',
  marker: 'tandem-test-1',
  wanted: { contacts: true, tasks: true },
  mailboxes: [first, second],
}

/** What a connection would keep; the pair outlives every crash, as it is sealed first. */
function createKeep() {
  let settings: Record<string, unknown> = {}
  let held: { thumbprint: string; certificate: string } | undefined
  const secrets: string[] = []
  const keep: ProvisionKeep = {
    settings: async () => settings,
    saveSettings: async (given) => {
      settings = { ...settings, ...given }
    },
    credential: async () => (secrets.length > 0 ? 'secret' : held),
    makeCertificate: async (name) => {
      const pair = await makeKeyPair(name)
      const facts = credentialFacts({ kind: 'certificate', ...pair })
      held = { thumbprint: facts.fingerprint, certificate: pair.certificate }
      return held
    },
    saveCredential: async (credential) => {
      if (credential.kind === 'secret') secrets.push(credential.value)
    },
  }
  return { keep, secrets, settings: () => settings }
}

async function signedIn(
  keep: ProvisionKeep,
  change: Partial<ProvisionWish> = {},
  who = emulator.tenants[1]!.users.at(-1)!,
): Promise<ProvisionRun> {
  const administrator = administratorOf(emulator, who)
  const run = graphProvisioner.begin({
    wish: { ...wish, ...change },
    outside: {
      dispatcher,
      loginUrl: emulator.url,
      serviceUrl: emulator.url,
      exchangeUrl: emulator.url,
      timeout: 10_000,
    },
    clients: {
      directory: '14d82eec-204b-4c2f-b7e8-296a70dab67e',
      exchange: 'fb78d390-0c51-40cd-8e17-fdbfab77341b',
    },
    keep,
    prompt: async (prompt) => void (await administrator(prompt)),
    signal: AbortSignal.timeout(60_000),
  })
  await run.signIn()
  return run
}

async function applyAll(run: ProvisionRun, removeWide = false): Promise<string[]> {
  const done: string[] = []
  for (let step = await run.applyNext(removeWide); step; step = await run.applyNext(removeWide))
    done.push(step.key)
  return done
}

/** The tenant as an administrator would describe it: no ids. */
function described() {
  const { applications, servicePrincipals, groups, managementScopes, roleAssignments, exchangePrincipals } =
    tenant()
  return {
    applications: [...applications.values()].map((one) => [
      one.displayName,
      one.tags,
      one.certificates.length,
      one.passwords.length,
    ]),
    principals: [...servicePrincipals.values()].map((one) => [
      one.displayName,
      one.grantedRoles.map(({ value }) => value),
    ]),
    groups: [...groups.values()].map((one) => [one.displayName, one.mail, one.members.size]),
    scopes: managementScopes.map(({ name }) => name),
    assignments: roleAssignments.map(({ role, scopeName }) => [role, scopeName]),
    inExchange: exchangePrincipals.map(({ displayName }) => displayName),
  }
}

const steps = [
  'application',
  'principal',
  'grant:Tasks.ReadWrite.All',
  'grant:User.Read.All',
  'credential',
  'group',
  'exchange-principal',
  'scope',
  'role:Application Contacts.ReadWrite',
]

test('what an application has on its list stays: delegated permissions and those of other services', async () => {
  const { keep } = createKeep()
  await applyAll(await signedIn(keep))
  const [application] = [...tenant().applications.values()].filter((one) => one.displayName === 'Tandem-1')
  const own = application!.requiredResourceAccess[0]!
  const delegated = { id: crypto.randomUUID(), type: 'Scope' as const }
  const other = {
    resourceAppId: '00000002-0000-0ff1-ce00-000000000000',
    resourceAccess: [{ id: crypto.randomUUID(), type: 'Role' as const }],
  }
  const [kept, removed] = own.resourceAccess as [
    (typeof own.resourceAccess)[0],
    (typeof own.resourceAccess)[0],
  ]
  application!.requiredResourceAccess = [other, { ...own, resourceAccess: [delegated, kept] }]
  const again = await signedIn(keep)
  expect((await again.plan())[0]).toMatchObject({ key: 'application', change: 'change' })
  await applyAll(again)
  expect(application!.requiredResourceAccess).toEqual([
    other,
    { ...own, resourceAccess: [delegated, kept, removed] },
  ])
})

test('makes everything in order, and a second plan finds nothing to do', async () => {
  const { keep, settings } = createKeep()
  const run = await signedIn(keep)
  const plan = await run.plan()
  expect(plan.map(({ key, change }) => [key, change])).toEqual(steps.map((key) => [key, 'create']))
  expect(plan.find(({ key }) => key === 'group')?.details).toEqual(['Tandem-1 mailboxes', first, second])
  expect(await applyAll(run)).toEqual(steps)
  expect(described()).toEqual({
    applications: [['Tandem-1', ['tandem-test-1'], 1, 0]],
    principals: expect.arrayContaining([['Tandem-1', ['Tasks.ReadWrite.All', 'User.Read.All']]]),
    groups: [['Tandem-1 mailboxes', 'tandem-1-mailboxes@summitbrokers.example', 2]],
    scopes: ['Tandem-1 mailboxes'],
    assignments: [['Application Contacts.ReadWrite', 'Tandem-1 mailboxes']],
    inExchange: ['Tandem-1'],
  })
  expect(settings()).toMatchObject({ tenantId: tenant().id, clientId: expect.any(String) })
  const again = await (await signedIn(keep)).plan()
  expect(again.map(({ change }) => change)).toEqual(again.map(() => 'nothing'))
})

test('a crash after every single step, and a lost answer of the first, come to the same tenant', async () => {
  const straight = createKeep()
  await applyAll(await signedIn(straight.keep))
  const wanted = described()
  emulator.reset()
  const { keep } = createKeep()
  const dying = await signedIn({
    ...keep,
    saveSettings: async () => {
      throw new Error('died before the id was kept')
    },
  })
  await expect(dying.applyNext(false)).rejects.toThrow('died')
  const done: string[] = []
  for (;;) {
    const step = await (await signedIn(keep)).applyNext(false)
    if (step === undefined) break
    done.push(step.key)
  }
  expect(done).toEqual(steps.slice(1))
  expect(described()).toEqual(wanted)
}, 60_000)

test('answers that are lost after the work was done, and a directory that lags, double nothing', async () => {
  const { keep } = createKeep()
  const faults = [
    'servicePrincipals.create',
    'appRoleAssignments.create',
    'exchange.New-DistributionGroup',
    'exchange.New-ManagementRoleAssignment',
  ]
  for (const operation of faults) {
    emulator.call('POST', '/faults', { match: { operation }, times: 1, effect: { cut: 'after' } })
  }
  const lag = { status: 404, code: 'Request_ResourceNotFound', message: 'not there yet' }
  emulator.call('POST', '/faults', { match: { operation: 'applications.get' }, times: 2, effect: lag })
  let left = 12
  while (left > 0) {
    const run = await signedIn(keep)
    const more = await run.applyNext(false).catch(() => 'again')
    if (more === undefined) break
    left -= 1
  }
  const { applications, principals, groups, assignments } = described()
  expect([
    applications.length,
    principals.filter(([name]) => name === 'Tandem-1').length,
    groups.length,
    assignments.length,
  ]).toEqual([1, 1, 1, 1])
}, 90_000)

test('another choice of mailboxes changes the group alone; what opens everything goes only with a yes', async () => {
  const { keep } = createKeep()
  await applyAll(await signedIn(keep))
  const principal = [...tenant().servicePrincipals.values()].find(
    ({ displayName }) => displayName === 'Tandem-1',
  )!
  principal.grantedRoles.push({
    id: 'g',
    resourceAppId: '00000003-0000-0000-c000-000000000000',
    value: 'Contacts.Read',
    createdAt: 0,
  })
  const run = await signedIn(keep, { mailboxes: [first] })
  const due = (await run.plan()).filter(({ change }) => change !== 'nothing')
  expect(due).toMatchObject([
    { key: 'group', change: 'change', details: ['Tandem-1 mailboxes', `take out ${second}`] },
    { key: 'widened:Contacts.Read', change: 'remove', needsYes: true },
  ])
  expect(await applyAll(run)).toEqual(['group'])
  expect(await applyAll(await signedIn(keep, { mailboxes: [first] }), true)).toEqual([
    'widened:Contacts.Read',
  ])
  expect(principal.grantedRoles.map(({ value }) => value)).not.toContain('Contacts.Read')
})

test('for all mailboxes nothing is asked of Exchange, and a tenant that takes no certificates gives a secret', async () => {
  const { keep, secrets } = createKeep()
  const refused = {
    status: 400,
    code: 'Request_BadRequest',
    message: 'Credential type not allowed as per assigned policy.',
  }
  emulator.call('POST', '/faults', { match: { operation: 'applications.update' }, times: 1, effect: refused })
  expect((await applyAll(await signedIn(keep, { mailboxes: 'all' }))).at(-1)).toBe('credential')
  expect(described().principals).toContainEqual([
    'Tandem-1',
    ['Contacts.ReadWrite', 'Tasks.ReadWrite.All', 'User.Read.All'],
  ])
  expect([secrets.length, tenant().managementScopes.length]).toEqual([1, 0])
})

test('somebody who is no administrator is told so before anything is made', async () => {
  const { keep } = createKeep()
  const agent = emulator.tenants[1]!.users[0]!
  const failed = await Promise.race([
    signedIn(keep, {}, agent).then((run) => run.applyNext(false)),
    new Promise((resolve) => setTimeout(() => resolve('never signed in'), 1500)),
  ]).catch((error: unknown) => error)
  expect(failed).toBe('never signed in')
  expect(tenant().applications.size).toBe(0)
})

test('the exported script says the same as the plan', async () => {
  await expect(graphProvisioner.script(wish, true)).toMatchFileSnapshot('script.golden.ps1')
  expect(graphProvisioner.script({ ...wish, mailboxes: 'all' }, false)).not.toContain('ExchangeOnline -')
})
