import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createEmulator, type Emulator } from '../main.ts'
import { instancesIn } from '../tenant/occurrences.ts'
import type { User } from '../tenant/types.ts'
import { type Answer, type Client, createClient } from '../test-clients.ts'
import { callControl } from './room.ts'

const sofia = '/mailboxes/sofia.lindqvist@harborrealty.example'
const daniel = '/mailboxes/daniel.okafor@harborrealty.example'
const week = 7 * 86_400_000

const users = (emulator: Emulator) =>
  [...emulator.world.tenants.values()].flatMap((tenant) => [...tenant.users.values()])
const person = (emulator: Emulator, name: string): User =>
  users(emulator).find(({ userPrincipalName }) => userPrincipalName.startsWith(name))!
const subjects = (user: User) => [...user.mailbox!.events.values()].map(({ fields }) => fields.subject)

test('the demo gives each person a believable calendar and tasks around today, and has mailed nobody', async () => {
  const emulator = await createEmulator({ seed: 'demo' })
  const agent = person(emulator, 'andre.')
  const events = [...agent.mailbox!.events.values()]
  expect(subjects(agent)).toHaveLength(6)
  const sales = events.find(({ fields }) => fields.subject === 'Sales meeting')!
  const now = Math.floor(emulator.world.clock.now() / 86_400_000) * 86_400_000
  const monday = now - ((new Date(now).getUTCDay() + 6) % 7) * 86_400_000
  const three = instancesIn(sales, monday, monday + 3 * week)
  expect(three.map(({ type, start }) => [type, new Date(`${start.dateTime}Z`).getUTCDay()])).toEqual([
    ['occurrence', 1],
    ['exception', 2],
  ])
  expect(events.some(({ fields }) => fields.sensitivity === 'private')).toBe(true)
  expect([...agent.mailbox!.tasks.values()].map(({ status }) => status)).toContain('completed')
  const meeting = [...person(emulator, 'sofia.').mailbox!.events.values()].find(({ fields }) =>
    String(fields.subject).startsWith('Closing'),
  )!
  expect(meeting.fields.attendees).toMatchObject([
    { status: { response: 'accepted' } },
    { status: { response: 'tentativelyAccepted' } },
  ])
  expect(subjects(person(emulator, 'daniel.'))).toContain(meeting.fields.subject)
  expect(
    [...person(emulator, 'zofia.').mailbox!.events.values()].some(
      ({ start }) => start.timeZone === 'tzone://Microsoft/Custom',
    ),
  ).toBe(true)
  expect(callControl(emulator.control, 'GET', '/posts')).toEqual({ next: 0, counts: {}, posts: [] })
  await emulator.close()
})

test('what a person does in the calendar reaches others, and the posts count who was mailed', async () => {
  const emulator = await createEmulator({ seed: 'demo' })
  const call = (method: string, path: string, body?: unknown) =>
    callControl(emulator.control, method, path, body) as Record<string, unknown>
  const event = {
    subject: 'Inspection',
    start: { dateTime: '{today+1}T09:00:00', timeZone: 'Europe/Berlin' },
    end: { dateTime: '{today+1}T10:00:00', timeZone: 'Europe/Berlin' },
    attendees: [
      { emailAddress: { address: 'daniel.okafor@harborrealty.example' } },
      { emailAddress: { address: 'lena@outside.example' } },
    ],
  }
  const made = call('POST', `${sofia}/events`, { event })
  call('PATCH', `${sofia}/events/${made.id}`, { event: { subject: 'Inspection, 2nd' } })
  const copy = [...person(emulator, 'daniel.').mailbox!.events.values()].find(
    ({ fields }) => fields.subject === 'Inspection, 2nd',
  )!
  call('POST', `${daniel}/events/${copy.id}/answer`, { response: 'accepted' })
  call('DELETE', `${sofia}/events/${made.id}`)
  expect(call('GET', '/posts').counts).toEqual({
    'daniel.okafor@harborrealty.example': 3,
    'lena@outside.example': 3,
    'sofia.lindqvist@harborrealty.example': 1,
  })
  expect(call('GET', '/posts?type=meetingCancelled')).toMatchObject({
    next: 4,
    counts: { 'lena@outside.example': 1 },
    posts: [{ meeting: { iCalUId: made.iCalUId } }],
  })
  expect((call('GET', '/posts?since=3').posts as unknown[]).length).toBe(1)
  expect(() => call('POST', `${sofia}/events`, { event: { subject: 'No time' } })).toThrow('property failed')
  await emulator.close()
})

