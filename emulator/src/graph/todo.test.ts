import { beforeEach, describe, expect, test } from 'vitest'
import { at, calendarTenant } from './test-calendar.ts'
import type { Json, TestTenant } from './test-tenant.ts'

const lists = '/v1.0/users/anna@hafen.example/todo/lists'

let t: TestTenant
let tasks: string

beforeEach(async () => {
  t = calendarTenant()
  const { json } = await t.ask('GET', lists)
  tasks = `${lists}/${json.value.find(({ wellknownListName }) => wellknownListName === 'defaultList')!.id}/tasks`
})

async function made(body: object): Promise<Json> {
  const { json, status } = await t.ask('POST', tasks, { body })
  expect(status).toBe(201)
  return json
}

const titles = async (query = '') =>
  (await t.ask('GET', `${tasks}?${query}`)).json.value.map(({ title }) => title)

async function follow(link: string, headers = {}): Promise<{ lines: Json['value']; link: string }> {
  const lines: Json['value'] = []
  for (let next = link; ; ) {
    const { json } = await t.ask('GET', next, { headers })
    lines.push(...json.value)
    if (json['@odata.deltaLink']) return { lines, link: json['@odata.deltaLink'] }
    next = json['@odata.nextLink']!
  }
}

describe('Lists', () => {
  test('Every mailbox has the default list and the one of flagged messages, which stay as they are', async () => {
    const { json } = await t.ask('GET', lists)
    expect(json.value.map(({ displayName, wellknownListName }) => [displayName, wellknownListName])).toEqual([
      ['Tasks', 'defaultList'],
      ['Flagged Emails', 'flaggedEmails'],
    ])
    for (const { id } of json.value) {
      expect((await t.ask('DELETE', `${lists}/${id}`)).json.error.code).toBe('ErrorInvalidRequest')
      expect((await t.ask('PATCH', `${lists}/${id}`, { body: { displayName: 'x' } })).status).toBe(400)
    }
    expect(
      (await t.ask('POST', `${lists}/${json.value[1]!.id}/tasks`, { body: { title: 'x' } })).status,
    ).toBe(400)
  })

  test('A list is made, renamed and deleted with its tasks, and delta tells of it', async () => {
    const start = await follow(`${lists}/delta`)
    expect(start.lines).toHaveLength(2)
    const { json: list } = await t.ask('POST', lists, { body: { displayName: 'Listings' } })
    await t.ask('POST', `${lists}/${list.id}/tasks`, { body: { title: 'Photos' } })
    expect(
      (await t.ask('PATCH', `${lists}/${list.id}`, { body: { displayName: 'New listings' } })).json
        .displayName,
    ).toBe('New listings')
    const second = await follow(start.link)
    expect(second.lines).toMatchObject([{ id: list.id, displayName: 'New listings' }])
    expect((await t.ask('DELETE', `${lists}/${list.id}`)).status).toBe(204)
    expect(t.anna.mailbox!.tasks.size).toBe(0)
    expect((await follow(second.link)).lines).toEqual([
      { '@odata.type': '#microsoft.graph.todoTaskList', id: list.id, '@removed': { reason: 'deleted' } },
    ])
    expect((await t.ask('GET', `${lists}/${list.id}`)).status).toBe(404)
  })
})

