import type { EventContent, EventException } from '@tandem/model/event.ts'
import { dayLength, dayNumber, dayText } from './calendar/days.ts'
import { type OccurrenceContent, ownContent, placeRegular, seriesClock } from './calendar/occurrence.ts'
import { patternDates } from './calendar/pattern-dates.ts'
import { wallClock, wallText } from './calendar/wall-time.ts'
import { isSameValue, normalEventField } from './normal-event-field.ts'
import { normalRecord } from './normal-value.ts'

/**
 * The normal form of an event, so that base, record and item can be compared field by field:
 * - what is empty is absent, keys and sets stand in one order (normal-event-field.ts);
 * - a series starts on its first occurrence, as Exchange keeps it, and so does its range;
 * - an exception holds what differs from its series and nothing else, where `null` and `[]` say that the occurrence has none; one of a
 *   cancelled day, or in which nothing differs, is none;
 * - exceptions and cancelled days stand in the order of their days; a single event has none.
 * Everything else stays as it is, letter by letter.
 */
export function normalEvent(fields: EventContent): EventContent {
  const event = (normalRecord(fields, normalEventField) ?? {}) as EventContent
  if (event.recurrence === undefined || event.recurrence === null) {
    delete event.exceptions
    delete event.cancelledDates
    return event
  }
  startWithFirst(event)
  const exceptions = normalExceptions(event)
  if (exceptions.length === 0) delete event.exceptions
  else event.exceptions = exceptions
  return event
}

/** The changes of an edit in normal form; a field that the edit empties is `null`. */
export function normalEventChanges(changes: Partial<EventContent>): Partial<EventContent> {
  const named = Object.entries(changes).filter(([, value]) => value !== undefined)
  return Object.fromEntries(named.map(([name, value]) => [name, normalEventField(name, value) ?? null]))
}

/**
 * The event after an edit, in normal form. A series whose start is moved to another day begins on that day, and what the new pattern
 * does not have any more loses its exceptions and cancellations (Exchange drops all of them with every new pattern).
 */
export function editedEvent(fields: EventContent, changes: Partial<EventContent>): EventContent {
  const edited: EventContent = { ...fields, ...normalEventChanges(changes) }
  const { recurrence } = edited
  if (!recurrence || (changes.start === undefined && changes.recurrence === undefined))
    return normalEvent(edited)
  const startDate = edited.start.dateTime.slice(0, 10)
  if (!changes.recurrence && startDate !== fields.start.dateTime.slice(0, 10))
    edited.recurrence = { ...recurrence, range: { ...recurrence.range, startDate } }
  const dates = patternDates(edited.recurrence ?? recurrence)
  const isThere = (date: string) => dates.has(dayNumber(date))
  if (changes.exceptions === undefined)
    edited.exceptions = edited.exceptions?.filter(({ originalDate }) => isThere(originalDate))
  if (changes.cancelledDates === undefined) edited.cancelledDates = edited.cancelledDates?.filter(isThere)
  return normalEvent(edited)
}

/** The range's first day and the day of `start` become those of the first occurrence: the days of the series stay the same. */
function startWithFirst(event: EventContent): void {
  const { recurrence, start, end } = event
  if (!recurrence || !start || !end) return
  const { first } = patternDates(recurrence)
  const clock = wallClock(start.dateTime)
  if (first === undefined || Number.isNaN(clock + wallClock(end.dateTime))) return
  const moved = (first - Math.floor(clock / dayLength)) * dayLength
  if (moved !== 0) {
    event.start = { ...start, dateTime: wallText(clock + moved) }
    event.end = { ...end, dateTime: wallText(wallClock(end.dateTime) + moved) }
  }
  event.recurrence = { ...recurrence, range: { ...recurrence.range, startDate: dayText(first) } }
}

function normalExceptions(event: EventContent): EventException[] {
  const cancelled = new Set(event.cancelledDates)
  return (event.exceptions ?? []).flatMap((exception) => {
    if (cancelled.has(exception.originalDate)) return []
    const normal = normalException(exception, regularOn(event, exception.originalDate))
    return Object.keys(normal).length > 1 ? [normal] : []
  })
}

/** What the series alone would have on the day; the series' own times where its zone or the day means nothing. */
function regularOn(event: EventContent, date: string): OccurrenceContent {
  const series = ownContent(event)
  try {
    return placeRegular(series, seriesClock(event), dayNumber(date)).content
  } catch (error) {
    if (error instanceof RangeError) return series
    throw error
  }
}

function normalException(exception: EventException, regular: OccurrenceContent): EventException {
  const normal: Record<string, unknown> = {}
  for (const name of Object.keys(exception).sort() as (keyof EventException)[]) {
    const given = exception[name]
    if (given === undefined) continue
    if (name === 'originalDate') normal[name] = given
    else if (!isSameValue(name, given, regular[name as keyof typeof regular]))
      normal[name] = normalEventField(name, given) ?? (Array.isArray(given) ? [] : null)
  }
  return normal as EventException
}
