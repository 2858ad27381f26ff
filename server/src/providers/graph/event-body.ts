import type { EventContent } from '@tandem/model/event.ts'
import { operationProperty } from './map.ts'
import { recurrenceBody } from './recurrence.ts'

/** The fields of an event that are written as they are; what the mailbox alone says is never sent. */
const written = new Set<string>([
  ...['subject', 'body', 'start', 'end', 'isAllDay', 'location', 'showAs', 'sensitivity', 'importance'],
  ...['isReminderOn', 'reminderMinutesBeforeStart', 'categories', 'attendees', 'isOnlineMeeting'],
  ...['responseRequested', 'allowNewTimeProposals', 'hideAttendees'],
])
const times = ['start', 'end', 'isAllDay', 'recurrence'] as const

/** What a field is written as when it is to be empty: Graph refuses `null` for collections, and of a body for nothing. */
const empty: Record<string, unknown> = {
  subject: '',
  body: { contentType: 'text', content: '' },
  location: { displayName: '' },
  categories: [],
  attendees: [],
}

/**
 * The body of a create. The operation id stands in it twice: as `transactionId`, by which the service itself refuses a second event,
 * and as our property, by which it can be found. Without a word about it the service would remind of every event.
 */
export function newEventBody(item: EventContent, operationId: string): Record<string, unknown> {
  const { recurrence, start, reminderMinutesBeforeStart } = item
  return {
    isReminderOn: reminderMinutesBeforeStart !== undefined,
    ...fieldsBody(item),
    ...(recurrence && { recurrence: recurrenceBody(recurrence, start.timeZone) }),
    transactionId: operationId,
    singleValueExtendedProperties: [{ id: operationProperty, value: operationId }],
  }
}

/**
 * The body of a PATCH of an event or a series. Times go together: a series takes its recurrence as a whole, with the start in
 * the same zone, and an all-day event both its midnights.
 */
export function eventEditBody(
  changes: Partial<EventContent>,
  item: EventContent | undefined,
): Record<string, unknown> {
  const isTimed = times.some((name) => changes[name] !== undefined)
  const { start, end, isAllDay, recurrence } = isTimed ? { ...item, ...changes } : changes
  return {
    ...fieldsBody({ ...changes, ...defined({ start, end, isAllDay }) }),
    ...(recurrence === null && { recurrence: null }),
    ...(recurrence && { recurrence: recurrenceBody(recurrence, start?.timeZone) }),
  }
}

/** Fields of an event or of a single occurrence. */
export function fieldsBody(fields: Partial<EventContent>): Record<string, unknown> {
  const named = Object.entries(fields).filter(([name, value]) => written.has(name) && value !== undefined)
  return Object.fromEntries(
    named.flatMap(([name, value]): [string, unknown][] => {
      if (value === null) return name in empty ? [[name, empty[name]]] : []
      if (name === 'attendees') return [[name, (value as object[]).map(withoutStatus)]]
      return [[name, value]]
    }),
  )
}

function withoutStatus({ status: _, ...attendee }: { status?: unknown }): object {
  return attendee
}

function defined<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>
}
