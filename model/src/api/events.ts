import { z } from 'zod'
import { eventException, type eventFacts, eventFields } from '../event.ts'
import { day } from '../moment.ts'
import { mailboxPath } from './contacts.ts'
import { id, instant, page, pageQuery } from './paging.ts'

/** What every record shows beside its own fields. */
export const recordFacts = {
  id,
  mailboxId: id,
  /** Raised by one with every change; send it back with an edit (`If-Match: "<version>"`). */
  version: z.int(),
  createdAt: instant,
  updatedAt: instant,
  /** `synced`: the mailbox holds the same. `pending`: an edit is on its way. `refused`: the mailbox said no. */
  syncState: z.enum(['synced', 'pending', 'refused']),
  /** With `refused`: why, in plain words. */
  syncProblem: z.string().optional(),
  /** True while a conflict of this record waits for a decision. */
  hasConflict: z.boolean(),
}

const text = z.string().nullish()
const texts = z.array(z.string()).optional()
const flag = z.boolean().nullish()
const shownPerson = z.looseObject({ name: text, address: text })
const shownAnswer = z.looseObject({
  response: text.describe(
    '`none`, `organizer`, `tentativelyAccepted`, `accepted`, `declined` or `notResponded`',
  ),
  time: text,
})

/** A wall-clock time with its zone, whatever the mailbox calls it. */
export const shownWallTime = z
  .looseObject({
    dateTime: z.string().describe('`2026-03-31T09:30:00`, on the clock of the zone'),
    timeZone: z.string().describe('IANA name, or `UTC`'),
  })
  .meta({ id: 'WallTime' })

export const shownBody = z.looseObject({
  contentType: text.describe('`text` or `html`; HTML may hold anything: clean it before you show it'),
  content: text,
})

export const shownRecurrence = z
  .looseObject({
    pattern: z.looseObject({
      type: z
        .string()
        .describe(
          '`daily`, `weekly`, `absoluteMonthly`, `relativeMonthly`, `absoluteYearly` or `relativeYearly`',
        ),
      interval: z.number().optional(),
      daysOfWeek: texts,
      firstDayOfWeek: text,
      dayOfMonth: z.number().nullish(),
      month: z.number().nullish(),
      index: text.describe('`first`, `second`, `third`, `fourth` or `last`'),
    }),
    range: z.looseObject({
      type: z.string().describe('`noEnd`, `endDate` or `numbered`'),
      startDate: text,
      endDate: text,
      numberOfOccurrences: z.number().nullish(),
    }),
  })
  .meta({ id: 'Recurrence' })

const shownOwn = {
  subject: text,
  body: shownBody.nullish(),
  isAllDay: flag,
  location: z.looseObject({ displayName: text }).nullish(),
  showAs: text.describe('`free`, `tentative`, `busy`, `oof` or `workingElsewhere`'),
  sensitivity: text.describe('`normal`, `personal`, `private` or `confidential`'),
  importance: text.describe('`low`, `normal` or `high`'),
  isReminderOn: flag,
  reminderMinutesBeforeStart: z.number().nullish(),
  categories: texts,
  attendees: z
    .array(
      z.looseObject({
        type: text.describe('`required`, `optional` or `resource`'),
        emailAddress: shownPerson.nullish(),
        /** What they answered. */
        status: shownAnswer.nullish(),
      }),
    )
    .nullish(),
}

const shownException = z.looseObject({
  ...shownOwn,
  originalDate: z.string().describe('The day on which the series alone would have it'),
  start: shownWallTime.optional(),
  end: shownWallTime.optional(),
})

/** The fields of an event as they are answered: everything the mailbox holds, also what it holds against its own rules. */
const shownFields = {
  ...shownOwn,
  start: shownWallTime.optional(),
  end: shownWallTime.optional(),
  recurrence: shownRecurrence.nullish(),
  exceptions: z.array(shownException).optional().describe('Occurrences that differ from their series'),
  cancelledDates: texts.describe('Days whose occurrence does not take place'),
  isOnlineMeeting: flag,
  responseRequested: flag,
  allowNewTimeProposals: flag,
  hideAttendees: flag,
  organizer: z.looseObject({ emailAddress: shownPerson.nullish() }).nullish(),
  isOrganizer: flag,
  /** The answer of the mailbox's own person. */
  responseStatus: shownAnswer.nullish(),
  isCancelled: flag.describe('By its organizer'),
  onlineMeeting: z.looseObject({ joinUrl: text }).nullish(),
  onlineMeetingProvider: text,
  iCalUId: text,
  masked: flag.describe('A private event of which nothing but the time is shown: it cannot be edited here'),
} satisfies Record<keyof typeof eventFields.shape | keyof typeof eventFacts, z.ZodType>

/** An event as the API answers it; a series is one event. */
export const shownEvent = z.looseObject({ ...shownFields, ...recordFacts }).meta({ id: 'Event' })
export type ShownEvent = z.infer<typeof shownEvent>

