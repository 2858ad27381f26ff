import type { WallTime } from '@tandem/model/moment.ts'
import { dayLength, dayNumber, dayText } from './days.ts'
import { offsetAt } from './zone-offsets.ts'

/**
 * A wall-clock time as milliseconds, as if its zone were UTC: what is added to it is wall-clock time. NaN when there is no such
 * time. Fractions (Graph writes seven digits) are dropped.
 */
export function wallClock(dateTime: string): number {
  const parts = /^(\d{4}-\d\d-\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?$/.exec(dateTime)
  if (parts === null) return Number.NaN
  const [, day = '', hour = '0', minute = '0', second = '0'] = parts
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return Number.NaN
  return dayNumber(day) * dayLength + (Number(hour) * 3600 + Number(minute) * 60 + Number(second)) * 1000
}

/** Such milliseconds as `2026-03-31T09:30:00`. */
export function wallText(clock: number): string {
  const day = Math.floor(clock / dayLength)
  const seconds = Math.floor((clock - day * dayLength) / 1000)
  const minutes = Math.floor(seconds / 60)
  return `${dayText(day)}T${twoDigits[Math.floor(minutes / 60)]}:${twoDigits[minutes % 60]}:${twoDigits[seconds % 60]}`
}

const twoDigits = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'))

/** Graph's `dateTime` (`2026-03-31T09:30:00.0000000`) as Tandem keeps it; undefined when it is no time. */
export function plainTime(dateTime: string): string | undefined {
  const clock = wallClock(dateTime.replace(/Z$/, ''))
  return Number.isNaN(clock) ? undefined : wallText(clock)
}

/**
 * The moment (ms since 1970) of a wall-clock time in an IANA zone. Where the clock skips it, it is read with the offset before the
 * change (02:30 becomes 03:30); where the clock shows it twice, the first is meant: "compatible" of Temporal, which
 * is the rule of RFC 5545, 3.3.5, too. Throws a RangeError for a zone that is none.
 */
export function momentOf(clock: number, zone: string): number {
  if (zone === 'UTC') return clock
  const before = offsetAt(zone, clock - dayLength)
  const after = offsetAt(zone, clock + dayLength)
  if (offsetAt(zone, clock - before) === before || before === after) return clock - before
  if (offsetAt(zone, clock - after) === after) return clock - after
  return clock - before
}

/** The wall-clock time (ms, as if UTC) that an IANA zone shows at a moment. */
export function clockOf(moment: number, zone: string): number {
  return zone === 'UTC' ? moment : moment + offsetAt(zone, moment)
}

/** A moment as text, `2026-03-31T07:30:00Z`. */
export function instantText(moment: number): string {
  return `${wallText(moment)}Z`
}

/** A moment from ISO 8601 with `Z` or an offset, as milliseconds; throws a RangeError when it is none. */
export function instantMoment(instant: string): number {
  return Temporal.Instant.from(instant).epochMilliseconds
}

/** The moment of a wall time as `2026-03-31T07:30:00Z`. */
export function wallToInstant(wall: WallTime): string {
  return instantText(momentOf(wallClock(wall.dateTime), wall.timeZone))
}

/** The wall time in an IANA zone at a moment. */
export function instantToWall(instant: string, timeZone: string): WallTime {
  return { dateTime: wallText(clockOf(instantMoment(instant), timeZone)), timeZone }
}

/** The same moment as another zone's clock shows it. */
export function wallInZone(wall: WallTime, timeZone: string): WallTime {
  if (wall.timeZone === timeZone) return wall
  const moment = momentOf(wallClock(wall.dateTime), wall.timeZone)
  return { dateTime: wallText(clockOf(moment, timeZone)), timeZone }
}

/** True for 00:00:00. */
export function isMidnight(dateTime: string): boolean {
  return wallClock(dateTime) % dayLength === 0
}

/**
 * First day and the day after the last one of an all-day event, from wall-clock times of one zone. Days that do not end at
 * midnight, which Exchange refuses, are taken as whole.
 */
export function wholeDays(start: number, end: number): { first: number; beyond: number } {
  const first = Math.floor(start / dayLength)
  return { first, beyond: Math.max(Math.ceil(end / dayLength), first + 1) }
}

/** The wall times of an all-day event from its first day to before `beyond`. */
export function allDay(first: string, beyond: string, timeZone: string): { start: WallTime; end: WallTime } {
  return {
    start: { dateTime: `${dayText(dayNumber(first))}T00:00:00`, timeZone },
    end: { dateTime: `${dayText(dayNumber(beyond))}T00:00:00`, timeZone },
  }
}
