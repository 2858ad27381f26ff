/** Graph's `patternedRecurrence` in and out, with the rules of recurrencePattern and recurrenceRange in the reference. */
import type { DayOfWeek, Pattern, Range, Recurrence, Stamp } from '../tenant/calendar-types.ts'
import { dayNumber, seriesDays } from '../tenant/recurrence.ts'
import { customZone, zoneOf } from '../tenant/zones.ts'
import { refuse } from './errors.ts'
import { readInteger, readList, readMember, readRecord, readText, unknownName } from './value-readers.ts'

const days: DayOfWeek[] = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
const indexes = ['first', 'second', 'third', 'fourth', 'last'] as const
const patternTypes = [
  'daily',
  'weekly',
  'absoluteMonthly',
  'relativeMonthly',
  'absoluteYearly',
  'relativeYearly',
] as const
/** Exchange's own limits. */
const most = { interval: 999, occurrences: 999 }
const noDate = '0001-01-01'

/** Reads a recurrence; what its pattern does not use is left at its default, as the service shows it. */
export function readRecurrence(value: unknown): Recurrence {
  const { pattern, range, ...others } = readRecord('recurrence', value)
  refuseOthers(others, 'patternedRecurrence')
  if (pattern === undefined || pattern === null || range === undefined || range === null)
    throw refuse.propertyFailed()
  return {
    pattern: readPattern(readRecord('pattern', pattern)),
    range: readRange(readRecord('range', range)),
  }
}

/**
 * Fits a recurrence to the start of its series. A zone other than the start's is refused (seen in public issues); a start date other than that of
 * the start as well ("must be the same value as the start property of the recurring event").
 */
export function fitRecurrence({ pattern, range }: Recurrence, start: Stamp, end: Stamp): Recurrence {
  const name = range.recurrenceTimeZone || start.timeZone
  const zone = name === customZone && start.timeZone === customZone ? start.zone : zoneOf(name)
  if (zone !== start.zone || range.startDate !== start.dateTime.slice(0, 10)) throw refuse.propertyFailed()
  const fitted = { pattern, range: { ...range, recurrenceTimeZone: name } }
  checkOccurrences(fitted, Date.parse(`${end.dateTime}Z`) - Date.parse(`${start.dateTime}Z`))
  return fitted
}

/** A recurrence as the service shows it. */
export function recurrenceValue({ pattern, range }: Recurrence): unknown {
  const { type, interval, month, dayOfMonth, daysOfWeek, firstDayOfWeek, index } = pattern
  const { type: rangeType, startDate, endDate, recurrenceTimeZone, numberOfOccurrences } = range
  return {
    pattern: { type, interval, month, dayOfMonth, daysOfWeek, firstDayOfWeek, index },
    range: { type: rangeType, startDate, endDate, recurrenceTimeZone, numberOfOccurrences },
  }
}

function readPattern({
  type,
  interval = 1,
  month = 0,
  dayOfMonth = 0,
  daysOfWeek = [],
  firstDayOfWeek = 'sunday',
  index = 'first',
  ...others
}: Record<string, unknown>): Pattern {
  refuseOthers(others, 'recurrencePattern')
  const read: Pattern = {
    type: readMember('type', type, patternTypes),
    interval: readInteger('interval', interval),
    month: readInteger('month', month ?? 0),
    dayOfMonth: readInteger('dayOfMonth', dayOfMonth ?? 0),
    daysOfWeek: readList('daysOfWeek', daysOfWeek ?? []).map((day) => readMember('daysOfWeek', day, days)),
    firstDayOfWeek: readMember('firstDayOfWeek', firstDayOfWeek ?? 'sunday', days),
    index: readMember('index', index ?? 'first', indexes),
  }
  if (read.interval < 1 || read.interval > most.interval) throw refuse.propertyFailed()
  const needsDays = ['weekly', 'relativeMonthly', 'relativeYearly'].includes(read.type)
  const needsDate = read.type === 'absoluteMonthly' || read.type === 'absoluteYearly'
  const needsMonth = read.type === 'absoluteYearly' || read.type === 'relativeYearly'
  if (needsDays && read.daysOfWeek.length === 0) throw refuse.propertyFailed()
  if (needsDate && (read.dayOfMonth < 1 || read.dayOfMonth > 31)) throw refuse.propertyFailed()
  if (needsMonth && (read.month < 1 || read.month > 12)) throw refuse.propertyFailed()
  return {
    ...read,
    daysOfWeek: needsDays ? days.filter((day) => read.daysOfWeek.includes(day)) : [],
    dayOfMonth: needsDate ? read.dayOfMonth : 0,
    month: needsMonth ? read.month : 0,
    index: read.type.startsWith('relative') ? read.index : 'first',
  }
}

function readRange({
  type,
  startDate,
  endDate = noDate,
  numberOfOccurrences = 0,
  recurrenceTimeZone = '',
  ...others
}: Record<string, unknown>): Range {
  refuseOthers(others, 'recurrenceRange')
  const read: Range = {
    type: readMember('type', type, ['endDate', 'noEnd', 'numbered']),
    startDate: readDate('startDate', startDate),
    endDate: readDate('endDate', endDate ?? noDate),
    numberOfOccurrences: readInteger('numberOfOccurrences', numberOfOccurrences ?? 0),
    recurrenceTimeZone: readText('recurrenceTimeZone', recurrenceTimeZone) ?? '',
  }
  const { type: kind, numberOfOccurrences: count } = read
  if (kind === 'numbered' && (count < 1 || count > most.occurrences)) throw refuse.propertyFailed()
  if (kind === 'endDate' && read.endDate < read.startDate) throw refuse.propertyFailed()
  return {
    ...read,
    endDate: kind === 'endDate' ? read.endDate : noDate,
    numberOfOccurrences: kind === 'numbered' ? count : 0,
  }
}

function readDate(name: string, value: unknown): string {
  const text = typeof value === 'string' ? value : ''
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  if (Number.isNaN(time)) {
    throw refuse.bodyShape(
      `Cannot convert the literal '${String(value)}' of '${name}' to the expected type 'Edm.Date'.`,
    )
  }
  return text
}

/** A series has an occurrence, and none reaches into the next one. */
function checkOccurrences(recurrence: Recurrence, length: number): void {
  const start = dayNumber(recurrence.range.startDate)
  let last: number | undefined
  let seen = 0
  const farthest = start + 366 * recurrence.pattern.interval * 8
  for (const day of seriesDays(recurrence, start, farthest)) {
    if (last !== undefined && (day - last) * 86_400_000 < length) throw refuse.occurrenceTooLong()
    last = day
    seen += 1
    if (seen > 60) return
  }
  if (seen === 0) throw refuse.propertyFailed()
}

function refuseOthers(others: Record<string, unknown>, type: string): void {
  const other = Object.keys(others)[0]
  if (other !== undefined) throw unknownName(other, type)
}
