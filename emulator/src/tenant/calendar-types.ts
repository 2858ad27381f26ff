import type { ItemLog } from './item-log.ts'

/** A time as it was written: a wall clock in a named zone. */
export interface Stamp {
  /** `YYYY-MM-DDTHH:MM:SS` */
  dateTime: string
  /** The name as the writer gave it: Windows, tz database, or `tzone://Microsoft/Custom`, which tells nothing. */
  timeZone: string
  /** The zone of the tz database by which the clock goes. */
  zone: string
}

export type DayOfWeek = 'sunday' | 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday'

/** Graph's `recurrencePattern`; what a type does not use is at its default. */
export interface Pattern {
  type: 'daily' | 'weekly' | 'absoluteMonthly' | 'relativeMonthly' | 'absoluteYearly' | 'relativeYearly'
  interval: number
  month: number
  dayOfMonth: number
  daysOfWeek: DayOfWeek[]
  firstDayOfWeek: DayOfWeek
  index: 'first' | 'second' | 'third' | 'fourth' | 'last'
}

/** Graph's `recurrenceRange`; dates are `YYYY-MM-DD` in the zone of the series. */
export interface Range {
  type: 'endDate' | 'noEnd' | 'numbered'
  startDate: string
  endDate: string
  numberOfOccurrences: number
  recurrenceTimeZone: string
}

export interface Recurrence {
  pattern: Pattern
  range: Range
}

/** When an event takes place: what decides in which windows it is seen. */
export interface Shape {
  start: Stamp
  end: Stamp
  /** Set for series masters. */
  recurrence?: Recurrence
  /** Occurrences that differ from the pattern, by the day number of the date on which the pattern puts them. */
  overrides: Record<string, Override>
}

/** An occurrence that was changed (an exception) or cancelled. */
export interface Override {
  changed: number
  createdAt: number
  modifiedAt: number
  cancelled?: boolean
  start: Stamp
  end: Stamp
  /** What differs from the master. */
  fields: Record<string, unknown>
  extended: Record<string, string>
  response?: Response
  /** The organizer cancelled it; the attendee still sees it. */
  isCancelled?: boolean
  /** Where it was before change number `until`. */
  former: { until: number; start: Stamp; end: Stamp }[]
}

/** Graph's `responseStatus`. */
export interface Response {
  response: 'none' | 'organizer' | 'tentativelyAccepted' | 'accepted' | 'declined' | 'notResponded'
  time: string
}

export interface Address {
  name: string
  address: string
}

/** Graph's `attendee` as it is stored. */
export interface Attendee {
  type: 'required' | 'optional' | 'resource'
  status: Response
  emailAddress: Address
  proposedNewTime?: { start: Stamp; end: Stamp }
}

/** A single event or a series with all that deviates from its pattern. */
export interface CalendarEvent extends Shape {
  id: string
  immutableId: string
  calendarId: string
  iCalUId: string
  changeKey: string
  /** Mailbox change number of the last change, occurrences included. */
  changed: number
  /** The same without those that concern single occurrences. */
  seriesChanged: number
  /** Mailbox change number at which it was made. */
  entered: number
  createdAt: number
  modifiedAt: number
  /** Writable properties as the wire reads them, times and recurrence aside. */
  fields: Record<string, unknown>
  extended: Record<string, string>
  organizer: Address
  isOrganizer: boolean
  response: Response
  isCancelled?: boolean
  joinUrl?: string
  /** How it lay before change number `until`. */
  former: (Shape & { until: number })[]
}

/** What delta must know of an event that is gone. */
export type LeftEvent = Pick<CalendarEvent, 'id' | 'immutableId' | 'entered' | 'former'> & Shape

export interface Calendar extends ItemLog<CalendarEvent, LeftEvent> {
  id: string
  name: string
  color: string
  hexColor: string
  changed: number
  changeKey: string
  deleted?: boolean
}
