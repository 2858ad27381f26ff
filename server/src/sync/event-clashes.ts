import type { EventContent, EventException } from '@tandem/model/event.ts'
import { type FieldConflict, type Fields, same } from './merge.ts'

/**
 * A day of a series that one side cancelled while the other changed what it has there: it stays cancelled, as Exchange cannot bring an
 * occurrence back, and what was written is kept in a conflict.
 */
export function eventClashes(base: Fields, tandem: Fields, mailbox: Fields): FieldConflict[] {
  const sides = { tandem, mailbox } as unknown as Record<'tandem' | 'mailbox', EventContent>
  const clashes = (['tandem', 'mailbox'] as const).filter((chosen) => {
    const other = sides[chosen === 'tandem' ? 'mailbox' : 'tandem']
    const cancelled = new Set(sides[chosen].cancelledDates)
    for (const date of other.cancelledDates ?? []) cancelled.delete(date)
    return [...cancelled].some((date) => {
      const changed = exceptionOn(other, date)
      return changed !== undefined && !same(changed, exceptionOn(base as unknown as EventContent, date))
    })
  })
  return clashes.map((chosen) => ({
    field: 'exceptions',
    base: base.exceptions ?? null,
    tandem: tandem.exceptions ?? null,
    mailbox: mailbox.exceptions ?? null,
    chosen,
  }))
}

function exceptionOn(event: EventContent, date: string): EventException | undefined {
  return event.exceptions?.find(({ originalDate }) => originalDate === date)
}