test('a mailbox is filled with events and tasks that every reader understands', async () => {
  const emulator = await createEmulator({ seed: 'large:2x0' })
  const box = '/mailboxes/person1@large.example'
  const call = (method: string, path: string, body?: unknown) =>
    callControl(emulator.control, method, path, body) as Record<string, unknown>
  expect(call('POST', `${box}/fill-calendar`, { events: 300, tasks: 50, seed: 3 })).toEqual({
    events: 300,
    tasks: 50,
  })
  call('POST', '/mailboxes/person2@large.example/fill-calendar', { events: 300, seed: 3 })
  const [one, two] = users(emulator)
  expect(subjects(one!)).toEqual(subjects(two!))
  const events = [...one!.mailbox!.events.values()]
  expect(events.filter(({ recurrence }) => recurrence).length).toBeGreaterThan(10)
  expect(events.filter(({ fields }) => fields.isAllDay).length).toBeGreaterThan(5)
  const task = call('POST', `${box}/tasks`, {
    task: { title: 'Call', dueDateTime: { dateTime: '{today}', timeZone: 'UTC' } },
  })
  expect(call('PATCH', `${box}/tasks/${task.id}`, { task: { status: 'completed' } })).toMatchObject({
    status: 'completed',
  })
  call('DELETE', `${box}/tasks/${task.id}`)
  expect(call('GET', `${box}/tasks?top=1`)).toMatchObject({ count: 50, tasks: [{}] })
  expect(call('GET', `${box}/events?skip=299`)).toMatchObject({ count: 300, events: [{}] })
  await emulator.close()
})

test('an event in a zone without a name is shown by its name and told in UTC', async () => {
  const emulator = await createEmulator({ seed: seedWith() })
  const client = createClient(emulator)
  const event = {
    subject: 'Unnamed',
    start: { dateTime: '2027-03-01T09:00:00' },
    end: { dateTime: '2027-03-01T10:00:00' },
    recurrence: {
      pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'] },
      range: { type: 'noEnd', startDate: '2027-03-01' },
    },
  }
  await client.control('POST', '/mailboxes/anna@contoso.example/events', {
    event,
    customZone: 'America/Chicago',
  })
  const view = await graph(
    client,
    'GET',
    '/v1.0/users/anna@contoso.example/calendarView?startDateTime=2027-03-08&endDateTime=2027-03-23',
  )
  const value = view.body.value as { start: { dateTime: string }; originalStartTimeZone: string }[]
  expect(
    value.map(({ start, originalStartTimeZone }) => [start.dateTime.slice(0, 16), originalStartTimeZone]),
  ).toEqual([
    ['2027-03-08T15:00', 'tzone://Microsoft/Custom'],
    ['2027-03-15T14:00', 'tzone://Microsoft/Custom'],
    ['2027-03-22T14:00', 'tzone://Microsoft/Custom'],
  ])
  await emulator.close()
})

test('faults and the log know calendar and tasks by their operations, inside a batch too', async () => {
  const emulator = await createEmulator({ seed: seedWith() })
  const client = createClient(emulator)
  await client.control('POST', '/faults', {
    match: { operation: 'events.create' },
    times: 1,
    effect: { status: 503 },
  })
  await client.control('POST', '/faults', {
    match: { operation: 'calendarView.delta' },
    times: 1,
    effect: { gone: true },
  })
  const user = '/users/anna@contoso.example'
  const event = {
    subject: 'x',
    start: { dateTime: '2027-03-01T09:00:00', timeZone: 'UTC' },
    end: { dateTime: '2027-03-01T10:00:00', timeZone: 'UTC' },
  }
  const headers = { 'content-type': 'application/json' }
  const requests = [
    { id: '1', method: 'POST', url: `${user}/events`, headers, body: event },
    { id: '2', method: 'POST', url: `${user}/calendar/events`, headers, body: event, dependsOn: ['1'] },
    {
      id: '3',
      method: 'GET',
      url: `${user}/calendarView/delta?startDateTime=2027-01-01&endDateTime=2028-01-01`,
    },
    { id: '4', method: 'GET', url: `${user}/todo/lists` },
    { id: '5', method: 'POST', url: `${user}/events`, headers, body: event },
  ]
  const batch = await graph(client, 'POST', '/v1.0/$batch', { requests })
  const statuses = Object.fromEntries(
    (batch.body.responses as { id: string; status: number }[]).map(({ id, status }) => [id, status]),
  )
  expect(statuses).toEqual({ 1: 503, 2: 424, 3: 410, 4: 200, 5: 201 })
  const { body } = await client.control('GET', '/requests/counts')
  expect(body.operations).toMatchObject({ 'events.create': 2, 'calendarView.delta': 1, 'lists.list': 1 })
  await emulator.close()
})

