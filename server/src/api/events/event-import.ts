import { type EventContent, eventFacts } from '@tandem/model/event.ts'
import { TandemError } from '../../errors.ts'
import { importEvent } from '../../lib/calendar/ical-import.ts'
import { organizerOf } from './event-guard.ts'

/** An event of an iCalendar file as it can be written into a calendar, and in plain words what of the file is left out. */
export interface ImportedEvent {
  event: EventContent
  uid: string | undefined
  notes: string[]
}

/**
 * Reads the event of a file for the mailbox of `self`; throws `invalid-input` with what stands against it. It becomes an event of
 * the mailbox's own person: attendees would be invited by it anew, and no mailbox lets an event be written that somebody else organises,
 * so both are left out.
 */
export function importedEvent(text: string, { self, zone }: { self: string; zone?: string }): ImportedEvent {
  const imported = importEvent(text, { ...(zone !== undefined && { zone }) })
  if ('problems' in imported) throw refused(imported.problems)
  const { event, uid, notes } = imported
  if (event.isCancelled)
    throw refused(['This file does not hold an event to add: it says that the event is cancelled.'])
  return { event: ownEvent(event), uid, notes: [...notes, ...leftOut(event, self)] }
}

function refused(problems: string[]): TandemError {
  return new TandemError(
    'invalid-input',
    `The file cannot be imported. ${problems.join(' ')}`,
    problems.map((detail) => ({ pointer: '', detail })),
  )
}

const facts = new Set([...Object.keys(eventFacts), 'attendees', 'responseRequested'])

function ownEvent(event: EventContent): EventContent {
  const own = Object.fromEntries(Object.entries(event).filter(([name]) => !facts.has(name))) as EventContent
  const exceptions = event.exceptions?.map(({ attendees: _attendees, ...exception }) => exception)
  return exceptions === undefined ? own : { ...own, exceptions }
}

function leftOut(event: EventContent, self: string): string[] {
  const organizer = event.organizer?.emailAddress.address?.toLowerCase()
  const invited = [event.attendees, ...(event.exceptions ?? []).map((one) => one.attendees)]
  return [
    ...(event.organizer && organizer !== self
      ? [
          `${organizerOf(event)} organises it: this is a copy of your own, and changes of the organizer do not reach it.`,
        ]
      : []),
    ...(invited.some((list) => list !== undefined && list.length > 0)
      ? ['The attendees are left out: they would be invited anew.']
      : []),
  ]
}
