import { recurrence as recurrenceShape } from '@tandem/model/recurrence.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, firstDayOfWeek, weekdays } from '../../days.ts'
import type { Recurrence, RecurrencePattern, Weekday } from '../../shapes.ts'
import { indexes, nextRepeatDays, repeatDays } from './repeat-days.ts'
import { fromRepeatDraft, repeatProblem, toRepeatDraft } from './repeat-draft.ts'
import { repeatSentence } from './repeat-text.ts'

const startDate = '2026-11-24'
const noEnd = { type: 'noEnd', startDate } as const
const first = (pattern: RecurrencePattern, count = 4, range: Recurrence['range'] = noEnd) =>
  nextRepeatDays({ pattern, range }, count)

const interval = fc.integer({ min: 1, max: 999 })
const days: fc.Arbitrary<Weekday[]> = fc
  .uniqueArray(fc.constantFrom(...weekdays), { minLength: 1 })
  .map((some) => weekdays.filter((day) => some.includes(day)))
const dayOfMonth = fc.integer({ min: 1, max: 31 })
const month = fc.integer({ min: 1, max: 12 })
const index = fc.constantFrom(...indexes)
const pattern: fc.Arbitrary<RecurrencePattern> = fc.oneof(
  fc.record({ type: fc.constant('daily' as const), interval }),
  fc.record({
    type: fc.constant('weekly' as const),
    interval,
    daysOfWeek: days,
    firstDayOfWeek: fc.constantFrom(...weekdays),
  }),
  fc.record({ type: fc.constant('absoluteMonthly' as const), interval, dayOfMonth }),
  fc.record({ type: fc.constant('relativeMonthly' as const), interval, daysOfWeek: days, index }),
  fc.record({ type: fc.constant('absoluteYearly' as const), interval, dayOfMonth, month }),
  fc.record({ type: fc.constant('relativeYearly' as const), interval, daysOfWeek: days, index, month }),
)
const range: fc.Arbitrary<Recurrence['range']> = fc.oneof(
  fc.constant(noEnd),
  fc.integer({ min: 0, max: 3000 }).map((length) => ({
    type: 'endDate' as const,
    startDate,
    endDate: addDays(startDate, length),
  })),
  interval.map((numberOfOccurrences) => ({ type: 'numbered' as const, startDate, numberOfOccurrences })),
)
const anyRecurrence = fc.record({ pattern, range })

test('every pattern and range goes into the inputs and comes out the same, and is one that the API takes', () => {
  fc.assert(
    fc.property(anyRecurrence, (recurrence) => {
      const draft = toRepeatDraft(recurrence, startDate)
      expect(repeatProblem(draft, startDate)).toBeUndefined()
      const back = fromRepeatDraft(draft, startDate)
      expect(back).toEqual(recurrence)
      expect(recurrenceShape.parse(back)).toEqual(recurrence)
    }),
  )
})

test('days come in order, none twice, none before the start, none after the end, and no more than counted', () => {
  fc.assert(
    fc.property(anyRecurrence, (recurrence) => {
      const found: string[] = []
      for (const day of repeatDays(recurrence)) if (found.push(day) === 40) break
      expect(found).toEqual([...new Set(found)].toSorted())
      expect(found.every((day) => day >= startDate)).toBe(true)
      const { range: ends } = recurrence
      if (ends.type === 'endDate') expect(found.every((day) => day <= ends.endDate)).toBe(true)
      if (ends.type === 'numbered') expect(found.length).toBeLessThanOrEqual(ends.numberOfOccurrences)
    }),
  )
})

test('every second week on Monday and Friday counts its weeks from the first day of the week', () => {
  const weekly = { type: 'weekly', interval: 2, daysOfWeek: ['monday', 'friday'] } as const
  const range = { type: 'noEnd', startDate: '2026-11-25' } as const
  const daysOfWeek: Weekday[] = [...weekly.daysOfWeek]
  expect(first({ ...weekly, daysOfWeek, firstDayOfWeek: 'monday' }, 3, range)).toEqual([
    '2026-11-27',
    '2026-12-07',
    '2026-12-11',
  ])
  // With Wednesday as the week's first day, the Monday after it belongs to the same week.
  expect(first({ ...weekly, daysOfWeek, firstDayOfWeek: 'wednesday' }, 3, range)).toEqual([
    '2026-11-27',
    '2026-11-30',
    '2026-12-11',
  ])
})

