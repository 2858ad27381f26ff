import type { EventContent } from '@tandem/model/event.ts'
import { TandemError } from '../../errors.ts'
import { type CalendarItem, exportEvent, exportFeed } from '../../lib/calendar/ical-export.ts'
import type { FeedContent } from '../../store/calendar-feeds.ts'

interface Stored {
  id: string
  updatedAt: Date
  event: EventContent
}

/** One event as an iCalendar file; throws `wrong-state` where its times mean nothing. */
export function eventText(stored: Stored): string {
  const text = unlessSenseless(() => exportEvent(itemOf(stored)))
  if (text !== undefined) return text
  throw new TandemError(
    'wrong-state',
    'The mailbox holds this event with a time zone or a pattern that means nothing outside of it: no file can be made of it.',
  )
}

/** A feed's events as a calendar. One whose times mean nothing is left out: it must not stop the others. */
export function feedText({ name, onlyBusy, events }: FeedContent): string {
  const items = events.map(itemOf)
  const write = (some: CalendarItem[]) => exportFeed(some, { name, onlyBusy })
  return (
    unlessSenseless(() => write(items)) ??
    write(items.filter((item) => unlessSenseless(() => write([item])) !== undefined))
  )
}

function itemOf({ id, updatedAt, event }: Stored): CalendarItem {
  return { event, uid: event.iCalUId ?? `${id}@tandem`, updatedAt: updatedAt.toISOString() }
}

/** The name of an event's file: what it is called, without what file systems take for their own. */
export function fileName(event: EventContent): string {
  const words = (event.subject ?? '')
    .replace(/[\p{C}\p{Z}\\/:*?"<>|;%]+/gu, ' ')
    .trim()
    .slice(0, 80)
  return `${words === '' ? 'event' : words}.ics`
}

function unlessSenseless<Result>(write: () => Result): Result | undefined {
  try {
    return write()
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return undefined
    throw error
  }
}
