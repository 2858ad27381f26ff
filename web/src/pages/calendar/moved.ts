import { addDays, dayParts, daysBetween, weekdayOf } from '../../days.ts'
import type { CalendarEvent, EventChanges, Occurrence, Recurrence, RecurrencePattern } from '../../shapes.ts'
import { personZone, wallParts, wallTime, wallTimeIn } from '../../zoned.ts'
import { indexOf, isLastOfMonth, nextRepeatDays } from './repeat-days.ts'

/** Where something was dropped: instants, or days (the end is the day after the last one). */
export type Place =
  | { allDay: false; start: Date; end: Date }
  | { allDay: true; startDay: string; endDay: string }

type Times = Required<Pick<EventChanges, 'isAllDay'>> & Pick<CalendarEvent, 'start' | 'end'>

/**
 * The times of an event that was dropped somewhere, as the clocks of its own zone show them. What was all day and gets
 * a time of day has it in the person's zone: there it was dropped.
 */
export function timesAt(place: Place, occurrence: Pick<Occurrence, 'timeZone' | 'isAllDay'>): Times {
  if (place.allDay) {
    const at = (day: string) => wallTime(day, '00:00', occurrence.timeZone)
    return { isAllDay: true, start: at(place.startDay), end: at(place.endDay) }
  }
  const zone = occurrence.isAllDay ? personZone() : occurrence.timeZone
  const at = (moment: Date) => wallTimeIn(moment.getTime(), zone)
  return { isAllDay: false, start: at(place.start), end: at(place.end) }
}

/** The occurrence as it stands at another place, to be shown before the server has answered. */
export function occurrenceAt(occurrence: Occurrence, place: Place): Occurrence {
  if (!place.allDay) {
    const { startDate: _, endDate: __, ...rest } = occurrence
    return {
      ...rest,
      isAllDay: false,
      start: place.start.toISOString(),
      end: place.end.toISOString(),
      syncState: 'pending',
    }
  }
  return {
    ...occurrence,
    isAllDay: true,
    startDate: place.startDay,
    endDate: place.endDay,
    start: `${place.startDay}T00:00:00.000Z`,
    end: `${place.endDay}T00:00:00.000Z`,
    syncState: 'pending',
  }
}

/**
 * The series after one of its occurrences was moved and the person said that it means all (or all that follow): the
 * time of day and the length are those of the moved one; if its day changed, the pattern follows the day (weekly on
 * Wednesday becomes weekly on Thursday, the second Tuesday the third Monday).
 */
export function movedSeries(
  event: CalendarEvent,
  originalDate: string,
  times: Times,
  scope: 'series' | 'following',
): EventChanges {
  const target = wallParts(times.start)
  const length = daysBetween(target.day, wallParts(times.end).day)
  const from = scope === 'series' ? wallParts(event.start).day : originalDate
  const shift = daysBetween(originalDate, target.day)
  const place = (startDay: string) => ({
    isAllDay: times.isAllDay,
    start: wallTime(startDay, target.time, times.start.timeZone),
    end: wallTime(addDays(startDay, length), wallParts(times.end).time, times.end.timeZone),
  })
  if (!event.recurrence || shift === 0) return place(from)
  const pattern = movedPattern(event.recurrence.pattern, originalDate, target.day)
  const earliest = addDays(from, Math.min(shift, 0))
  const isDaily = pattern.type === 'daily'
  const startDay = isDaily
    ? addDays(from, shift)
    : (nextRepeatDays({ pattern, range: { type: 'noEnd', startDate: earliest } }, 1)[0] ?? target.day)
  const range = rangeFrom(event.recurrence, startDay, scope === 'following' ? originalDate : undefined)
  return { ...place(startDay), recurrence: { pattern, range } }
}

/** The range of a series that begins on `startDay`; cut off at `cutAt`, a counted one has only those left. */
export function rangeFrom(recurrence: Recurrence, startDay: string, cutAt?: string): Recurrence['range'] {
  const { range } = recurrence
  if (range.type === 'noEnd') return { ...range, startDate: startDay }
  if (range.type === 'endDate') {
    return { ...range, startDate: startDay, endDate: range.endDate < startDay ? startDay : range.endDate }
  }
  const before = cutAt === undefined ? 0 : countBefore(recurrence, cutAt)
  return {
    ...range,
    startDate: startDay,
    numberOfOccurrences: Math.max(1, range.numberOfOccurrences - before),
  }
}

function countBefore(recurrence: Recurrence, day: string): number {
  return nextRepeatDays(recurrence, 1000).filter((found) => found < day).length
}

function movedPattern(pattern: RecurrencePattern, from: string, to: string): RecurrencePattern {
  const { month, date } = dayParts(to)
  switch (pattern.type) {
    case 'daily':
      return pattern
    case 'weekly': {
      const others = pattern.daysOfWeek.filter((day) => day !== weekdayOf(from))
      return { ...pattern, daysOfWeek: [...new Set([...others, weekdayOf(to)])] }
    }
    case 'absoluteMonthly':
      return { ...pattern, dayOfMonth: date }
    case 'absoluteYearly':
      return { ...pattern, dayOfMonth: date, month }
    case 'relativeMonthly':
      return { ...pattern, daysOfWeek: [weekdayOf(to)], index: placeOf(pattern.index, to) }
    case 'relativeYearly':
      return { ...pattern, daysOfWeek: [weekdayOf(to)], index: placeOf(pattern.index, to), month }
  }
}

function placeOf(before: string, day: string) {
  return before === 'last' && isLastOfMonth(day) ? 'last' : indexOf(day)
}
