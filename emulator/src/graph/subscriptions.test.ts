import { afterEach, beforeEach, expect, test } from 'vitest'
import { grantRole, revokeRole } from '../tenant/directory.ts'
import {
  createContact,
  createContactFolder,
  deleteContact,
  moveContact,
  updateContact,
} from '../tenant/mailbox.ts'
import { type Listener, listen } from './test-listener.ts'
import { type Ask, type TestTenant, testTenant } from './test-tenant.ts'

const url = '/v1.0/subscriptions'
const day = 86_400_000
let t: TestTenant
let listener: Listener

beforeEach(async () => {
  t = testTenant({ notifier: { gatherMs: 5, retryMs: 5, giveUpMs: 60, answerMs: 200, handshakeMs: 200 } })
  listener = await listen()
})

afterEach(async () => {
  t.notifier.close()
  await listener.close()
})

function subscribe(changes: Record<string, unknown> = {}, given: Ask = {}) {
  const body = {
    changeType: 'created,updated,deleted',
    notificationUrl: listener.url,
    resource: `users/${t.anna.id}/contacts`,
    expirationDateTime: new Date(t.world.clock.now() + day).toISOString(),
    clientState: 'secret',
    ...changes,
  }
  return t.ask('POST', url, { ...given, body })
}

test('POST /subscriptions asks the address to echo a token and answers 201', async () => {
  const made = await subscribe()
  expect(made.status).toBe(201)
  expect(made.json).toMatchObject({
    changeType: 'created,updated,deleted',
    applicationId: t.principal.appId,
    creatorId: t.principal.id,
    clientState: 'secret',
    expirationDateTime: '2027-01-16T08:00:00.000Z',
  })
  expect((await t.ask('GET', url)).json.value.map((subscription) => subscription.id)).toEqual([made.json.id])
})

test.each([
  [{ status: 200, text: 'nonsense' }, 'exactly match validationToken'],
  [{ status: 500, text: '' }, "HTTP status code is 'InternalServerError'"],
  ['silence' as const, 'timed out'],
])('POST /subscriptions with a handshake answered by %j is refused', async (handshake, text) => {
  listener.handshake = handshake
  const refused = await subscribe()
  expect([refused.status, refused.json.error.code]).toEqual([400, 'ValidationError'])
  expect(refused.json.error.message).toContain(text)
  expect(t.tenant.subscriptions.size).toBe(0)
})

test.each([
  [{ changeType: 'renamed' }, 400],
  [{ resource: 'users/x/shoes' }, 400],
  [{ resource: 'users/nobody/contacts' }, 404],
  [{ resource: 'me/contacts' }, 400],
  [{ notificationUrl: 'http://elsewhere.example/hook' }, 400],
  [{ expirationDateTime: '2027-01-15T07:00:00Z' }, 400],
  [{ expirationDateTime: '2027-01-23T08:00:00Z' }, 400],
  [{ clientState: 'x'.repeat(129) }, 400],
])('POST /subscriptions refuses %j', async (changes, status) => {
  expect((await subscribe(changes)).status).toBe(status)
})

test('A subscription needs the right to read the mailbox and is seen by its application only', async () => {
  const { id } = (await subscribe()).json
  t.claims.roles = ['User.Read.All']
  expect((await subscribe()).json.error.code).toBe('ErrorAccessDenied')
  t.claims.appid = '00000000-0000-4000-8000-000000000000'
  expect((await t.ask('GET', `${url}/${id}`)).json.error.code).toBe('ResourceNotFound')
  expect((await t.ask('DELETE', `${url}/${id}`)).status).toBe(404)
})

test('A short subscription lives 45 minutes, can be renewed and reauthorized, and vanishes when it is over', async () => {
  const short = new Date(t.world.clock.now() + 60_000).toISOString()
  const made = (await subscribe({ expirationDateTime: short })).json
  expect(made.expirationDateTime).toBe('2027-01-15T08:45:00.000Z')
  const renewed = await t.ask('PATCH', `${url}/${made.id}`, {
    body: { expirationDateTime: '2027-01-17T08:00:00Z' },
  })
  expect([renewed.status, renewed.json.expirationDateTime]).toEqual([200, '2027-01-17T08:00:00.000Z'])
  expect((await t.ask('POST', `${url}/${made.id}/reauthorize`)).status).toBe(204)
  t.world.clock.advance(2 * day)
  expect((await t.ask('GET', `${url}/${made.id}`)).status).toBe(404)
  createContact(t.world, t.tenant, t.anna, 'contacts', {})
  await t.notifier.idle()
  expect(listener.told).toEqual([])
})

test('Changes of a moment arrive together, without data, in the order in which they happened', async () => {
  const { id } = (await subscribe()).json
  const contact = createContact(t.world, t.tenant, t.anna, 'contacts', { givenName: 'A' })
  createContact(t.world, t.tenant, t.bernd, 'contacts', { givenName: 'not his' })
  updateContact(t.world, t.tenant, t.anna, contact, { givenName: 'B' })
  deleteContact(t.world, t.tenant, t.anna, contact)
  const told = await listener.got(3)
  expect(listener.told).toHaveLength(1)
  expect(told.map((notification) => notification.changeType)).toEqual(['created', 'updated', 'deleted'])
  expect(told[1]).toMatchObject({
    subscriptionId: id,
    subscriptionExpirationDateTime: '2027-01-16T08:00:00.000Z',
    clientState: 'secret',
    tenantId: t.tenant.id,
    resource: `Users/${t.anna.id}/Contacts/${contact.id}`,
    resourceData: { '@odata.type': '#Microsoft.Graph.Contact', id: contact.id },
  })
})

