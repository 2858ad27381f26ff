import { type Recurrence, recurrence } from '@tandem/model/recurrence.ts'

const patternParts: Record<string, string[]> = {
  daily: [],
  weekly: ['daysOfWeek', 'firstDayOfWeek'],
  absoluteMonthly: ['dayOfMonth'],
  relativeMonthly: ['daysOfWeek', 'index'],
  absoluteYearly: ['dayOfMonth', 'month'],
  relativeYearly: ['daysOfWeek', 'index', 'month'],
}
const rangeParts: Record<string, string[]> = {
  noEnd: [],
  endDate: ['endDate'],
  numbered: ['numberOfOccurrences'],
}

/**
 * Graph's `patternedRecurrence` as the model has it: Graph names all parts of every pattern, with `0`, `[]` and `0001-01-01` where
 * one means nothing. Undefined for none, and for one of a kind that is not known, whose item is then taken for a single one.
 */
export function readRecurrence(value: unknown): Recurrence | undefined {
  const { pattern, range } = (value ?? {}) as Record<'pattern' | 'range', Record<string, unknown> | undefined>
  const ofPattern = patternParts[String(pattern?.type)]
  const ofRange = rangeParts[String(range?.type)]
  if (!pattern || !range || !ofPattern || !ofRange) return undefined
  const read = recurrence.safeParse({
    pattern: picked(pattern, ['type', 'interval', ...ofPattern]),
    range: picked(range, ['type', 'startDate', ...ofRange]),
  })
  return read.success ? read.data : undefined
}

/** The body of a recurrence; its days are those of `timeZone`. */
export function recurrenceBody({ pattern, range }: Recurrence, timeZone: string | undefined) {
  return { pattern, range: { ...range, ...(timeZone !== undefined && { recurrenceTimeZone: timeZone }) } }
}

function picked(from: Record<string, unknown>, names: string[]): Record<string, unknown> {
  return Object.fromEntries(names.flatMap((name) => (from[name] == null ? [] : [[name, from[name]]])))
}
