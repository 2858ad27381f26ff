import type { WallTime } from '@tandem/model/moment.ts'
import { dayLength, dayText } from './days.ts'
import type { FileZone } from './ical-zone.ts'
import { ImportProblem, quoted } from './import-problem.ts'
import { type Component, type Property, parameter, property, text } from './jcal.ts'
import { clockOf, isMidnight, momentOf, wallClock, wallText } from './wall-time.ts'

/** What the times of a file mean: the zones it describes, and the zone that is meant where it names none. */
export interface TimeContext {
  zoneOf: (tzid: string, near: number) => FileZone
  zone: string | undefined
}

/** A time of the file; `fromFile` says that its zone was one that only the file knows, and that it is in UTC now. */
export interface FileTime extends WallTime {
  isDate: boolean
  fromFile: boolean
}

/** One value of a DATE or DATE-TIME property. Throws an ImportProblem for a time or zone that there is not. */
export function fileTime(from: Property, value: unknown, { zoneOf, zone }: TimeContext): FileTime {
  const name = from[0].toUpperCase()
  const written = String(value)
  const clock = wallClock(written.replace(/Z$/, ''))
  if (Number.isNaN(clock)) throw new ImportProblem(`Its ${name} ${quoted(written)} is no day or time.`)
  const dateTime = wallText(clock)
  // A day is one in every zone; Exchange keeps it in UTC if nothing else is said.
  if (from[2] === 'date') return { dateTime, timeZone: zone ?? 'UTC', isDate: true, fromFile: false }
  if (written.endsWith('Z')) return { dateTime, timeZone: 'UTC', isDate: false, fromFile: false }
  const tzid = parameter(from, 'tzid')
  if (tzid === undefined && zone === undefined)
    throw new ImportProblem(`Its ${name} has no time zone: say in which zone it is meant.`)
  const found = tzid === undefined ? { iana: zone ?? 'UTC' } : zoneOf(tzid, clock)
  if ('iana' in found) return { dateTime, timeZone: found.iana, isDate: false, fromFile: false }
  const moment = clock - found.offsets(clock - found.offsets(clock))
  return { dateTime: wallText(moment), timeZone: 'UTC', isDate: false, fromFile: true }
}

export interface EventTimes {
  start: WallTime
  end: WallTime
  isAllDay: boolean
  /** Its zone is none that there is; the times are in UTC. */
  fromFile: boolean
}

/** Start and end of a VEVENT, from DTSTART with DTEND or DURATION (RFC 5545, 3.6.1). */
export function eventTimes(event: Component, context: TimeContext): EventTimes {
  const dtstart = property(event, 'dtstart')
  if (dtstart === undefined) throw new ImportProblem('It has no DTSTART: nobody can say when it takes place.')
  const start = fileTime(dtstart, dtstart[3], context)
  const end = endOf(event, start, context)
  if (end.isDate !== start.isDate)
    throw new ImportProblem('Of its DTSTART and DTEND one is a day and the other a time.')
  // Outlook may write the days of an all-day event as times.
  const isMarked = text(event, 'x-microsoft-cdo-alldayevent')?.toUpperCase() === 'TRUE'
  const isWhole = isMidnight(start.dateTime) && isMidnight(end.dateTime) && start.timeZone === end.timeZone
  const isAllDay = start.isDate || (isMarked && isWhole && end.dateTime > start.dateTime)
  return { start: wall(start), end: wall(end), isAllDay, fromFile: start.fromFile || end.fromFile }
}

function endOf(event: Component, start: FileTime, context: TimeContext): FileTime {
  const dtend = property(event, 'dtend')
  const clock = wallClock(start.dateTime)
  const nextDay = { ...start, dateTime: wallText(clock + dayLength) }
  if (dtend !== undefined) {
    const end = fileTime(dtend, dtend[3], context)
    // Some write the last day itself for one day; every program takes it for that day.
    return start.isDate && end.isDate && end.dateTime <= start.dateTime ? nextDay : end
  }
  const duration = text(event, 'duration')
  if (duration === undefined) return start.isDate ? nextDay : start
  const { days, time } = lengthOf(duration)
  if (days < 0 || time < 0) throw new ImportProblem('It ends before it starts.')
  if (start.isDate) return { ...start, dateTime: wallText(clock + Math.max(days, 1) * dayLength) }
  // Days are those of the calendar, hours are real ones (RFC 5545, 3.3.6).
  const moment = momentOf(clock + days * dayLength, start.timeZone) + time
  return { ...start, dateTime: wallText(clockOf(moment, start.timeZone)) }
}

/** A DURATION as days and milliseconds. */
export function lengthOf(duration: string): { days: number; time: number } {
  const parts =
    /^([+-]?)P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,7})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?$/.exec(
      duration,
    )
  if (parts === null) throw new ImportProblem(`The length ${quoted(duration)} cannot be read.`)
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts
    .slice(2)
    .map((part) => Number(part ?? 0))
  const sign = parts[1] === '-' ? -1 : 1
  return { days: sign * (weeks * 7 + days), time: sign * (hours * 3600 + minutes * 60 + seconds) * 1000 }
}

/** The day by which an occurrence is named: that of a RECURRENCE-ID or EXDATE in the zone of its series. */
export function dayOf(time: FileTime, seriesStart: WallTime, isAllDay: boolean): string {
  if (time.isDate || isAllDay || time.timeZone === seriesStart.timeZone) return time.dateTime.slice(0, 10)
  const moment = momentOf(wallClock(time.dateTime), time.timeZone)
  return dayText(Math.floor(clockOf(moment, seriesStart.timeZone) / dayLength))
}

function wall({ dateTime, timeZone }: FileTime): WallTime {
  return { dateTime, timeZone }
}
