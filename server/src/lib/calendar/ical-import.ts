import { type EventContent, type EventException, eventFields } from '@tandem/model/event.ts'
import type { Recurrence } from '@tandem/model/recurrence.ts'
import { normalEvent } from '../normal-event.ts'
import { dayLength, dayNumber, dayText } from './days.ts'
import { fileFields } from './ical-fields.ts'
import { parseCalendar } from './ical-parse.ts'
import type { Rule } from './ical-rule.ts'
import { recurrenceOf } from './ical-rule-import.ts'
import { dayOf, type EventTimes, eventTimes, fileTime, type TimeContext } from './ical-times.ts'
import { ofKind, zonesOf } from './ical-zone.ts'
import { ImportProblem, quoted } from './import-problem.ts'
import { type Component, parameter, properties, property, text } from './jcal.ts'
import { patternDates } from './pattern-dates.ts'
import { validateRecurrence } from './validate-recurrence.ts'
import { clockOf, momentOf, wallClock } from './wall-time.ts'
import { ianaZone } from './zones.ts'

/** An event in normal form, with what of the file is left out; or why there is none. All in plain words. */
export type Imported =
  | { event: EventContent; uid: string | undefined; notes: string[] }
  | { problems: string[] }

/**
 * The event of an iCalendar file: one VEVENT, or a series with its changed and cancelled occurrences (RFC 5545). `zone` is meant where the file
 * names none. A rule without a pattern of Graph is refused with the part that cannot be kept. The organizer is the one of
 * the file: whoever writes the event into a mailbox decides whether that is the mailbox's person.
 */
export function importEvent(source: string, { zone }: { zone?: string } = {}): Imported {
  try {
    return readEvent(parseCalendar(source), zone === undefined ? undefined : ianaZone(zone))
  } catch (error) {
    if (error instanceof ImportProblem) return { problems: error.problems }
    throw error
  }
}

function readEvent(calendar: Component[], zone: string | undefined): Imported {
  const { master, overrides, uid } = componentsOf(calendar)
  const context = { zoneOf: zonesOf(calendar), zone }
  const notes = new Set<string>()
  const times = eventTimes(master, context)
  const { start, end, isAllDay } = times
  const fields = fileFields(master, times, notes)
  const event: EventContent = { ...fields, start, end, ...(isAllDay ? { isAllDay } : {}) }
  const recurrence = seriesOf(master, times, context, notes)
  if (recurrence !== undefined) {
    const changed = overrides.map((one) => changedOccurrence(one, event, context, notes))
    const cancelled = changed
      .filter(({ isCancelled }) => isCancelled)
      .map(({ exception }) => exception.originalDate)
    event.recurrence = recurrence
    event.cancelledDates = [...cancelledDays(master, event, recurrence, context, notes), ...cancelled]
    event.exceptions = changed.filter(({ isCancelled }) => !isCancelled).map(({ exception }) => exception)
  }
  return checked(event, uid, notes)
}

function componentsOf(calendar: Component[]) {
  const events = ofKind(calendar, 'vevent')
  const uids = new Set(events.map((event) => text(event, 'uid')))
  if (events.length === 0) {
    const others = [...new Set(calendar.map(([name]) => name.toUpperCase()))].slice(0, 5).join(', ')
    throw new ImportProblem(`This file holds no event${others === '' ? '' : `, but ${quoted(others)}`}.`)
  }
  if (uids.size > 1) throw new ImportProblem(`This file holds ${uids.size} events: import them one by one.`)
  const isOverride = (event: Component) => property(event, 'recurrence-id') !== undefined
  const masters = events.filter((event) => !isOverride(event))
  const [uid] = uids
  if (masters.length > 1) throw new ImportProblem('This file holds the same event twice.')
  const [master] = masters
  if (master !== undefined) return { master, overrides: events.filter(isOverride), uid }
  // An invitation to one occurrence of a series of which the person has nothing else.
  const [only] = events
  if (only === undefined || events.length > 1)
    throw new ImportProblem('This file holds occurrences of a series without the series itself.')
  return { master: only, overrides: [], uid }
}

