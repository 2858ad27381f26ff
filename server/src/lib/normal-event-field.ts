import type { Attendee } from '@tandem/model/event.ts'
import type { Recurrence } from '@tandem/model/recurrence.ts'
import { weekday } from '@tandem/model/recurrence.ts'
import { plainTime } from './calendar/wall-time.ts'
import { ianaZone } from './calendar/zones.ts'
import { normalValue } from './normal-value.ts'

type NormalForm = (value: object) => unknown

const forms: Record<string, NormalForm> = {
  start: normalWallTime,
  end: normalWallTime,
  recurrence: normalRecurrence,
  attendees: normalAttendees,
  categories: normalSet,
  cancelledDates: normalSet,
  // Normal against their series, which this field alone does not know.
  exceptions: (value) => sortedBy(value, 'originalDate'),
  body: (value) => ((value as { content?: string }).content ? normalValue(value) : undefined),
  location: (value) => ((value as { displayName?: string }).displayName ? normalValue(value) : undefined),
  responseStatus: normalAnswer,
}

/** What the service says of a field that nobody set; an occurrence that says so differs from nothing. */
const defaults: Record<string, unknown> = {
  isAllDay: false,
  showAs: 'busy',
  sensitivity: 'normal',
  importance: 'normal',
  isOnlineMeeting: false,
  responseRequested: true,
  allowNewTimeProposals: true,
  hideAttendees: false,
}

/** One field of an event in normal form; undefined when it is empty. Sets (categories, attendees, days) are sorted. */
export function normalEventField(name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return normalValue(value)
  const form = forms[name]
  return form === undefined ? normalValue(value) : form(value)
}

/**
 * True when both say the same of a field, also where one of them leaves out what the service takes for it anyway. What attendees
 * answered is no part of who is invited.
 */
export function isSameValue(name: string, a: unknown, b: unknown): boolean {
  return comparable(name, a) === comparable(name, b)
}

function comparable(name: string, value: unknown): string | undefined {
  const isInvited = name === 'attendees' && Array.isArray(value)
  const compared = isInvited ? value.map(({ status: _status, ...attendee }) => attendee) : value
  return JSON.stringify(normalEventField(name, compared) ?? defaults[name])
}

/** A wall time with its zone by its own name (`utc` is `UTC`) and without fractions of a second. */
export function normalWallTime(value: object): unknown {
  const { dateTime, timeZone } = value as { dateTime?: unknown; timeZone?: unknown }
  if (typeof dateTime !== 'string' || typeof timeZone !== 'string') return normalValue(value)
  return { dateTime: plainTime(dateTime) ?? dateTime, timeZone: ianaZone(timeZone) ?? timeZone }
}

/** A recurrence with all that Graph takes for granted, its weekdays in the order of the week. */
export function normalRecurrence(value: object): unknown {
  const { pattern, range } = value as Recurrence
  if (!pattern || !range) return normalValue(value)
  const taken: Record<string, unknown> = { ...pattern, interval: pattern.interval ?? 1 }
  if (pattern.type === 'weekly') taken.firstDayOfWeek ??= 'sunday'
  if ('daysOfWeek' in pattern)
    taken.daysOfWeek = weekday.options.filter((day) => pattern.daysOfWeek.includes(day))
  if (pattern.type === 'relativeMonthly' || pattern.type === 'relativeYearly') taken.index ??= 'first'
  return normalValue({ pattern: taken, range })
}

function normalAttendees(value: object): unknown {
  if (!Array.isArray(value)) return normalValue(value)
  const normal = value.flatMap((attendee: Attendee & { status?: object }) => {
    const { type = 'required', emailAddress, status } = attendee ?? {}
    const person = normalValue(emailAddress)
    return person === undefined
      ? []
      : [normalValue({ type, emailAddress: person, status: status ? normalAnswer(status) : undefined })]
  }) as Attendee[]
  const address = (attendee: Attendee) => (attendee.emailAddress.address ?? '').toLowerCase()
  normal.sort((a, b) => inOrder(address(a), address(b)) || inOrder(JSON.stringify(a), JSON.stringify(b)))
  return normal.length === 0 ? undefined : normal
}

/** No answer is no status; the service writes year 1 for a time that there is not. */
function normalAnswer(value: object): unknown {
  const { response, time } = value as { response?: string; time?: string | null }
  if (response === undefined || response === 'none') return undefined
  return normalValue({ response, time: time?.startsWith('0001-01-01') ? undefined : time })
}

function normalSet(value: object): unknown {
  if (!Array.isArray(value)) return normalValue(value)
  return normalValue([...new Set(value)].sort(inOrder))
}

function sortedBy(value: object, name: string): unknown {
  if (!Array.isArray(value) || value.length === 0) return undefined
  return [...value].sort((a, b) => inOrder(a[name], b[name]))
}

/** By code units: the same on every machine. */
function inOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
