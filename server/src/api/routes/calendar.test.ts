import { type Occurrence, occurrence } from '@tandem/model/api/events.ts'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { createTestApi } from '../../../testing/api.ts'
import { askedMailbox, storedItem } from '../../../testing/mailbox-requests.ts'

const { app, db, asOperator } = await createTestApi()
const mailbox = async () => await askedMailbox(app, db, asOperator)
type Box = Awaited<ReturnType<typeof mailbox>>

const at = (dateTime: string, timeZone = 'Europe/Berlin') => ({ dateTime: `${dateTime}:00`, timeZone })
/** The route answers without going over its schema: every answer of these tests does. */
const view = async ({ ask }: Box, from: string, to: string, more = ''): Promise<Occurrence[]> =>
  z
    .strictObject({ items: z.array(occurrence.strict()) })
    .parse((await ask('GET', `/calendar?from=${from}&to=${to}${more}`)).json()).items

test('GET /calendar takes a series apart across a clock change, with its moved and without its cancelled occurrence', async () => {
  const box = await mailbox()
  const { id } = (
    await box.ask('POST', '/events', {
      subject: 'Viewing',
      start: at('2026-03-17T09:00'),
      end: at('2026-03-17T10:00'),
      recurrence: {
        pattern: { type: 'weekly', interval: 1, daysOfWeek: ['tuesday'] },
        range: { type: 'noEnd', startDate: '2026-03-17' },
      },
      cancelledDates: ['2026-03-24'],
      exceptions: [{ originalDate: '2026-03-31', start: at('2026-04-01T14:00'), subject: 'Moved' }],
    })
  ).json()
  await box.ask('POST', '/events', {
    subject: 'Lunch',
    location: { displayName: 'Café' },
    isReminderOn: true,
    reminderMinutesBeforeStart: 30,
    start: at('2026-04-01T12:00', 'UTC'),
    end: at('2026-04-01T13:30', 'UTC'),
  })
  const items = await view(box, '2026-03-16T00:00:00Z', '2026-04-08T00:00:00Z')
  expect(
    items.map(({ type, originalDate, subject, start, end }) => [type, originalDate, subject, start, end]),
  ).toEqual([
    ['occurrence', '2026-03-17', 'Viewing', '2026-03-17T08:00:00.000Z', '2026-03-17T09:00:00.000Z'],
    ['exception', '2026-03-31', 'Moved', '2026-04-01T12:00:00.000Z', '2026-04-01T13:00:00.000Z'],
    ['singleInstance', undefined, 'Lunch', '2026-04-01T12:00:00.000Z', '2026-04-01T13:30:00.000Z'],
    ['occurrence', '2026-04-07', 'Viewing', '2026-04-07T07:00:00.000Z', '2026-04-07T08:00:00.000Z'],
  ])
  expect(items.find((one) => one.subject === 'Lunch')).toMatchObject({
    location: 'Café',
    reminderMinutes: 30,
    attendees: 0,
    isOrganizer: true,
    response: 'none',
    syncState: 'pending',
    hasConflict: false,
    showAs: 'busy',
  })
  expect(items[0]).toMatchObject({
    eventId: id,
    version: 1,
    timeZone: 'Europe/Berlin',
    reminderMinutes: null,
  })
})

test('GET /calendar shows what began before and still lasts, and an all-day event on its days in any zone', async () => {
  const box = await mailbox()
  await box.ask('POST', '/events', {
    subject: 'Night',
    start: at('2026-05-01T22:00', 'UTC'),
    end: at('2026-05-02T06:00', 'UTC'),
  })
  await box.ask('POST', '/events', {
    subject: 'Holiday',
    isAllDay: true,
    start: at('2026-05-03T00:00', 'Pacific/Auckland'),
    end: at('2026-05-04T00:00', 'Pacific/Auckland'),
  })
  const names = async (from: string, to: string) => (await view(box, from, to)).map((one) => one.subject)
  expect(await names('2026-05-02T00:00:00Z', '2026-05-02T05:00:00Z')).toEqual(['Night'])
  // 3 May of Los Angeles: its day ends 20 hours after that of Auckland.
  expect(await names('2026-05-03T07:00:00Z', '2026-05-04T07:00:00Z')).toEqual(['Holiday'])
  const [holiday] = await view(box, '2026-05-03T07:00:00Z', '2026-05-04T07:00:00Z')
  expect(holiday).toMatchObject({ isAllDay: true, startDate: '2026-05-03', endDate: '2026-05-04' })
  expect(await names('2026-05-06T00:00:00Z', '2026-05-07T00:00:00Z')).toEqual([])
})

