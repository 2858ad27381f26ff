import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createEmulator, type Emulator } from '../../main.ts'
import { type Client, createClient } from '../../test-clients.ts'

let emulator: Emulator
let client: Client
let tenant: Emulator['tenants'][number]
let application: string

beforeAll(async () => {
  emulator = await createEmulator({ seed: 'demo' })
  client = createClient(emulator)
  tenant = emulator.tenants[0]!
  application = `/~/${tenant.id}/applications/${[...world().applications.keys()][0]}`
})
afterEach(() => emulator.reset())
afterAll(() => emulator.close())

const world = () => emulator.world.tenants.get(tenant.id)!
const get = async (path: string) => (await client.send('GET', path)).text
const post = (path: string, form: Record<string, string> = {}) =>
  client.form(path, form, { origin: emulator.url })
const graph = '00000003-0000-0000-c000-000000000000'

test('a delegated permission instead of one for applications: listed, consented to, useless for an application, removed again', async () => {
  emulator.call('PUT', `/tenants/${tenant.id}/applications/Tandem-1/permissions`, { granted: [] })
  await post(`${application}/scopes`, { scope: `${graph}|Contacts.ReadWrite` })
  expect(await get(application)).toContain('Not granted for Harbor Realty')
  for (const one of [
    'Contacts.ReadWrite',
    'Calendars.ReadWrite',
    'Tasks.ReadWrite.All',
    'Mail.Send',
    'Mail.ReadWrite',
    'User.Read.All',
  ]) {
    await post(`${application}/permissions/remove`, { permission: one })
  }
  await post(`${application}/consent`)
  expect(world().permissionGrants).toMatchObject([{ scope: 'Contacts.ReadWrite' }])
  const headers = { authorization: `Bearer ${await client.token()}` }
  const refused = await client.send('GET', `/v1.0/users/${tenant.users[1]!.address}/contacts`, { headers })
  expect(refused.status).toBe(403)
  await post(`${application}/scopes/remove`, { scope: `${graph}|Contacts.ReadWrite` })
  expect([
    world().permissionGrants,
    (await get(application)).includes('Remove delegated permission'),
  ]).toEqual([[], false])
  expect((await post(`${application}/scopes`, { scope: 'x|y' })).status).toBe(400)
})

test('redirect addresses are kept, and an application is deleted with its presence', async () => {
  await post(`${application}/settings`, { redirectUris: 'https://a.example/x\nhttps://b.example/y' })
  expect([...world().applications.values()][0]?.redirectUris).toEqual([
    'https://a.example/x',
    'https://b.example/y',
  ])
  await post(`${application}/delete`)
  expect([world().applications.size, world().servicePrincipals.size]).toEqual([0, 0])
})

test('people get roles of the directory and lose their sessions; groups are deleted', async () => {
  const user = world().users.get(tenant.users[1]!.id)!
  const path = `/~/${tenant.id}/users/${user.id}`
  await post(path, { displayName: 'D', accountEnabled: 'on', licensed: 'on', role: 'Exchange Administrator' })
  expect(user.directoryRoles).toEqual(['Exchange Administrator'])
  await post(`${path}/revoke-sessions`)
  expect(user.tokensValidFrom).toBeDefined()
  const [group] = [...world().groups.keys()]
  await post(`/~/${tenant.id}/groups/${group}/delete`)
  expect(world().groups.size).toBe(0)
})
