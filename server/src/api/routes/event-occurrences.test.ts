import { expect, test } from 'vitest'
import { createTestApi } from '../../../testing/api.ts'
import { askedMailbox } from '../../../testing/mailbox-requests.ts'

const { app, db, asOperator } = await createTestApi()
const mailbox = async () => await askedMailbox(app, db, asOperator)

const at = (dateTime: string, timeZone = 'Europe/Berlin') => ({ dateTime: `${dateTime}:00`, timeZone })
const weekly = {
  subject: 'Viewing',
  start: at('2026-12-01T09:00'),
  end: at('2026-12-01T10:00'),
  recurrence: {
    pattern: { type: 'weekly', interval: 1, daysOfWeek: ['tuesday'], firstDayOfWeek: 'sunday' },
    range: { type: 'numbered', startDate: '2026-12-01', numberOfOccurrences: 5 },
  },
}

async function series() {
  const box = await mailbox()
  const { id } = (await box.ask('POST', '/events', weekly)).json()
  return { ...box, path: `/events/${id}`, eventId: id as string }
}

test('PATCH /events/{id}/occurrences/{date} makes an exception, adds to it, and drops what is as the series again', async () => {
  const { ask, path } = await series()
  const day = `${path}/occurrences/2026-12-08`
  expect((await ask('PATCH', day, { subject: 'x' })).statusCode).toBe(428)
  const named = await ask('PATCH', day, { subject: 'With Ada', version: 1 })
  expect(named.headers.etag).toBe('"2"')
  const moved = await ask('PATCH', day, {
    start: at('2026-12-09T14:00', 'W. Europe Standard Time'),
    end: at('2026-12-09T15:00'),
    version: 2,
  })
  expect(moved.json().exceptions).toEqual([
    {
      originalDate: '2026-12-08',
      subject: 'With Ada',
      start: at('2026-12-09T14:00'),
      end: at('2026-12-09T15:00'),
    },
  ])
  const back = { subject: 'Viewing', start: at('2026-12-08T09:00'), end: at('2026-12-08T10:00'), version: 3 }
  expect((await ask('PATCH', day, back)).json()).not.toHaveProperty('exceptions')
})

test('PATCH /events/{id}/occurrences/{date} refuses days without an occurrence, single events, and crossing another occurrence', async () => {
  const { ask, path } = await series()
  const nowhere = await ask('PATCH', `${path}/occurrences/2026-12-09`, { subject: 'x', version: 1 })
  expect([nowhere.statusCode, nowhere.json().detail]).toEqual([404, expect.stringContaining('2026-12-09')])
  const beyond = await ask('PATCH', `${path}/occurrences/2026-12-08`, {
    start: at('2026-12-16T09:00'),
    end: at('2026-12-16T10:00'),
    version: 1,
  })
  expect([beyond.statusCode, beyond.json().errors[0].pointer]).toEqual([400, '/start'])
  const { recurrence: _, ...single } = weekly
  const { id } = (await ask('POST', '/events', single)).json()
  expect((await ask('PATCH', `/events/${id}/occurrences/2026-12-01`, { version: 1 })).statusCode).toBe(409)
  expect((await ask('PATCH', `${path}/occurrences/2026-13-01`, { version: 1 })).statusCode).toBe(400)
})

test('DELETE /events/{id}/occurrences/{date} cancels the day with what it had of its own; a second time answers 404', async () => {
  const { ask, path } = await series()
  const day = `${path}/occurrences/2026-12-08`
  await ask('PATCH', day, { subject: 'With Ada', version: 1 })
  expect((await ask('DELETE', day, undefined, { 'if-match': '"1"' })).statusCode).toBe(412)
  const gone = (await ask('DELETE', day)).json()
  expect(gone).toMatchObject({ cancelledDates: ['2026-12-08'], version: 3 })
  expect(gone).not.toHaveProperty('exceptions')
  expect((await ask('DELETE', day)).statusCode).toBe(404)
})

test('POST /events/{id}/split ends the series before the day and makes the next one, as one batch that can be taken back', async () => {
  const { ask, path, eventId } = await series()
  await ask('DELETE', `${path}/occurrences/2026-12-22`)
  const answer = await ask('POST', `${path}/split`, {
    date: '2026-12-15',
    changes: { start: at('2026-12-15T11:00'), end: at('2026-12-15T12:00'), subject: 'Later' },
    version: 2,
  })
  expect(answer.statusCode).toBe(201)
  const next = answer.json()
  expect(next).toMatchObject({
    subject: 'Later',
    start: at('2026-12-15T11:00'),
    recurrence: { range: { type: 'numbered', startDate: '2026-12-15', numberOfOccurrences: 3 } },
    cancelledDates: ['2026-12-22'],
  })
  const ended = (await ask('GET', path)).json()
  expect(ended.recurrence.range).toEqual({ type: 'endDate', startDate: '2026-12-01', endDate: '2026-12-14' })
  expect(ended).not.toHaveProperty('cancelledDates')
  const [batch] = (await ask('GET', '/batches')).json().items
  expect(batch).toMatchObject({ created: 1, updated: 1 })
  const undo = { method: 'POST' as const, url: `/api/v1/batches/${batch.id}/undo`, headers: asOperator }
  expect((await app.inject(undo)).json().reverted).toBe(2)
  const { items } = (await ask('GET', '/events')).json()
  expect(items).toMatchObject([
    { id: eventId, recurrence: weekly.recurrence, cancelledDates: ['2026-12-22'] },
  ])
})

test('POST /events/{id}/split at the first occurrence edits the whole series; elsewhere than at an occurrence it answers 404', async () => {
  const { ask, path, eventId } = await series()
  const whole = await ask('POST', `${path}/split`, {
    date: '2026-12-01',
    changes: { subject: 'All' },
    version: 1,
  })
  expect(whole.json()).toMatchObject({ id: eventId, subject: 'All', version: 2 })
  const nowhere = { date: '2026-12-16', changes: {}, version: 2 }
  expect((await ask('POST', `${path}/split`, nowhere)).statusCode).toBe(404)
  const wrong = { date: '2026-12-15', changes: { end: at('2026-12-15T08:00') }, version: 2 }
  expect((await ask('POST', `${path}/split`, wrong)).json().errors[0].pointer).toBe('/changes/end')
  expect((await ask('GET', '/events')).json().items).toHaveLength(1)
})

test('POST /events/{id}/split of a meeting without notifyAttendees lists everybody and leaves the series whole', async () => {
  const { ask } = await mailbox()
  const attendees = [{ type: 'required', emailAddress: { address: 'ada@x.example' } }]
  const { id } = (await ask('POST', '/events', { ...weekly, attendees, notifyAttendees: true })).json()
  const added = [...attendees, { type: 'optional', emailAddress: { address: 'new@x.example' } }]
  const split = { date: '2026-12-15', changes: { attendees: added }, version: 1 }
  const answer = await ask('POST', `/events/${id}/split`, split)
  expect(answer.json()).toMatchObject({
    code: 'attendees-would-be-mailed',
    attendees: ['ada@x.example', 'new@x.example'],
  })
  expect((await ask('GET', `/events/${id}`)).json().version).toBe(1)
  const told = await ask('POST', `/events/${id}/split`, { ...split, notifyAttendees: true })
  expect(told.json().attendees).toHaveLength(2)
  const says = await db
    .selectFrom('outbox')
    .select('say')
    .where('record_id', 'in', [id, told.json().id])
    .execute()
  expect(says).toMatchObject([{ say: { notify: true } }, { say: { notify: true } }])
})