test('GET /calendar?search leaves out what has not all of the words', async () => {
  const box = await mailbox()
  for (const subject of ['Call Zoë', 'Call Ada'])
    await box.ask('POST', '/events', { subject, start: at('2026-05-01T10:00'), end: at('2026-05-01T11:00') })
  const found = await view(box, '2026-05-01T00:00:00Z', '2026-05-02T00:00:00Z', '&search=zoe')
  expect(found.map((one) => one.subject)).toEqual(['Call Zoë'])
})

test('GET /calendar refuses more than 800 days, a time that ends before it begins, and a time without a zone', async () => {
  const { ask } = await mailbox()
  for (const [from, to, pointer] of [
    ['2026-01-01T00:00:00Z', '2028-04-01T00:00:00Z', 'query/to'],
    ['2026-01-02T00:00:00Z', '2026-01-01T00:00:00Z', 'query/to'],
    ['2026-01-01T00:00:00', '2026-02-01T00:00:00Z', 'query/from'],
  ]) {
    const answer = await ask('GET', `/calendar?from=${from}&to=${to}`)
    expect([answer.statusCode, answer.json().errors[0].pointer]).toEqual([400, pointer])
  }
})

test('GET /calendar answers 400 where more than 20,000 appointments lie in the time, instead of a part of them', async () => {
  const box = await mailbox()
  const daily = {
    start: at('2026-01-01T08:00', 'UTC'),
    end: at('2026-01-01T09:00', 'UTC'),
    recurrence: {
      pattern: { type: 'daily', interval: 1 },
      range: { type: 'noEnd', startDate: '2026-01-01' },
    },
  }
  const columns = { starts_at: '2026-01-01T08:00:00Z', ends_at: 'infinity' }
  for (let made = 0; made < 28; made += 1) await storedItem(db, box, 'events', daily, columns)
  const answer = await box.ask('GET', '/calendar?from=2026-01-01T00:00:00Z&to=2028-03-01T00:00:00Z')
  expect([answer.statusCode, answer.json().detail]).toEqual([400, expect.stringContaining('20,000')])
  expect(await view(box, '2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z')).toHaveLength(28 * 31)
})

test('GET /calendar counts attendees without the own person, and leaves out events whose times mean nothing', async () => {
  const box = await mailbox()
  const attendee = (address: string) => ({ type: 'required', emailAddress: { address } })
  const event = {
    subject: 'Meeting',
    start: at('2026-05-01T10:00', 'UTC'),
    end: at('2026-05-01T11:00', 'UTC'),
    attendees: [attendee(box.address.toUpperCase()), attendee('ada@x.example')],
    isOrganizer: false,
    responseStatus: { response: 'accepted' },
    onlineMeeting: { joinUrl: 'https://meet.example/1' },
  }
  const columns = { starts_at: '2026-05-01T10:00:00Z', ends_at: '2026-05-01T11:00:00Z' }
  await storedItem(db, box, 'events', event, columns)
  await storedItem(db, box, 'events', { ...event, start: at('2026-05-01T10:00', 'Nowhere') }, columns)
  await storedItem(db, box, 'events', event, { starts_at: null, ends_at: null })
  const items = await view(box, '2026-05-01T00:00:00Z', '2026-05-02T00:00:00Z')
  expect(items).toMatchObject([
    {
      attendees: 1,
      isOrganizer: false,
      response: 'accepted',
      joinUrl: 'https://meet.example/1',
      syncState: 'synced',
    },
  ])
  expect(items).toHaveLength(1)
})
