import { afterEach, beforeEach, expect, test } from 'vitest'
import { grantRole, revokeRole } from '../tenant/directory.ts'
import { annaEvents, annaView, calendarTenant, post, series, span, window } from './test-calendar.ts'
import { type Listener, listen } from './test-listener.ts'
import type { Json, TestTenant } from './test-tenant.ts'

const day = 86_400_000
let t: TestTenant
let listener: Listener

beforeEach(async () => {
  t = calendarTenant({
    notifier: { gatherMs: 5, retryMs: 5, giveUpMs: 60, answerMs: 2000, handshakeMs: 2000 },
  })
  for (const role of ['Calendars.ReadWrite', 'Tasks.ReadWrite.All'])
    grantRole(t.world, t.tenant, t.principal, role)
  listener = await listen()
})

afterEach(async () => {
  t.notifier.close()
  await listener.close()
})

async function subscribe(resource: string, more: Record<string, unknown> = {}, headers = {}) {
  const body = {
    changeType: 'created,updated,deleted',
    notificationUrl: listener.url,
    lifecycleNotificationUrl: listener.url,
    resource,
    expirationDateTime: new Date(t.world.clock.now() + 2 * day).toISOString(),
    ...more,
  }
  return t.ask('POST', '/v1.0/subscriptions', { body, headers })
}

const told = (value: Record<string, unknown>[]) =>
  value.map(({ changeType, resource }) => [changeType, resource])

async function taskList(): Promise<string> {
  const { json } = await t.ask('GET', '/v1.0/users/anna@hafen.example/todo/lists')
  return json.value[0]!.id as string
}

test('A subscription to events tells of every change in any calendar, of occurrences as their series', async () => {
  expect((await subscribe(`users/${t.anna.id}/events`)).status).toBe(201)
  const { json: team } = await t.ask('POST', '/v1.0/users/anna@hafen.example/calendars', {
    body: { name: 'Team' },
  })
  const { json: there } = await t.ask('POST', `/v1.0/users/anna@hafen.example/calendars/${team.id}/events`, {
    body: span('2027-03-01 09:00-10:00'),
  })
  const { json: daily } = await post(t, {
    ...span('2027-03-01 09:00-10:00'),
    ...series('2027-03-01', { type: 'daily' }),
  })
  const view = await t.ask('GET', `${annaView}?${window('2027-03-02T00:00:00Z', '2027-03-03T00:00:00Z')}`)
  await t.ask('DELETE', `${annaEvents}/${view.json.value[0]!.id}`)
  await t.ask('DELETE', `${annaEvents}/${there.id}`)
  const value = await listener.got(4)
  expect(told(value)).toEqual([
    ['created', `Users/${t.anna.id}/Events/${there.id}`],
    ['created', `Users/${t.anna.id}/Events/${daily.id}`],
    ['updated', `Users/${t.anna.id}/Events/${daily.id}`],
    ['deleted', `Users/${t.anna.id}/Events/${there.id}`],
  ])
  expect(value[0]!.resourceData).toMatchObject({
    '@odata.type': '#Microsoft.Graph.Event',
    id: there.id,
    '@odata.etag': there['@odata.etag'],
  })
})

test('A subscription to one calendar tells of that one, with immutable ids if they were asked for', async () => {
  const { json: team } = await t.ask('POST', '/v1.0/users/anna@hafen.example/calendars', {
    body: { name: 'Team' },
  })
  const resource = `users/${t.anna.id}/calendars/${team.id}/events`
  expect((await subscribe(resource, {}, { prefer: 'IdType="ImmutableId"' })).status).toBe(201)
  await post(t, span('2027-03-01 09:00-10:00'))
  const { json: there } = await t.ask('POST', `/v1.0/users/anna@hafen.example/calendars/${team.id}/events`, {
    body: span('2027-03-01 09:00-10:00'),
    headers: { prefer: 'IdType="ImmutableId"' },
  })
  expect(told(await listener.got(1))).toEqual([['created', `Users/${t.anna.id}/Events/${there.id}`]])
})

test('An invitation is told to the attendee’s subscriber', async () => {
  await subscribe(`users/${t.bernd.id}/events`)
  await post(t, {
    subject: 'Closing',
    ...span('2027-03-01 09:00-10:00'),
    attendees: [{ emailAddress: { address: 'bernd@hafen.example' } }],
  })
  const [first] = await listener.got(1)
  expect(first).toMatchObject({
    changeType: 'created',
    resource: expect.stringContaining(`Users/${t.bernd.id}/Events/`),
  })
})

test('A subscription to the tasks of a list tells of them, and lasts 4,230 minutes at most', async () => {
  const list = await taskList()
  const resource = `users/${t.anna.id}/todo/lists/${list}/tasks`
  const long = await subscribe(resource, {
    expirationDateTime: new Date(t.world.clock.now() + 4240 * 60_000).toISOString(),
  })
  expect([long.status, long.json.error.message]).toEqual([
    400,
    'Subscription expiration can only be 4230 minutes in the future.',
  ])
  expect((await subscribe(resource)).status).toBe(201)
  const tasks = `/v1.0/users/anna@hafen.example/todo/lists/${list}/tasks`
  const { json: task } = await t.ask('POST', tasks, { body: { title: 'Call' } })
  await t.ask('POST', `${tasks}/${task.id}/checklistItems`, { body: { displayName: 'x' } })
  await t.ask('DELETE', `${tasks}/${task.id}`)
  const value = await listener.got(3)
  const at = `Users/${t.anna.id}/todo/lists/${list}/tasks/${task.id}`
  expect(told(value)).toEqual([
    ['created', at],
    ['updated', at],
    ['deleted', at],
  ])
  expect(value[0]!.resourceData).toMatchObject({ '@odata.type': '#Microsoft.Graph.todoTask', id: task.id })
})

test('What may not be read is not subscribed to, and a permission taken away stops it', async () => {
  t.claims.roles.splice(t.claims.roles.indexOf('Calendars.ReadWrite'), 1)
  expect((await subscribe(`users/${t.anna.id}/events`)).json.error.code).toBe('ErrorAccessDenied')
  t.claims.roles.push('Calendars.Read')
  await subscribe(`users/${t.anna.id}/events`)
  revokeRole(t.world, t.tenant, t.principal, 'Calendars.ReadWrite')
  const [lifecycle] = (await listener.got(1)) as unknown as Json[]
  expect(lifecycle).toMatchObject({ lifecycleEvent: 'reauthorizationRequired' })
})
