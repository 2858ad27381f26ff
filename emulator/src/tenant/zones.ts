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
  if (zone === 'UTC') return Date.parse(`${dateTime}Z`)
  return Temporal.PlainDateTime.from(dateTime).toZonedDateTime(zone).epochMilliseconds
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
