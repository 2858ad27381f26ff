import type { Recurrence, RecurrencePattern } from '@tandem/model/recurrence.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { days, patterns, recurrences, take } from '../../../testing/generated-series.ts'
import { dayNumber, dayText, weekdayOf } from './days.ts'
import { patternDates } from './pattern-dates.ts'

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] as const
const allDays = [...weekdays, 'saturday', 'sunday'] as const

/** The first days of a pattern without end. */
function firstDays(pattern: RecurrencePattern, startDate: string, count: number): string[] {
  const { from } = patternDates({ pattern, range: { type: 'noEnd', startDate } })
  return [...take(from(dayNumber(startDate)), count)].map(dayText)
}

test('day 31 is the last day of a shorter month, 29 February is the 28th in other years', () => {
  expect(firstDays({ type: 'absoluteMonthly', interval: 1, dayOfMonth: 31 }, '2026-01-31', 5)).toEqual([
    '2026-01-31',
    '2026-02-28',
    '2026-03-31',
    '2026-04-30',
    '2026-05-31',
  ])
  expect(
    firstDays({ type: 'absoluteYearly', interval: 1, dayOfMonth: 29, month: 2 }, '2024-02-29', 5),
  ).toEqual(['2024-02-29', '2025-02-28', '2026-02-28', '2027-02-28', '2028-02-29'])
})

test('a relative pattern counts the days of its set: the last weekday, the first weekend day, the fourth day', () => {
  const monthly = (daysOfWeek: (typeof allDays)[number][], index: 'first' | 'second' | 'fourth' | 'last') =>
    firstDays({ type: 'relativeMonthly', interval: 1, daysOfWeek, index }, '2026-05-01', 3)
  expect(monthly([...weekdays], 'last')).toEqual(['2026-05-29', '2026-06-30', '2026-07-31'])
  expect(monthly(['saturday', 'sunday'], 'first')).toEqual(['2026-05-02', '2026-06-06', '2026-07-04'])
  expect(monthly([...allDays], 'fourth')).toEqual(['2026-05-04', '2026-06-04', '2026-07-04'])
  expect(monthly(['tuesday'], 'second')).toEqual(['2026-05-12', '2026-06-09', '2026-07-14'])
  expect(monthly(['monday', 'friday'], 'second')).toEqual(['2026-05-04', '2026-06-05', '2026-07-06'])
})

test('the examples of RFC 5545, 3.8.5.3, that have a pattern here', () => {
  // "Every other week on Monday, Wednesday, and Friday", and the two that differ in the first day of the week.
  const weekly = (daysOfWeek: (typeof allDays)[number][], firstDayOfWeek: 'monday' | 'sunday', at: string) =>
    firstDays({ type: 'weekly', interval: 2, daysOfWeek, firstDayOfWeek }, at, 4)
  expect(weekly(['monday', 'wednesday', 'friday'], 'sunday', '1997-09-01')).toEqual([
    '1997-09-01',
    '1997-09-03',
    '1997-09-05',
    '1997-09-15',
  ])
  expect(weekly(['tuesday', 'sunday'], 'monday', '1997-08-05')).toEqual([
    '1997-08-05',
    '1997-08-10',
    '1997-08-19',
    '1997-08-24',
  ])
  expect(weekly(['tuesday', 'sunday'], 'sunday', '1997-08-05')).toEqual([
    '1997-08-05',
    '1997-08-17',
    '1997-08-19',
    '1997-08-31',
  ])
  // "Monthly on the first Friday", "every Thursday in March" has none, "the last work day of the month".
  expect(
    firstDays(
      { type: 'relativeMonthly', interval: 1, daysOfWeek: ['friday'], index: 'first' },
      '1997-09-05',
      4,
    ),
  ).toEqual(['1997-09-05', '1997-10-03', '1997-11-07', '1997-12-05'])
  expect(
    firstDays(
      { type: 'relativeMonthly', interval: 1, daysOfWeek: [...weekdays], index: 'last' },
      '1997-09-29',
      4,
    ),
  ).toEqual(['1997-09-30', '1997-10-31', '1997-11-28', '1997-12-31'])
  // "U.S. Presidential Election day" without its year: the first Tuesday is not enough, so every other year in January.
  expect(
    firstDays({ type: 'absoluteYearly', interval: 2, dayOfMonth: 10, month: 1 }, '1998-01-10', 3),
  ).toEqual(['1998-01-10', '2000-01-10', '2002-01-10'])
})

test('a series begins on the first day that fits, counted from the week, month or year of its range', () => {
  expect(
    firstDays(
      { type: 'weekly', interval: 1, daysOfWeek: ['monday'], firstDayOfWeek: 'sunday' },
      '2026-04-01',
      1,
    ),
  ).toEqual(['2026-04-06'])
  expect(firstDays({ type: 'absoluteMonthly', interval: 2, dayOfMonth: 10 }, '2026-01-15', 2)).toEqual([
    '2026-03-10',
    '2026-05-10',
  ])
  expect(
    firstDays({ type: 'absoluteYearly', interval: 1, dayOfMonth: 1, month: 3 }, '2026-04-01', 2),
  ).toEqual(['2027-03-01', '2028-03-01'])
})