test('a second start shows the same calendars and tasks, and its delta tokens go on', async () => {
  const data = mkdtempSync(join(tmpdir(), 'emulator-calendar-'))
  const first = await createEmulator({ data, seed: seedWith() })
  const before = createClient(first)
  const box = '/mailboxes/anna@contoso.example'
  const series = {
    subject: 'Daily',
    start: { dateTime: '2027-03-01T09:00:00', timeZone: 'Europe/Berlin' },
    end: { dateTime: '2027-03-01T10:00:00', timeZone: 'Europe/Berlin' },
    recurrence: {
      pattern: { type: 'daily', interval: 1 },
      range: { type: 'noEnd', startDate: '2027-03-01' },
    },
  }
  const made = (await before.control('POST', `${box}/events`, { event: series })).body
  const short = (
    await before.control('POST', `${box}/events`, { event: { ...series, recurrence: undefined } })
  ).body
  const task = (await before.control('POST', `${box}/tasks`, { task: { title: 'Kept' } })).body
  const view = '/v1.0/users/anna@contoso.example/calendarView'
  const march = 'startDateTime=2027-03-01&endDateTime=2027-03-05'
  const lines = (await graph(before, 'GET', `${view}?${march}`)).body.value as { id: string; type: string }[]
  const round = (await graph(before, 'GET', `${view}/delta?${march}`)).body
  const tasks = `/v1.0/users/anna@contoso.example/todo/lists/${task.listId}/tasks`
  const taskRound = (await graph(before, 'GET', `${tasks}/delta`)).body
  const occurrences = lines.filter(({ type }) => type === 'occurrence')
  await before.control('PATCH', `${box}/events/${occurrences[1]!.id}`, { event: { subject: 'Special' } })
  await before.control('DELETE', `${box}/events/${occurrences[2]!.id}`)
  await before.control('DELETE', `${box}/events/${short.id}`)
  await before.control('DELETE', `${box}/tasks/${task.id}`)
  const shown = (await graph(before, 'GET', `${view}?${march}`)).body.value
  await first.close()
  const second = await createEmulator({ data })
  const after = createClient(second)
  expect((await graph(after, 'GET', `${view}?${march}`)).body.value).toEqual(shown)
  const path = (link: unknown) => String(link).replace(/^https:\/\/[^/]+/, '')
  const next = (await graph(after, 'GET', path(round['@odata.deltaLink']))).body.value as Record<
    string,
    unknown
  >[]
  expect(next.map(({ id, type, '@removed': removed }) => [id, type ?? removed]).sort()).toEqual(
    [
      [made.id, 'seriesMaster'],
      [occurrences[1]!.id, 'exception'],
      [occurrences[2]!.id, { reason: 'deleted' }],
      [short.id, { reason: 'deleted' }],
    ].sort(),
  )
  expect((await graph(after, 'GET', path(taskRound['@odata.deltaLink']))).body.value).toMatchObject([
    { id: task.id, '@removed': {} },
  ])
  await second.close()
  rmSync(data, { recursive: true, force: true })
})

const tokens = new WeakMap<Client, Promise<string>>()

async function graph(client: Client, method: string, path: string, body?: unknown): Promise<Answer> {
  const token = tokens.get(client) ?? client.token()
  tokens.set(client, token)
  const headers = { authorization: `Bearer ${await token}`, 'content-type': 'application/json' }
  return client.send(method, path, { headers, ...(body !== undefined && { body: JSON.stringify(body) }) })
}

function seedWith() {
  return {
    tenants: [
      {
        displayName: 'Contoso',
        domains: ['contoso.example'],
        users: [{ address: 'anna@contoso.example', displayName: 'Anna' }],
        applications: [
          { displayName: 'A', secrets: [{}], permissions: ['Calendars.ReadWrite', 'Tasks.ReadWrite.All'] },
        ],
      },
    ],
  }
}
