import { expect, test } from 'vitest'
import { createTestApi } from '../../../testing/api.ts'
import { askedMailbox, storedItem } from '../../../testing/mailbox-requests.ts'

const { app, db, asOperator } = await createTestApi()
const mailbox = async () => await askedMailbox(app, db, asOperator)

const at = (dateTime: string, timeZone = 'Europe/Berlin') => ({ dateTime: `${dateTime}:00`, timeZone })
const viewing = { subject: 'Viewing', start: at('2026-12-01T09:00'), end: at('2026-12-01T10:00') }
const weekly = {
  ...viewing,
  recurrence: {
    pattern: { type: 'weekly', interval: 1, daysOfWeek: ['tuesday'] },
    range: { type: 'numbered', startDate: '2026-12-01', numberOfOccurrences: 5 },
  },
}

test('POST /events answers 201 with an ETag and its place, zones by their IANA names, and queues the push', async () => {
  const { id: mailboxId, ask } = await mailbox()
  const answer = await ask('POST', '/events', {
    ...viewing,
    start: at('2026-12-01T09:00', 'W. Europe Standard Time'),
    isReminderOn: true,
    reminderMinutesBeforeStart: 15,
  })
  expect([answer.statusCode, answer.headers.etag]).toEqual([201, '"1"'])
  const event = answer.json()
  expect(answer.headers.location).toBe(`/api/v1/mailboxes/${mailboxId}/events/${event.id}`)
  expect(event).toMatchObject({ ...viewing, isReminderOn: true, syncState: 'pending' })
  const todo = await db.selectFrom('todo').select('task').where('mailbox_id', '=', mailboxId).execute()
  expect(todo).toEqual([{ task: 'push:events' }])
})

test('POST /events refuses unknown fields, what only the mailbox says, and events that end before they start', async () => {
  const { ask } = await mailbox()
  const pointers = async (body: object) =>
    (await ask('POST', '/events', body)).json().errors.map((error: { pointer: string }) => error.pointer)
  expect(await pointers({ ...viewing, title: 'x', isOrganizer: true })).toEqual(['/title', '/isOrganizer'])
  expect(await pointers({ subject: 'x' })).toEqual(['/start', '/end'])
  expect(await pointers({ ...viewing, end: at('2026-12-01T08:00') })).toEqual(['/end'])
  expect(await pointers({ ...viewing, end: at('2026-12-01T10:00', 'Europe/Bielefeld') })).toEqual([
    '/end/timeZone',
  ])
  expect(await pointers({ ...viewing, isAllDay: true })).toEqual(['/start/dateTime', '/end/dateTime'])
  const range = { type: 'noEnd', startDate: '2026-12-02' }
  expect(await pointers({ ...weekly, recurrence: { ...weekly.recurrence, range } })).toEqual([
    '/recurrence/range/startDate',
  ])
  expect(await pointers({ ...weekly, cancelledDates: ['2026-12-09'] })).toEqual(['/cancelledDates/0'])
})

test('POST /events and PATCH of an occurrence store HTML without what runs, and answer it without what loads from outside', async () => {
  const { ask } = await mailbox()
  const html = (content: string) => ({ contentType: 'html', content })
  const evil = html('<p onclick="x()">Hi<script>alert(1)</script><img src="https://x.example/a.png"></p>')
  const made = (await ask('POST', '/events', { ...weekly, body: evil })).json()
  expect(made.body.content).toContain('<p>Hi<img')
  expect(made.body.content).not.toContain(' src=')
  const stored = await db.selectFrom('record').select('fields').where('id', '=', made.id).executeTakeFirst()
  expect(JSON.stringify(stored)).toContain('img src=\\"https://x.example/a.png')
  expect(made.body.content).not.toMatch(/script|onclick|alert/)
  const day = `/events/${made.id}/occurrences/2026-12-08`
  const edited = await ask('PATCH', day, { body: html('<b onload="x()">Bye</b>'), version: 1 })
  expect(edited.json().exceptions[0].body).toEqual(html('<b>Bye</b>'))
  const plain = { contentType: 'text', content: '<script>as it is</script>' }
  expect((await ask('POST', '/tasks', { title: 'x', body: plain })).json().body).toEqual(plain)
})

