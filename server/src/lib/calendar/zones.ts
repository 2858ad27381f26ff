import windowsZones from 'cldr-core/supplemental/windowsZones.json' with { type: 'json' }
import { offsetAt } from './zone-offsets.ts'

/** CLDR's table (`windowsZones.json`): a Windows name, a territory, the IANA zones that are meant by it there. */
const entries = windowsZones.supplemental.windowsZones.mapTimezones.map(({ mapZone }) => ({
  windows: mapZone._other,
  isMain: mapZone._territory === '001',
  zones: mapZone._type.split(' ').filter((zone) => zone !== ''),
}))
const zonesOfWindows = new Map(
  entries.filter(({ isMain }) => isMain).map(({ windows, zones }) => [windows.toLowerCase(), zones[0] ?? '']),
)
const mainNames = entries.filter(({ isMain }) => isMain).map(({ windows }) => windows)
/** The territory 001 is read last: it wins where a zone stands in several rows. */
const windowsNames = new Map(
  [...entries]
    .sort((a, b) => Number(a.isMain) - Number(b.isMain))
    .flatMap(({ windows, zones }) => zones.map((zone) => [zone.toLowerCase(), windows] as const)),
)
/** Found names only, so that they cannot be more than there are zones. */
const known = new Map<string, string>()
const knownWindows = new Map<string, string>()

/**
 * The IANA zone (`Europe/Berlin`, or `UTC`) that a name means: a Windows zone, an IANA zone in any case, or one of Exchange's
 * own names for UTC. Undefined for what means nothing by itself, such as `Customized Time Zone` and `tzone://Microsoft/Custom`
 * (Exchange's names for a zone that only the item's own rules describe).
 */
export function ianaZone(name: string): string | undefined {
  const key = name.trim().toLowerCase()
  const found = known.get(key) ?? readZone(zonesOfWindows.get(key) ?? key)
  if (found !== undefined) known.set(key, found)
  return found
}

/**
 * The Windows zone that CLDR names for an IANA zone or an alias of one. Where a law has parted the two since the table was made
 * (Vancouver keeps summer time all year, Los Angeles does not), one whose clock shows the same: a series must not shift by an
 * hour on its way. Undefined where there is none (`Antarctica/Troll`).
 */
export function windowsZone(iana: string): string | undefined {
  const zone = ianaZone(iana)
  if (zone === undefined) return undefined
  const kept = knownWindows.get(zone)
  if (kept !== undefined) return kept
  const named = windowsNames.get(zone.toLowerCase()) ?? windowsOfAlias(zone)
  const isRight = (windows: string) => hasSameOffsets(zone, zonesOfWindows.get(windows.toLowerCase()) ?? zone)
  const found = named === undefined || isRight(named) ? named : mainNames.find(isRight)
  if (found !== undefined) knownWindows.set(zone, found)
  return found
}

/** The IANA zones of the Windows names, one for each. */
export function mainZones(): string[] {
  return [...zonesOfWindows.values()].map((zone) => ianaZone(zone) ?? zone)
}

/** Two names of zones that Windows, and so Exchange, does not tell apart: `Europe/Vienna` comes back as `Europe/Berlin`. */
export function isSameZone(a: string, b: string): boolean {
  if (a === b) return true
  const windows = windowsZone(a)
  return windows === undefined ? ianaZone(a) === ianaZone(b) : windows === windowsZone(b)
}

const utc = new Set(['utc', 'etc/utc', 'z', 'tzone://microsoft/utc'])

function readZone(name: string): string | undefined {
  if (utc.has(name.toLowerCase())) return 'UTC'
  // `+05:30` is an offset, which Temporal would take for a zone.
  if (!/^[a-z]/i.test(name)) return undefined
  try {
    return new Temporal.ZonedDateTime(0n, name).timeZoneId
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** `Europe/Kyiv` and `US/Eastern` stand in CLDR under their older or newer names. */
function windowsOfAlias(zone: string): string | undefined {
  const moment = new Temporal.ZonedDateTime(0n, zone)
  const alias = [...windowsNames.keys()].find((other) => {
    const same = ianaZone(other)
    return same !== undefined && moment.equals(moment.withTimeZone(same))
  })
  return alias === undefined ? undefined : windowsNames.get(alias)
}

/** The clocks of both zones agree from this month on for three years, by the middle of each month. */
function hasSameOffsets(a: string, b: string): boolean {
  const now = new Date()
  for (let month = 0; month < 36; month++) {
    const moment = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + month, 15)
    if (offsetAt(a, moment) !== offsetAt(b, moment)) return false
  }
  return true
}
