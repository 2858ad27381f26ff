import type { EventContent } from '@tandem/model/event.ts'
import { dayLength, dayNumber } from './days.ts'
import {
  type Occurrence,
  type OccurrenceContent,
  ownContent,
  type Placed,
  placeException,
  placeRegular,
  placeSingle,
  type SeriesClock,
  seriesClock,
  shownOccurrence,
} from './occurrence.ts'
import { type PatternDates, patternDates } from './pattern-dates.ts'
import { clockOf, instantMoment, instantText } from './wall-time.ts'

export interface ExpandOptions {
  /** Only the first so many. */
  limit?: number
  /**
   * `instant` (the default): an all-day event takes place from midnight to midnight of its own zone, as calendarView of the
   * service has it. `anywhere`: it also counts when its days touch the window in any zone of the world, for a page that shows days as days.
   */
  allDay?: 'instant' | 'anywhere'
}

/**
 * What a single event or a series has in a time (two moments; the second is not part of it), in the order of the starts. What began
 * before and still lasts is there, and exceptions where they were moved to. Throws a RangeError for a zone that is none.
 */
export function expand(
  event: EventContent,
  window: { from: string; to: string },
  options: ExpandOptions = {},
): Occurrence[] {
  const from = instantMoment(window.from)
  const to = instantMoment(window.to)
  const isAnywhere = options.allDay === 'anywhere'
  const overlaps = (placed: Placed) => {
    const { start, end } = isAnywhere ? widened(placed) : placed
    // An appointment without length is where it starts.
    return start < to && (end > from || (start === end && start >= from))
  }
  return collect(event, { from, to, overlaps, limit: options.limit ?? Infinity }).map(shownOccurrence)
}

/** The next occurrences that start at `from` or later, at most `count`. */
export function nextOccurrences(event: EventContent, from: string, count: number): Occurrence[] {
  const moment = instantMoment(from)
  const overlaps = (placed: Placed) => placed.start >= moment
  return collect(event, { from: moment, to: Infinity, overlaps, limit: count }).map(shownOccurrence)
}

/** The occurrence by its name, as it takes place; undefined when the series has none on this day, or it is cancelled. */
export function occurrenceOn(event: EventContent, date: string): Occurrence | undefined {
  const series = seriesOf(event)
  const day = dayNumber(date)
  if (series === undefined || series.cancelled.has(day) || !series.dates.has(day)) return undefined
  return shownOccurrence(placeOn(series, day))
}

/** True when the series has an occurrence of this day that is not cancelled; it may have been moved to another one. */
export function isOccurrenceDate(event: EventContent, date: string): boolean {
  const series = seriesOf(event)
  const day = dayNumber(date)
  return series !== undefined && !series.cancelled.has(day) && series.dates.has(day)
}

/**
 * The first start and the last end of all that takes place, as moments; `endsAt` is null without an end. All-day events count from
 * midnight to midnight of their zone. What takes place nowhere (all cancelled) has the span of its own start and end.
 */
export function seriesSpan(event: EventContent): { startsAt: string; endsAt: string | null } {
  const series = seriesOf(event)
  const own = placeSingle(ownContent(event))
  if (series === undefined) return spanOf([own], false)
  const { dates, cancelled, exceptions } = series
  const isRegular = (day: number) => !cancelled.has(day) && !exceptions.has(day)
  const placed = [...exceptions.keys()].map((day) => placeOn(series, day))
  for (const day of dates.from(Number.NEGATIVE_INFINITY)) {
    if (!isRegular(day)) continue
    placed.push(placeOn(series, day))
    break
  }
  let last = dates.last
  while (last !== undefined && !isRegular(last)) last = dates.before(last)
  if (last !== undefined) placed.push(placeOn(series, last))
  const isEndless = dates.last === undefined && dates.first !== undefined
  return spanOf(placed.length === 0 ? [own] : placed, isEndless)
}

function spanOf(placed: Placed[], isEndless: boolean): { startsAt: string; endsAt: string | null } {
  return {
    startsAt: instantText(placed.reduce((least, { start }) => Math.min(least, start), Infinity)),
    endsAt: isEndless ? null : instantText(placed.reduce((most, { end }) => Math.max(most, end), -Infinity)),
  }
}

interface Series {
  content: OccurrenceContent
  clock: SeriesClock
  dates: PatternDates
  cancelled: Set<number>
  /** By day; only those of the pattern that are not cancelled. */
  exceptions: Map<number, NonNullable<EventContent['exceptions']>[number]>
}

function seriesOf(event: EventContent): Series | undefined {
  if (!event.recurrence) return undefined
  const dates = patternDates(event.recurrence)
  const cancelled = new Set((event.cancelledDates ?? []).map(dayNumber))
  const named = (event.exceptions ?? []).map((one) => [dayNumber(one.originalDate), one] as const)
  // An exception of a day that the pattern does not have (any more) is an exception of nothing.
  const exceptions = new Map(named.filter(([day]) => !cancelled.has(day) && dates.has(day)))
  return { content: ownContent(event), clock: seriesClock(event), dates, cancelled, exceptions }
}

function placeOn({ content, clock, exceptions }: Series, day: number): Placed {
  const regular = placeRegular(content, clock, day)
  const exception = exceptions.get(day)
  return exception === undefined ? regular : placeException(regular, exception)
}

interface Search {
  from: number
  to: number
  limit: number
  overlaps: (placed: Placed) => boolean
}

function collect(event: EventContent, { from, to, limit, overlaps }: Search): Placed[] {
  const series = seriesOf(event)
  if (series === undefined) return [placeSingle(ownContent(event))].filter(overlaps).slice(0, limit)
  const { clock, dates, cancelled, exceptions } = series
  const found = [...exceptions.keys()].map((day) => placeOn(series, day)).filter(overlaps)
  let regular = 0
  // Two days of margin: for any zone, and for a change of the clocks.
  const earliest = Math.floor((clockOf(from, clock.zone) - clock.length) / dayLength) - 2
  const latest = to === Infinity ? to : clockOf(to, clock.zone) / dayLength + 2
  for (const day of dates.from(earliest)) {
    if (day > latest || regular >= limit) break
    if (cancelled.has(day) || exceptions.has(day)) continue
    const placed = placeOn(series, day)
    if (!overlaps(placed)) continue
    found.push(placed)
    regular += 1
  }
  found.sort((a, b) => a.start - b.start || a.end - b.end)
  return found.slice(0, limit)
}

/** From where the day begins first (UTC+14) to where it ends last (UTC-12). */
function widened({ start, end, days }: Placed): { start: number; end: number } {
  if (days === undefined) return { start, end }
  return { start: days.first * dayLength - 14 * 3_600_000, end: days.beyond * dayLength + 12 * 3_600_000 }
}
