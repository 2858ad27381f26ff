import type { Attendee, EventContent, EventException, EventFields } from '@tandem/model/event.ts'
import { TandemError } from '../../errors.ts'
import { dayNumber } from '../../lib/calendar/days.ts'
import { patternDates } from '../../lib/calendar/pattern-dates.ts'
import { isOccurrenceDate } from '../../lib/calendar/recurrence.ts'
import { validateRecurrence } from '../../lib/calendar/validate-recurrence.ts'
import { acceptedBody, acceptedTime, mustBeSound } from '../accepted.ts'

type Changes = Partial<EventContent>

/** A new event as it is taken; throws `invalid-input` for what no schema sees. */
export function acceptedEvent(given: EventFields): EventContent {
  const event = accepted(given) as EventContent
  mustBeSound(validateRecurrence(event))
  return event
}

/** The changes of an edit as they are taken, on the event as it is; throws `invalid-input`. `place`: where they stand in the body. */
export function acceptedChanges(before: EventContent, given: Partial<EventFields>, place = ''): Changes {
  const changes = withAnswers(accepted(given), before)
  // What the mailbox holds against its own rules is no reason to refuse another subject.
  if (placing.some((name) => name in changes)) {
    const problems = validateRecurrence(placed(before, changes))
    mustBeSound(problems.map(({ pointer, detail }) => ({ pointer: `${place}${pointer}`, detail })))
  }
  return changes
}

const placing = ['start', 'end', 'isAllDay', 'recurrence', 'exceptions', 'cancelledDates'] as const

function accepted(given: Partial<EventFields>): Changes {
  const changes: Changes = acceptedOwn(given)
  if (given.exceptions) changes.exceptions = given.exceptions.map(acceptedOwn)
  return changes
}

/** What an event and an occurrence can have of their own. */
function acceptedOwn<Given extends Partial<Pick<EventException, 'start' | 'end' | 'body'>>>(
  given: Given,
): Given {
  const own = { ...given }
  if (given.start) own.start = acceptedTime(given.start)
  if (given.end) own.end = acceptedTime(given.end)
  if (given.body) own.body = acceptedBody(given.body)
  return own
}

/** The changes that give one occurrence of a series fields of its own, beside those it has; throws `invalid-input` or `not-found`. */
export function occurrenceChanges(
  before: EventContent,
  date: string,
  given: Partial<Omit<EventException, 'originalDate'>>,
): Changes {
  mustHaveOccurrence(before, date)
  const others = (before.exceptions ?? []).filter(({ originalDate }) => originalDate !== date)
  const known = before.exceptions?.find(({ originalDate }) => originalDate === date)
  const named = Object.entries(given).filter(([, value]) => value !== undefined)
  const exception = { ...known, ...Object.fromEntries(named), originalDate: date }
  const changes = withAnswers(accepted({ exceptions: [exception] }), before)
  const exceptions = [...(changes.exceptions ?? []), ...others]
  // Of the other occurrences nothing is said here. The body is the exception itself.
  const problems = validateRecurrence(placed(before, { exceptions })).flatMap(({ pointer, detail }) =>
    pointer.startsWith('/exceptions/0/') ? [{ pointer: pointer.slice('/exceptions/0'.length), detail }] : [],
  )
  mustBeSound(problems)
  return { exceptions }
}

/** The changes by which one occurrence of a series does not take place; throws `not-found`. */
export function cancellingChanges(before: EventContent, date: string): Changes {
  mustHaveOccurrence(before, date)
  return { cancelledDates: [...(before.cancelledDates ?? []), date] }
}

/** Refuses a day on which nothing of the series takes place. */
function mustHaveOccurrence(event: EventContent, date: string): void {
  mustBeSeries(event)
  if (isOccurrenceDate(event, date)) return
  throw new TandemError(
    'not-found',
    `The series has no occurrence on ${date}, or it is cancelled. Occurrences are named by the day on which the pattern alone has them ` +
      '(originalDate in the calendar).',
  )
}

/** Refuses what only a series has. */
export function mustBeSeries({ recurrence }: EventContent): void {
  if (recurrence) return
  throw new TandemError('wrong-state', 'This is a single event, no series: edit or delete the event itself.')
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
