import type { EventInput } from '@fullcalendar/react'
import type { Occurrence } from '../../shapes.ts'

/** An occurrence as FullCalendar takes it: instants for times of day, days for all-day events, whatever the zone. */
export function calendarItem(occurrence: Occurrence): EventInput {
  const { startDate, endDate, isAllDay } = occurrence
  const isWholeDays = isAllDay && startDate !== undefined && endDate !== undefined
  const canMove = isMovable(occurrence)
  return {
    id: occurrenceKey(occurrence),
    title: titleOf(occurrence),
    allDay: isWholeDays,
    start: isWholeDays ? startDate : occurrence.start,
    end: isWholeDays ? endDate : occurrence.end,
    startEditable: canMove,
    durationEditable: canMove,
    interactive: true,
    color: colorOf(occurrence),
    extendedProps: { occurrence },
  }
}

/** Names an occurrence among all that are shown. */
export function occurrenceKey({
  eventId,
  originalDate,
}: Pick<Occurrence, 'eventId' | 'originalDate'>): string {
  return originalDate === undefined ? eventId : `${eventId}/${originalDate}`
}

/**
 * Whether it can be changed here: not what is only known to be busy, nor what was called off, nor somebody else's
 * meeting, of which a copy that differs would be overwritten by its organizer's next change.
 */
export function isMovable({ masked, isCancelled, isOrganizer }: Occurrence): boolean {
  return !masked && !isCancelled && isOrganizer
}

export function titleOf({ masked, subject }: Pick<Occurrence, 'masked' | 'subject'>): string {
  if (masked) return 'Private'
  return subject === '' ? '(No title)' : subject
}

/** By how the time is shown to others; the words of the same are in the details. */
function colorOf({ showAs, masked, isCancelled, response }: Occurrence): string {
  if (isCancelled || masked) return 'var(--calendar-quiet)'
  if (showAs === 'oof') return 'var(--calendar-away)'
  if (showAs === 'free') return 'var(--calendar-free)'
  if (showAs === 'workingElsewhere') return 'var(--calendar-elsewhere)'
  if (showAs === 'tentative' || response === 'notResponded') return 'var(--calendar-tentative)'
  return 'var(--calendar-busy)'
}
