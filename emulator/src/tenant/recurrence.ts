/**
 * The dates of a series as Exchange makes them (MS-OXOCAL 2.2.1.44.1), in day numbers since 1970-01-01. Where RFC 5545 would leave a month out because
 * it has no such day, Exchange takes the month's last one. A start date that does not fit the pattern is no occurrence: the
 * first one is the first date on or after it that fits (recurrenceRange in the reference: "may be this date or later").
 */
import type { DayOfWeek, Pattern, Recurrence } from './calendar-types.ts'

const dayMs = 86_400_000
const weekdays: readonly DayOfWeek[] = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
]
const indexes = ['first', 'second', 'third', 'fourth', 'last'] as const

/** The day number of `YYYY-MM-DD` (what follows does not matter). */
export function dayNumber(date: string): number {
  return Math.round(Date.parse(`${date.slice(0, 10)}T00:00:00Z`) / dayMs)
}

/** `YYYY-MM-DD` of a day number. */
export function dateOf(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10)
}

/** The days of the week of a day number. */
export function weekdayOf(day: number): DayOfWeek {
  return weekdays[weekdayAt(day)] as DayOfWeek
}

/** The dates of a series between two days, both included; those that were cancelled count and are among them. */
export function* seriesDays({ pattern, range }: Recurrence, from: number, to: number): Generator<number> {
  const start = dayNumber(range.startDate)
  const end = range.type === 'endDate' ? dayNumber(range.endDate) : Number.POSITIVE_INFINITY
  const count = range.type === 'numbered' ? range.numberOfOccurrences : Number.POSITIVE_INFINITY
  const last = Math.min(to, end)
  // A numbered series must be counted from its beginning; any other is entered shortly before the window.
  const first = range.type === 'numbered' ? start : Math.max(start, from)
  let found = 0
  for (let period = periodBefore(pattern, start, first); ; period += 1) {
    const days = daysOfPeriod(pattern, start, period)
    if (periodStart(pattern, start, period) > last) return
    for (const day of days) {
      if (day < start) continue
      found += 1
      if (found > count || day > last) return
      if (day >= from) yield day
    }
  }
}

/** Whether the pattern puts an occurrence on this day. */
export function isSeriesDay(recurrence: Recurrence, day: number): boolean {
  for (const found of seriesDays(recurrence, day, day)) return found === day
  return false
}

/** A period that begins at or before `day` (period 0 is the one with the start of the series). */
function periodBefore(pattern: Pattern, start: number, day: number): number {
  const days = day - start
  switch (pattern.type) {
    case 'daily':
      return Math.max(0, Math.floor(days / pattern.interval))
    case 'weekly':
      return Math.max(0, Math.floor(days / (7 * pattern.interval)) - 1)
    case 'absoluteMonthly':
    case 'relativeMonthly':
      return Math.max(0, Math.floor(days / (31 * pattern.interval)) - 1)
    default:
      return Math.max(0, Math.floor(days / (366 * pattern.interval)) - 1)
  }
}

function periodStart(pattern: Pattern, start: number, period: number): number {
  switch (pattern.type) {
    case 'daily':
      return start + period * pattern.interval
    case 'weekly':
      return weekStart(pattern, start) + period * pattern.interval * 7
    case 'absoluteMonthly':
    case 'relativeMonthly': {
      const { year, month } = monthOf(start)
      return firstOfMonth(year, month + period * pattern.interval)
    }
    default:
      return firstOfMonth(monthOf(start).year + period * pattern.interval, 0)
  }
}

function daysOfPeriod(pattern: Pattern, start: number, period: number): number[] {
  const first = periodStart(pattern, start, period)
  switch (pattern.type) {
    case 'daily':
      return [first]
    case 'weekly':
      return [0, 1, 2, 3, 4, 5, 6].map((at) => first + at).filter((day) => fits(pattern, day))
    case 'absoluteMonthly':
      return [dayInMonth(first, pattern.dayOfMonth)]
    case 'relativeMonthly':
      return [nthInMonth(pattern, first)]
    case 'absoluteYearly':
      return [dayInMonth(monthOfYear(first, pattern), pattern.dayOfMonth)]
    case 'relativeYearly':
      return [nthInMonth(pattern, monthOfYear(first, pattern))]
  }
}

function monthOfYear(firstOfYear: number, { month }: Pattern): number {
  return firstOfMonth(monthOf(firstOfYear).year, month - 1)
}

/** The day of the month that begins on `first`, or its last one. */
function dayInMonth(first: number, dayOfMonth: number): number {
  return first + Math.min(dayOfMonth, lengthOfMonth(first)) - 1
}

/** The second of the days that fit, the last of them …; with several days of the week they count together ("the last weekday"). */
function nthInMonth(pattern: Pattern, first: number): number {
  const days = Array.from({ length: lengthOfMonth(first) }, (_, at) => first + at).filter((day) =>
    fits(pattern, day),
  )
  const day = pattern.index === 'last' ? days.at(-1) : days[indexes.indexOf(pattern.index)]
  return day as number
}

function fits({ daysOfWeek }: Pattern, day: number): boolean {
  return daysOfWeek.includes(weekdayOf(day))
}

function weekStart({ firstDayOfWeek }: Pattern, day: number): number {
  return day - ((weekdayAt(day) - weekdays.indexOf(firstDayOfWeek) + 7) % 7)
}

/** 1970-01-01 was a Thursday. */
function weekdayAt(day: number): number {
  return (((day + 4) % 7) + 7) % 7
}

function monthOf(day: number): { year: number; month: number } {
  const date = new Date(day * dayMs)
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() }
}

function firstOfMonth(year: number, month: number): number {
  return Math.round(Date.UTC(year, month, 1) / dayMs)
}

function lengthOfMonth(first: number): number {
  const { year, month } = monthOf(first)
  return firstOfMonth(year, month + 1) - first
}
