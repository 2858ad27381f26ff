import type { EventContent } from '@tandem/model/event.ts'
import type { RecurrencePattern } from '@tandem/model/recurrence.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { series } from '../../../testing/generated-series.ts'
import { patternDates } from './pattern-dates.ts'
import { expand, isOccurrenceDate, nextOccurrences, occurrenceOn, seriesSpan } from './recurrence.ts'
import { instantText } from './wall-time.ts'

const weekly: RecurrencePattern = {
  type: 'weekly',
  interval: 1,
  daysOfWeek: ['sunday'],
  firstDayOfWeek: 'sunday',
}
const daily: RecurrencePattern = { type: 'daily', interval: 1 }

/** A series without end from 9:00 to 10:00, or as said. */
function seriesAt(
  date: string,
  timeZone: string,
  pattern: RecurrencePattern,
  more: Partial<EventContent> & { times?: [string, string] } = {},
): EventContent {
  const { times = ['09:00', '10:00'], ...fields } = more
  return {
    subject: 'Series',
    start: { dateTime: `${date}T${times[0]}:00`, timeZone },
    end: { dateTime: `${date}T${times[1]}:00`, timeZone },
    recurrence: { pattern, range: { type: 'noEnd', startDate: date } },
    ...fields,
  }
}

const all = { from: '2000-01-01T00:00:00Z', to: '2050-01-01T00:00:00Z' }
const starts = (event: EventContent, from: string, to: string) =>
  expand(event, { from, to }).map(({ start }) => start)

test('9:00 stays 9:00 when the clocks change, in both hemispheres', () => {
  const berlin = seriesAt('2026-03-22', 'Europe/Berlin', weekly)
  expect(starts(berlin, '2026-03-22T00:00:00Z', '2026-04-06T00:00:00Z')).toEqual([
    '2026-03-22T08:00:00Z',
    '2026-03-29T07:00:00Z',
    '2026-04-05T07:00:00Z',
  ])
  const newYork = seriesAt('2026-10-25', 'America/New_York', weekly)
  expect(starts(newYork, '2026-10-25T00:00:00Z', '2026-11-09T00:00:00Z')).toEqual([
    '2026-10-25T13:00:00Z',
    '2026-11-01T14:00:00Z',
    '2026-11-08T14:00:00Z',
  ])
  const sydney = seriesAt('2026-03-29', 'Australia/Sydney', weekly)
  expect(starts(sydney, '2026-03-28T00:00:00Z', '2026-04-12T00:00:00Z')).toEqual([
    '2026-03-28T22:00:00Z',
    '2026-04-04T23:00:00Z',
    '2026-04-11T23:00:00Z',
  ])
  const santiago = seriesAt('2026-08-30', 'America/Santiago', weekly)
  expect(starts(santiago, '2026-08-30T00:00:00Z', '2026-09-07T00:00:00Z')).toEqual([
    '2026-08-30T13:00:00Z',
    '2026-09-06T12:00:00Z',
  ])
  const kathmandu = seriesAt('2026-03-29', 'Asia/Kathmandu', weekly)
  expect(starts(kathmandu, '2026-03-29T00:00:00Z', '2026-03-30T00:00:00Z')).toEqual(['2026-03-29T03:15:00Z'])
})

test('a length is one of the wall clock: a night shift is an hour shorter or longer when the clocks change', () => {
  const shift = seriesAt('2026-03-27', 'Europe/Berlin', daily)
  shift.start.dateTime = '2026-03-27T22:00:00'
  shift.end.dateTime = '2026-03-28T06:00:00'
  const hours = expand(shift, { from: '2026-03-27T12:00:00Z', to: '2026-03-30T12:00:00Z' }).map(
    ({ start, end }) => (Date.parse(end) - Date.parse(start)) / 3_600_000,
  )
  expect(hours).toEqual([8, 7, 8])
})

test('what would end before it starts because the clock skips its start has no length', () => {
  const skipped = seriesAt('2026-03-28', 'Europe/Berlin', daily, { times: ['02:45', '03:15'] })
  const [found] = expand(skipped, { from: '2026-03-29T00:00:00Z', to: '2026-03-29T12:00:00Z' })
  expect(found).toMatchObject({ start: '2026-03-29T01:45:00Z', end: '2026-03-29T01:45:00Z' })
})

test('the missing day of Samoa falls on the next one', () => {
  const samoa = seriesAt('2011-12-29', 'Pacific/Apia', daily)
  expect(starts(samoa, '2011-12-29T00:00:00Z', '2012-01-01T00:00:00Z')).toEqual([
    '2011-12-29T19:00:00Z',
    '2011-12-30T19:00:00Z',
    '2011-12-30T19:00:00Z',
    '2011-12-31T19:00:00Z',
  ])
})

