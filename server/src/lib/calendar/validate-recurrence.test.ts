import type { EventContent } from '@tandem/model/event.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { series } from '../../../testing/generated-series.ts'
import { validateRecurrence } from './validate-recurrence.ts'

const wall = (dateTime: string, timeZone = 'Europe/Berlin') => ({ dateTime, timeZone })
const good: EventContent = {
  start: wall('2026-05-04T09:00:00'),
  end: wall('2026-05-04T10:00:00'),
  recurrence: {
    pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'], firstDayOfWeek: 'sunday' },
    range: { type: 'noEnd', startDate: '2026-05-04' },
  },
}
const pointers = (event: EventContent) => validateRecurrence(event).map(({ pointer }) => pointer)
const range = (range: NonNullable<EventContent['recurrence']>['range']): EventContent => ({
  ...good,
  recurrence: { ...good.recurrence!, range },
})

test('what is generated as right is right, and so is a single event', () => {
  const { recurrence: _none, ...single } = good
  expect(validateRecurrence(single)).toEqual([])
  fc.assert(
    fc.property(series, (event) => {
      expect(validateRecurrence(event)).toEqual([])
    }),
  )
})

test('a time needs a day that exists, a zone that exists, and an end that is not before the start', () => {
  expect(pointers({ ...good, start: wall('2026-02-30T09:00:00') })).toEqual(['/start/dateTime'])
  expect(
    validateRecurrence({ ...good, end: wall('2026-05-04T10:00:00', 'W. Europe Standard Time') }),
  ).toEqual([
    {
      pointer: '/end/timeZone',
      detail: 'Write Europe/Berlin. Zones are named as in the IANA database, such as Europe/Berlin, or UTC.',
    },
  ])
  expect(pointers({ ...good, end: wall('2026-05-04T10:00:00', 'Europe/Nowhere') })).toEqual(['/end/timeZone'])
  expect(pointers({ ...good, end: wall('2026-05-04T08:59:00') })).toEqual(['/end'])
  // The same wall clock further west is later, further east earlier.
  expect(pointers({ ...good, end: wall('2026-05-04T08:59:00', 'America/New_York') })).toEqual([])
  expect(pointers({ ...good, end: wall('2026-05-04T10:00:00', 'Asia/Kathmandu') })).toEqual(['/end'])
  expect(pointers({ ...good, end: good.start })).toEqual([])
})

test('an all-day event is from midnight to midnight of one zone', () => {
  const allDay = { start: wall('2026-05-04T00:00:00'), end: wall('2026-05-05T00:00:00'), isAllDay: true }
  expect(pointers(allDay)).toEqual([])
  expect(pointers({ ...allDay, end: wall('2026-05-04T23:59:00') })).toEqual(['/end/dateTime'])
  expect(pointers({ ...allDay, end: wall('2026-05-05T00:00:00', 'UTC') })).toEqual(['/end/timeZone'])
  expect(pointers({ ...allDay, end: allDay.start })).toEqual(['/end'])
})

test('a range begins on the day of the start, ends after that, and has an occurrence', () => {
  expect(pointers(range({ type: 'noEnd', startDate: '2026-05-11' }))).toEqual(['/recurrence/range/startDate'])
  expect(pointers(range({ type: 'endDate', startDate: '2026-05-04', endDate: '2026-05-03' }))).toEqual([
    '/recurrence/range/endDate',
  ])
  const tuesday = { ...good, start: wall('2026-05-05T09:00:00'), end: wall('2026-05-05T10:00:00') }
  const week = { type: 'endDate', startDate: '2026-05-05', endDate: '2026-05-10' } as const
  expect(pointers({ ...tuesday, recurrence: { ...good.recurrence!, range: week } })).toEqual(['/recurrence'])
})

test('exceptions and cancelled days name days of the pattern, each once', () => {
  const exceptions = [
    { originalDate: '2026-05-11', subject: 'A' },
    { originalDate: '2026-05-12', subject: 'B' },
    { originalDate: '2026-05-11', subject: 'C' },
  ]
  expect(pointers({ ...good, exceptions, cancelledDates: ['2026-05-18', '2026-05-19'] })).toEqual([
    '/cancelledDates/1',
    '/exceptions/1/originalDate',
    '/exceptions/2/originalDate',
  ])
  const { recurrence: _none, ...single } = good
  expect(pointers({ ...single, exceptions, cancelledDates: ['2026-05-18'] })).toEqual([
    '/exceptions',
    '/cancelledDates',
  ])
})

test('an exception has times of its own that are right', () => {
  const exception = (times: object): EventContent => ({
    ...good,
    exceptions: [{ originalDate: '2026-05-11', ...times }],
  })
  expect(pointers(exception({ start: wall('2026-05-11T25:00:00') }))).toEqual([
    '/exceptions/0/start/dateTime',
  ])
  expect(pointers(exception({ end: wall('2026-05-11T08:00:00') }))).toEqual(['/exceptions/0/end'])
  expect(pointers(exception({ isAllDay: true }))).toEqual([
    '/exceptions/0/start/dateTime',
    '/exceptions/0/end/dateTime',
  ])
  expect(pointers(exception({ start: wall('2026-05-11T15:00:00') }))).toEqual([])
})

test('an occurrence is not moved to or beyond the day of its neighbours, unless they are cancelled', () => {
  const to = (day: string, more: Partial<EventContent> = {}): EventContent => ({
    ...good,
    ...more,
    exceptions: [
      { originalDate: '2026-05-11', start: wall(`${day}T09:00:00`), end: wall(`${day}T10:00:00`) },
      ...(more.exceptions ?? []),
    ],
  })
  expect(pointers(to('2026-05-05'))).toEqual([])
  expect(pointers(to('2026-05-17'))).toEqual([])
  expect(validateRecurrence(to('2026-05-04'))).toEqual([
    {
      pointer: '/exceptions/0/start',
      detail:
        'An occurrence cannot be moved to or beyond the day of the one before it, which takes place on 2026-05-04.',
    },
  ])
  expect(pointers(to('2026-05-18'))).toEqual(['/exceptions/0/start'])
  expect(pointers(to('2026-05-20', { cancelledDates: ['2026-05-18'] }))).toEqual([])
  // The neighbour was moved itself, so its old day is free.
  const neighbour = {
    originalDate: '2026-05-18',
    start: wall('2026-05-20T09:00:00'),
    end: wall('2026-05-20T10:00:00'),
  }
  expect(pointers(to('2026-05-19', { exceptions: [neighbour] }))).toEqual([])
  expect(pointers(to('2026-05-20', { exceptions: [neighbour] }))).toEqual([
    '/exceptions/0/start',
    '/exceptions/1/start',
  ])
})
