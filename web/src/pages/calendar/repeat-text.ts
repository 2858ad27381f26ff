import { dayText, weekdays } from '../../days.ts'
import type { Recurrence, RecurrencePattern, Weekday } from '../../shapes.ts'
import { allDays, weekendDays, workdays } from './repeat-draft.ts'

const list = new Intl.ListFormat('en', { type: 'conjunction' })

/** A series in one plain sentence: “Every 2 weeks on Monday and Friday, until 31 Mar 2027.” */
export function repeatSentence({ pattern, range }: Recurrence): string {
  const start = `from ${dayText(range.startDate)}`
  if (range.type === 'endDate') return `${patternText(pattern)}, ${start} until ${dayText(range.endDate)}.`
  if (range.type === 'numbered') {
    const count = range.numberOfOccurrences
    return `${patternText(pattern)}, ${start}, ${count === 1 ? 'once' : `${count} times`}.`
  }
  return `${patternText(pattern)}, ${start}, without an end.`
}

/** “weekday”, “Tuesday”, “Monday or Friday”: the days among which a place is counted. */
export function placeDaysText(days: readonly Weekday[]): string {
  if (isSameSet(days, allDays)) return 'day'
  if (isSameSet(days, workdays)) return 'weekday'
  if (isSameSet(days, weekendDays)) return 'weekend day'
  return new Intl.ListFormat('en', { type: 'disjunction' }).format(inOrder(days).map(weekdayName))
}

export function weekdayName(day: Weekday): string {
  return day.charAt(0).toUpperCase() + day.slice(1)
}

export function monthName(month: number): string {
  return new Intl.DateTimeFormat('en', { month: 'long', timeZone: 'UTC' }).format(
    Date.UTC(2026, month - 1, 1),
  )
}

/** “31st”. */
export function ordinal(value: number): string {
  const ends: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'st', two: 'nd', few: 'rd', other: 'th' }
  return `${value}${ends[new Intl.PluralRules('en', { type: 'ordinal' }).select(value)]}`
}

function patternText(pattern: RecurrencePattern): string {
  const { interval } = pattern
  switch (pattern.type) {
    case 'daily':
      return everyText(interval, 'day')
    case 'weekly':
      if (interval === 1 && isSameSet(pattern.daysOfWeek, allDays)) return 'Every day'
      if (interval === 1 && isSameSet(pattern.daysOfWeek, workdays)) return 'Every weekday, Monday to Friday'
      return `${everyText(interval, 'week')} on ${list.format(inOrder(pattern.daysOfWeek).map(weekdayName))}`
    case 'absoluteMonthly':
      return `${everyText(interval, 'month')} on ${dateText(pattern.dayOfMonth)}`
    case 'relativeMonthly':
      return `${everyText(interval, 'month')} on the ${pattern.index} ${placeDaysText(pattern.daysOfWeek)}`
    case 'absoluteYearly':
      return `${everyText(interval, 'year')} on ${dateText(pattern.dayOfMonth, pattern.month)}`
    case 'relativeYearly': {
      const place = `${pattern.index} ${placeDaysText(pattern.daysOfWeek)}`
      return `${everyText(interval, 'year')} on the ${place} of ${monthName(pattern.month)}`
    }
  }
}

/** The longest February has 29 days; a day that a month lacks is its last one. */
function dateText(date: number, month?: number): string {
  const longest = month === undefined ? 28 : (monthDays[month - 1] ?? 31)
  const place = month === undefined ? `the ${ordinal(date)}` : `${monthName(month)} ${date}`
  return date > longest ? `${place} (or the month’s last day)` : place
}
const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function everyText(interval: number, unit: string): string {
  return interval === 1 ? `Every ${unit}` : `Every ${interval} ${unit}s`
}

function inOrder(days: readonly Weekday[]): Weekday[] {
  const fromMonday = [...weekdays.slice(1), ...weekdays.slice(0, 1)]
  return fromMonday.filter((day) => days.includes(day))
}

function isSameSet(one: readonly Weekday[], other: readonly Weekday[]): boolean {
  return one.length === other.length && other.every((day) => one.includes(day))
}
