/** The form of an event, to Graph's properties and back. */
import { attendeesOf, type EventItem, fieldsOf } from '../../tenant/occurrences.ts'
import { dateOf, dayNumber } from '../../tenant/recurrence.ts'

/** What the form shows; times are wall clocks in `zone`, those of all-day events dates, the last day included. */
export interface EventForm {
  subject: string
  start: string
  end: string
  zone: string
  isAllDay: boolean
  location: string
  body: string
  attendees: string
  reminder: string
  categories: string
  sensitivity: string
  showAs: string
}

export const sensitivities = ['normal', 'personal', 'private', 'confidential'] as const
export const availabilities = ['free', 'tentative', 'busy', 'oof', 'workingElsewhere', 'unknown'] as const
export const repeats = ['none', 'daily', 'weekly', 'monthly', 'yearly'] as const
export const weekdays = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const

/** The form of an event that is there. */
export function formOf(item: EventItem): EventForm {
  const fields = fieldsOf(item)
  const isAllDay = fields.isAllDay === true
  const { dateTime } = item.end
  const locations = (fields.locations ?? []) as { displayName?: string }[]
  return {
    subject: String(fields.subject ?? ''),
    start: isAllDay ? `${item.start.dateTime.slice(0, 10)}T00:00` : item.start.dateTime.slice(0, 16),
    end: isAllDay ? `${dateOf(dayNumber(dateTime) - 1)}T00:00` : dateTime.slice(0, 16),
    zone: item.start.timeZone,
    isAllDay,
    location: locations.map(({ displayName }) => displayName ?? '').join('; '),
    body: (fields.body as { content?: string } | undefined)?.content ?? '',
    attendees: attendeesOf(item)
      .map(({ emailAddress }) => emailAddress.address)
      .join('\n'),
    reminder: fields.isReminderOn === false ? '' : String(fields.reminderMinutesBeforeStart ?? 15),
    categories: ((fields.categories ?? []) as string[]).join('\n'),
    sensitivity: String(fields.sensitivity ?? 'normal'),
    showAs: String(fields.showAs ?? 'busy'),
  }
}

/** The same from what was sent. */
export function readForm(form: URLSearchParams): EventForm {
  const text = (name: string) => (form.get(name) ?? '').replaceAll('\r\n', '\n').trim()
  return {
    subject: text('subject'),
    start: text('start'),
    end: text('end'),
    zone: text('zone') || 'UTC',
    isAllDay: form.get('isAllDay') !== null,
    location: text('location'),
    body: text('body'),
    attendees: text('attendees'),
    reminder: text('reminder'),
    categories: text('categories'),
    sensitivity: text('sensitivity') || 'normal',
    showAs: text('showAs') || 'busy',
  }
}

/** The properties of Graph in which two forms differ; a form that was not touched changes nothing and mails nobody. */
export function changedProperties(before: EventForm | undefined, after: EventForm): Record<string, unknown> {
  const differs = (...names: (keyof EventForm)[]) =>
    before === undefined || names.some((name) => String(before[name]).trim() !== String(after[name]))
  const properties: Record<string, unknown> = {}
  if (differs('subject')) properties.subject = after.subject
  if (differs('start', 'end', 'zone', 'isAllDay')) Object.assign(properties, timesOf(after))
  if (differs('location'))
    properties.location = after.location === '' ? null : { displayName: after.location }
  if (differs('body')) properties.body = { contentType: 'text', content: after.body }
  if (differs('attendees')) {
    properties.attendees = lines(after.attendees).map((address) => ({ emailAddress: { address } }))
  }
  if (differs('reminder')) {
    properties.isReminderOn = after.reminder !== ''
    if (after.reminder !== '') properties.reminderMinutesBeforeStart = Number(after.reminder)
  }
  if (differs('categories')) properties.categories = lines(after.categories)
  if (differs('sensitivity')) properties.sensitivity = after.sensitivity
  if (differs('showAs')) properties.showAs = after.showAs
  return properties
}

/** The recurrence that was chosen; `undefined`: as it is, `null`: none. Monthly and yearly repeat the date of the start. */
export function recurrenceOf(form: URLSearchParams): Record<string, unknown> | null | undefined {
  const repeat = form.get('repeat') ?? 'kept'
  if (repeat === 'kept') return undefined
  if (repeat === 'none') return null
  const startDate = (form.get('start') ?? '').slice(0, 10)
  const [, month = 0, dayOfMonth = 0] = startDate.split('-').map(Number)
  const daysOfWeek = weekdays.filter((day) => form.get(`day.${day}`) !== null)
  const patterns: Record<string, Record<string, unknown>> = {
    daily: { type: 'daily' },
    weekly: { type: 'weekly', daysOfWeek, firstDayOfWeek: 'monday' },
    monthly: { type: 'absoluteMonthly', dayOfMonth },
    yearly: { type: 'absoluteYearly', month, dayOfMonth },
  }
  const [until, count] = [form.get('until') ?? '', form.get('count') ?? '']
  const range =
    until !== ''
      ? { type: 'endDate', endDate: until }
      : count !== ''
        ? { type: 'numbered', numberOfOccurrences: Number(count) }
        : { type: 'noEnd' }
  return {
    pattern: { ...patterns[repeat], interval: Number(form.get('interval') || 1) },
    range: { ...range, startDate },
  }
}

function timesOf({ start, end, zone, isAllDay }: EventForm): Record<string, unknown> {
  const time = (dateTime: string) => ({ dateTime, timeZone: zone })
  if (!isAllDay) return { isAllDay, start: time(start), end: time(end) }
  const after = Number.isNaN(dayNumber(end)) ? '' : dateOf(dayNumber(end) + 1)
  return { isAllDay, start: time(start.slice(0, 10)), end: time(after) }
}

function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}
