import { type Recurrence, type RecurrencePattern, weekday } from '@tandem/model/recurrence.ts'
import { dayNumber, weekdayOf } from './days.ts'
import { icalDays, type Rule, shortest } from './ical-rule.ts'
import { patternDates } from './pattern-dates.ts'

/** A pattern of Graph, or why there is none, in plain words. */
type Found<T> = T | { problem: string }

const indexes = new Map([
  [1, 'first'],
  [2, 'second'],
  [3, 'third'],
  [4, 'fourth'],
  [-1, 'last'],
] as const)

/** The parts of a rule that are read for each frequency; whatever else stands in it cannot be kept. */
const readParts: Record<string, string[]> = {
  DAILY: ['byday'],
  WEEKLY: ['byday', 'wkst'],
  MONTHLY: ['bymonthday', 'byday', 'bysetpos', 'wkst'],
  YEARLY: ['bymonth', 'bymonthday', 'byday', 'bysetpos', 'wkst'],
}

/**
 * The recurrence of Graph that has the same days as an RRULE, or which part of the rule there is no pattern for. `startDate` is the day of
 * DTSTART in its zone; `endDate` what UNTIL means there.
 */
export function recurrenceOf(rule: Rule, startDate: string, endDate: string | undefined): Found<Recurrence> {
  const freq = String(rule.freq)
  const read = readParts[freq]
  if (read === undefined)
    return {
      problem: `It repeats ${words[freq] ?? `by ${freq}`}; the shortest repetition that can be kept is a day.`,
    }
  const other = Object.keys(rule).filter(
    (name) => !['freq', 'interval', 'count', 'until', ...read].includes(name),
  )
  if (other.length > 0) return { problem: unkept(rule, other) }
  const range = rangeOf(rule, startDate, endDate)
  if ('problem' in range) return range
  const pattern = patternOf(rule, freq, dayNumber(startDate))
  if ('problem' in pattern) return pattern
  const recurrence = { pattern, range }
  return leavesOut(rule, recurrence) ?? recurrence
}

const words: Record<string, string> = {
  HOURLY: 'every hour',
  MINUTELY: 'every minute',
  SECONDLY: 'every second',
}

function unkept(rule: Rule, names: string[]): string {
  const parts = names.map((name) => `${name.toUpperCase()}=${listOf(rule[name]).join(',')}`)
  return `There is no pattern for this part of its rule: ${parts.join(';').slice(0, 200)}.`
}

function rangeOf(rule: Rule, startDate: string, endDate: string | undefined): Found<Recurrence['range']> {
  if (rule.count !== undefined && rule.until !== undefined)
    return { problem: 'Its rule has both COUNT and UNTIL: only one of them can be.' }
  if (endDate !== undefined) return { type: 'endDate', startDate, endDate }
  if (rule.count === undefined) return { type: 'noEnd', startDate }
  const numberOfOccurrences = Number(rule.count)
  if (!Number.isInteger(numberOfOccurrences) || numberOfOccurrences < 1 || numberOfOccurrences > 999)
    return {
      problem: `It repeats ${String(rule.count).slice(0, 20)} times; a series has 1 to 999 occurrences, or an end date.`,
    }
  return { type: 'numbered', startDate, numberOfOccurrences }
}

function patternOf(rule: Rule, freq: string, start: number): Found<RecurrencePattern> {
  const interval = Number(rule.interval ?? 1)
  if (!Number.isInteger(interval) || interval < 1 || interval > 999)
    return {
      problem: `There is no pattern for INTERVAL=${String(rule.interval).slice(0, 20)}: 1 to 999 can be kept.`,
    }
  if (freq === 'DAILY') return daily(rule, interval)
  if (freq === 'WEEKLY') return weekly(rule, interval, start)
  return freq === 'MONTHLY' ? monthly(rule, interval, start) : yearly(rule, interval, start)
}

function daily(rule: Rule, interval: number): Found<RecurrencePattern> {
  if (rule.byday === undefined) return { type: 'daily', interval }
  // "Every day that is a weekday" is a week's pattern.
  const days = plainDays(rule)
  if (interval !== 1 || days === undefined) return { problem: unkept(rule, ['byday']) }
  return { type: 'weekly', interval: 1, daysOfWeek: days, firstDayOfWeek: 'monday' }
}

function weekly(rule: Rule, interval: number, start: number): Found<RecurrencePattern> {
  const daysOfWeek = rule.byday === undefined ? [weekday.options[weekdayOf(start)]!] : plainDays(rule)
  if (daysOfWeek === undefined) return { problem: unkept(rule, ['byday']) }
  // ical.js counts weekdays from 1, Sunday; RFC 5545's week begins on Monday where nothing is said.
  const firstDayOfWeek = weekday.options[Number(rule.wkst ?? 2) - 1] ?? 'monday'
  return { type: 'weekly', interval, daysOfWeek, firstDayOfWeek }
}