test('an all-day series is a series of days, also where midnight is skipped', () => {
  const santiago = seriesAt('2026-09-05', 'America/Santiago', daily, {
    isAllDay: true,
    start: { dateTime: '2026-09-05T00:00:00', timeZone: 'America/Santiago' },
    end: { dateTime: '2026-09-06T00:00:00', timeZone: 'America/Santiago' },
  })
  expect(expand(santiago, { from: '2026-09-06T05:00:00Z', to: '2026-09-07T03:00:00Z' })).toMatchObject([
    {
      startDate: '2026-09-06',
      endDate: '2026-09-07',
      start: '2026-09-06T04:00:00Z',
      end: '2026-09-07T03:00:00Z',
    },
  ])
})

test('an all-day event is there for whoever looks from anywhere, if that is asked for', () => {
  const birthday: EventContent = {
    isAllDay: true,
    start: { dateTime: '2026-07-22T00:00:00', timeZone: 'America/Los_Angeles' },
    end: { dateTime: '2026-07-23T00:00:00', timeZone: 'America/Los_Angeles' },
  }
  // 22 July in Kiritimati (UTC+14) is over before it begins in Los Angeles.
  const day = { from: '2026-07-21T10:00:00Z', to: '2026-07-22T06:00:00Z' }
  expect(expand(birthday, day)).toEqual([])
  expect(expand(birthday, day, { allDay: 'anywhere' })).toMatchObject([{ startDate: '2026-07-22' }])
  expect(
    expand(
      birthday,
      { ...day, from: '2026-07-23T12:00:00Z', to: '2026-07-24T00:00:00Z' },
      { allDay: 'anywhere' },
    ),
  ).toEqual([])
})

test('a single event is there when it touches the time, and has no date to be named by', () => {
  const { recurrence: _none, ...single } = seriesAt('2026-05-04', 'Europe/Berlin', daily)
  const [found] = expand(single, { from: '2026-05-04T07:59:59Z', to: '2026-05-05T00:00:00Z' })
  expect(found).toEqual({
    type: 'singleInstance',
    start: '2026-05-04T07:00:00Z',
    end: '2026-05-04T08:00:00Z',
    content: single,
  })
  expect(expand(single, { from: '2026-05-04T08:00:00Z', to: '2026-05-05T00:00:00Z' })).toEqual([])
  expect(expand(single, { from: '2026-05-04T00:00:00Z', to: '2026-05-04T07:00:00Z' })).toEqual([])
})

test('an appointment without length is where it starts', () => {
  const note = seriesAt('2026-05-04', 'UTC', daily, { times: ['09:00', '09:00'] })
  expect(starts(note, '2026-05-04T09:00:00Z', '2026-05-05T09:00:00Z')).toEqual(['2026-05-04T09:00:00Z'])
})

const moved = seriesAt('2026-05-03', 'Europe/Berlin', weekly, {
  location: { displayName: 'Room 1' },
  cancelledDates: ['2026-05-17'],
  exceptions: [
    {
      originalDate: '2026-05-10',
      subject: 'Other day',
      location: null,
      start: { dateTime: '2026-05-13T15:00:00', timeZone: 'Europe/Berlin' },
      end: { dateTime: '2026-05-13T16:30:00', timeZone: 'Europe/Berlin' },
    },
    { originalDate: '2026-05-24', start: { dateTime: '2026-05-24T08:30:00', timeZone: 'UTC' } },
    { originalDate: '2026-05-26', subject: 'Of a day that the series does not have' },
  ],
})

test('exceptions take place where they were moved to, cancelled days do not', () => {
  const found = expand(moved, { from: '2026-05-01T00:00:00Z', to: '2026-06-01T00:00:00Z' })
  expect(found.map(({ type, originalDate, start, end }) => [type, originalDate, start, end])).toEqual([
    ['occurrence', '2026-05-03', '2026-05-03T07:00:00Z', '2026-05-03T08:00:00Z'],
    ['exception', '2026-05-10', '2026-05-13T13:00:00Z', '2026-05-13T14:30:00Z'],
    // Only its start was moved, to after the old end: it stays an hour long.
    ['exception', '2026-05-24', '2026-05-24T08:30:00Z', '2026-05-24T09:30:00Z'],
    ['occurrence', '2026-05-31', '2026-05-31T07:00:00Z', '2026-05-31T08:00:00Z'],
  ])
  expect(found[0]?.content).toMatchObject({ subject: 'Series', location: { displayName: 'Room 1' } })
  expect(found[0]?.content.start).toEqual({ dateTime: '2026-05-03T09:00:00', timeZone: 'Europe/Berlin' })
  expect(found[1]?.content).toEqual({
    subject: 'Other day',
    start: { dateTime: '2026-05-13T15:00:00', timeZone: 'Europe/Berlin' },
    end: { dateTime: '2026-05-13T16:30:00', timeZone: 'Europe/Berlin' },
  })
})

test('an exception that was moved into the time is there, one that was moved out of it is not', () => {
  expect(starts(moved, '2026-05-13T00:00:00Z', '2026-05-14T00:00:00Z')).toEqual(['2026-05-13T13:00:00Z'])
  expect(starts(moved, '2026-05-10T00:00:00Z', '2026-05-11T00:00:00Z')).toEqual([])
})

