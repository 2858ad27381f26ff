import { addDays } from '../../days.ts'
import { escapeHtml } from '../../escape-html.ts'
import type { Attendee, CalendarEvent, EventChanges, Occurrence, Recurrence, WallTime } from '../../shapes.ts'
import { isSame } from '../../stale-edit.ts'
import { instantOf, wallParts, wallTime, wallTimeIn } from '../../zoned.ts'
import { rangeFrom } from './moved.ts'

/** What the editor shows. Of an all-day event `endDay` is its last day, not the day after. */
export interface EventDraft {
  subject: string
  location: string
  isAllDay: boolean
  startDay: string
  startTime: string
  endDay: string
  endTime: string
  timeZone: string
  recurrence: Recurrence | null
  /** Minutes before the start; null: none. */
  reminder: number | null
  showAs: NonNullable<CalendarEvent['showAs']>
  sensitivity: NonNullable<CalendarEvent['sensitivity']>
  categories: string[]
  /** HTML; a plain text is made into it. */
  body: string
  attendees: Attendee[]
  isOnlineMeeting: boolean
}

/** What an edit is about: the event, the whole series, one occurrence, or one and all that follow. */
export type Scope = 'event' | 'series' | 'this' | 'following'

/** A new event at a place of the calendar. */
export function newDraft(place: { start: WallTime; end: WallTime; isAllDay: boolean }): EventDraft {
  return {
    subject: '',
    location: '',
    ...timeInputs(place),
    recurrence: null,
    reminder: 15,
    showAs: place.isAllDay ? 'free' : 'busy',
    sensitivity: 'normal',
    categories: [],
    body: '',
    attendees: [],
    isOnlineMeeting: false,
  }
}

/** The inputs for an event, or for one occurrence of a series (which may have things of its own). */
export function draftOf(event: CalendarEvent, occurrence: Occurrence | undefined, scope: Scope): EventDraft {
  if (scope === 'event' || scope === 'series' || !occurrence) return draftOfEvent(event)
  const own = event.exceptions?.find(({ originalDate }) => originalDate === occurrence.originalDate)
  const times = occurrenceTimes(occurrence)
  const mixed = { ...event, ...withoutAbsent(own ?? {}), ...times }
  const draft = draftOfEvent(mixed)
  if (scope === 'this') return { ...draft, recurrence: null }
  const { originalDate } = occurrence
  const { recurrence } = event
  if (!recurrence || originalDate === undefined) return draft
  return {
    ...draft,
    recurrence: { ...recurrence, range: rangeFrom(recurrence, draft.startDay, originalDate) },
  }
}

/** Only what differs, as the API takes it; nothing if nothing does. */
export function draftChanges(before: EventDraft, after: EventDraft): EventChanges {
  const was = allFields(before)
  const is = allFields(after)
  const changed = Object.entries(is).filter(
    ([name, value]) => !isSame(value, was[name as keyof EventChanges]),
  )
  const changes = Object.fromEntries(changed) as EventChanges
  // A start without its end, or a day without its kind, would move more than was meant.
  if ('start' in changes || 'end' in changes || 'isAllDay' in changes) {
    Object.assign(changes, { start: is.start, end: is.end, isAllDay: is.isAllDay })
  }
  if ('recurrence' in changes) changes.recurrence = is.recurrence ?? null
  return changes
}

/** A new event as the API takes it: without what is empty. */
export function draftFields(draft: EventDraft): EventChanges {
  const fields = allFields(draft)
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isSame(value, undefined)))
}

/** What keeps the draft from being saved; undefined: nothing. */
export function draftProblem(draft: EventDraft): string | undefined {
  if (draft.startDay === '' || draft.endDay === '') return 'Give a day for the start and the end.'
  if (!draft.isAllDay && (draft.startTime === '' || draft.endTime === ''))
    return 'Give a time for the start and the end.'
  const { start, end } = draftTimes(draft)
  if (instantOf(end) < instantOf(start)) return 'It ends before it starts.'
  if (draft.attendees.some(({ emailAddress }) => !/^[^\s@]+@[^\s@]+$/u.test(emailAddress.address)))
    return 'One of the attendees has no e-mail address: write it as name@domain.'
  return undefined
}

