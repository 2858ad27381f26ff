import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { newPerson, signIn } from '../login/test-person.ts'
import { createEmulator, type Emulator } from '../main.ts'
import { type Client, createClient } from '../test-clients.ts'

let emulator: Emulator
let client: Client
let tenant: Emulator['tenants'][number]
const exchangePowerShell = 'fb78d390-0c51-40cd-8e17-fdbfab77341b'

beforeAll(async () => {
  emulator = await createEmulator({ seed: 'demo' })
  client = createClient(emulator)
  tenant = emulator.tenants[0]!
})
afterEach(() => emulator.reset())
afterAll(() => emulator.close())

/** As the module does it: its own client signs a person in by device code. */
async function tokenOf(person: { address: string; password?: string }): Promise<string> {
  const scope = 'https://outlook.office365.com/.default'
  const begun = await client.form(`/${tenant.id}/oauth2/v2.0/devicecode`, {
    client_id: exchangePowerShell,
    scope,
  })
  const browser = newPerson(emulator)
  await browser.open('/devicelogin')
  await browser.send('', { otc: String(begun.body.user_code) })
  await signIn(browser, person.address, person.password!)
  await browser.send('confirm')
  const { body } = await client.form(`/${tenant.id}/oauth2/v2.0/token`, {
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    client_id: exchangePowerShell,
    device_code: String(begun.body.device_code),
  })
  return String(body.access_token)
}

async function administrator() {
  const token = await tokenOf(tenant.users[0]!)
  return async (CmdletName: string, Parameters: object = {}, bearer = token) => {
    const answer = await client.send('POST', `/adminapi/beta/${tenant.id}/InvokeCommand`, {
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      body: JSON.stringify({ CmdletInput: { CmdletName, Parameters } }),
    })
    const { value = [], error } = answer.body as {
      value?: Record<string, string>[]
      error?: { message: string }
    }
    return { status: answer.status, value, text: error?.message ?? '' }
  }
}

const contactsOf = async (address: string) => {
  const headers = { authorization: `Bearer ${await client.token()}` }
  return (await client.send('GET', `/v1.0/users/${address}/contacts?$top=1`, { headers })).status
}

test('a scope by group opens the mailboxes of its members and no other, once the tenant-wide permission is gone', async () => {
  const run = await administrator()
  const [member, other] = [tenant.users[1]!.address, tenant.users[2]!.address]
  emulator.call('PUT', `/tenants/${tenant.id}/applications/Tandem-1/permissions`, { granted: [] })
  for (const { Identity } of (await run('Get-ApplicationAccessPolicy')).value) {
    expect((await run('Remove-ApplicationAccessPolicy', { Identity })).status).toBe(200)
  }
  const principal = [...emulator.world.tenants.get(tenant.id)!.servicePrincipals.values()][0]!
  expect(await contactsOf(member)).toBe(403)
  const made = await run('New-DistributionGroup', { Name: 'Pilot', Type: 'Security', Members: [member] })
  const filter = `MemberOfGroup -eq '${made.value[0]!.DistinguishedName}'`
  await run('New-ManagementScope', { Name: 'Pilot', RecipientRestrictionFilter: filter })
  const who = { AppId: principal.appId, ObjectId: principal.id, DisplayName: 'Tandem' }
  expect((await run('New-ServicePrincipal', { ...who, ObjectId: tenant.id })).status).toBe(404)
  expect((await run('New-ServicePrincipal', who)).status).toBe(200)
  expect((await run('New-ServicePrincipal', who)).status).toBe(409)
  const assignment = {
    App: principal.id,
    Role: 'Application Contacts.ReadWrite',
    CustomResourceScope: 'Pilot',
  }
  expect((await run('New-ManagementRoleAssignment', assignment)).status).toBe(200)
  expect((await run('New-ManagementRoleAssignment', assignment)).status).toBe(409)
  expect([await contactsOf(member), await contactsOf(other)]).toEqual([200, 403])
  const proof = async (Resource: string) =>
    (await run('Test-ServicePrincipalAuthorization', { Identity: principal.id, Resource })).value[0]!.InScope
  expect([await proof(member), await proof(other)]).toEqual(['True', 'False'])
  await run('Add-DistributionGroupMember', { Identity: 'Pilot', Member: other })
  expect(await contactsOf(other)).toBe(200)
  expect((await run('Remove-ManagementScope', { Identity: 'Pilot' })).text).toContain('being used')
  const [{ Identity }] = (await run('Get-ManagementRoleAssignment', { RoleAssignee: principal.id }))
    .value as [{ Identity: string }]
  await run('Remove-ManagementRoleAssignment', { Identity })
  expect([
    (await run('Remove-ManagementScope', { Identity: 'Pilot' })).status,
    await contactsOf(member),
  ]).toEqual([200, 403])
})

test('commands are for administrators of Exchange, for tokens of Exchange, and those that are known', async () => {
  const run = await administrator()
  expect((await run('Get-ManagementScope', {}, await tokenOf(tenant.users[1]!))).status).toBe(403)
  expect((await run('Get-ManagementScope', {}, await client.token())).status).toBe(401)
  expect((await run('Get-Nonsense')).text).toContain('not recognized')
  expect((await run('Get-DistributionGroup', { Identity: 'nobody' })).text).toContain(
    "object 'nobody' couldn't be found",
  )
  expect((await run('New-ManagementScope', { Name: 'x' })).text).toContain('RecipientRestrictionFilter')
})

test('an application access policy made by command refuses at once, and a second look says so', async () => {
  const run = await administrator()
  const appId = tenant.clientId!
  const other = tenant.users[1]!.address
  const denied = await run('New-ApplicationAccessPolicy', {
    AppId: [appId],
    PolicyScopeGroupId: other,
    AccessRight: 'DenyAccess',
    Description: 'no',
  })
  expect(denied.status).toBe(200)
  expect(
    (await run('Test-ApplicationAccessPolicy', { AppId: appId, Identity: other })).value[0]!
      .AccessCheckResult,
  ).toBe('Denied')
  expect(await contactsOf(other)).toBe(403)
  await run('Remove-ApplicationAccessPolicy', { Identity: denied.value[0]!.Identity })
  expect(await contactsOf(other)).toBe(200)
})
