import type { Recurrence, RecurrencePattern, Weekday } from '@tandem/model/recurrence.ts'
import { weekday } from '@tandem/model/recurrence.ts'

/** A recurrence in plain English words; `locale` is how its dates are written. */
export function describeRecurrence({ pattern, range }: Recurrence, locale = 'en-GB'): string {
  const words = describePattern(pattern)
  if (range.type === 'numbered')
    return `${words}, ${range.numberOfOccurrences === 1 ? 'once' : `${range.numberOfOccurrences} times`}`
  if (range.type === 'noEnd') return words
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' })
  return `${words} until ${date.format(new Date(`${range.endDate}T00:00:00Z`))}`
}

function describePattern(pattern: RecurrencePattern): string {
  const { interval } = pattern
  switch (pattern.type) {
    case 'daily':
      return every(interval, 'day')
    case 'weekly':
      return interval === 1 && isWeekdays(pattern.daysOfWeek)
        ? 'every weekday'
        : `${every(interval, 'week')} on ${weekdays(pattern.daysOfWeek)}`
    case 'absoluteMonthly':
      return `${every(interval, 'month')} on ${dayOfMonth(pattern.dayOfMonth)}`
    case 'relativeMonthly':
      return `${every(interval, 'month')} on the ${pattern.index} ${oneOf(pattern.daysOfWeek)}`
    case 'absoluteYearly':
      return `${every(interval, 'year')} on ${pattern.dayOfMonth} ${months[pattern.month - 1]}`
    case 'relativeYearly':
      return `${every(interval, 'year')} on the ${pattern.index} ${oneOf(pattern.daysOfWeek)} of ${months[pattern.month - 1]}`
  }
}

const months = Array.from({ length: 12 }, (_, month) =>
  new Intl.DateTimeFormat('en', { month: 'long', timeZone: 'UTC' }).format(new Date(Date.UTC(2026, month))),
)

function every(interval: number, unit: string): string {
  return interval === 1 ? `every ${unit}` : `every ${interval} ${unit}s`
}

function dayOfMonth(day: number): string {
  return day > 28 ? `day ${day} (or the last day of a shorter month)` : `day ${day}`
}

/** Days in the order of a week that begins on Monday, as people say them. */
function inWeek(days: readonly Weekday[]): Weekday[] {
  const order = [...weekday.options.slice(1), ...weekday.options.slice(0, 1)]
  return order.filter((day) => days.includes(day))
}

function isWeekdays(days: readonly Weekday[]): boolean {
  const set = new Set(days)
  return set.size === 5 && !set.has('saturday') && !set.has('sunday')
}

function weekdays(days: readonly Weekday[]): string {
  return joined(inWeek(days), 'and')
}

/** "The last weekday": one of a set of days. */
function oneOf(days: readonly Weekday[]): string {
  const set = new Set(days)
  if (set.size === 7) return 'day'
  if (isWeekdays(days)) return 'weekday'
  if (set.size === 2 && set.has('saturday') && set.has('sunday')) return 'weekend day'
  return joined(inWeek(days), 'or')
}

function joined(days: Weekday[], word: string): string {
  const names = days.map((day) => `${day.charAt(0).toUpperCase()}${day.slice(1)}`)
  const last = names.at(-1) ?? ''
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} ${word} ${last}`
}