describe('Tasks', () => {
  test('POST /tasks keeps what is written, dates without their time of day', async () => {
    const task = await made({
      title: 'Order photos',
      body: { content: 'North side', contentType: 'text' },
      importance: 'high',
      categories: ['VIP'],
      dueDateTime: at('2027-03-01T15:30:00', 'Eastern Standard Time'),
      reminderDateTime: at('2027-03-01T09:15:00', 'Europe/Berlin'),
      isReminderOn: true,
      linkedResources: [{ webUrl: 'https://tandem.example/1', applicationName: 'Tandem', externalId: 'a1' }],
    })
    expect(task).toMatchObject({
      status: 'notStarted',
      importance: 'high',
      dueDateTime: at('2027-03-01T05:00:00.0000000'),
      reminderDateTime: at('2027-03-01T08:15:00.0000000'),
      isReminderOn: true,
      linkedResources: [{ applicationName: 'Tandem', externalId: 'a1', id: expect.any(String) }],
    })
    expect(task.startDateTime).toBeUndefined()
  })

  test('PATCH /tasks/{id} changes, completes and reopens; If-Match is checked', async () => {
    const task = await made({ title: 'Call', dueDateTime: at('2027-03-01') })
    const url = `${tasks}/${task.id}`
    const done = await t.ask('PATCH', url, {
      body: { status: 'completed' },
      headers: { 'if-match': task['@odata.etag'] },
    })
    expect(done.json).toMatchObject({
      status: 'completed',
      completedDateTime: at('2027-01-15T08:00:00.0000000'),
    })
    const open = await t.ask('PATCH', url, { body: { status: 'inProgress', dueDateTime: null } })
    expect([open.json.completedDateTime, open.json.dueDateTime]).toEqual([undefined, undefined])
    const stale = await t.ask('PATCH', url, {
      body: { title: 'x' },
      headers: { 'if-match': task['@odata.etag'] },
    })
    expect(stale.status).toBe(412)
    expect((await t.ask('DELETE', url)).status).toBe(204)
    expect((await t.ask('GET', url)).status).toBe(404)
  })

  test('Completing a task that recurs makes the next one, once', async () => {
    const recurrence = {
      pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'] },
      range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 2 },
    }
    const task = await made({
      title: 'Report',
      dueDateTime: at('2027-03-01', 'Europe/Berlin'),
      reminderDateTime: at('2027-02-28T18:00:00', 'Europe/Berlin'),
      recurrence,
    })
    const complete = () => t.ask('PATCH', `${tasks}/${task.id}`, { body: { status: 'completed' } })
    await complete()
    await complete()
    const all = (await t.ask('GET', tasks)).json.value as Json[]
    expect(
      all.map(({ status, dueDateTime, reminderDateTime }) => [status, dueDateTime, reminderDateTime]),
    ).toEqual([
      ['completed', at('2027-02-28T23:00:00.0000000'), at('2027-02-28T17:00:00.0000000')],
      ['notStarted', at('2027-03-07T23:00:00.0000000'), at('2027-03-07T17:00:00.0000000')],
    ])
    await t.ask('PATCH', `${tasks}/${all[1]!.id}`, { body: { status: 'completed' } })
    expect((await t.ask('GET', tasks)).json.value).toHaveLength(2)
  })

  test.each([
    [{ status: 'asleep' }, 'RequestBodyRead'],
    [{ dueDateTime: at('soon') }, 'RequestBodyRead'],
    [{ dueDateTime: at('2027-03-01', 'Mars') }, 'TimeZoneNotSupportedException'],
    [{ colour: 'red' }, 'RequestBodyRead'],
    [
      {
        recurrence: {
          pattern: { type: 'weekly', interval: 1 },
          range: { type: 'noEnd', startDate: '2027-03-01' },
        },
      },
      'ErrorPropertyValidationFailure',
    ],
  ])('POST /tasks refuses %j', async (body, code) => {
    const reply = await t.ask('POST', tasks, { body: { title: 'x', ...body } })
    expect([reply.status, reply.json.error.code]).toEqual([400, code])
  })

  test('GET /tasks filters, orders, counts and pages', async () => {
    await made({ title: 'b', dueDateTime: at('2027-03-02'), status: 'completed' })
    await made({ title: 'a', dueDateTime: at('2027-03-01'), categories: ['VIP'] })
    await made({ title: 'c' })
    expect(await titles("$filter=status eq 'completed'")).toEqual(['b'])
    expect(
      await titles("$filter=dueDateTime/dateTime ge '2027-03-01T00:00:00' and status ne 'completed'"),
    ).toEqual(['a'])
    expect(await titles("$filter=categories/any(c: c eq 'VIP')")).toEqual(['a'])
    expect(await titles('$orderby=title desc&$top=2')).toEqual(['c', 'b'])
    const page = await t.ask('GET', `${tasks}?$top=2&$count=true`)
    expect([page.json['@odata.count'], page.json.value.length]).toEqual([3, 2])
    expect((await t.ask('GET', page.json['@odata.nextLink']!)).json.value).toHaveLength(1)
    expect((await t.ask('GET', `${tasks}?$filter=shoes eq 1`)).status).toBe(400)
  })

  test('delta tells of new, changed and deleted tasks, page by page', async () => {
    for (const title of ['a', 'b', 'c']) await made({ title })
    const start = await follow(`${tasks}/delta`, { prefer: 'odata.maxpagesize=2' })
    expect(start.lines.map(({ title }) => title)).toEqual(['a', 'b', 'c'])
    const [a, b] = start.lines
    await t.ask('PATCH', `${tasks}/${b!.id}`, { body: { title: 'B' } })
    await t.ask('DELETE', `${tasks}/${a!.id}`)
    const short = await made({ title: 'short-lived' })
    await t.ask('DELETE', `${tasks}/${short.id}`)
    const second = await follow(start.link)
    expect(second.lines).toMatchObject([{ title: 'B' }, { id: a!.id, '@removed': { reason: 'deleted' } }])
    expect((await follow(second.link)).lines).toEqual([])
  })
})

