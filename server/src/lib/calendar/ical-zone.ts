import { dayLength } from './days.ts'
import { vtimezoneOffsets } from './ical-observances.ts'
import { ImportProblem, quoted } from './import-problem.ts'
import { type Component, components, text } from './jcal.ts'
import { offsetAt } from './zone-offsets.ts'
import { ianaZone, mainZones } from './zones.ts'

/** To compare a description with all zones takes some 10 ms. */
const mostZones = 20

/** A zone of a file: one of the IANA database, or one that only the file describes, by its offsets. */
export type FileZone = { iana: string } | { offsets: (moment: number) => number }

/**
 * What the zones of a file mean. A name is trusted where it is one (IANA's or Windows'); else the file's own description (VTIMEZONE)
 * is compared with the zones that there are, over three years from the event on. Throws an ImportProblem for a name that is neither known nor described.
 */
export function zonesOf(calendar: Component[]): (tzid: string, near: number) => FileZone {
  const described = new Map(
    calendar
      .filter(([name]) => name === 'vtimezone')
      .map((zone) => [text(zone, 'tzid') ?? '', zone] as const),
  )
  const known = new Map<string, FileZone>()
  return (tzid, near) => {
    if (known.size >= mostZones && !known.has(tzid))
      throw new ImportProblem(`This file names more than ${mostZones} time zones for one event.`)
    const zone = known.get(tzid) ?? readZone(tzid, described.get(tzid), near)
    known.set(tzid, zone)
    return zone
  }
}

function readZone(tzid: string, description: Component | undefined, near: number): FileZone {
  const named =
    namedZone(tzid) ?? namedZone(description === undefined ? '' : (text(description, 'x-lic-location') ?? ''))
  if (named !== undefined) return { iana: named }
  if (description === undefined)
    throw new ImportProblem(
      `The time zone ${quoted(tzid)} means nothing by itself, and the file does not describe it.`,
    )
  const offsets = vtimezoneOffsets(description)
  if (offsets === undefined)
    throw new ImportProblem(
      `The time zone ${quoted(tzid)} means nothing by itself, and its description in the file cannot be read.`,
    )
  const same = zoneLike(offsets, tzid, near)
  return same === undefined ? { offsets } : { iana: same }
}

/** Also `/freeassociation.sourceforge.net/Europe/Berlin` and the like: the end of a path. */
function namedZone(name: string): string | undefined {
  const parts = name.split('/')
  const ends = name.startsWith('/') ? [parts.slice(-2), parts.slice(-3)].map((end) => end.join('/')) : []
  return [name, ...ends].map(ianaZone).find((zone) => zone !== undefined)
}

function zoneLike(offsets: (moment: number) => number, tzid: string, near: number): string | undefined {
  const moments = Array.from({ length: 3 * 366 }, (_, day) => near + day * dayLength)
  const described = moments.map(offsets)
  const isLike = (zone: string) => moments.every((moment, at) => offsetAt(zone, moment) === described[at])
  // "(UTC+01:00) Amsterdam, Berlin, Bern": of many zones with one clock the one that is named.
  const isNamed = (zone: string) => tzid.includes(zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' '))
  const candidates = [...mainZones(), ...Intl.supportedValuesOf('timeZone')]
  return candidates.filter(isNamed).find(isLike) ?? candidates.find(isLike)
}

/** The components of a kind in a file. */
export function ofKind(calendar: Component[], name: string): Component[] {
  return components(['vcalendar', [], calendar], name)
}
