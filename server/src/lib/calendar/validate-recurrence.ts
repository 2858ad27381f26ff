import type { EventContent } from '@tandem/model/event.ts'
import type { WallTime } from '@tandem/model/moment.ts'
import type { Recurrence } from '@tandem/model/recurrence.ts'
import { dayNumber } from './days.ts'
import { patternDates } from './pattern-dates.ts'
import { exceptionProblems } from './validate-exceptions.ts'
import { type FieldProblem, timeProblems } from './validate-times.ts'

type Fields = Pick<
  EventContent,
  'start' | 'end' | 'isAllDay' | 'recurrence' | 'exceptions' | 'cancelledDates'
>

/**
 * What the schema alone cannot see of an event's times, its recurrence and its exceptions; empty when all is well. To be asked before
 * the normal form is made, which moves a series to its first occurrence.
 */
export function validateRecurrence(fields: Fields): FieldProblem[] {
  const times = timeProblems(fields, fields.isAllDay ?? false, '')
  // The rest counts from the start: with a wrong one it would only repeat what is said already.
  if (times.length > 0) return times
  const { recurrence } = fields
  if (!recurrence) return withoutSeries(fields)
  const problems = recurrenceProblems(recurrence, fields.start)
  return problems.length > 0 ? problems : exceptionProblems({ ...fields, recurrence })
}

function withoutSeries({ exceptions, cancelledDates }: Fields): FieldProblem[] {
  const detail = 'Only a series can have this: give a recurrence, or leave it out.'
  return [
    ...((exceptions ?? []).length > 0 ? [{ pointer: '/exceptions', detail }] : []),
    ...((cancelledDates ?? []).length > 0 ? [{ pointer: '/cancelledDates', detail }] : []),
  ]
}

function recurrenceProblems(recurrence: Recurrence, start: WallTime): FieldProblem[] {
  const { range } = recurrence
  const pointer = '/recurrence/range'
  if (Number.isNaN(dayNumber(range.startDate)))
    return [{ pointer: `${pointer}/startDate`, detail: 'There is no such day.' }]
  // Graph: "Must be the same value as the start property of the recurring event" (recurrenceRange).
  if (range.startDate !== start.dateTime.slice(0, 10))
    return [
      {
        pointer: `${pointer}/startDate`,
        detail: `A series begins on the day of its start: write ${start.dateTime.slice(0, 10)}, or move the start.`,
      },
    ]
  if (range.type === 'endDate' && Number.isNaN(dayNumber(range.endDate)))
    return [{ pointer: `${pointer}/endDate`, detail: 'There is no such day.' }]
  if (range.type === 'endDate' && range.endDate < range.startDate)
    return [{ pointer: `${pointer}/endDate`, detail: 'The series ends before it begins.' }]
  if (patternDates(recurrence).first === undefined)
    return [
      {
        pointer: '/recurrence',
        detail: 'No day of this pattern lies in the range: the series would never take place.',
      },
    ]
  return []
}