/** Whether a day belongs to a pattern, said of the day alone: slow, and made of nothing that the code is made of. */
function isOfPattern(pattern: RecurrencePattern, startDate: string, date: string): boolean {
  const day = Temporal.PlainDate.from(date)
  const start = Temporal.PlainDate.from(startDate)
  const isNamed = (other: Temporal.PlainDate) =>
    'daysOfWeek' in pattern && pattern.daysOfWeek.includes(allDays[other.dayOfWeek - 1] ?? 'monday')
  const monthsSince = (day.year - start.year) * 12 + day.month - start.month
  const isLastFitting = (dayOfMonth: number) => day.day === Math.min(dayOfMonth, day.daysInMonth)
  const isPlace = (index: string) => {
    const named = Array.from({ length: day.daysInMonth }, (_, at) => day.with({ day: at + 1 })).filter(
      isNamed,
    )
    const place = ['first', 'second', 'third', 'fourth'].indexOf(index)
    return (index === 'last' ? named.at(-1) : named[place])?.equals(day) === true
  }
  switch (pattern.type) {
    case 'daily':
      return start.until(day).days % pattern.interval === 0
    case 'weekly': {
      const first = allDays.indexOf(pattern.firstDayOfWeek) + 1
      const weekOf = (other: Temporal.PlainDate) =>
        other.subtract({ days: (other.dayOfWeek - first + 7) % 7 })
      return isNamed(day) && (weekOf(start).until(weekOf(day)).days / 7) % pattern.interval === 0
    }
    case 'absoluteMonthly':
      return monthsSince % pattern.interval === 0 && isLastFitting(pattern.dayOfMonth)
    case 'relativeMonthly':
      return monthsSince % pattern.interval === 0 && isPlace(pattern.index)
    case 'absoluteYearly':
      return (
        day.month === pattern.month &&
        (day.year - start.year) % pattern.interval === 0 &&
        isLastFitting(pattern.dayOfMonth)
      )
    case 'relativeYearly':
      return (
        day.month === pattern.month &&
        (day.year - start.year) % pattern.interval === 0 &&
        isPlace(pattern.index)
      )
  }
}

test('the days are those of which each alone fits the pattern', () => {
  fc.assert(
    fc.property(
      patterns,
      days('2020-01-01', '2024-12-31'),
      fc.integer({ min: 0, max: 1200 }),
      (pattern, startDate, skip) => {
        const from = dayNumber(startDate) + skip
        const span = Array.from({ length: 500 }, (_, at) => dayText(from + at))
        const expected = span.filter((date) => isOfPattern(pattern, startDate, date))
        const dates = patternDates({ pattern, range: { type: 'noEnd', startDate } })
        const found = [...take(dates.from(from), expected.length + 1)]
          .map(dayText)
          .filter((date) => date <= (span.at(-1) ?? ''))
        expect(found).toEqual(expected)
        expect(span.filter((date) => dates.has(dayNumber(date)))).toEqual(expected)
      },
    ),
    { numRuns: 150 },
  )
})

test('a numbered range has so many days, an end date none after it, and the last one is found without counting', () => {
  fc.assert(
    fc.property(recurrences, (recurrence: Recurrence) => {
      const { range } = recurrence
      const dates = patternDates(recurrence)
      const all = [...take(dates.from(dayNumber(range.startDate)), 4001)]
      expect(all[0]).toBe(dates.first)
      // Fewer only where they would lie beyond the last day that Exchange knows.
      if (range.type === 'numbered' && (dates.last ?? 0) < dayNumber('4400-01-01'))
        expect(all).toHaveLength(range.numberOfOccurrences)
      if (range.type === 'endDate') expect(dayText(all.at(-1) ?? 0) <= range.endDate).toBe(true)
      expect(dates.last).toBe(range.type === 'noEnd' ? undefined : all.at(-1))
      all.slice(0, 40).forEach((day, at) => {
        expect(dates.countBefore(day)).toBe(at)
        expect(dates.before(day)).toBe(all[at - 1])
        expect(dates.from(day).next().value).toBe(day)
      })
    }),
  )
})

test('the far future costs nothing: the days of a daily series from 1970 in 2040', () => {
  const dates = patternDates({
    pattern: { type: 'daily', interval: 1 },
    range: { type: 'noEnd', startDate: '1970-01-01' },
  })
  expect([...take(dates.from(dayNumber('2040-02-28')), 2)].map(dayText)).toEqual(['2040-02-28', '2040-02-29'])
  expect(dates.countBefore(dayNumber('2040-01-01'))).toBe(25567)
})

test('what no schema lets in has no days, instead of counting for ever', () => {
  const range = { type: 'noEnd', startDate: '2026-01-01' } as const
  const broken = [
    { pattern: { type: 'relativeMonthly', interval: 1, daysOfWeek: [], index: 'first' }, range },
    { pattern: { type: 'daily', interval: 0 }, range },
    { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: '2026-02-30' } },
    {
      pattern: { type: 'relativeYearly', interval: 1, daysOfWeek: ['monday'], index: 'last', month: 2 },
      range: { type: 'endDate', startDate: '2026-01-01', endDate: 'never' },
    },
  ] as Recurrence[]
  for (const recurrence of broken) expect([...patternDates(recurrence).from(0)]).toEqual([])
})

test('a day that is none is none of the series', () => {
  fc.assert(
    fc.property(recurrences, (recurrence) => {
      const dates = patternDates(recurrence)
      expect(dates.has(dayNumber('2026-02-30'))).toBe(false)
      expect(dates.before(Number.NaN)).toBeUndefined()
      expect(dates.before(Infinity)).toBe(dates.last ?? dates.before(dayNumber('4500-09-01')))
    }),
  )
})

test('days have the weekday of the calendar', () => {
  expect(['1970-01-01', '1969-12-31', '2026-11-24'].map((day) => weekdayOf(dayNumber(day)))).toEqual([
    4, 3, 2,
  ])
})
