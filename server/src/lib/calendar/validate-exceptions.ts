import type { EventContent, EventException } from '@tandem/model/event.ts'
import type { Recurrence } from '@tandem/model/recurrence.ts'
import { dayLength, dayNumber, dayText } from './days.ts'
import { ownContent, placeException, placeRegular, type SeriesClock, seriesClock } from './occurrence.ts'
import { type PatternDates, patternDates } from './pattern-dates.ts'
import { type FieldProblem, timeProblems, wallProblems } from './validate-times.ts'
import { clockOf } from './wall-time.ts'

type Series = Pick<EventContent, 'start' | 'end' | 'isAllDay' | 'exceptions' | 'cancelledDates'> & {
  recurrence: Recurrence
}

/** What is wrong with the exceptions and cancelled days of a series whose own times and pattern are right. */
export function exceptionProblems(series: Series): FieldProblem[] {
  const dates = patternDates(series.recurrence)
  const cancelled = (series.cancelledDates ?? []).flatMap((date, at) =>
    dates.has(dayNumber(date)) ? [] : [notOfSeries(`/cancelledDates/${at}`, date)],
  )
  const clock = seriesClock(series)
  const days = new Map<number, number>()
  const problems: FieldProblem[] = []
  for (const [at, exception] of (series.exceptions ?? []).entries()) {
    const pointer = `/exceptions/${at}`
    const day = dayNumber(exception.originalDate)
    if (!dates.has(day)) {
      problems.push(notOfSeries(`${pointer}/originalDate`, exception.originalDate))
    } else if (days.has(day)) {
      problems.push({ pointer: `${pointer}/originalDate`, detail: 'There is another exception of this day.' })
    } else {
      const found = ownTimeProblems(series, clock, exception, pointer)
      problems.push(...found)
      if (found.length === 0) days.set(day, startDay(series, clock, exception, day))
    }
  }
  return [...cancelled, ...problems, ...crossings(series, dates, days)]
}

function notOfSeries(pointer: string, date: string): FieldProblem {
  return {
    pointer,
    detail: `The series has no occurrence on ${date}. Name the day on which the pattern alone has it, in the zone of the start.`,
  }
}

function ownTimeProblems(
  series: Series,
  clock: SeriesClock,
  exception: EventException,
  pointer: string,
): FieldProblem[] {
  const { start, end, isAllDay } = exception
  if (start === undefined && end === undefined && isAllDay === undefined) return []
  const problems = [
    ...(start === undefined ? [] : wallProblems(start, `${pointer}/start`)),
    ...(end === undefined ? [] : wallProblems(end, `${pointer}/end`)),
  ]
  if (problems.length > 0) return problems
  const regular = placeRegular(ownContent(series), clock, dayNumber(exception.originalDate))
  const { content } = placeException(regular, exception)
  return timeProblems(content, content.isAllDay ?? false, pointer)
}

/** The day, in the series' zone, on which an occurrence starts with its exception. */
function startDay(series: Series, clock: SeriesClock, exception: EventException, day: number): number {
  const placed = placeException(placeRegular(ownContent(series), clock, day), exception)
  // All-day events are days, whatever the zone.
  return placed.days?.first ?? Math.floor(clockOf(placed.start, clock.zone) / dayLength)
}

/**
 * Exchange keeps the occurrences of a series in their order, at most one a day: it refuses to move one to or beyond the day of the one
 * before or after it (ErrorOccurrenceCrossingBoundary). Cancelled ones are not in the way.
 */
function crossings(series: Series, dates: PatternDates, days: Map<number, number>): FieldProblem[] {
  const cancelled = new Set((series.cancelledDates ?? []).map(dayNumber))
  const takesPlaceOn = (day: number) => days.get(day) ?? day
  return (series.exceptions ?? []).flatMap(({ originalDate }, at) => {
    const day = dayNumber(originalDate)
    const moved = days.get(day)
    if (moved === undefined || moved === day || cancelled.has(day)) return []
    let before = dates.before(day)
    while (before !== undefined && cancelled.has(before)) before = dates.before(before)
    const after = firstOf(dates.from(day + 1), (other) => !cancelled.has(other))
    const neighbour =
      before !== undefined && moved <= takesPlaceOn(before)
        ? before
        : after !== undefined && moved >= takesPlaceOn(after)
          ? after
          : undefined
    if (neighbour === undefined) return []
    return [
      {
        pointer: `/exceptions/${at}/start`,
        detail: `An occurrence cannot be moved to or beyond the day of the one ${neighbour === before ? 'before' : 'after'} it, which takes place on ${dayText(takesPlaceOn(neighbour))}.`,
      },
    ]
  })
}

function firstOf(days: Iterable<number>, isRight: (day: number) => boolean): number | undefined {
  for (const day of days) if (isRight(day)) return day
  return undefined
}
