import { addDays, dayText } from '../../days.ts'
import type { CalendarEvent, Occurrence } from '../../shapes.ts'
import { instantOf, isSameClock, knownZone, personZone, wallParts, zoneText } from '../../zoned.ts'

/** When an event or one occurrence takes place, in the person's zone and language; and in its own where that differs. */
export function timesText(
  event: CalendarEvent,
  occurrence: Occurrence | undefined,
): { here: string; there?: string } {
  const isAllDay = occurrence?.isAllDay ?? event.isAllDay
  if (isAllDay) {
    const first = occurrence?.startDate ?? wallParts(event.start).day
    const last = addDays(occurrence?.endDate ?? wallParts(event.end).day, -1)
    return {
      here: last > first ? `${longDay(first)} – ${longDay(last)}, all day` : `${longDay(first)}, all day`,
    }
  }
  const start = occurrence ? Date.parse(occurrence.start) : instantOf(event.start)
  const end = occurrence ? Date.parse(occurrence.end) : instantOf(event.end)
  const zone = event.start.timeZone
  const here = rangeText(start, end, personZone())
  if (isSameClock(zone, personZone(), [start, end])) return { here }
  return { here, there: `${rangeText(start, end, knownZone(zone))}, ${zoneText(zone, start)}` }
}

function longDay(day: string): string {
  return dayText(day, { weekday: 'short', day: 'numeric', month: 'long', year: 'numeric' })
}

function rangeText(start: number, end: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat(undefined, {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
  })
  return format.formatRange(start, end)
}
