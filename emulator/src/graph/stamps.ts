/** Graph's `dateTimeTimeZone` in and out. */
import type { Stamp } from '../tenant/calendar-types.ts'
import { customZone, wallClock, zoneOf } from '../tenant/zones.ts'
import { refuse } from './errors.ts'
import { readRecord, readText, unknownName } from './value-readers.ts'

/** The zone in which times are shown, with the name that the client used. */
export interface ShownZone {
  name: string
  zone: string
}

export const utc: ShownZone = { name: 'UTC', zone: 'UTC' }

const form = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(?::(\d\d)(?:\.\d+)?)?)?(Z|[+-]\d\d:\d\d)?$/i

/** A time as a client writes it; `present` is what is there, which alone can keep a zone without a name. */
export function readStamp(name: string, value: unknown, present?: Stamp): Stamp {
  const { dateTime, timeZone = 'UTC', ...others } = lowerFirst(readRecord(name, value))
  const other = Object.keys(others)[0]
  if (other !== undefined) throw unknownName(other, 'dateTimeTimeZone')
  const zoneName = readText('timeZone', timeZone) || 'UTC'
  const zone = zoneName === customZone && present ? customOf(present) : zoneOf(zoneName)
  if (zone === undefined) throw refuse.timeZone(zoneName)
  return { dateTime: wallTime(readText('dateTime', dateTime) ?? '', zone), timeZone: zoneName, zone }
}

/** A time as it is shown: the instant in the zone that the client wants, with seven digits after the second. */
export function stampValue(
  instant: number,
  { name, zone }: ShownZone,
): { dateTime: string; timeZone: string } {
  return { dateTime: `${wallClock(instant, zone)}.0000000`, timeZone: name }
}

/** A date that is the same everywhere. */
export function dateValue({ dateTime }: Stamp, { name }: ShownZone): { dateTime: string; timeZone: string } {
  return { dateTime: `${dateTime}.0000000`, timeZone: name }
}

/** `2026-11-24T10:00:00Z`, with any offset or none (UTC), as epoch milliseconds; NaN when it is no time. */
export function parseInstant(text: string): number {
  // In a query a plus sign arrives as a blank.
  const [, date, time = '00:00', second = '00', offset = 'Z'] = form.exec(text.trim().replace(' ', '+')) ?? []
  return date === undefined ? Number.NaN : Date.parse(`${date}T${time}:${second}${offset}`)
}

function customOf({ timeZone, zone }: Stamp): string | undefined {
  return timeZone === customZone ? zone : undefined
}

function wallTime(text: string, zone: string): string {
  const [, date, time = '00:00', second = '00', offset] = form.exec(text) ?? []
  const local = `${date}T${time}:${second}`
  const utcTime = Date.parse(`${local}Z`)
  // 30 February is read as 2 March.
  if (Number.isNaN(utcTime) || new Date(utcTime).toISOString().slice(0, 19) !== local) {
    throw refuse.bodyShape(`Cannot convert the literal '${text}' to the expected type 'Edm.DateTime'.`)
  }
  return offset === undefined ? local : wallClock(Date.parse(`${local}${offset}`), zone)
}

/** The published example of event-tentativelyAccept writes these names with capitals. */
function lowerFirst(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name.slice(0, 1).toLowerCase() + name.slice(1), value]),
  )
}