test('an occurrence is found by its day; a cancelled one is none', () => {
  expect(occurrenceOn(moved, '2026-05-10')?.start).toBe('2026-05-13T13:00:00Z')
  expect(['2026-05-03', '2026-05-13', '2026-05-17'].map((date) => isOccurrenceDate(moved, date))).toEqual([
    true,
    false,
    false,
  ])
  expect(occurrenceOn(moved, '2026-05-17')).toBeUndefined()
})

test('what comes next starts at the moment or later', () => {
  const next = nextOccurrences(moved, '2026-05-03T07:30:00Z', 2)
  expect(next.map(({ start }) => start)).toEqual(['2026-05-13T13:00:00Z', '2026-05-24T08:30:00Z'])
})

test('the span of a series reaches from its first start to its last end, exceptions included', () => {
  const range = { type: 'numbered', startDate: '2026-05-03', numberOfOccurrences: 4 } as const
  const ended = { ...moved, recurrence: { pattern: weekly, range } }
  expect(seriesSpan(ended)).toEqual({ startsAt: '2026-05-03T07:00:00Z', endsAt: '2026-05-24T09:30:00Z' })
  expect(seriesSpan({ ...ended, cancelledDates: ['2026-05-03', '2026-05-24'] })).toEqual({
    startsAt: '2026-05-13T13:00:00Z',
    endsAt: '2026-05-17T08:00:00Z',
  })
  expect(seriesSpan(moved).endsAt).toBeNull()
  const { recurrence: _none, ...single } = moved
  expect(seriesSpan(single)).toEqual({ startsAt: '2026-05-03T07:00:00Z', endsAt: '2026-05-03T08:00:00Z' })
})

const within = fc.integer({ min: Date.UTC(2009, 11), max: Date.UTC(2035, 0) })
const windows = fc
  .tuple(within, fc.integer({ min: 0, max: 120 * 24 * 60 }))
  .map(([from, minutes]) => ({ from: instantText(from), to: instantText(from + minutes * 60_000) }))

test('a time has what a longer time around it has there', () => {
  fc.assert(
    fc.property(series, windows, fc.integer({ min: 1, max: 400 }), (event, window, margin) => {
      const longer = {
        from: instantText(Date.parse(window.from) - margin * 86_400_000),
        to: instantText(Date.parse(window.to) + margin * 86_400_000),
      }
      const inside = expand(event, longer).filter(
        ({ start, end }) =>
          start < window.to && (end > window.from || (start === end && start >= window.from)),
      )
      expect(expand(event, window)).toEqual(inside)
      expect(expand(event, window, { limit: 3 })).toEqual(inside.slice(0, 3))
    }),
    { numRuns: 300 },
  )
})

test('every day of the pattern is either cancelled or takes place once, and all of it lies in the span', () => {
  fc.assert(
    fc.property(series, (event) => {
      const found = expand(event, all, { limit: 4100 })
      const dates = patternDates(event.recurrence!)
      const names = found.map(({ originalDate }) => originalDate!)
      expect(new Set(names).size).toBe(names.length)
      expect(names.every((name) => !event.cancelledDates?.includes(name))).toBe(true)
      const { range } = event.recurrence!
      if (range.type === 'numbered') {
        // As many as said, less those that are cancelled.
        const last = event.recurrence!.pattern.interval > 5 ? undefined : range.numberOfOccurrences
        const isWhole = dates.last !== undefined && dates.last < Date.UTC(2049, 0) / 86_400_000
        if (isWhole && last !== undefined)
          expect(names.length).toBe(last - (event.cancelledDates ?? []).length)
      }
      const { startsAt, endsAt } = seriesSpan(event)
      if (found.length > 0) expect(found[0]!.start).toBe(startsAt)
      if (endsAt !== null && endsAt < all.to && found.length > 0)
        expect(found.reduce((most, { end }) => (end > most ? end : most), '')).toBe(endsAt)
    }),
    { numRuns: 150 },
  )
})

test('a month of 1,000 series is expanded in a moment, whenever they began', () => {
  const kinds: RecurrencePattern[] = [
    daily,
    weekly,
    { type: 'relativeMonthly', interval: 1, daysOfWeek: ['monday'], index: 'last' },
    { type: 'absoluteYearly', interval: 1, dayOfMonth: 29, month: 2 },
  ]
  const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Sydney']
  const many = Array.from({ length: 1000 }, (_, at) => seriesAt('1980-01-06', zones[at % 3]!, kinds[at % 4]!))
  const month = { from: '2040-01-31T00:00:00Z', to: '2040-03-01T00:00:00Z' }
  const before = process.cpuUsage()
  const count = many.reduce((sum, event) => sum + expand(event, month).length, 0)
  const { user } = process.cpuUsage(before)
  console.log(`1,000 series, one month: ${count} occurrences in ${Math.round(user / 1000)} ms of CPU`)
  expect(count).toBeGreaterThan(8000)
  // Measured 30–60 ms; ten times as much would mean that the past is counted.
  expect(user).toBeLessThan(600_000)
})
