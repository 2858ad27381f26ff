import { z } from 'zod'
import { emailAddress } from './contact.ts'
import { day, wallTime } from './moment.ts'
import { recurrence } from './recurrence.ts'

export const showAs = z.enum(['free', 'tentative', 'busy', 'oof', 'workingElsewhere'])
export const sensitivity = z.enum(['normal', 'personal', 'private', 'confidential'])
export const importance = z.enum(['low', 'normal', 'high'])

/** Text as it is shown; HTML is sanitised before it is stored. */
export const itemBody = z.strictObject({
  contentType: z.enum(['text', 'html']),
  content: z.string().max(1_000_000),
})

export const attendee = z.strictObject({
  type: z.enum(['required', 'optional', 'resource']).default('required'),
  emailAddress: emailAddress.extend({ address: z.string().max(320) }),
})
export type Attendee = z.infer<typeof attendee>

const location = z.looseObject({ displayName: z.string().max(255) })

/** What an occurrence of a series can have of its own. */
const ownFields = {
  subject: z.string().max(255).nullish(),
  body: itemBody.nullish(),
  start: wallTime,
  end: wallTime,
  isAllDay: z.boolean().optional(),
  location: location.nullish(),
  showAs: showAs.optional(),
  sensitivity: sensitivity.optional(),
  importance: importance.optional(),
  isReminderOn: z.boolean().optional(),
  reminderMinutesBeforeStart: z.int().min(0).max(2_629_800).optional(),
  categories: z.array(z.string().max(255)).max(100).optional(),
  attendees: z.array(attendee).max(500).optional(),
}

/** An occurrence that differs from its series; only what differs is there. */
export const eventException = z.strictObject({
  /** The day, in the series' zone, on which the series alone would have had it. At most one occurrence falls on a day. */
  originalDate: day,
  ...ownFields,
  start: wallTime.optional(),
  end: wallTime.optional(),
})
export type EventException = z.infer<typeof eventException>

/**
 * The writable fields of an event, with Microsoft Graph v1.0's names (CSDL `microsoft.graph.event`). A series is one event:
 * its exceptions and cancelled days are part of it. An absent field is not touched by a PATCH, `null` empties it.
 */
export const eventFields = z.strictObject({
  ...ownFields,
  recurrence: recurrence.nullish(),
  exceptions: z.array(eventException).max(1000).optional(),
  /** Days (in the series' zone) whose occurrence does not take place. */
  cancelledDates: z.array(day).max(1000).optional(),
  isOnlineMeeting: z.boolean().optional(),
  responseRequested: z.boolean().optional(),
  allowNewTimeProposals: z.boolean().optional(),
  hideAttendees: z.boolean().optional(),
})
export type EventFields = z.infer<typeof eventFields>

const response = z.enum(['none', 'organizer', 'tentativelyAccepted', 'accepted', 'declined', 'notResponded'])

/** What the mailbox alone says of an event. */
export const eventFacts = {
  organizer: z.strictObject({ emailAddress }).nullish(),
  isOrganizer: z.boolean().optional(),
  /** The answer of the mailbox's own person. */
  responseStatus: z.strictObject({ response, time: z.string().nullish() }).nullish(),
  /** Cancelled by its organizer. */
  isCancelled: z.boolean().optional(),
  onlineMeeting: z.looseObject({ joinUrl: z.string().nullish() }).nullish(),
  onlineMeetingProvider: z.string().nullish(),
  iCalUId: z.string().nullish(),
  /** A private event of which Tandem is shown nothing but the time: it cannot be edited here. */
  masked: z.boolean().optional(),
}
const attendeeStatus = z.strictObject({ response, time: z.string().nullish() })

/** An event as it is stored and exchanged with a provider: writable fields, and what the mailbox says. */
export type EventContent = Omit<EventFields, 'attendees'> & {
  attendees?: (Attendee & { status?: z.infer<typeof attendeeStatus> | undefined })[] | undefined
} & Partial<{ [Name in keyof typeof eventFacts]: z.infer<(typeof eventFacts)[Name]> }>
export type EventResponse = z.infer<typeof response>
