import { expect, test } from 'vitest'
import { createTestApi } from '../../../testing/api.ts'
import { createTestMailbox } from '../../../testing/mailbox.ts'
import { askedMailbox, storedItem } from '../../../testing/mailbox-requests.ts'

const { app, db, asOperator, organisation } = await createTestApi()
const mailbox = async () => await askedMailbox(app, db, asOperator)
const due = (day: string) => ({ dateTime: `${day}T00:00:00`, timeZone: 'UTC' })

test('POST /tasks answers 201 with an ETag and its place, keeps the day, and queues the push', async () => {
  const { id: mailboxId, ask } = await mailbox()
  const answer = await ask('POST', '/tasks', {
    title: 'Call Zoë',
    dueDateTime: { dateTime: '2026-12-01T18:30:00', timeZone: 'Pacific Standard Time' },
    categories: ['Red', 'Blue'],
  })
  expect([answer.statusCode, answer.headers.etag]).toEqual([201, '"1"'])
  const task = answer.json()
  expect(answer.headers.location).toBe(`/api/v1/mailboxes/${mailboxId}/tasks/${task.id}`)
  expect(task).toMatchObject({
    title: 'Call Zoë',
    dueDateTime: due('2026-12-01'),
    categories: ['Blue', 'Red'],
    syncState: 'pending',
  })
  const todo = await db.selectFrom('todo').select('task').where('mailbox_id', '=', mailboxId).execute()
  expect(todo).toEqual([{ task: 'push:tasks' }])
})

test('POST /tasks names unknown fields, wrong states, unknown zones, and a repetition without a day', async () => {
  const { ask } = await mailbox()
  const strict = await ask('POST', '/tasks', { subject: 'x', status: 'done' })
  expect(
    strict
      .json()
      .errors.map((error: { pointer: string }) => error.pointer)
      .sort(),
  ).toEqual(['/status', '/subject'])
  const zone = { dateTime: '2026-12-01T09:00:00', timeZone: 'Middle-earth' }
  const recurrence = {
    pattern: { type: 'daily', interval: 1 },
    range: { type: 'noEnd', startDate: '2026-12-01' },
  }
  const wrong = await ask('POST', '/tasks', { title: 'x', reminderDateTime: zone, recurrence })
  expect(wrong.json()).toMatchObject({
    status: 400,
    errors: [{ pointer: '/reminderDateTime/timeZone' }, { pointer: '/dueDateTime' }],
  })
})

test('PATCH /tasks/{id} changes what is sent, needs the version, and tells a stale editor the current one', async () => {
  const { ask } = await mailbox()
  const { id } = (await ask('POST', '/tasks', { title: 'Call', dueDateTime: due('2026-12-01') })).json()
  expect((await ask('PATCH', `/tasks/${id}`, { status: 'completed' })).statusCode).toBe(428)
  const done = await ask('PATCH', `/tasks/${id}`, { status: 'completed', dueDateTime: null, version: 1 })
  expect(done.headers.etag).toBe('"2"')
  expect(done.json()).toMatchObject({ title: 'Call', status: 'completed', version: 2 })
  expect(done.json()).not.toHaveProperty('dueDateTime')
  const stale = await ask('PATCH', `/tasks/${id}`, { title: 'x' }, { 'if-match': '"1"' })
  expect(stale.json()).toMatchObject({ code: 'stale-version', currentVersion: 2 })
})

test('DELETE /tasks/{id} removes the task; its history stays, and is no history of an event', async () => {
  const { ask } = await mailbox()
  const { id } = (await ask('POST', '/tasks', { title: 'Call' })).json()
  expect((await ask('DELETE', `/tasks/${id}`)).json()).toEqual({ id })
  expect((await ask('GET', `/tasks/${id}`)).json().detail).toContain('There is no task')
  const { items } = (await ask('GET', `/tasks/${id}/history`)).json()
  expect(items.map((entry: { operation: string }) => entry.operation)).toEqual(['delete', 'create'])
  expect((await ask('GET', `/events/${id}/history`)).statusCode).toBe(404)
})

test('GET /tasks?status=open lists what is not completed, the soonest first and page by page', async () => {
  const { ask } = await mailbox()
  const titles = ['c', 'a', 'none', 'b', 'done']
  const days: Record<string, string> = { a: '2026-01-01', b: '2026-02-01', c: '2026-03-01' }
  for (const title of titles)
    await ask('POST', '/tasks', {
      title,
      ...(days[title] && { dueDateTime: due(days[title]) }),
      ...(title === 'done' && { status: 'completed' }),
    })
  const seen: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: { items: { title: string }[]; nextCursor: string | null } = (
      await ask('GET', `/tasks?status=open&limit=3${cursor && `&cursor=${cursor}`}`)
    ).json()
    seen.push(...page.items.map((task) => task.title))
    cursor = page.nextCursor
  }
  expect(seen).toEqual(['a', 'b', 'c', 'none'])
  expect((await ask('GET', '/tasks?status=completed')).json().items).toHaveLength(1)
  expect((await ask('GET', '/tasks?search=NONE')).json().items).toHaveLength(1)
})

test('GET /tasks/{id} shows also what the mailbox holds against its own rules', async () => {
  const box = await mailbox()
  const fields = {
    title: 'x'.repeat(300),
    status: 'somethingNew',
    dueDateTime: { dateTime: 'soon', timeZone: 'tzone://Microsoft/Custom', odd: 1 },
    recurrence: { pattern: { type: 'lunar' }, range: { type: 'noEnd' } },
  }
  const id = await storedItem(db, box, 'tasks', fields)
  expect((await box.ask('GET', `/tasks/${id}`)).json()).toMatchObject({ ...fields, syncState: 'synced' })
})

test('/tasks and /events of a connection that is not for them answer 409 and say how it becomes so', async () => {
  const { id } = await createTestMailbox(db)
  for (const [kind, flag] of [
    ['tasks', 'tasks'],
    ['events', 'calendar'],
  ]) {
    const url = `/api/v1/mailboxes/${id}/${kind}`
    const body = { title: 'x' }
    const start = { dateTime: '2026-12-01T09:00:00', timeZone: 'UTC' }
    for (const answer of [
      await app.inject({ url, headers: asOperator }),
      await app.inject({
        method: 'POST',
        url,
        headers: asOperator,
        payload: kind === 'tasks' ? body : { start, end: start },
      }),
    ]) {
      expect([answer.statusCode, answer.json().code]).toEqual([409, 'wrong-state'])
      expect(answer.json().detail).toContain(`"${flag}": true`)
    }
  }
})

test('POST /tasks of a kind that is wanted since but not kept in step yet says to activate', async () => {
  const { id, ask } = await mailbox()
  await db.deleteFrom('collection').where('mailbox_id', '=', id).where('kind', '=', 'tasks').execute()
  const answer = await ask('POST', '/tasks', { title: 'x' })
  expect([answer.statusCode, answer.json().detail]).toEqual([409, expect.stringContaining('/activate')])
})

test('GET /mailboxes/{mailbox}/tasks with the key of another organisation answers 404', async () => {
  const { id } = await mailbox()
  const { headers } = await organisation()
  expect((await app.inject({ url: `/api/v1/mailboxes/${id}/tasks`, headers })).statusCode).toBe(404)
})