export function draftTimes(draft: EventDraft): { start: WallTime; end: WallTime } {
  const { timeZone } = draft
  if (draft.isAllDay) {
    const end = addDays(draft.endDay, 1)
    return { start: wallTime(draft.startDay, '00:00', timeZone), end: wallTime(end, '00:00', timeZone) }
  }
  return {
    start: wallTime(draft.startDay, draft.startTime, timeZone),
    end: wallTime(draft.endDay, draft.endTime, timeZone),
  }
}

/** The draft with another start: the end keeps its distance, the series begins with it. */
export function withStart(draft: EventDraft, startDay: string, startTime: string): EventDraft {
  const moved = { ...draft, startDay, startTime }
  if (startDay === '' || startTime === '' || draft.startDay === '' || draft.startTime === '') return moved
  const before = draftTimes(draft)
  const length = instantOf(before.end) - instantOf(before.start)
  const start = wallTime(startDay, draft.isAllDay ? '00:00' : startTime, draft.timeZone)
  const end = wallParts(wallTimeIn(instantOf(start) + length, draft.timeZone))
  const { recurrence } = draft
  return {
    ...moved,
    endDay: draft.isAllDay ? addDays(end.day, -1) : end.day,
    endTime: draft.isAllDay ? draft.endTime : end.time,
    recurrence: recurrence && { ...recurrence, range: rangeFrom(recurrence, startDay) },
  }
}

function occurrenceTimes({ startDate, endDate, ...occurrence }: Occurrence) {
  const { isAllDay, timeZone } = occurrence
  if (isAllDay && startDate !== undefined && endDate !== undefined) {
    const at = (day: string) => wallTime(day, '00:00', timeZone)
    return { isAllDay, start: at(startDate), end: at(endDate) }
  }
  return {
    isAllDay,
    start: wallTimeIn(occurrence.start, timeZone),
    end: wallTimeIn(occurrence.end, timeZone),
  }
}

function draftOfEvent(event: CalendarEvent): EventDraft {
  return {
    subject: event.subject ?? '',
    location: event.location?.displayName ?? '',
    ...timeInputs({ start: event.start, end: event.end, isAllDay: event.isAllDay ?? false }),
    recurrence: event.recurrence ?? null,
    reminder: event.isReminderOn === false ? null : (event.reminderMinutesBeforeStart ?? null),
    showAs: event.showAs ?? 'busy',
    sensitivity: event.sensitivity ?? 'normal',
    categories: event.categories ?? [],
    body: bodyHtml(event.body),
    attendees: (event.attendees ?? []).map(({ type, emailAddress }) => ({ type, emailAddress })),
    isOnlineMeeting: event.isOnlineMeeting ?? false,
  }
}

function timeInputs(times: { start: WallTime; end: WallTime; isAllDay: boolean }) {
  const { isAllDay } = times
  const start = wallParts(times.start)
  const end = wallParts(times.end)
  return {
    isAllDay,
    startDay: start.day,
    startTime: isAllDay ? '09:00' : start.time,
    endDay: isAllDay ? addDays(end.day, -1) : end.day,
    endTime: isAllDay ? '10:00' : end.time,
    timeZone: times.start.timeZone,
  }
}

function allFields(draft: EventDraft): EventChanges {
  return {
    subject: draft.subject.trim(),
    location: draft.location.trim() === '' ? null : { displayName: draft.location.trim() },
    ...draftTimes(draft),
    isAllDay: draft.isAllDay,
    recurrence: draft.recurrence,
    isReminderOn: draft.reminder !== null,
    ...(draft.reminder === null ? {} : { reminderMinutesBeforeStart: draft.reminder }),
    showAs: draft.showAs,
    sensitivity: draft.sensitivity,
    categories: draft.categories,
    body: draft.body === '' ? null : { contentType: 'html', content: draft.body },
    attendees: draft.attendees,
    isOnlineMeeting: draft.isOnlineMeeting,
  }
}

/** The text of an event as HTML. */
export function bodyHtml(body: CalendarEvent['body']): string {
  if (!body) return ''
  if (body.contentType === 'html') return body.content
  const escaped = escapeHtml(body.content)
  return escaped === '' ? '' : `<p>${escaped.replaceAll('\r\n', '\n').replaceAll('\n', '<br>')}</p>`
}

function withoutAbsent<T extends object>(own: T): Partial<T> {
  return Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined)) as Partial<T>
}
