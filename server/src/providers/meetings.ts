import type { EventContent } from '@tandem/model/event.ts'
import type { Failure } from './failures.ts'
import type { Edit, Say } from './provider.ts'

/**
 * A person's own fields of a meeting: changing them tells nobody. Every other change of a meeting makes Exchange mail its
 * attendees (event-update: "sends a meeting update"), as do inviting, cancelling a day and deleting (event-delete).
 */
const ownFields = new Set<string>([
  'categories',
  'isReminderOn',
  'reminderMinutesBeforeStart',
  'responseStatus',
  'showAs',
])

/** True if the mailbox's person invited people to this event: what is done to it is told to them. */
export function isOwnMeeting(event: Pick<EventContent, 'attendees' | 'isOrganizer' | 'exceptions'>): boolean {
  if (event.isOrganizer === false) return false
  const invited = [event, ...(event.exceptions ?? [])].flatMap(({ attendees }) => attendees ?? [])
  return invited.length > 0
}

/** True if an edit of an event makes the server mail people; undefined if that depends on what the mailbox holds. */
export function tellsPeople({ changes, item }: Pick<Edit<EventContent>, 'changes' | 'item'>): boolean | undefined {
  const told = Object.entries(changes).some(([name, value]) => value !== undefined && !ownFields.has(name))
  if (!told) return false
  if (item === undefined) return undefined
  // Attendees that are taken away are told as well.
  return item.isOrganizer !== false && (changes.attendees !== undefined || isOwnMeeting(item))
}

/** Why a write is not carried out that would mail people without anybody having agreed to that; sync itself never does. */
export function unlessAgreed(tells: boolean, say: Say | undefined): Failure | undefined {
  if (!tells || say?.notify) return undefined
  return {
    kind: 'Rejected',
    code: 'WouldNotify',
    detail: 'This would make the mailbox mail the people of the meeting, and nobody agreed to that',
  }
}
