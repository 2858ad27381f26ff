import type { EventContent } from '@tandem/model/event.ts'
import { TandemError } from '../../errors.ts'
import { isPersonal, mailedBy } from '../../lib/calendar/mailed-by.ts'
import { normalEvent } from '../../lib/normal-event.ts'
import type { Guard } from '../../store/record-edits.ts'

/**
 * What may be done to an event of `self`'s calendar: whose meeting it is decides what may be edited, and nobody is mailed
 * without `notify`. `made`: an event that the same edit makes beside it.
 */
export function eventGuard(
  self: string,
  notify: boolean,
  made: () => EventContent | undefined = () => undefined,
): Guard {
  return (before, after) => {
    const event = before as unknown as EventContent
    const edited = after as unknown as EventContent | undefined
    mustBeShown(event)
    if (edited !== undefined) mustBeEditable(event, edited)
    if (notify) return
    const fresh = made()
    mustBeNobody([
      ...mailedBy(event, edited, self),
      ...(fresh === undefined ? [] : mailedBy(undefined, fresh, self)),
    ])
  }
}

/** Refuses a new event that makes the mailbox mail people, unless it may. */
export function mustInviteNobody(event: EventContent, self: string, notify: boolean): void {
  if (!notify) mustBeNobody(mailedBy(undefined, normalEvent(event), self))
}

function mustBeNobody(mailed: string[]): void {
  if (mailed.length === 0) return
  const attendees = [...new Set(mailed)].sort()
  throw new TandemError(
    'attendees-would-be-mailed',
    `The mailbox would mail ${attendees.join(', ')}. Nothing was changed and nobody was mailed: send it again with notifyAttendees ` +
      'true if they shall be.',
    [],
    { attendees },
  )
}

/** Refuses what concerns an event of which only the time is shown. */
export function mustBeShown({ masked }: EventContent): void {
  if (masked)
    throw new TandemError(
      'wrong-state',
      'This is a private event of which only the time is shown here: edit or delete it in the mailbox itself.',
    )
}

/** Refuses what concerns an event that its organizer has cancelled. */
export function mustTakePlace({ isCancelled }: EventContent): void {
  if (isCancelled)
    throw new TandemError(
      'wrong-state',
      'This event has been cancelled by its organizer: it can only be deleted.',
    )
}

/** The organizer in words. */
export function organizerOf({ organizer }: EventContent): string {
  const { name, address } = organizer?.emailAddress ?? {}
  if (name && address && name !== address) return `${name} (${address})`
  return address || name || 'Somebody else'
}

function mustBeEditable(before: EventContent, after: EventContent): void {
  mustTakePlace(before)
  if (before.isOrganizer !== false || isOwnMatter(before, after)) return
  throw new TandemError(
    'wrong-state',
    `${organizerOf(before)} organises this event and alone can change it. Yours are your answer, reminder, categories, ` +
      'how it is shown (showAs) and sensitivity; and you can delete it from your calendar.',
  )
}

/** An attendee's own fields, and leaving out an occurrence: it is deleted from the own calendar alone. */
function isOwnMatter(before: EventContent, after: EventContent): boolean {
  const left = new Set(after.cancelledDates)
  if (!(before.cancelledDates ?? []).every((date) => left.has(date))) return false
  return isPersonal(normalEvent({ ...before, cancelledDates: after.cancelledDates }), after)
}
