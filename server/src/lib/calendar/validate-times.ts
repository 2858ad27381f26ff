import type { EventContent } from '@tandem/model/event.ts'
import type { WallTime } from '@tandem/model/moment.ts'
import { isMidnight, momentOf, wallClock } from './wall-time.ts'
import { ianaZone } from './zones.ts'

/** What is wrong with a field of an event, in words for the person who sent it. */
export interface FieldProblem {
  pointer: string
  detail: string
}

/** What is wrong with a start and an end, of an event or of an exception (then `prefix` is where it stands). */
export function timeProblems(
  { start, end }: Pick<EventContent, 'start' | 'end'>,
  isAllDay: boolean,
  prefix: string,
): FieldProblem[] {
  const problems = [...wallProblems(start, `${prefix}/start`), ...wallProblems(end, `${prefix}/end`)]
  if (problems.length > 0) return problems
  if (isAllDay) return allDayProblems(start, end, prefix)
  const isReversed =
    momentOf(wallClock(end.dateTime), end.timeZone) < momentOf(wallClock(start.dateTime), start.timeZone)
  return isReversed ? [{ pointer: `${prefix}/end`, detail: 'It ends before it starts.' }] : []
}

/** What is wrong with one wall time. */
export function wallProblems({ dateTime, timeZone }: WallTime, pointer: string): FieldProblem[] {
  const problems: FieldProblem[] = []
  if (Number.isNaN(wallClock(dateTime)))
    problems.push({ pointer: `${pointer}/dateTime`, detail: 'There is no such day or time.' })
  if (ianaZone(timeZone) !== timeZone)
    problems.push({
      pointer: `${pointer}/timeZone`,
      detail: `${meant(timeZone)} Zones are named as in the IANA database, such as Europe/Berlin, or UTC.`,
    })
  return problems
}

function meant(timeZone: string): string {
  const zone = ianaZone(timeZone)
  return zone === undefined ? 'There is no such time zone.' : `Write ${zone}.`
}

function allDayProblems(start: WallTime, end: WallTime, prefix: string): FieldProblem[] {
  if (start.timeZone !== end.timeZone)
    return [
      {
        pointer: `${prefix}/end/timeZone`,
        detail: 'An all-day event starts and ends in the same time zone.',
      },
    ]
  const late = [
    { pointer: `${prefix}/start/dateTime`, dateTime: start.dateTime },
    { pointer: `${prefix}/end/dateTime`, dateTime: end.dateTime },
  ].filter(({ dateTime }) => !isMidnight(dateTime))
  if (late.length > 0)
    return late.map(({ pointer }) => ({
      pointer,
      detail:
        'An all-day event starts and ends at midnight (T00:00:00); it ends on the day after its last one.',
    }))
  return wallClock(end.dateTime) > wallClock(start.dateTime)
    ? []
    : [
        {
          pointer: `${prefix}/end`,
          detail: 'An all-day event ends at the earliest on the day after its first one.',
        },
      ]
}