function monthly(rule: Rule, interval: number, start: number): Found<RecurrencePattern> {
  if (rule.byday !== undefined) {
    const nth = nthDay(rule)
    return 'problem' in nth ? nth : { type: 'relativeMonthly', interval, ...nth }
  }
  const dayOfMonth = monthDay(rule, start)
  return typeof dayOfMonth === 'number' ? { type: 'absoluteMonthly', interval, dayOfMonth } : dayOfMonth
}

function yearly(rule: Rule, interval: number, start: number): Found<RecurrencePattern> {
  const isPlain = rule.bymonth === undefined && rule.bymonthday === undefined && rule.byday === undefined
  const months = isPlain ? [new Date(start * 86_400_000).getUTCMonth() + 1] : listOf(rule.bymonth).map(Number)
  const [month] = months
  // Without a month, a day of the month is one of every month, and the n-th weekday one of the year.
  if (month === undefined)
    return {
      problem: unkept(
        rule,
        ['bymonthday', 'byday'].filter((name) => name in rule),
      ),
    }
  if (months.length > 1) return { problem: unkept(rule, ['bymonth']) }
  if (rule.byday !== undefined) {
    const nth = nthDay(rule)
    return 'problem' in nth ? nth : { type: 'relativeYearly', interval, month, ...nth }
  }
  const dayOfMonth = monthDay(rule, start)
  return typeof dayOfMonth === 'number' ? { type: 'absoluteYearly', interval, month, dayOfMonth } : dayOfMonth
}

/** The weekdays of a rule, if they are whole: undefined where one has a number. */
function plainDays(rule: Rule): (typeof weekday.options)[number][] | undefined {
  const days = listOf(rule.byday).map((day) => icalDays.indexOf(String(day) as 'SU'))
  if (days.length === 0 || days.includes(-1)) return undefined
  return weekday.options.filter((_, at) => days.includes(at))
}

type NthDay = Pick<Extract<RecurrencePattern, { type: 'relativeMonthly' }>, 'daysOfWeek' | 'index'>

/** "The second Tuesday" (2TU), or one of a set of days (BYDAY with BYSETPOS). */
function nthDay(rule: Rule): Found<NthDay> {
  const problem = {
    problem: unkept(
      rule,
      ['byday', 'bysetpos', 'bymonthday'].filter((name) => name in rule),
    ),
  }
  if (rule.bymonthday !== undefined) return problem
  const plain = plainDays(rule)
  if (plain !== undefined) {
    const index = listOf(rule.bysetpos).length === 1 ? indexes.get(Number(rule.bysetpos) as 1) : undefined
    return index === undefined ? problem : { daysOfWeek: plain, index }
  }
  const parts = listOf(rule.byday)
  const [, place, day] = /^([+-]?\d+)([A-Z]{2})$/.exec(String(parts[0])) ?? []
  const index = indexes.get(Number(place) as 1)
  const at = icalDays.indexOf(day as 'SU')
  const isOne =
    parts.length === 1 && (rule.bysetpos === undefined || ['1', '-1'].includes(String(rule.bysetpos)))
  return index === undefined || at < 0 || !isOne ? problem : { daysOfWeek: [weekday.options[at]!], index }
}

/** The day of the month; -1 is day 31 of Exchange, as is "the last of the days 28 to 31". */
function monthDay(rule: Rule, start: number): number | { problem: string } {
  const days = listOf(rule.bymonthday).map(Number)
  const problem = {
    problem: unkept(
      rule,
      ['bymonthday', 'bysetpos'].filter((name) => name in rule),
    ),
  }
  if (rule.bysetpos !== undefined) {
    const isLastOf28 =
      days.length > 1 && days.every((day, at) => day === 28 + at) && Number(rule.bysetpos) === -1
    if (isLastOf28) return days.at(-1) ?? 28
    if (days.length !== 1 || !['1', '-1'].includes(String(rule.bysetpos))) return problem
  }
  if (days.length === 0) return new Date(start * 86_400_000).getUTCDate()
  const [day = 0] = days
  if (days.length > 1 || day === 0 || day < -1) return problem
  return day === -1 ? 31 : day
}

/**
 * A rule with day 29, 30 or 31 leaves out the months that have none, where Exchange takes their last day: refused, unless no such month lies in
 * the range.
 */
function leavesOut(rule: Rule, { pattern, range }: Recurrence): { problem: string } | undefined {
  if (pattern.type !== 'absoluteMonthly' && pattern.type !== 'absoluteYearly') return undefined
  const { dayOfMonth } = pattern
  const always = pattern.type === 'absoluteYearly' ? shortest(pattern.month) : 28
  if (dayOfMonth <= always || rule.bysetpos !== undefined || listOf(rule.bymonthday).map(Number).includes(-1))
    return undefined
  const dates = patternDates({ pattern, range })
  let left = 500
  for (const day of dates.from(Number.NEGATIVE_INFINITY)) {
    if (new Date(day * 86_400_000).getUTCDate() !== dayOfMonth)
      return {
        problem: `Its rule leaves out every month without a day ${dayOfMonth}; in an Exchange calendar such a series takes place on the last day of a shorter month.`,
      }
    if (--left === 0) break
  }
  return undefined
}

function listOf(value: unknown): unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value]
}