test('Only the wanted kinds of change of the wanted folder are told, with immutable ids when they were asked for', async () => {
  const folder = createContactFolder(t.world, t.tenant, t.anna, 'Owners')
  const resource = `/users('anna@hafen.example')/contactFolders('${folder.id}')/contacts`
  await subscribe({ resource, changeType: 'created' }, { headers: { prefer: 'IdType="ImmutableId"' } })
  const contact = createContact(t.world, t.tenant, t.anna, 'contacts', { givenName: 'A' })
  moveContact(t.world, t.tenant, t.anna, contact, folder.id)
  updateContact(t.world, t.tenant, t.anna, contact, { givenName: 'B' })
  await t.notifier.idle()
  expect(listener.told.flatMap((post) => post.value)).toMatchObject([
    { changeType: 'created', resourceData: { id: contact.immutableId } },
  ])
})

test('A refused notification is sent again; one that is given up becomes a lifecycle event', async () => {
  const lifecycleNotificationUrl = listener.url.replace('/hook', '/lifecycle')
  const { id } = (await subscribe({ lifecycleNotificationUrl })).json
  listener.statuses = [503]
  createContact(t.world, t.tenant, t.anna, 'contacts', {})
  await t.notifier.idle()
  expect(listener.told.map((post) => post.path)).toEqual(['/hook', '/hook'])
  expect(listener.told[1]).toEqual(listener.told[0])
  listener.told.length = 0
  listener.statuses = [500, 500, 500, 500]
  createContact(t.world, t.tenant, t.anna, 'contacts', {})
  await t.notifier.idle()
  expect(listener.told.map((post) => post.path)).toEqual(['/hook', '/hook', '/hook', '/hook', '/lifecycle'])
  expect(listener.told[4]!.value).toMatchObject([
    { subscriptionId: id, lifecycleEvent: 'missed', organizationId: t.tenant.id, clientState: 'secret' },
  ])
})

test('Faults lose, double and delay notifications', async () => {
  await subscribe()
  const faults = [{ drop: true }, { copies: 2 }, { delayMs: 500 }]
  t.notifier.policy = () => faults.shift() ?? {}
  for (const givenName of ['lost', 'doubled', 'late'])
    createContact(t.world, t.tenant, t.anna, 'contacts', { givenName })
  await listener.got(2)
  expect(listener.told.flatMap((post) => post.value)).toHaveLength(2)
  const told = await listener.got(3)
  expect(new Set(told.map((notification) => notification.id)).size).toBe(2)
})

test('A revoked permission pauses a subscription until it is reauthorized; then it learns that it missed something', async () => {
  const { id } = (await subscribe({ lifecycleNotificationUrl: listener.url })).json
  revokeRole(t.world, t.tenant, t.principal, 'Contacts.ReadWrite')
  expect(await listener.got(1)).toMatchObject([
    { lifecycleEvent: 'reauthorizationRequired', subscriptionId: id },
  ])
  createContact(t.world, t.tenant, t.anna, 'contacts', {})
  t.claims.roles = []
  expect((await t.ask('POST', `${url}/${id}/reauthorize`)).status).toBe(403)
  grantRole(t.world, t.tenant, t.principal, 'Contacts.Read')
  t.claims.roles = ['Contacts.Read']
  expect((await t.ask('POST', `${url}/${id}/reauthorize`)).status).toBe(204)
  createContact(t.world, t.tenant, t.anna, 'contacts', {})
  const told = await listener.got(3)
  expect(told.map(({ lifecycleEvent, changeType }) => lifecycleEvent ?? changeType)).toEqual([
    'reauthorizationRequired',
    'missed',
    'created',
  ])
})

test('A subscription is reminded once before it ends, again after a renewal, and removed with the mailbox', async () => {
  const { id } = (await subscribe({ lifecycleNotificationUrl: listener.url })).json
  t.notifier.review()
  t.world.clock.advance(day - 600_000)
  t.notifier.review()
  t.notifier.review()
  expect(await listener.got(1)).toMatchObject([{ lifecycleEvent: 'reauthorizationRequired' }])
  const expirationDateTime = new Date(t.world.clock.now() + day).toISOString()
  await t.ask('PATCH', `${url}/${id}`, { body: { expirationDateTime } })
  t.notifier.review()
  t.anna.licensed = false
  t.notifier.review()
  expect((await listener.got(2))[1]).toMatchObject({
    lifecycleEvent: 'subscriptionRemoved',
    subscriptionId: id,
  })
  expect((await t.ask('GET', `${url}/${id}`)).status).toBe(404)
})

test('A control can send any lifecycle event', async () => {
  const { id } = (await subscribe({ lifecycleNotificationUrl: listener.url })).json
  t.notifier.lifecycle(t.tenant.id, t.tenant.subscriptions.get(id)!, 'reauthorizationRequired')
  expect(await listener.got(1)).toMatchObject([
    { lifecycleEvent: 'reauthorizationRequired', subscriptionId: id },
  ])
})
