import type { Occurrence } from '@tandem/model/api/events.ts'
import type { OccurrenceContent, Occurrence as Placed } from '../../lib/calendar/occurrence.ts'
import { expand } from '../../lib/calendar/recurrence.ts'
import type { CalendarRow } from '../../store/calendar.ts'
import { syncStateOf } from '../record-view.ts'

/** What Outlook reminds by when nobody said how long before. */
const usualReminder = 15

/**
 * What an event has between two moments, as a calendar shows it; at most `limit`. An event whose times mean nothing (any more) has
 * nothing: one of them must not stop a view.
 */
export function occurrencesOf(
  row: CalendarRow,
  window: { from: string; to: string },
  { limit, self }: { limit: number; self: string },
): Occurrence[] {
  const placed = expanded(row, window, limit)
  // Alike for all occurrences that are as their series says.
  let regular: { attendees: OccurrenceContent['attendees']; count: number } | undefined
  return placed.map((one) => {
    const { attendees } = one.content
    if (regular === undefined || regular.attendees !== attendees)
      regular = { attendees, count: others(attendees, self) }
    return shown(row, one, regular.count)
  })
}

function expanded(row: CalendarRow, window: { from: string; to: string }, limit: number): Placed[] {
  try {
    return expand(row.fields, window, { allDay: 'anywhere', limit })
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return []
    throw error
  }
}

function shown(row: CalendarRow, placed: Placed, attendees: number): Occurrence {
  const { type, originalDate, startDate, endDate, content } = placed
  return {
    eventId: row.id,
    version: row.version,
    type,
    ...(originalDate !== undefined && { originalDate }),
    start: moment(placed.start),
    end: moment(placed.end),
    ...(startDate !== undefined && { startDate, endDate }),
    timeZone: content.start.timeZone,
    isAllDay: content.isAllDay ?? false,
    subject: content.subject ?? '',
    location: content.location?.displayName ?? '',
    showAs: content.showAs ?? 'busy',
    sensitivity: content.sensitivity ?? 'normal',
    categories: content.categories ?? [],
    attendees,
    isOrganizer: content.isOrganizer !== false,
    response: content.responseStatus?.response ?? 'none',
    isCancelled: content.isCancelled ?? false,
    masked: content.masked ?? false,
    reminderMinutes: content.isReminderOn ? (content.reminderMinutesBeforeStart ?? usualReminder) : null,
    joinUrl: content.onlineMeeting?.joinUrl ?? null,
    syncState: syncStateOf(row.outbox),
    hasConflict: row.hasConflict,
  }
}

/** Everywhere in answers moments have milliseconds. */
function moment(instant: string): string {
  return instant.replace('Z', '.000Z')
}

function others(attendees: OccurrenceContent['attendees'], self: string): number {
  const isSelf = (address: string | null | undefined) => address?.toLowerCase() === self
  return (attendees ?? []).filter(({ emailAddress }) => !isSelf(emailAddress?.address)).length
}
