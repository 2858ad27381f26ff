import type { Stamp } from './calendar-types.ts'
import { windowsZones } from './windows-zones.ts'

/** What Exchange calls a zone whose rules came with the item and have no name of their own. */
export const customZone = 'tzone://Microsoft/Custom'

const byLowerName = new Map(Object.entries(windowsZones).map(([name, zone]) => [name.toLowerCase(), zone]))
const known = new Map<string, string | undefined>()

/** The zone of the tz database behind a Windows or tz database name; `undefined`: nobody knows it. */
export function zoneOf(name: string): string | undefined {
  const key = name.toLowerCase()
  if (!known.has(key)) known.set(key, byLowerName.get(key) ?? tzZone(name))
  return known.get(key)
}

/** Epoch milliseconds of a stamp; a time that a clock change skips or repeats is taken as RFC 5545 does (Temporal's `compatible`). */
export function instantOf({ dateTime, zone }: Stamp): number {
  const wall = Date.parse(`${dateTime}Z`)
  if (zone === 'UTC') return wall
  const offset = offsetOn(zone, dateTime.slice(0, 10))
  return offset === undefined ? exactInstant(dateTime, zone) : wall - offset
}

/** The wall clock of an instant in a zone, `YYYY-MM-DDTHH:MM:SS`. */
export function wallClock(instant: number, zone: string): string {
  if (zone === 'UTC') return new Date(instant).toISOString().slice(0, 19)
  const local = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDateTime()
  return local.toString({ smallestUnit: 'second' })
}

/** Another wall clock of the same zone. */
export function stampLike(stamp: Stamp, dateTime: string): Stamp {
  return { ...stamp, dateTime }
}

/**
 * How far a zone is ahead of UTC throughout a day; `undefined` when the clocks change on it. A series asks for the same days again and again, and
 * the way through Temporal takes ten times as long.
 */
function offsetOn(zone: string, date: string): number | undefined {
  const key = `${date}${zone}`
  if (offsets.has(key)) return offsets.get(key)
  if (offsets.size >= offsetsKept) offsets.clear()
  const midnight = Date.parse(`${date}T00:00:00Z`)
  const ahead = (wall: number) => wall - exactInstant(new Date(wall).toISOString().slice(0, 19), zone)
  const offset = ahead(midnight)
  const same = ahead(midnight + 86_400_000) === offset
  offsets.set(key, same ? offset : undefined)
  return same ? offset : undefined
}

const offsets = new Map<string, number | undefined>()
const offsetsKept = 50_000

function exactInstant(dateTime: string, zone: string): number {
  return Temporal.PlainDateTime.from(dateTime).toZonedDateTime(zone).epochMilliseconds
}

function tzZone(name: string): string | undefined {
  // Offsets are no zones for the service.
  if (/^[+-]/.test(name)) return undefined
  try {
    const { timeZoneId } = new Temporal.ZonedDateTime(0n, name)
    return timeZoneId === 'UTC' || timeZoneId === 'Etc/UTC' ? 'UTC' : timeZoneId
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
