import type { OpeningHours } from '@tandem/model/api/routing.ts'

/** Days that are looked at: whoever is closed for longer has no hours. */
const mostDays = 800

/** Whether a queue is open at that moment; `null`: it always is. */
export function isOpen(hours: OpeningHours | null, at: Date): boolean {
  if (hours === null) return true
  const today = dayOf(hours, at)
  return spansOf(hours, today).some(([from, to]) => from <= at.getTime() && at.getTime() < to)
}

/**
 * When so many open minutes have passed since `from`; `undefined`: the queue does not open for so long in the next two years. Minutes are
 * those that pass, also where the clocks are changed.
 */
export function afterOpenMinutes(hours: OpeningHours | null, from: Date, minutes: number): Date | undefined {
  let left = minutes * 60_000
  if (hours === null) return new Date(from.getTime() + left)
  let day = dayOf(hours, from)
  for (let days = 0; days < mostDays; days += 1) {
    for (const [opens, closes] of spansOf(hours, day)) {
      const begins = Math.max(opens, from.getTime())
      const open = Math.max(0, closes - begins)
      if (open >= left && closes > begins) return new Date(begins + left)
      left -= open
    }
    day = day.add({ days: 1 })
  }
  return undefined
}

function dayOf({ zone }: OpeningHours, at: Date): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDate()
}

/** What is open on a day, in epoch milliseconds; spans that touch or overlap are one. */
function spansOf({ zone, week, holidays }: OpeningHours, day: Temporal.PlainDate): [number, number][] {
  if (holidays.some((holiday) => holiday.day === day.toString())) return []
  const moment = (clock: string) => {
    const [on, time] = clock === '24:00' ? [day.add({ days: 1 }), '00:00'] : [day, clock]
    return on.toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds
  }
  const name = weekdays[day.dayOfWeek - 1]
  const spans = week
    .filter((one) => one.day === name)
    .map(({ from, to }): [number, number] => [moment(from), moment(to)])
    .sort(([a], [b]) => a - b)
  const joined: [number, number][] = []
  for (const [from, to] of spans) {
    const last = joined.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else joined.push([from, to])
  }
  return joined
}

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
