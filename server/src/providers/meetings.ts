import type { EventContent } from '@tandem/model/event.ts'
import { mailedBy } from '../lib/calendar/mailed-by.ts'
import type { Failure } from './failures.ts'
import type { Edit, Say } from './provider.ts'

/** Each person's own of a meeting, and what the mailbox alone says: changing it tells nobody (mailed-by.ts). */
const ownFields = new Set<string>([
  ...['categories', 'isReminderOn', 'reminderMinutesBeforeStart', 'sensitivity', 'showAs'],
  'responseStatus',
])

/**
 * False if an edit surely makes the server mail nobody, as far as can be told without looking into the mailbox; `self` is the
 * address of the mailbox's person.
 */
export function mayTell(
  { changes, item }: Pick<Edit<EventContent>, 'changes' | 'item'>,
  self: string,
): boolean {
  const names = Object.keys(changes).filter((name) => changes[name as keyof EventContent] !== undefined)
  if (names.every((name) => ownFields.has(name))) return false
  if (item === undefined) return true
  if (item.isOrganizer === false) return false
  // Those who are taken away are told as well, and they stand nowhere in the item.
  return (
    names.includes('attendees') || names.includes('exceptions') || mailedBy(undefined, item, self).length > 0
  )
}

/** Why a write is not carried out that would mail people without anybody having agreed to it; sync itself never lets it. */
export function unlessAgreed(mailed: string[], say: Say | undefined): Failure | undefined {
  if (mailed.length === 0 || say?.notify) return undefined
  return {
    kind: 'Rejected',
    code: 'WouldNotify',
    detail: `The mailbox would mail ${mailed.join(', ')}, and nobody agreed to that`,
  }
}
