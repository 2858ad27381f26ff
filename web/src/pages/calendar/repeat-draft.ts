import { addDays, dayParts, firstDayOfWeek, weekdayOf, weekdays } from '../../days.ts'
import type { Recurrence, RecurrencePattern, Weekday } from '../../shapes.ts'
import { type Index, indexOf } from './repeat-days.ts'

/** What the recurrence editor shows: all inputs at once, so that changing the rhythm forgets nothing that was typed. */
export interface RepeatDraft {
  every: 'day' | 'week' | 'month' | 'year'
  interval: number
  weekdays: Weekday[]
  /** Months and years: by the day's number, or by its place among the weekdays. */
  by: 'date' | 'place'
  dayOfMonth: number
  month: number
  index: Index
  /** The days among which the place is counted. */
  placeDays: Weekday[]
  firstDayOfWeek: Weekday
  ends: 'never' | 'on' | 'after'
  endDate: string
  count: number
}

export const allDays = [...weekdays]
export const workdays = weekdays.slice(1, 6)
export const weekendDays: Weekday[] = ['saturday', 'sunday']

/** The inputs as they stand for a series, or for a new one that begins on `startDay`. */
export function toRepeatDraft(recurrence: Recurrence | null, startDay: string): RepeatDraft {
  const { month, date } = dayParts(startDay)
  const draft: RepeatDraft = {
    every: 'week',
    interval: 1,
    weekdays: [weekdayOf(startDay)],
    by: 'date',
    dayOfMonth: date,
    month,
    index: indexOf(startDay),
    placeDays: [weekdayOf(startDay)],
    firstDayOfWeek: weekdays[firstDayOfWeek()] ?? 'monday',
    ends: 'never',
    endDate: addDays(startDay, 90),
    count: 10,
  }
  if (!recurrence) return draft
  return { ...draft, ...patternInputs(recurrence.pattern), ...rangeInputs(recurrence.range) }
}

/** Graph's pattern and range of what is typed; `startDay` is the day with which the series begins. */
export function fromRepeatDraft(draft: RepeatDraft, startDay: string): Recurrence {
  return { pattern: patternOf(draft), range: rangeOf(draft, startDay) }
}

/** What is wrong with what is typed; undefined: nothing. */
export function repeatProblem(draft: RepeatDraft, startDay: string): string | undefined {
  if (!isWhole(draft.interval, 999)) return 'Repeat every 1 to 999.'
  if (draft.every === 'week' && draft.weekdays.length === 0) return 'Choose at least one day of the week.'
  if (usesPlace(draft) && draft.placeDays.length === 0) return 'Choose at least one day.'
  if (draft.ends === 'on' && !(draft.endDate >= startDay)) return 'The series ends before it begins.'
  if (draft.ends === 'after' && !isWhole(draft.count, 999)) return 'A series takes place 1 to 999 times.'
  return undefined
}

function usesPlace(draft: RepeatDraft): boolean {
  return (draft.every === 'month' || draft.every === 'year') && draft.by === 'place'
}

function isWhole(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= most
}

function patternInputs(pattern: RecurrencePattern): Partial<RepeatDraft> {
  const { interval } = pattern
  switch (pattern.type) {
    case 'daily':
      return { every: 'day', interval }
    case 'weekly': {
      const { daysOfWeek, firstDayOfWeek: first } = pattern
      return { every: 'week', interval, weekdays: daysOfWeek, firstDayOfWeek: first }
    }
    case 'absoluteMonthly':
      return { every: 'month', interval, by: 'date', dayOfMonth: pattern.dayOfMonth }
    case 'absoluteYearly':
      return { every: 'year', interval, by: 'date', dayOfMonth: pattern.dayOfMonth, month: pattern.month }
    case 'relativeMonthly': {
      const { index, daysOfWeek } = pattern
      return { every: 'month', interval, by: 'place', index, placeDays: daysOfWeek }
    }
    case 'relativeYearly': {
      const { index, daysOfWeek, month } = pattern
      return { every: 'year', interval, by: 'place', index, placeDays: daysOfWeek, month }
    }
  }
}

function rangeInputs(range: Recurrence['range']): Partial<RepeatDraft> {
  if (range.type === 'endDate') return { ends: 'on', endDate: range.endDate }
  if (range.type === 'numbered') return { ends: 'after', count: range.numberOfOccurrences }
  return { ends: 'never' }
}

function patternOf(draft: RepeatDraft): RecurrencePattern {
  const { interval, dayOfMonth, month, index } = draft
  const inOrder = (days: Weekday[]) => weekdays.filter((day) => days.includes(day))
  const place = { daysOfWeek: inOrder(draft.placeDays), index }
  switch (draft.every) {
    case 'day':
      return { type: 'daily', interval }
    case 'week':
      return {
        type: 'weekly',
        interval,
        daysOfWeek: inOrder(draft.weekdays),
        firstDayOfWeek: draft.firstDayOfWeek,
      }
    case 'month':
      if (draft.by === 'date') return { type: 'absoluteMonthly', interval, dayOfMonth }
      return { type: 'relativeMonthly', interval, ...place }
    case 'year':
      if (draft.by === 'date') return { type: 'absoluteYearly', interval, dayOfMonth, month }
      return { type: 'relativeYearly', interval, ...place, month }
  }
}

function rangeOf(draft: RepeatDraft, startDate: string): Recurrence['range'] {
  if (draft.ends === 'on') return { type: 'endDate', startDate, endDate: draft.endDate }
  if (draft.ends === 'after') return { type: 'numbered', startDate, numberOfOccurrences: draft.count }
  return { type: 'noEnd', startDate }
}
