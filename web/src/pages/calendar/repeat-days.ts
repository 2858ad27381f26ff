import { addDays, dayOf, dayParts, daysBetween, monthLength, weekdayNumber, weekdays } from '../../days.ts'
import type { Recurrence, RecurrencePattern, Weekday } from '../../shapes.ts'

type Of<Type extends RecurrencePattern['type']> = Extract<RecurrencePattern, { type: Type }>

/** A pattern that never meets a day (none in 200 periods) is given up. */
const emptyPeriods = 200

/** The days on which a series takes place, in order; `pattern` and `range` as Microsoft Graph's. */
export function* repeatDays({ pattern, range }: Recurrence): Generator<string> {
  const end = range.type === 'endDate' ? range.endDate : '9999-12-31'
  let left = range.type === 'numbered' ? range.numberOfOccurrences : Number.POSITIVE_INFINITY
  let empty = 0
  for (let period = 0; left > 0 && empty < emptyPeriods; period += 1) {
    empty += 1
    for (const day of daysInPeriod(pattern, range.startDate, period)) {
      if (day < range.startDate) continue
      // After 9999 a year is written longer, and nothing is planned.
      if (day.length > 10 || day > end || left === 0) return
      empty = 0
      left -= 1
      yield day
    }
  }
}

/** The first `count` days on or after `from`. */
export function nextRepeatDays(
  recurrence: Recurrence,
  count: number,
  from = recurrence.range.startDate,
): string[] {
  const found: string[] = []
  let looked = 0
  for (const day of repeatDays(recurrence)) {
    looked += 1
    if (day >= from) found.push(day)
    if (found.length === count || looked > 20_000) break
  }
  return found
}

/** The days of the `period`-th day, week, month or year of the pattern. */
function daysInPeriod(pattern: RecurrencePattern, start: string, period: number): string[] {
  const step = period * pattern.interval
  const { year, month } = dayParts(start)
  switch (pattern.type) {
    case 'daily':
      return [addDays(start, step)]
    case 'weekly':
      return daysInWeek(pattern, start, step)
    case 'absoluteMonthly':
      return [dayInMonth(...shiftMonth(year, month, step), pattern.dayOfMonth)]
    case 'absoluteYearly':
      return [dayInMonth(year + step, pattern.month, pattern.dayOfMonth)]
    case 'relativeMonthly':
      return [indexedDay(...shiftMonth(year, month, step), pattern)]
    case 'relativeYearly':
      return [indexedDay(year + step, pattern.month, pattern)]
  }
}

function daysInWeek(pattern: Of<'weekly'>, start: string, step: number): string[] {
  const first = weekdays.indexOf(pattern.firstDayOfWeek)
  const weekStart = addDays(start, step * 7 - ((weekdayNumber(start) - first + 7) % 7))
  const offsets = pattern.daysOfWeek.map((day) => (weekdays.indexOf(day) - first + 7) % 7)
  return offsets.sort((one, other) => one - other).map((offset) => addDays(weekStart, offset))
}

function shiftMonth(year: number, month: number, count: number): [year: number, month: number] {
  const months = year * 12 + month - 1 + count
  return [Math.floor(months / 12), (months % 12) + 1]
}

/** A day that the month does not have is its last one, as Exchange has it. */
function dayInMonth(year: number, month: number, date: number): string {
  return dayOf(year, month, Math.min(date, monthLength(year, month)))
}

/** “The second Tuesday”, “the last weekday”: counted among the days that are one of those named. */
function indexedDay(year: number, month: number, pattern: { daysOfWeek: Weekday[]; index: Index }): string {
  const days = Array.from({ length: monthLength(year, month) }, (_, index) => dayOf(year, month, index + 1))
  const fitting = days.filter((day) => pattern.daysOfWeek.includes(weekdays[weekdayNumber(day)] ?? 'sunday'))
  const place = indexes.indexOf(pattern.index)
  return (
    (pattern.index === 'last' ? fitting.at(-1) : fitting[place]) ?? fitting.at(-1) ?? dayOf(year, month, 1)
  )
}

export type Index = Of<'relativeMonthly'>['index']
export const indexes: readonly Index[] = ['first', 'second', 'third', 'fourth', 'last']

/** Which one of its weekday in the month a day is; the last ones are `last`. */
export function indexOf(day: string): Index {
  const { date } = dayParts(day)
  return indexes[Math.floor((date - 1) / 7)] ?? 'last'
}

/** Whether it is the last one of its weekday in its month. */
export function isLastOfMonth(day: string): boolean {
  const { year, month, date } = dayParts(day)
  return daysBetween(day, dayOf(year, month, monthLength(year, month))) < 7 && date > 21
}
