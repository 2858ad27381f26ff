import { type EventContent, type EventException, eventFacts } from '@tandem/model/event.ts'
import { normalEvent } from '../normal-event.ts'
import { isSameValue } from '../normal-event-field.ts'

/** Each person's own, of which the service tells nobody. */
const personal = ['isReminderOn', 'reminderMinutesBeforeStart', 'categories', 'showAs', 'sensitivity']

/**
 * Attendee safety: the addresses that the service would mail for a change, in lower case and sorted. Without `before` it is a new event,
 * without `after` a deleted one. `self` is the address of the mailbox's own person. Only the organizer's change mails, and
 * one that is the person's own (reminder, categories, how it is shown) does not; the service mails everybody who was or is invited,
 * though a smaller round may do for a change of one occurrence: rather one name too many in the question than one too few.
 */
export function mailedBy(
  before: EventContent | undefined,
  after: EventContent | undefined,
  self: string,
): string[] {
  if ((before ?? after)?.isOrganizer === false) return []
  const addresses = new Set([...addressesOf(before), ...addressesOf(after)])
  addresses.delete(self.trim().toLowerCase())
  if (addresses.size === 0 || (before !== undefined && after !== undefined && isPersonal(before, after)))
    return []
  return [...addresses].sort()
}

function addressesOf(event: EventContent | undefined): string[] {
  const lists = [event?.attendees, ...(event?.exceptions ?? []).map(({ attendees }) => attendees)]
  return lists
    .flatMap((list) => list ?? [])
    .map(({ emailAddress }) => (emailAddress.address ?? '').trim().toLowerCase())
    .filter((address) => address !== '')
}

/** Nothing differs that the attendees have as well. */
export function isPersonal(before: EventContent, after: EventContent): boolean {
  const [a, b] = [sharedFields(before), sharedFields(after)]
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...names].every((name) => isSameValue(name, a[name], b[name]))
}

/** The fields that are everybody's, with exceptions only where they concern everybody. */
function sharedFields(event: EventContent): Record<string, unknown> {
  const hidden = new Set([...personal, ...Object.keys(eventFacts)])
  const shared = Object.fromEntries(Object.entries(event).filter(([name]) => !hidden.has(name)))
  const exceptions = (event.exceptions ?? []).map(
    (exception) =>
      Object.fromEntries(
        Object.entries(exception).filter(([name]) => !personal.includes(name)),
      ) as EventException,
  )
  return normalEvent({ ...shared, exceptions } as EventContent) as Record<string, unknown>
}
