import { Temporal } from 'temporal-polyfill'
import type { WallTime } from './shapes.ts'

/** The zone in which the person sees times. */
export function personZone(): string {
  return Temporal.Now.timeZoneId()
}

/** The zone itself, or UTC where the browser does not know it: a mailbox can hold zones of its own making. */
export function knownZone(zone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return zone
  } catch (error) {
    if (error instanceof RangeError) return 'UTC'
    throw error
  }
}

/** A wall-clock time as an instant in milliseconds; one that a clock change skips is taken an hour later. */
export function instantOf({ dateTime, timeZone }: WallTime): number {
  return Temporal.PlainDateTime.from(dateTime).toZonedDateTime(knownZone(timeZone)).epochMilliseconds
}

/** What a clock in `timeZone` shows at an instant (ISO text or milliseconds). */
export function wallTimeIn(instant: string | number, timeZone: string): WallTime {
  const moment = Temporal.Instant.fromEpochMilliseconds(
    typeof instant === 'number' ? instant : Date.parse(instant),
  )
  const wall = moment.toZonedDateTimeISO(knownZone(timeZone)).toPlainDateTime()
  return { dateTime: wall.toString({ smallestUnit: 'second' }), timeZone: knownZone(timeZone) }
}

/** Day and time of day (`09:30`) of a wall-clock time. */
export function wallParts({ dateTime }: WallTime): { day: string; time: string } {
  return { day: dateTime.slice(0, 10), time: dateTime.slice(11, 16) }
}

export function wallTime(day: string, time: string, timeZone: string): WallTime {
  return { dateTime: `${day}T${time.length === 5 ? `${time}:00` : time}`, timeZone }
}

/** Whether the clocks of two zones show the same between two instants. */
export function isSameClock(one: string, other: string, instants: number[]): boolean {
  if (one === other) return true
  return instants.every(
    (instant) => wallTimeIn(instant, one).dateTime === wallTimeIn(instant, other).dateTime,
  )
}

/** All zones the browser knows, with UTC. */
export function allZones(): string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')]
}

/** `Europe/Berlin (GMT+1)`, with what it is ahead of UTC at `instant`. */
export function zoneText(zone: string, instant: number): string {
  const format = new Intl.DateTimeFormat('en', { timeZone: knownZone(zone), timeZoneName: 'shortOffset' })
  const offset = format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  return `${zone.replaceAll('_', ' ')} (${offset})`
}