test('the 31st is the last day of a shorter month', () => {
  const monthly: RecurrencePattern = { type: 'absoluteMonthly', interval: 1, dayOfMonth: 31 }
  expect(first(monthly)).toEqual(['2026-11-30', '2026-12-31', '2027-01-31', '2027-02-28'])
  const yearly: RecurrencePattern = { type: 'absoluteYearly', interval: 1, dayOfMonth: 29, month: 2 }
  expect(first(yearly, 2)).toEqual(['2027-02-28', '2028-02-29'])
})

test('the last weekday and the second Tuesday are counted among the days named', () => {
  const workdays = weekdays.slice(1, 6)
  expect(first({ type: 'relativeMonthly', interval: 1, daysOfWeek: workdays, index: 'last' }, 2)).toEqual([
    '2026-11-30',
    '2026-12-31',
  ])
  const tuesday: RecurrencePattern = {
    type: 'relativeYearly',
    interval: 1,
    daysOfWeek: ['tuesday'],
    index: 'second',
    month: 1,
  }
  expect(first(tuesday, 2)).toEqual(['2027-01-12', '2028-01-11'])
})

test('a series that is counted ends after so many times', () => {
  const numbered = { type: 'numbered', startDate, numberOfOccurrences: 2 } as const
  expect(first({ type: 'daily', interval: 3 }, 9, numbered)).toEqual(['2026-11-24', '2026-11-27'])
})

test('next dates may begin later than the series', () => {
  const daily: Recurrence = { pattern: { type: 'daily', interval: 3 }, range: noEnd }
  expect(nextRepeatDays(daily, 2, '2027-01-01')).toEqual(['2027-01-02', '2027-01-05'])
})

test('a sentence says what a series means', () => {
  const workdays = weekdays.slice(1, 6)
  const texts = [
    { type: 'daily', interval: 1 },
    { type: 'weekly', interval: 1, daysOfWeek: workdays, firstDayOfWeek: 'sunday' },
    { type: 'weekly', interval: 2, daysOfWeek: ['sunday', 'tuesday'], firstDayOfWeek: 'sunday' },
    { type: 'absoluteMonthly', interval: 3, dayOfMonth: 31 },
    { type: 'relativeMonthly', interval: 1, daysOfWeek: workdays, index: 'last' },
    { type: 'absoluteYearly', interval: 1, dayOfMonth: 29, month: 2 },
    { type: 'relativeYearly', interval: 1, daysOfWeek: ['friday'], index: 'second', month: 5 },
  ] satisfies RecurrencePattern[]
  expect(texts.map((text) => repeatSentence({ pattern: text, range: noEnd }).split(', from')[0])).toEqual([
    'Every day',
    'Every weekday, Monday to Friday',
    'Every 2 weeks on Tuesday and Sunday',
    'Every 3 months on the 31st (or the month’s last day)',
    'Every month on the last weekday',
    'Every year on February 29 (or the month’s last day)',
    'Every year on the second Friday of May',
  ])
  const numbered = { type: 'numbered', startDate, numberOfOccurrences: 5 } as const
  expect(repeatSentence({ pattern: { type: 'daily', interval: 2 }, range: numbered })).toContain('5 times')
})

test('what cannot be a series is said', () => {
  const draft = toRepeatDraft(null, startDate)
  expect(repeatProblem(draft, startDate)).toBeUndefined()
  expect(repeatProblem({ ...draft, interval: 0 }, startDate)).toContain('999')
  expect(repeatProblem({ ...draft, weekdays: [] }, startDate)).toContain('day of the week')
  expect(repeatProblem({ ...draft, ends: 'on', endDate: '2026-11-23' }, startDate)).toContain('before')
  expect(repeatProblem({ ...draft, ends: 'after', count: 1000 }, startDate)).toContain('999')
})

test('a week begins as the person’s country has it', () => {
  expect(['en-US', 'de-DE', 'ar-EG'].map((locale) => firstDayOfWeek(locale))).toEqual([0, 1, 6])
})