test('PATCH /events/{id} changes what is sent; a start on another day moves the series and drops what it no longer has', async () => {
  const { ask } = await mailbox()
  const made = (await ask('POST', '/events', { ...weekly, cancelledDates: ['2026-12-08'] })).json()
  const path = `/events/${made.id}`
  expect((await ask('PATCH', path, { subject: 'x' })).statusCode).toBe(428)
  const daily = {
    recurrence: {
      pattern: { type: 'weekly', interval: 1, daysOfWeek: ['wednesday'] },
      range: { type: 'numbered', startDate: '2026-12-02', numberOfOccurrences: 5 },
    },
    start: at('2026-12-02T09:00'),
    end: at('2026-12-02T10:00'),
  }
  const moved = await ask('PATCH', path, { ...daily, version: 1 })
  expect(moved.json()).toMatchObject({ version: 2, start: daily.start, recurrence: daily.recurrence })
  expect(moved.json()).not.toHaveProperty('cancelledDates')
  const single = await ask('PATCH', path, { recurrence: null, version: 2 })
  expect(single.json()).not.toHaveProperty('recurrence')
  const wrong = await ask('PATCH', path, { end: at('2026-12-01T08:00'), version: 3 })
  expect([wrong.statusCode, wrong.json().errors[0].pointer]).toEqual([400, '/end'])
})

test('PATCH /events/{id} of another field is taken also where the mailbox holds times against its own rules', async () => {
  const box = await mailbox()
  const id = await storedItem(db, box, 'events', {
    subject: 'Odd',
    start: at('2026-12-01T09:00', 'tzone://Microsoft/Custom'),
    end: at('2026-12-01T08:00', 'tzone://Microsoft/Custom'),
  })
  const answer = await box.ask('PATCH', `/events/${id}`, { subject: 'Still odd', version: 1 })
  expect([answer.statusCode, answer.json().subject]).toEqual([200, 'Still odd'])
})

test('PATCH /events/{id} with a list of attendees keeps what those who stay have answered', async () => {
  const box = await mailbox()
  const status = { response: 'accepted', time: '2026-11-01T10:00:00Z' }
  const attendee = (address: string) => ({ type: 'required', emailAddress: { address } })
  const id = await storedItem(db, box, 'events', {
    ...viewing,
    attendees: [{ ...attendee('ada@x.example'), status }, attendee('grace@x.example')],
  })
  const answer = await box.ask('PATCH', `/events/${id}`, {
    attendees: [attendee('ADA@x.example'), attendee('new@x.example')],
    notifyAttendees: true,
    version: 1,
  })
  expect(answer.json().attendees).toEqual([
    { ...attendee('ADA@x.example'), status },
    attendee('new@x.example'),
  ])
})

test('GET /events/{id} answers what a mailbox holds in HTML harmless, in exceptions too, and keeps it as it is', async () => {
  const box = await mailbox()
  const body = { contentType: 'html', content: '<p>Hi</p><script>alert(1)</script>' }
  const fields = { ...weekly, body, exceptions: [{ originalDate: '2026-12-08', body }] }
  const id = await storedItem(db, box, 'events', fields)
  const shown = (await box.ask('GET', `/events/${id}`)).json()
  expect(shown.body).toEqual({ contentType: 'html', content: '<p>Hi</p>' })
  expect(shown.exceptions[0].body.content).toBe('<p>Hi</p>')
  const stored = await db.selectFrom('record').select('fields').where('id', '=', id).executeTakeFirst()
  expect(stored!.fields).toMatchObject(fields)
})

test('GET /events lists the latest first, finds by words, and pages through everything once', async () => {
  const { ask } = await mailbox()
  for (const day of ['03', '01', '02'])
    await ask('POST', '/events', {
      subject: `Call Zoë ${day}`,
      start: at(`2026-12-${day}T09:00`),
      end: at(`2026-12-${day}T09:30`),
    })
  const seen: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: { items: { subject: string }[]; nextCursor: string | null } = (
      await ask('GET', `/events?search=zoe&limit=2${cursor && `&cursor=${cursor}`}`)
    ).json()
    seen.push(...page.items.map((event) => event.subject.slice(-2)))
    cursor = page.nextCursor
  }
  expect(seen).toEqual(['03', '02', '01'])
  expect((await ask('GET', '/events?order=name&limit=1')).json().items[0].subject).toBe('Call Zoë 01')
})

test('GET /events/{id} shows also what the mailbox holds against its own rules', async () => {
  const box = await mailbox()
  const fields = {
    start: { dateTime: '2026-12-01T09:00:00.0000000', timeZone: 'Customized Time Zone' },
    showAs: 'unknown',
    attendees: [{ type: 'robot', emailAddress: { address: '/o=Old/cn=ada' } }],
    recurrence: { pattern: { type: 'lunar' }, range: { type: 'noEnd' } },
    responseStatus: { response: 'maybe', time: '0001-01-01T00:00:00Z' },
    location: { displayName: 'Hall', locationType: 'default' },
    transactionId: 'x',
  }
  const id = await storedItem(db, box, 'events', fields)
  expect((await box.ask('GET', `/events/${id}`)).json()).toMatchObject(fields)
  expect((await box.ask('GET', '/events')).json().items).toHaveLength(1)
})
