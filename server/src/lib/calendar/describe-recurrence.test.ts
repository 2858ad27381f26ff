import type { Recurrence, RecurrencePattern } from '@tandem/model/recurrence.ts'
import { expect, test } from 'vitest'
import { describeRecurrence } from './describe-recurrence.ts'

const startDate = '2026-05-04'
const said = (pattern: RecurrencePattern, range: Recurrence['range'] = { type: 'noEnd', startDate }) =>
  describeRecurrence({ pattern, range })

test('a recurrence is said in plain words', () => {
  expect(
    said(
      { type: 'weekly', interval: 2, daysOfWeek: ['wednesday', 'monday'], firstDayOfWeek: 'sunday' },
      { type: 'endDate', startDate, endDate: '2027-03-31' },
    ),
  ).toBe('every 2 weeks on Monday and Wednesday until 31 March 2027')
  expect(said({ type: 'daily', interval: 1 }, { type: 'numbered', startDate, numberOfOccurrences: 10 })).toBe(
    'every day, 10 times',
  )
  expect(said({ type: 'daily', interval: 3 })).toBe('every 3 days')
  expect(said({ type: 'absoluteMonthly', interval: 1, dayOfMonth: 15 })).toBe('every month on day 15')
  expect(said({ type: 'absoluteMonthly', interval: 6, dayOfMonth: 31 })).toBe(
    'every 6 months on day 31 (or the last day of a shorter month)',
  )
  expect(said({ type: 'absoluteYearly', interval: 1, dayOfMonth: 29, month: 2 })).toBe(
    'every year on 29 February',
  )
})

test('sets of weekdays have the names that people use', () => {
  const week = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] as const
  const monthly = (daysOfWeek: Extract<RecurrencePattern, { type: 'weekly' }>['daysOfWeek']) =>
    said({ type: 'relativeMonthly', interval: 1, daysOfWeek, index: 'last' })
  expect(said({ type: 'weekly', interval: 1, daysOfWeek: [...week], firstDayOfWeek: 'sunday' })).toBe(
    'every weekday',
  )
  expect(monthly([...week])).toBe('every month on the last weekday')
  expect(monthly(['sunday', 'saturday'])).toBe('every month on the last weekend day')
  expect(monthly([...week, 'sunday', 'saturday'])).toBe('every month on the last day')
  expect(monthly(['friday', 'monday', 'sunday'])).toBe('every month on the last Monday, Friday or Sunday')
  expect(
    said({ type: 'relativeYearly', interval: 1, daysOfWeek: ['thursday'], index: 'fourth', month: 11 }),
  ).toBe('every year on the fourth Thursday of November')
})

test('dates are written as the reader writes them', () => {
  const recurrence: Recurrence = {
    pattern: { type: 'daily', interval: 1 },
    range: { type: 'endDate', startDate, endDate: '2027-03-31' },
  }
  expect(describeRecurrence(recurrence, 'en-US')).toBe('every day until March 31, 2027')
})
