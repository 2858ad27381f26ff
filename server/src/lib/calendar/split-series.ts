import type { EventContent } from '@tandem/model/event.ts'
import type { Recurrence } from '@tandem/model/recurrence.ts'
import { editedEvent, normalEvent } from '../normal-event.ts'
import { dayNumber, dayText } from './days.ts'
import { ownContent, placeRegular, seriesClock } from './occurrence.ts'
import { patternDates } from './pattern-dates.ts'

/**
 * "This and all following": the series up to the occurrence named by `date` (a day of the pattern), and a new one from it on with the
 * changes, both in normal form. Undefined when the series has no occurrence before the day or none on it: then there is nothing to
 * split, and the whole series is meant. The new series is none that the mailbox knows: what the mailbox says (its id, who answered what) is left out.
 */
export function splitSeries(
  event: EventContent,
  date: string,
  changes: Partial<EventContent>,
): { ended: EventContent; next: EventContent } | undefined {
  const { recurrence } = event
  if (!recurrence) return undefined
  const dates = patternDates(recurrence)
  const day = dayNumber(date)
  const past = dates.countBefore(day)
  if (past === 0 || !dates.has(day)) return undefined
  const isPast = (other: string) => other < date
  const { pattern, range } = recurrence
  const ended = {
    ...event,
    recurrence: {
      pattern,
      range: { type: 'endDate' as const, startDate: range.startDate, endDate: dayText(day - 1) },
    },
    exceptions: event.exceptions?.filter(({ originalDate }) => isPast(originalDate)),
    cancelledDates: event.cancelledDates?.filter(isPast),
  }
  const { iCalUId: _id, onlineMeeting: _meeting, responseStatus: _status, ...kept } = event
  const { start, end } = placeRegular(ownContent(event), seriesClock(event), day).content
  const next: EventContent = {
    ...kept,
    start,
    end,
    attendees: event.attendees?.map(({ status: _answer, ...attendee }) => attendee),
    recurrence: following(recurrence, date, past),
    exceptions: event.exceptions?.filter(({ originalDate }) => !isPast(originalDate)),
    cancelledDates: event.cancelledDates?.filter((other) => !isPast(other)),
  }
  return { ended: normalEvent(ended), next: editedEvent(next, changes) }
}

function following({ pattern, range }: Recurrence, startDate: string, past: number): Recurrence {
  if (range.type === 'numbered')
    return { pattern, range: { ...range, startDate, numberOfOccurrences: range.numberOfOccurrences - past } }
  return { pattern, range: { ...range, startDate } }
}