function seriesOf(
  master: Component,
  times: EventTimes,
  context: TimeContext,
  notes: Set<string>,
): Recurrence | undefined {
  const rules = properties(master, 'rrule')
  const [rule] = rules
  for (const name of ['rdate', 'exrule'])
    if (property(master, name) !== undefined)
      throw new ImportProblem(
        `It repeats on days that no pattern names (${name.toUpperCase()}): such a series cannot be kept.`,
      )
  if (rule === undefined || property(master, 'recurrence-id') !== undefined) return undefined
  if (rules.length > 1)
    throw new ImportProblem('It repeats by two rules (RRULE) at once: such a series cannot be kept.')
  if (times.fromFile)
    throw new ImportProblem(
      'It repeats in a time zone that only this file knows and that is like none there is: such a series cannot be kept.',
    )
  const value = rule[3] as Rule
  const startDate = times.start.dateTime.slice(0, 10)
  const recurrence = recurrenceOf(value, startDate, lastDay(value, times, context))
  if ('problem' in recurrence) throw new ImportProblem(recurrence.problem)
  const { first } = patternDates(recurrence)
  if (first !== undefined && dayText(first) !== startDate)
    notes.add(`Its first day, ${startDate}, is none of its rule: the series begins on ${dayText(first)}.`)
  return recurrence
}

/** The last day on which an occurrence can start, from UNTIL: a day, a moment, or a time of the series' zone. */
function lastDay(rule: Rule, { start, isAllDay }: EventTimes, context: TimeContext): string | undefined {
  if (rule.until === undefined) return undefined
  const written = String(rule.until)
  const until = fileTime(['until', {}, written.length > 10 ? 'date-time' : 'date'], written, {
    ...context,
    zone: start.timeZone,
  })
  if (until.isDate || isAllDay) return until.dateTime.slice(0, 10)
  const clock = clockOf(momentOf(wallClock(until.dateTime), until.timeZone), start.timeZone)
  const day = Math.floor(clock / dayLength)
  const timeOfDay = wallClock(start.dateTime) - Math.floor(wallClock(start.dateTime) / dayLength) * dayLength
  return dayText(clock - day * dayLength < timeOfDay ? day - 1 : day)
}

function cancelledDays(
  master: Component,
  event: EventContent,
  recurrence: Recurrence,
  context: TimeContext,
  notes: Set<string>,
): string[] {
  const dates = patternDates(recurrence)
  const days = properties(master, 'exdate').flatMap((exdate) =>
    exdate
      .slice(3)
      .map((value) => dayOf(fileTime(exdate, value, context), event.start, event.isAllDay ?? false)),
  )
  const real = days.filter((day) => dates.has(dayNumber(day)))
  // RFC 5545, 3.8.5.1: an EXDATE takes away from a set in which it may not be.
  if (real.length < days.length)
    notes.add('A cancelled day (EXDATE) on which the series has nothing is left out.')
  return real
}

/** Every field of the occurrence: what it has like its series is dropped by the normal form, what it has not is emptied. */
function changedOccurrence(
  override: Component,
  event: EventContent,
  context: TimeContext,
  notes: Set<string>,
): { exception: EventException; isCancelled: boolean } {
  const named = property(override, 'recurrence-id')!
  if (parameter(named, 'range') !== undefined)
    throw new ImportProblem(
      'One of its changes is for this and all following occurrences (RANGE): such a change cannot be kept.',
    )
  const originalDate = dayOf(fileTime(named, named[3], context), event.start, event.isAllDay ?? false)
  const times = eventTimes(override, context)
  const {
    isCancelled = false,
    organizer: _organizer,
    responseRequested: _wanted,
    ...own
  } = fileFields(override, times, notes)
  const attendees = own.attendees?.map(({ status: _status, ...attendee }) => attendee)
  const { start, end, isAllDay } = times
  const empty = { subject: null, body: null, location: null, categories: [], attendees: [] } as const
  const usual = { showAs: 'busy', sensitivity: 'normal', importance: 'normal' } as const
  return {
    exception: {
      ...empty,
      ...usual,
      ...own,
      attendees: attendees ?? [],
      originalDate,
      start,
      end,
      isAllDay,
    } as EventException,
    isCancelled,
  }
}

/** The event in normal form, if it is one that the schema and the rules of a series let in. */
function checked(event: EventContent, uid: string | undefined, notes: Set<string>): Imported {
  const normal = normalEvent(event)
  const { organizer: _organizer, isCancelled: _cancelled, ...fields } = normal
  const attendees = fields.attendees?.map(({ status: _status, ...attendee }) => attendee)
  const shape = eventFields.safeParse(attendees === undefined ? fields : { ...fields, attendees })
  const issues = (shape.error?.issues ?? []).map(({ path, message }) => `${path.join('/')}: ${message}`)
  // The rules of a series are asked only of what is bounded by the schema.
  const problems = issues.length > 0 ? issues : validateRecurrence(event).map(({ detail }) => detail)
  if (problems.length > 0) return { problems: [...new Set(problems)].slice(0, 20) }
  return { event: normal, uid, notes: [...notes] }
}