export const eventPath = mailboxPath.extend({ id })
export const occurrencePath = eventPath.extend({
  date: day.describe('The day the series alone would have it'),
})

export const eventQuery = pageQuery.extend({
  search: z
    .string()
    .max(200)
    .optional()
    .describe('Words that must all occur, without regard to case and accents'),
  order: z.enum(['start', 'name', 'updatedAt']).default('start').describe('`start`: the latest first'),
})
export const eventPage = page(shownEvent)

const notifyAttendees = z
  .boolean()
  .default(false)
  .describe(
    'The attendees may be mailed. Without it an edit that would mail them is refused with their addresses.',
  )
const version = z.int().positive().optional()

export const createEvent = eventFields.extend({ notifyAttendees })
/** An edit: only the fields that change; `null` empties one. The version also goes as `If-Match`. */
export const patchEvent = eventFields
  .extend({ start: eventFields.shape.start.optional(), end: eventFields.shape.end.optional() })
  .extend({ notifyAttendees, version })
/** The occurrence of a series on one day becomes an exception, or another one. */
export const patchOccurrence = eventException
  .omit({ originalDate: true })
  .extend({ notifyAttendees, version })
export const deleteEventQuery = z.strictObject({
  notifyAttendees: z
    .stringbool()
    .default(false)
    .describe('The attendees may be told that the meeting is cancelled'),
  comment: z.string().max(5000).optional().describe('Goes with it'),
})

/** An iCalendar file (RFC 5545) of one event. */
export const importedFile = z.string(
  'Send the text of the iCalendar file itself, with Content-Type: text/calendar.',
)
export const importQuery = z.strictObject({
  timeZone: z.string().max(100).optional().describe('What is meant by times that name no zone'),
})
/** The event that was made; `notes` say in plain words what of the file is left out. */
export const importedEvent = shownEvent.extend({ notes: z.array(z.string()) })

export const deletedEvent = z.object({ id })

/**
 * "This and all following": from the occurrence of `date` on another series begins, with the changes. It is answered; of the first
 * occurrence the whole series is meant, which is edited and answered.
 */
export const splitEvent = z.strictObject({
  date: day.describe('The day the series alone would have the occurrence'),
  changes: eventFields
    .extend({ start: eventFields.shape.start.optional(), end: eventFields.shape.end.optional() })
    .default({}),
  notifyAttendees,
  version,
})

/** The answer to an invitation. */
export const respondToEvent = z.strictObject({
  response: z.enum(['accepted', 'tentativelyAccepted', 'declined']),
  comment: z.string().max(5000).optional(),
  /** The organizer is told. */
  notifyOrganizer: z.boolean().default(true),
  version,
})

export const calendarQuery = z.strictObject({
  from: instant.describe('Start of the time that is asked for'),
  to: instant.describe('End of it, at most 800 days later'),
  search: z.string().max(200).optional(),
})

/** One appointment of the calendar: a single event, or an occurrence of a series. */
export const occurrence = z
  .object({
    eventId: id,
    version: z.int(),
    type: z.enum(['singleInstance', 'occurrence', 'exception']),
    /** The day in the series' zone by which the occurrence is named; absent for a single event. */
    originalDate: day.optional(),
    start: instant,
    end: instant,
    /** All-day events: first day, and the day after the last one, whatever the zone. */
    startDate: day.optional(),
    endDate: day.optional(),
    timeZone: z.string(),
    isAllDay: z.boolean(),
    subject: z.string(),
    location: z.string(),
    showAs: z.string(),
    sensitivity: z.string(),
    categories: z.array(z.string()),
    /** Attendees besides the mailbox's own person. */
    attendees: z.int(),
    isOrganizer: z.boolean(),
    response: z.string(),
    isCancelled: z.boolean(),
    masked: z.boolean(),
    /** Minutes before the start; null: none. */
    reminderMinutes: z.int().nullable(),
    joinUrl: z.string().nullable(),
    syncState: recordFacts.syncState,
    hasConflict: z.boolean(),
  })
  .meta({ id: 'Occurrence' })
export type Occurrence = z.infer<typeof occurrence>
export const calendarView = z.object({ items: z.array(occurrence) })

/** A read-only feed of a calendar for other programs; whoever has the link sees it. */
export const calendarFeed = z.object({
  id,
  mailboxId: id,
  name: z.string(),
  /** Only when events take place, not what they are. */
  onlyBusy: z.boolean(),
  createdAt: instant,
  lastReadAt: instant.nullable(),
})
export type CalendarFeed = z.infer<typeof calendarFeed>
export const createFeed = z.strictObject({
  name: z.string().trim().min(1).max(100),
  onlyBusy: z.boolean().default(false),
})
/** The secret link is shown this once; `null` in the answer to a request that was repeated with its Idempotency-Key. */
export const createdFeed = calendarFeed.extend({ url: z.url().nullable() })
export type CreatedFeed = z.infer<typeof createdFeed>
export const revokedFeed = z.object({ id })
export const feedList = z.object({ items: z.array(calendarFeed) })