describe('Parts of a task', () => {
  test.each([
    [
      'checklistItems',
      { displayName: 'Key', isChecked: false },
      { isChecked: true },
      { displayName: 'Key', isChecked: true, checkedDateTime: '2027-01-15T08:00:00.0000000Z' },
    ],
    [
      'linkedResources',
      { applicationName: 'Tandem', webUrl: 'https://t.example' },
      { externalId: '7' },
      { applicationName: 'Tandem', externalId: '7' },
    ],
    [
      'extensions',
      {
        '@odata.type': 'microsoft.graph.openTypeExtension',
        extensionName: 'Com.Tandem',
        operation: 'x1',
        n: 1,
      },
      { n: 2 },
      { extensionName: 'Com.Tandem', operation: 'x1', n: 2 },
    ],
  ])('%s are added, read, changed, shown on demand and deleted', async (kind, body, change, expected) => {
    const task = await made({ title: 'With parts' })
    const url = `${tasks}/${task.id}/${kind}`
    const { json: part, status } = await t.ask('POST', url, { body })
    expect(status).toBe(201)
    expect((await t.ask('PATCH', `${url}/${part.id}`, { body: change })).json).toMatchObject(expected)
    expect((await t.ask('GET', url)).json.value).toMatchObject([expected])
    const shown = await t.ask('GET', `${tasks}/${task.id}?$expand=${kind}`)
    expect(shown.json[kind]).toMatchObject([expected])
    expect(shown.json['@odata.etag']).not.toBe(task['@odata.etag'])
    expect((await t.ask('DELETE', `${url}/${part.id}`)).status).toBe(204)
    expect((await t.ask('GET', `${url}/${part.id}`)).status).toBe(404)
  })

  test('An extension in the POST of a task is found by its name, and none is there twice', async () => {
    const extension = {
      '@odata.type': 'microsoft.graph.openTypeExtension',
      extensionName: 'Com.Tandem',
      operation: 'x1',
    }
    const task = await made({ title: 'Once', extensions: [extension] })
    expect((await t.ask('GET', `${tasks}/${task.id}/extensions/Com.Tandem`)).json.operation).toBe('x1')
    expect((await t.ask('POST', `${tasks}/${task.id}/extensions`, { body: extension })).status).toBe(409)
    expect((await t.ask('GET', `${tasks}?$expand=extensions`)).json.value).toMatchObject([
      { extensions: [{ operation: 'x1' }] },
    ])
  })
})

test('Tasks.Read.All reads and does not write; other permissions do neither', async () => {
  const task = await made({ title: 'x' })
  t.claims.roles.splice(0, Number.POSITIVE_INFINITY, 'Tasks.Read.All')
  expect((await t.ask('GET', `${tasks}/${task.id}`)).status).toBe(200)
  expect((await t.ask('PATCH', `${tasks}/${task.id}`, { body: {} })).json.error.code).toBe(
    'ErrorAccessDenied',
  )
  t.claims.roles.splice(0, Number.POSITIVE_INFINITY, 'Calendars.ReadWrite')
  expect((await t.ask('GET', tasks)).status).toBe(403)
})
