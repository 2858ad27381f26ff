import { expect, test } from 'vitest'
import type { CalendarEvent, Recurrence } from '../../shapes.ts'
import { event, occurrence } from '../../testing/calendar-samples.ts'
import { movedSeries, occurrenceAt, type Place, rangeFrom, timesAt } from './moved.ts'
import { nextRepeatDays } from './repeat-days.ts'

const at = (start: string, end: string): Place => ({
  allDay: false,
  start: new Date(start),
  end: new Date(end),
})

test('a drop gives wall-clock times of the event’s own zone, on both sides of a clock change', () => {
  const berlin = { timeZone: 'Europe/Berlin', isAllDay: false }
  // Berlin goes from +1 to +2 on 29 March 2026 at 01:00 UTC.
  expect(timesAt(at('2026-03-28T08:00:00Z', '2026-03-28T09:00:00Z'), berlin).start.dateTime).toBe(
    '2026-03-28T09:00:00',
  )
  expect(timesAt(at('2026-03-29T08:00:00Z', '2026-03-29T09:00:00Z'), berlin).start.dateTime).toBe(
    '2026-03-29T10:00:00',
  )
  // Auckland goes from +13 to +12 on 5 April 2026.
  const auckland = { timeZone: 'Pacific/Auckland', isAllDay: false }
  const moved = timesAt(at('2026-04-04T13:30:00Z', '2026-04-04T15:30:00Z'), auckland)
  expect([moved.start.dateTime, moved.end.dateTime]).toEqual(['2026-04-05T02:30:00', '2026-04-05T03:30:00'])
  expect(moved.start.timeZone).toBe('Pacific/Auckland')
})

test('a drop on the row of whole days makes days of it, the last one not included', () => {
  const place: Place = { allDay: true, startDay: '2026-03-29', endDay: '2026-03-31' }
  expect(timesAt(place, { timeZone: 'Europe/Berlin', isAllDay: false })).toEqual({
    isAllDay: true,
    start: { dateTime: '2026-03-29T00:00:00', timeZone: 'Europe/Berlin' },
    end: { dateTime: '2026-03-31T00:00:00', timeZone: 'Europe/Berlin' },
  })
})

test('a zone that the browser does not know is written as UTC', () => {
  const place = at('2026-03-29T08:00:00Z', '2026-03-29T09:00:00Z')
  expect(timesAt(place, { timeZone: 'Customized Time Zone', isAllDay: false }).start).toEqual({
    dateTime: '2026-03-29T08:00:00',
    timeZone: 'UTC',
  })
})

const weekly = (
  daysOfWeek: ('monday' | 'wednesday' | 'friday')[],
  range: Recurrence['range'],
): CalendarEvent => ({
  ...event,
  start: { dateTime: `${range.startDate}T09:00:00`, timeZone: 'Europe/Berlin' },
  end: { dateTime: `${range.startDate}T10:00:00`, timeZone: 'Europe/Berlin' },
  recurrence: { pattern: { type: 'weekly', interval: 1, daysOfWeek, firstDayOfWeek: 'monday' }, range },
})
const berlinTimes = (day: string, start: string, end: string) => ({
  isAllDay: false,
  start: { dateTime: `${day}T${start}:00`, timeZone: 'Europe/Berlin' },
  end: { dateTime: `${day}T${end}:00`, timeZone: 'Europe/Berlin' },
})

test('moving one occurrence within its day gives the whole series the time and length, and no other pattern', () => {
  const series = weekly(['monday'], { type: 'noEnd', startDate: '2026-03-02' })
  const changes = movedSeries(series, '2026-03-30', berlinTimes('2026-03-30', '11:00', '12:30'), 'series')
  expect(changes).toEqual(berlinTimes('2026-03-02', '11:00', '12:30'))
})

test('moving one occurrence to another day moves that day of the pattern, and the series begins on a day it has', () => {
  const series = weekly(['monday', 'wednesday', 'friday'], { type: 'noEnd', startDate: '2026-03-02' })
  const changes = movedSeries(series, '2026-03-04', berlinTimes('2026-03-05', '09:00', '10:00'), 'series')
  expect(changes.recurrence?.pattern).toMatchObject({ daysOfWeek: ['monday', 'friday', 'thursday'] })
  expect(changes.start?.dateTime).toBe('2026-03-02T09:00:00')
  const single = weekly(['monday'], { type: 'noEnd', startDate: '2026-03-02' })
  const earlier = movedSeries(single, '2026-03-09', berlinTimes('2026-03-06', '09:00', '10:00'), 'series')
  expect(earlier.recurrence?.pattern).toMatchObject({ daysOfWeek: ['friday'] })
  expect(earlier.start?.dateTime).toBe('2026-02-27T09:00:00')
  expect(earlier.recurrence?.range.startDate).toBe('2026-02-27')
})

test('this and following begins on the new day, and a counted series keeps its count', () => {
  const series = weekly(['monday'], { type: 'numbered', startDate: '2026-03-02', numberOfOccurrences: 10 })
  const changes = movedSeries(series, '2026-03-16', berlinTimes('2026-03-17', '09:00', '10:00'), 'following')
  expect(changes.start?.dateTime).toBe('2026-03-17T09:00:00')
  expect(changes.recurrence?.range).toEqual({
    type: 'numbered',
    startDate: '2026-03-17',
    numberOfOccurrences: 8,
  })
})

test('the second Tuesday moved to a third Monday is that from then on', () => {
  const pattern = { type: 'relativeMonthly', interval: 1, daysOfWeek: ['tuesday'], index: 'second' } as const
  const range = { type: 'noEnd', startDate: '2026-03-10' } as const
  const recurrence: Recurrence = { pattern: { ...pattern, daysOfWeek: ['tuesday'] }, range }
  const series = { ...weekly(['monday'], range), recurrence }
  const changes = movedSeries(series, '2026-04-14', berlinTimes('2026-04-20', '09:00', '10:00'), 'series')
  expect(changes.recurrence?.pattern).toMatchObject({ daysOfWeek: ['monday'], index: 'third' })
  expect(changes.recurrence && nextRepeatDays(changes.recurrence, 2)).toEqual(['2026-03-16', '2026-04-20'])
})

test('a range never ends before it begins', () => {
  const recurrence: Recurrence = {
    pattern: { type: 'daily', interval: 1 },
    range: { type: 'endDate', startDate: '2026-03-01', endDate: '2026-03-05' },
  }
  expect(rangeFrom(recurrence, '2026-03-09')).toMatchObject({
    startDate: '2026-03-09',
    endDate: '2026-03-09',
  })
})

test('what is shown before the answer stands where it was dropped', () => {
  const shown = occurrenceAt(occurrence, { allDay: true, startDay: '2026-03-30', endDay: '2026-03-31' })
  expect([shown.isAllDay, shown.startDate, shown.endDate, shown.syncState]).toEqual([
    true,
    '2026-03-30',
    '2026-03-31',
    'pending',
  ])
  const timed = occurrenceAt(shown, at('2026-03-30T08:00:00Z', '2026-03-30T09:00:00Z'))
  expect(timed).not.toHaveProperty('startDate')
})
