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
