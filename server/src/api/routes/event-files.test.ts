import { expect, test } from 'vitest'
import { createTestApi } from '../../../testing/api.ts'
import { askedMailbox, storedItem } from '../../../testing/mailbox-requests.ts'

const { app, db, asOperator } = await createTestApi()
const mailbox = async () => await askedMailbox(app, db, asOperator)

const at = (dateTime: string, timeZone = 'Europe/Berlin') => ({ dateTime: `${dateTime}:00`, timeZone })
const weekly = {
  subject: 'Besichtigung: Hafen/Süd',
  start: at('2026-12-01T09:00'),
  end: at('2026-12-01T10:00'),
  recurrence: {
    pattern: { type: 'weekly', interval: 1, daysOfWeek: ['tuesday'], firstDayOfWeek: 'sunday' },
    range: { type: 'numbered', startDate: '2026-12-01', numberOfOccurrences: 5 },
  },
  cancelledDates: ['2026-12-08'],
}

test('GET /events/{id}/ics answers an iCalendar file, named after the event', async () => {
  const { ask } = await mailbox()
  const { id } = (await ask('POST', '/events', weekly)).json()
  const answer = await ask('GET', `/events/${id}/ics`)
  expect(answer.headers['content-type']).toBe('text/calendar; charset=utf-8')
  expect(answer.headers['content-disposition']).toBe(
    `attachment; filename="Besichtigung Hafen S_d.ics"; filename*=UTF-8''Besichtigung%20Hafen%20S%C3%BCd.ics`,
  )
  const lines = answer.body.split('\r\n')
  for (const line of [
    `UID:${id}@tandem`,
    'DTSTART;TZID=Europe/Berlin:20261201T090000',
    'EXDATE;TZID=Europe/Berlin:20261208T090000',
    'END:VTIMEZONE',
  ])
    expect(lines).toContain(line)
  expect((await ask('GET', '/events/00000000-0000-4000-8000-000000000000/ics')).statusCode).toBe(404)
})

test('GET /events/{id}/ics of an event in a zone that means nothing answers 409, not a fault', async () => {
  const box = await mailbox()
  const odd = { ...weekly, start: at('2026-12-01T09:00', 'tzone://Microsoft/Custom') }
  const id = await storedItem(db, box, 'events', odd)
  expect((await box.ask('GET', `/events/${id}/ics`)).json()).toMatchObject({
    status: 409,
    code: 'wrong-state',
  })
})

const calendarType = { 'content-type': 'text/calendar; charset=utf-8' }
const file = (...lines: string[]) =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:x', 'BEGIN:VEVENT', 'UID:u1', 'DTSTAMP:20261101T000000Z']
    .concat(lines, 'END:VEVENT', 'END:VCALENDAR', '')
    .join('\r\n')

test('POST /events/import adds a series from a file as an event of the own, invites nobody, and says what is left out', async () => {
  const { ask, id: mailboxId } = await mailbox()
  const text = file(
    'SUMMARY:Besichtigung',
    'DTSTART:20261201T090000',
    'DTEND:20261201T100000',
    'RRULE:FREQ=WEEKLY;COUNT=5',
    'EXDATE:20261208T090000',
    'ORGANIZER;CN=Ada:mailto:ada@x.example',
    'ATTENDEE:mailto:grace@x.example',
    'X-ALT-DESC;FMTTYPE=text/html:<b onclick="x()">Keys</b>',
  )
  const answer = await ask('POST', '/events/import?timeZone=Europe/Berlin', text, calendarType)
  expect([answer.statusCode, answer.headers.etag]).toEqual([201, '"1"'])
  const { notes, ...event } = answer.json()
  expect(answer.headers.location).toBe(`/api/v1/mailboxes/${mailboxId}/events/${event.id}`)
  expect(event).toMatchObject({
    subject: 'Besichtigung',
    start: at('2026-12-01T09:00'),
    body: { contentType: 'html', content: '<b>Keys</b>' },
    recurrence: { range: { type: 'numbered', numberOfOccurrences: 5 } },
    cancelledDates: ['2026-12-08'],
  })
  for (const name of ['attendees', 'organizer', 'isOrganizer']) expect(event).not.toHaveProperty(name)
  expect(notes).toEqual([
    expect.stringContaining('Ada (ada@x.example) organises it'),
    expect.stringContaining('attendees are left out'),
  ])
  expect((await ask('GET', `/events/${event.id}`)).json()).not.toHaveProperty('notes')
})

test('POST /events/import of what GET /events/{id}/ics answered makes the same series in another mailbox, and refuses it in its own', async () => {
  const box = await mailbox()
  const { id } = (await box.ask('POST', '/events', weekly)).json()
  const { body } = await box.ask('GET', `/events/${id}/ics`)
  const again = await box.ask('POST', '/events/import', body, calendarType)
  expect(again.json()).toMatchObject({
    status: 409,
    code: 'already-exists',
    detail: expect.stringContaining(id),
  })
  const other = await (await mailbox()).ask('POST', '/events/import', body, calendarType)
  const { subject, start, end, recurrence, cancelledDates } = other.json()
  expect({ subject, start, end, recurrence, cancelledDates }).toEqual(weekly)
})

test('POST /events/import answers 400 in plain words for what is no event, has no pattern, or is cancelled, and makes nothing', async () => {
  const { ask } = await mailbox()
  const times = ['DTSTART:20261201T090000Z', 'DTEND:20261201T100000Z']
  const refusal = async (text: string, query = '') => {
    const answer = await ask('POST', `/events/import${query}`, text, calendarType)
    return [answer.statusCode, answer.json().errors[0].detail]
  }
  expect(await refusal('Dear Ada')).toEqual([400, expect.any(String)])
  expect(await refusal(file(...times, 'RRULE:FREQ=HOURLY'))).toEqual([400, expect.stringMatching(/hour/i)])
  expect(await refusal(file(...times, 'STATUS:CANCELLED'))).toEqual([
    400,
    expect.stringContaining('cancelled'),
  ])
  expect(await refusal(file(...times), '?timeZone=Nowhere')).toEqual([
    400,
    expect.stringContaining('no such time zone'),
  ])
  expect((await ask('GET', '/events')).json().items).toEqual([])
})

test('POST /events/import takes text/calendar alone, of a megabyte at most', async () => {
  const { ask } = await mailbox()
  const answer = await ask('POST', '/events/import', 'x'.repeat(1024 * 1024 + 1), calendarType)
  expect([answer.statusCode, answer.json().code]).toEqual([413, 'too-large'])
  const json = await ask('POST', '/events/import', { subject: 'x' })
  expect([json.statusCode, json.json().errors[0].detail]).toEqual([
    400,
    expect.stringContaining('text/calendar'),
  ])
  const form = await ask('POST', '/events/import', 'x', { 'content-type': 'application/octet-stream' })
  expect([form.statusCode, form.json().code]).toEqual([415, 'unsupported-media-type'])
})
