import type { Attendee, EventContent, EventException, EventFields } from '@tandem/model/event.ts'
import { dayNumber } from '../../lib/calendar/days.ts'
import { patternDates } from '../../lib/calendar/pattern-dates.ts'
import { validateRecurrence } from '../../lib/calendar/validate-recurrence.ts'
import { acceptedTime, mustBeSound } from '../accepted.ts'

type Changes = Partial<EventContent>

/** A new event as it is taken; throws `invalid-input` for what no schema sees. */
export function acceptedEvent(given: EventFields): EventContent {
  const event = accepted(given) as EventContent
  mustBeSound(validateRecurrence(event))
  return event
}

/** The changes of an edit as they are taken, on the event as it is; throws `invalid-input`. */
export function acceptedChanges(before: EventContent, given: Partial<EventFields>): Changes {
  const changes = withAnswers(accepted(given), before)
  // What the mailbox holds against its own rules is no reason to refuse another subject.
  if (placing.some((name) => name in changes)) mustBeSound(validateRecurrence(placed(before, changes)))
  return changes
}

const placing = ['start', 'end', 'isAllDay', 'recurrence', 'exceptions', 'cancelledDates'] as const

function accepted(given: Partial<EventFields>): Changes {
  const changes: Changes = { ...given }
  if (given.start) changes.start = acceptedTime(given.start)
  if (given.end) changes.end = acceptedTime(given.end)
  if (given.exceptions) changes.exceptions = given.exceptions.map(acceptedException)
  return changes
}

/** What an occurrence has of its own, as it is taken. */
export function acceptedException(given: EventException): EventException {
  const exception = { ...given }
  if (given.start) exception.start = acceptedTime(given.start)
  if (given.end) exception.end = acceptedTime(given.end)
  return exception
}

/**
 * The edited event as it is looked at for mistakes: as `editedEvent` will make it, but before its normal form, which would put a wrong
 * beginning of the series right without a word.
 */
function placed(before: EventContent, changes: Changes): EventContent {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined)
  const event: EventContent = { ...before, ...Object.fromEntries(given) }
  const { recurrence } = event
  if (!recurrence) {
    if (changes.exceptions === undefined) delete event.exceptions
    if (changes.cancelledDates === undefined) delete event.cancelledDates
    return event
  }
  if (changes.start !== undefined && changes.recurrence === undefined)
    event.recurrence = {
      ...recurrence,
      range: { ...recurrence.range, startDate: event.start.dateTime.slice(0, 10) },
    }
  const dates = patternDates(event.recurrence ?? recurrence)
  const isThere = (date: string) => dates.has(dayNumber(date))
  if (changes.exceptions === undefined)
    event.exceptions = event.exceptions?.filter(({ originalDate }) => isThere(originalDate))
  if (changes.cancelledDates === undefined) event.cancelledDates = event.cancelledDates?.filter(isThere)
  return event
}

type Invited = NonNullable<EventContent['attendees']>

/** Who is still invited keeps the answer: an edited list of attendees says nothing about answers. */
function withAnswers(changes: Changes, before: EventContent): Changes {
  const { attendees, exceptions } = changes
  if (!attendees && !exceptions) return changes
  const known = before.attendees ?? []
  return {
    ...changes,
    ...(attendees && { attendees: answered(attendees, known) }),
    ...(exceptions && {
      exceptions: exceptions.map((exception) => {
        const own = before.exceptions?.find((one) => one.originalDate === exception.originalDate)?.attendees
        return exception.attendees
          ? { ...exception, attendees: answered(exception.attendees, own ?? known) }
          : exception
      }),
    }),
  }
}

function answered(attendees: Attendee[], known: Invited): Invited {
  const answers = new Map(known.map((attendee) => [addressOf(attendee), attendee.status]))
  return attendees.map((attendee) => {
    const status = answers.get(addressOf(attendee))
    return status === undefined ? attendee : { ...attendee, status }
  })
}

function addressOf({ emailAddress }: Attendee): string {
  return (emailAddress.address ?? '').trim().toLowerCase()
}
