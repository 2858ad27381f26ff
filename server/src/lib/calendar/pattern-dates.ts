import { type Recurrence, type RecurrencePattern, weekday } from '@tandem/model/recurrence.ts'
import { dayNumber, firstOfMonth, lastDay, monthOf, weekdayOf } from './days.ts'

/**
 * A pattern as a row of periods (days, weeks, months or years, as many as the interval says): each period has the same number of
 * days of the series, so that the n-th day, and the day's n, are found by division however far away they are.
 */
interface Periods {
  perPeriod: number
  /** The days of the k-th period, ascending; period 0 is that of the range's first day. */
  days(k: number): number[]
  /** The period in which a day lies. */
  periodOf(day: number): number
}

/** The days of a series by the pattern and the range alone, as numbers (days.ts); the n-th is counted from 0. */
export interface PatternDates {
  /** First and last day; undefined: the series has none, or no last one. */
  first: number | undefined
  last: number | undefined
  /** The days from `day` on, ascending. */
  from(day: number): Generator<number>
  /** The last day before `day`. */
  before(day: number): number | undefined
  /** How many days of the series lie before `day`. */
  countBefore(day: number): number
  has(day: number): boolean
}

/** The days of a recurrence. Days before the range's first one do not count, as in MS-OXOCAL, 2.2.1.44.1. */
export function patternDates(recurrence: Recurrence): PatternDates {
  const { pattern, range } = recurrence
  const start = dayNumber(range.startDate)
  const end = range.type === 'endDate' ? Math.min(dayNumber(range.endDate), lastDay) : lastDay
  // What no schema lets in would be counted without end here.
  if (!isSound(pattern) || Number.isNaN(start + end)) return none
  const periods = periodsOf(pattern, start)
  const { perPeriod } = periods
  const skipped = periods.days(0).filter((day) => day < start).length
  const nth = (n: number) => periods.days(Math.floor((n + skipped) / perPeriod))[(n + skipped) % perPeriod]!

  /** The days of the series before `day`, were it without end. */
  const position = (day: number) => {
    // Also a day that is none (NaN): the walk through a month for it would never end.
    if (!(day > start)) return 0
    const k = periods.periodOf(day)
    return k * perPeriod + periods.days(k).filter((other) => other < day).length - skipped
  }
  const most = range.type === 'numbered' ? range.numberOfOccurrences : Infinity
  const length = Math.min(position(end + 1), most)
  const at = (n: number) => (n >= 0 && n < length ? nth(n) : undefined)
  const countBefore = (day: number) => Math.min(position(Math.min(day, end + 1)), length)

  return {
    first: at(0),
    last: range.type === 'noEnd' ? undefined : at(length - 1),
    *from(day) {
      for (let n = countBefore(day); n < length; n++) yield nth(n)
    },
    before: (day) => at(countBefore(day) - 1),
    countBefore,
    has: (day) => at(countBefore(day)) === day,
  }
}

const none: PatternDates = {
  first: undefined,
  last: undefined,
  *from() {
    // Nothing to yield.
  },
  before: () => undefined,
  countBefore: () => 0,
  has: () => false,
}

function isSound(pattern: RecurrencePattern): boolean {
  const hasDays = !('daysOfWeek' in pattern) || pattern.daysOfWeek.length > 0
  return hasDays && Number.isInteger(pattern.interval) && pattern.interval >= 1
}

function periodsOf(pattern: RecurrencePattern, start: number): Periods {
  const { interval } = pattern
  if (pattern.type === 'daily')
    return {
      perPeriod: 1,
      days: (k) => [start + k * interval],
      periodOf: (day) => Math.floor((day - start) / interval),
    }
  if (pattern.type === 'weekly') return weeks(pattern, start)
  if (pattern.type === 'absoluteMonthly')
    return months(interval, monthOf(start), (month) => clampedDay(month, pattern.dayOfMonth))
  if (pattern.type === 'relativeMonthly') {
    const days = numbersOf(pattern.daysOfWeek)
    return months(interval, monthOf(start), (month) => nthWeekday(month, days, pattern.index))
  }
  // The named month of the year in which the range begins.
  const month = monthOf(start) - (monthOf(start) % 12) + pattern.month - 1
  if (pattern.type === 'absoluteYearly')
    return months(interval * 12, month, (each) => clampedDay(each, pattern.dayOfMonth))
  const days = numbersOf(pattern.daysOfWeek)
  return months(interval * 12, month, (each) => nthWeekday(each, days, pattern.index))
}

function weeks(pattern: Extract<RecurrencePattern, { type: 'weekly' }>, start: number): Periods {
  const firstDay = weekday.options.indexOf(pattern.firstDayOfWeek)
  const offsets = [...numbersOf(pattern.daysOfWeek)]
    .map((day) => (day - firstDay + 7) % 7)
    .sort((a, b) => a - b)
  const firstWeek = start - ((weekdayOf(start) - firstDay + 7) % 7)
  const length = 7 * pattern.interval
  return {
    perPeriod: offsets.length,
    days: (k) => offsets.map((offset) => firstWeek + k * length + offset),
    periodOf: (day) => Math.floor((day - firstWeek) / length),
  }
}

function months(interval: number, first: number, dayIn: (month: number) => number): Periods {
  return {
    perPeriod: 1,
    days: (k) => [dayIn(first + k * interval)],
    periodOf: (day) => Math.floor((monthOf(day) - first) / interval),
  }
}

/** Exchange takes the last day of a month that is too short (MS-OXOCAL, 2.2.1.44.1.4.3); RFC 5545 would leave it out. */
function clampedDay(month: number, dayOfMonth: number): number {
  const first = firstOfMonth(month)
  return Math.min(first + dayOfMonth, firstOfMonth(month + 1)) - 1
}

const places = { first: 0, second: 1, third: 2, fourth: 3 }

/** The n-th of all days of the month that are one of these weekdays, as Exchange counts "the last weekday" and "the first day". */
function nthWeekday(month: number, days: Set<number>, index: keyof typeof places | 'last'): number {
  if (index === 'last') {
    let day = firstOfMonth(month + 1) - 1
    while (!days.has(weekdayOf(day))) day -= 1
    return day
  }
  let day = firstOfMonth(month)
  for (let left = places[index]; ; day++) if (days.has(weekdayOf(day)) && left-- === 0) return day
}

function numbersOf(days: readonly (typeof weekday.options)[number][]): Set<number> {
  return new Set(days.map((day) => weekday.options.indexOf(day)))
}
