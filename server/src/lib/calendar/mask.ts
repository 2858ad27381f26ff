import type { EventContent, EventException } from '@tandem/model/event.ts'

/** What is shown instead of a private event's subject. */
export const privateSubject = 'Private appointment'

/** What is left of a private event that is shown as busy: when it takes place and nothing of what it is. */
export function mask(event: EventContent): EventContent {
  const { start, end, isAllDay, showAs, sensitivity, recurrence, cancelledDates } = event
  const exceptions = (event.exceptions ?? []).map(maskException).filter((one) => Object.keys(one).length > 1)
  return withoutUndefined({
    subject: privateSubject,
    start,
    end,
    isAllDay,
    showAs,
    sensitivity,
    recurrence,
    cancelledDates,
    exceptions: exceptions.length > 0 ? exceptions : undefined,
    masked: true,
  })
}

/** The event as others may see it: masked if it is private, else with what is private of its exceptions masked. */
export function maskPrivate(event: EventContent): EventContent {
  if (isPrivate(event)) return mask(event)
  if (!event.exceptions?.some(isPrivate)) return event
  const nothing = { subject: privateSubject, body: null, location: null, categories: [], attendees: [] }
  const exceptions = event.exceptions.map((one) =>
    isPrivate(one) ? { ...maskException(one), ...nothing, sensitivity: one.sensitivity } : one,
  )
  return { ...event, exceptions }
}

function isPrivate({ sensitivity }: Pick<EventContent, 'sensitivity'>): boolean {
  return sensitivity === 'private' || sensitivity === 'confidential'
}

function maskException({ originalDate, start, end, isAllDay, showAs }: EventException): EventException {
  return withoutUndefined({ originalDate, start, end, isAllDay, showAs })
}

function withoutUndefined<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
}
