import type { EventContent, EventException } from '@tandem/model/event.ts'
import type { WallTime } from '@tandem/model/moment.ts'
import { dayLength, dayText } from './days.ts'
import { clockOf, instantText, momentOf, wallClock, wallText, wholeDays } from './wall-time.ts'

/** What one appointment says: the event's fields with the exception applied. */
export type OccurrenceContent = Omit<EventContent, 'recurrence' | 'exceptions' | 'cancelledDates'>

/** One appointment of the calendar: a single event, or what a series has on a day. */
export interface Occurrence {
  type: 'singleInstance' | 'occurrence' | 'exception'
  /** The day in the series' zone by which it is named; absent for a single event. */
  originalDate?: string
  /** Moments, `2026-03-31T07:30:00Z`. */
  start: string
  end: string
  /** Of all-day events: the first day, and the day after the last one, whatever the zone. */
  startDate?: string
  endDate?: string
  content: OccurrenceContent
}

/** An appointment with its times as numbers (ms since 1970); all-day ones also as days (days.ts). */
export interface Placed {
  type: Occurrence['type']
  originalDate?: string
  start: number
  end: number
  days?: { first: number; beyond: number }
  content: OccurrenceContent
}

/** Time of day and length that all occurrences of a series share, on the wall clock of its zone. */
export interface SeriesClock {
  zone: string
  timeOfDay: number
  length: number
}

/**
 * The clock of a series. Exchange stores start and end as minutes of the wall clock (StartTimeOffset and EndTimeOffset, MS-OXOCAL
 * 2.2.1.44.2), so that 9:00–10:00 stays so in the night of a change.
 */
export function seriesClock({ start, end, isAllDay }: EventContent): SeriesClock {
  const zone = start.timeZone
  const from = wallClock(start.dateTime)
  const to = wallClock(end.dateTime)
  const until = end.timeZone === zone ? to : clockOf(momentOf(to, end.timeZone), zone)
  if (isAllDay) {
    const { first, beyond } = wholeDays(from, until)
    return { zone, timeOfDay: 0, length: (beyond - first) * dayLength }
  }
  const timeOfDay = ((from % dayLength) + dayLength) % dayLength
  return { zone, timeOfDay, length: Math.max(until - from, 0) }
}

/** What the pattern has on a day. */
export function placeRegular(series: OccurrenceContent, clock: SeriesClock, day: number): Placed {
  const from = day * dayLength + clock.timeOfDay
  const until = from + clock.length
  const start = momentOf(from, clock.zone)
  // 2:45–3:15 in the night in which 2:00 is 3:00 would end before it starts (3:45).
  const end = Math.max(momentOf(until, clock.zone), start)
  const endZone = series.end.timeZone
  const endClock = endZone === clock.zone ? until : clockOf(end, endZone)
  return {
    type: 'occurrence',
    originalDate: dayText(day),
    start,
    end,
    ...(series.isAllDay ? { days: wholeDays(from, until) } : {}),
    content: {
      ...series,
      start: { dateTime: wallText(from), timeZone: clock.zone },
      end: { dateTime: wallText(endClock), timeZone: endZone },
    },
  }
}

/** What an exception makes of the occurrence that the pattern has on its day. */
export function placeException(regular: Placed, exception: EventException): Placed {
  const { originalDate, ...own } = exception
  const content = { ...regular.content, ...withoutUndefined(own) }
  for (const name of Object.keys(own) as (keyof typeof own)[]) if (own[name] === null) delete content[name]
  // Only the start was moved, to after the end that the series has: the length stays.
  if (own.start !== undefined && own.end === undefined && wallMoment(content.end) < wallMoment(own.start)) {
    const until = wallMoment(own.start) + (regular.end - regular.start)
    content.end = { ...own.start, dateTime: wallText(clockOf(until, own.start.timeZone)) }
  }
  return { ...placeSingle(content), type: 'exception', originalDate }
}

/** A single event, or any content with its own times. */
export function placeSingle(content: OccurrenceContent): Placed {
  const { start, end, isAllDay } = content
  const from = wallMoment(start)
  const to = Math.max(wallMoment(end), from)
  if (!isAllDay) return { type: 'singleInstance', start: from, end: to, content }
  const until = end.timeZone === start.timeZone ? wallClock(end.dateTime) : clockOf(to, start.timeZone)
  const days = wholeDays(wallClock(start.dateTime), until)
  return {
    type: 'singleInstance',
    start: momentOf(days.first * dayLength, start.timeZone),
    end: momentOf(days.beyond * dayLength, start.timeZone),
    days,
    content,
  }
}

/** The event's fields without those that only a series as a whole has. */
export function ownContent(event: EventContent): OccurrenceContent {
  const { recurrence: _recurrence, exceptions: _exceptions, cancelledDates: _cancelled, ...content } = event
  return content
}

/** The appointment as it is shown. */
export function shownOccurrence({ type, originalDate, start, end, days, content }: Placed): Occurrence {
  return {
    type,
    ...(originalDate === undefined ? {} : { originalDate }),
    start: instantText(start),
    end: instantText(end),
    ...(days === undefined ? {} : { startDate: dayText(days.first), endDate: dayText(days.beyond) }),
    content,
  }
}

function wallMoment({ dateTime, timeZone }: WallTime): number {
  return momentOf(wallClock(dateTime), timeZone)
}

function withoutUndefined<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
}
