import { Temporal } from 'temporal-polyfill'

/** When a conversation may come back. */
export interface SnoozeMoment {
  label: string
  /** ISO 8601, UTC. */
  at: string
}

const morning = '09:00'

/** The moments that are offered in `zone`, each once; nine o’clock is nine o’clock there, also after a change of clocks. */
export function snoozeMoments(now: number, zone: string): SnoozeMoment[] {
  const here = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone)
  const today = here.toPlainDate()
  const nine = (day: Temporal.PlainDate) => isoOf(day.toZonedDateTime({ timeZone: zone, plainTime: morning }))
  const moments = [
    { label: 'In an hour', at: isoOf(here.add({ hours: 1 })) },
    { label: 'Tomorrow morning', at: nine(today.add({ days: 1 })) },
    { label: 'Next Monday', at: nine(today.add({ days: 8 - today.dayOfWeek })) },
  ]
  // On a Sunday tomorrow is Monday.
  return moments.filter(({ at }, place) => moments.findIndex((other) => other.at === at) === place)
}

function isoOf(moment: Temporal.ZonedDateTime): string {
  return moment.toInstant().toString({ smallestUnit: 'millisecond' })
}

/** What an input of day and time holds (`2026-12-24T09:00`), where the person is; undefined: nothing, or it has passed. */
export function chosenMoment(typed: string, now: number): string | undefined {
  const at = new Date(typed)
  return at.getTime() > now ? at.toISOString() : undefined
}
