import { dateOf, weekdayOf } from '../tenant/recurrence.ts'
import { seededRandom } from './random.ts'

type Fields = Record<string, unknown>
type Random = () => number

const zones = [
  'W. Europe Standard Time',
  'Eastern Standard Time',
  'Europe/London',
  'America/Los_Angeles',
  'UTC',
]
const subjects = [
  'Viewing: 14 Pier Street',
  'Open house',
  'Call with the lender',
  'Listing appointment',
  'Closing – Hafenstraße 7',
  'Walk-through with the inspector',
  'Lunch with the notary',
  '内見 – 港町',
  'Marketing review',
  'Key handover 🔑',
]
const places = ['Pier 4, Office 2', '14 Pier Street', "Harry's Bar", 'Video call', 'Notary Silva, 2nd floor']
const notes = ['Bring the folder.', 'Parking behind the house.', 'Ask for the roof report.', '']
const todos = [
  'Order photos',
  'Send comparables',
  'Update the listing',
  'Chase the appraisal',
  'Return the lockbox',
  'Thank-you card',
]
const categories = ['Showing', 'Closing', 'Private', 'Red category']

/** An event that seed and index determine, within half a year around the day `today`; one in twelve is a series, one in fifteen all-day. */
export function generateEvent(seed: number, index: number, today: number): Fields {
  const random = seededRandom(Math.imul(seed, 2_654_435_761) ^ Math.imul(index + 1, 40_507))
  random()
  const day = today - 60 + Math.floor(random() * 240)
  const timeZone = pick(random, zones)
  const isAllDay = random() < 1 / 15
  const minutes = 8 * 60 + 15 * Math.floor(random() * 40)
  const length = 15 * (1 + Math.floor(random() * 8))
  const time = (on: number, at: number) => ({
    dateTime: `${dateOf(on)}T${isAllDay ? '00:00:00' : clock(at)}`,
    timeZone,
  })
  const fields: Fields = {
    subject: pick(random, subjects),
    start: time(day, minutes),
    end: isAllDay ? time(day + 1 + Math.floor(random() * 3), 0) : time(day, minutes + length),
    ...(isAllDay && { isAllDay, showAs: 'free' }),
  }
  if (random() < 0.6) fields.location = { displayName: pick(random, places) }
  if (random() < 0.5) fields.body = { contentType: 'text', content: pick(random, notes) }
  if (random() < 0.3) fields.categories = [pick(random, categories)]
  if (random() < 0.1) fields.sensitivity = 'private'
  if (random() < 0.2) fields.isReminderOn = false
  else fields.reminderMinutesBeforeStart = pick(random, [0, 15, 30, 1440])
  if (!isAllDay && random() < 1 / 12) fields.recurrence = weekly(random, day)
  return fields
}

/** A task that seed and index determine. */
export function generateTask(seed: number, index: number, today: number): Fields {
  const random = seededRandom(Math.imul(seed, 2_246_822_519) ^ Math.imul(index + 1, 40_509))
  random()
  const due = dateOf(today - 20 + Math.floor(random() * 60))
  const fields: Fields = { title: `${pick(random, todos)} ${index + 1}` }
  if (random() < 0.7) fields.dueDateTime = { dateTime: `${due}T00:00:00`, timeZone: 'UTC' }
  if (random() < 0.3) {
    fields.reminderDateTime = { dateTime: `${due}T08:30:00`, timeZone: 'UTC' }
    fields.isReminderOn = true
  }
  if (random() < 0.25) fields.status = 'completed'
  if (random() < 0.2) fields.importance = 'high'
  if (random() < 0.4) fields.body = { contentType: 'text', content: pick(random, notes) }
  return fields
}

function weekly(random: Random, day: number): Fields {
  return {
    pattern: { type: 'weekly', interval: 1 + Math.floor(random() * 2), daysOfWeek: [weekdayOf(day)] },
    range:
      random() < 0.5
        ? { type: 'noEnd', startDate: dateOf(day) }
        : { type: 'numbered', startDate: dateOf(day), numberOfOccurrences: 4 + Math.floor(random() * 20) },
  }
}

function clock(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:00`
}

function pick<T>(random: Random, values: T[]): T {
  return values[Math.floor(random() * values.length)] as T
}
