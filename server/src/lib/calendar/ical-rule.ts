import { type Recurrence, type RecurrencePattern, type Weekday, weekday } from '@tandem/model/recurrence.ts'

/** The weekdays of RFC 5545, in the order of Graph's. */
export const icalDays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const
const places = { first: 1, second: 2, third: 3, fourth: 4, last: -1 }

/** An RRULE as jCal has it (RFC 7265, 3.6.10): names in lower case; single values or lists. */
export type Rule = Record<string, unknown>

/**
 * The RRULE that has the same days as a recurrence. `until` is the last moment that counts, as the rule writes it. A day 29–31, which
 * Exchange takes for the last day of a shorter month, is the last of the days 28 to it (MS-OXCICAL writes it so, too): other
 * programs would leave the month out.
 */
export function ruleOf({ pattern, range }: Recurrence, until: string): Rule {
  const end =
    range.type === 'numbered'
      ? { count: range.numberOfOccurrences }
      : range.type === 'endDate'
        ? { until }
        : {}
  const interval = pattern.interval === 1 ? {} : { interval: pattern.interval }
  return { ...partsOf(pattern), ...interval, ...end }
}

function partsOf(pattern: RecurrencePattern): Rule {
  switch (pattern.type) {
    case 'daily':
      return { freq: 'DAILY' }
    case 'weekly':
      return {
        freq: 'WEEKLY',
        byday: pattern.daysOfWeek.map(icalDay),
        // RFC 5545 begins the week on Monday, Graph on Sunday: said always.
        wkst: icalDay(pattern.firstDayOfWeek),
      }
    case 'absoluteMonthly':
      return { freq: 'MONTHLY', ...monthDay(pattern.dayOfMonth, 28) }
    case 'relativeMonthly':
      return { freq: 'MONTHLY', ...nthDay(pattern) }
    case 'absoluteYearly':
      return {
        freq: 'YEARLY',
        bymonth: pattern.month,
        ...monthDay(pattern.dayOfMonth, shortest(pattern.month)),
      }
    case 'relativeYearly':
      return { freq: 'YEARLY', bymonth: pattern.month, ...nthDay(pattern) }
  }
}

/** The length that a month has at least. */
export function shortest(month: number): number {
  // 2026 is no leap year.
  return new Date(Date.UTC(2026, month, 0)).getUTCDate()
}

function monthDay(day: number, always: number): Rule {
  if (day <= always) return { bymonthday: day }
  return { bymonthday: Array.from({ length: day - 27 }, (_, at) => 28 + at), bysetpos: -1 }
}

function nthDay({ daysOfWeek, index }: { daysOfWeek: Weekday[]; index: keyof typeof places }): Rule {
  const days = daysOfWeek.map(icalDay)
  return days.length === 1
    ? { byday: `${places[index]}${days[0]}` }
    : { byday: days, bysetpos: places[index] }
}

function icalDay(day: Weekday): string {
  return icalDays[weekday.options.indexOf(day)] ?? 'SU'
}
