import type { EventContent } from '@tandem/model/event.ts'
import { type Recurrence, type RecurrencePattern, weekday } from '@tandem/model/recurrence.ts'
import fc from 'fast-check'
import { dayNumber, dayText } from '../src/lib/calendar/days.ts'
import { patternDates } from '../src/lib/calendar/pattern-dates.ts'
import { normalEvent } from '../src/lib/normal-event.ts'

/** Zones with and without daylight saving, of both hemispheres, with odd offsets and a day that never was. */
export const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Sydney',
  'Australia/Lord_Howe',
  'America/Santiago',
  'Asia/Kathmandu',
  'Pacific/Apia',
]

const interval = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 5 }) },
  fc.integer({ min: 1, max: 40 }),
)
const daysOfWeek = fc.subarray([...weekday.options], { minLength: 1 })
const dayOfMonth = fc.oneof(fc.integer({ min: 1, max: 31 }), fc.integer({ min: 28, max: 31 }))
const month = fc.integer({ min: 1, max: 12 })
const index = fc.constantFrom('first', 'second', 'third', 'fourth', 'last')

/** Every pattern that Graph has. */
export const patterns = fc.oneof(
  fc.record({ type: fc.constant('daily'), interval }),
  fc.record({
    type: fc.constant('weekly'),
    interval,
    daysOfWeek,
    firstDayOfWeek: fc.constantFrom(...weekday.options),
  }),
  fc.record({ type: fc.constant('absoluteMonthly'), interval, dayOfMonth }),
  fc.record({ type: fc.constant('relativeMonthly'), interval, daysOfWeek, index }),
  fc.record({ type: fc.constant('absoluteYearly'), interval, dayOfMonth, month }),
  fc.record({ type: fc.constant('relativeYearly'), interval, daysOfWeek, index, month }),
) as fc.Arbitrary<RecurrencePattern>

export const days = (from: string, to: string) =>
  fc.integer({ min: dayNumber(from), max: dayNumber(to) }).map(dayText)

/** Recurrences whose first day may or may not be one of the pattern. */
export const recurrences = fc
  .record({
    pattern: patterns,
    startDate: days('2010-01-01', '2030-12-31'),
    length: fc.integer({ min: 0, max: 4000 }),
    numberOfOccurrences: fc.integer({ min: 1, max: 200 }),
    type: fc.constantFrom('noEnd', 'endDate', 'numbered'),
  })
  .map(({ pattern, startDate, length, numberOfOccurrences, type }) => {
    const endDate = dayText(dayNumber(startDate) + length)
    const range =
      type === 'noEnd'
        ? { type, startDate }
        : type === 'endDate'
          ? { type, startDate, endDate }
          : { type, startDate, numberOfOccurrences }
    return { pattern, range } as Recurrence
  })
  .filter((recurrence) => patternDates(recurrence).first !== undefined)

const timeOfDay = fc.integer({ min: 0, max: 24 * 12 - 1 }).map((fives) => fives * 5)
const clock = (day: number, minutes: number) => {
  const at = new Date(day * 86_400_000 + minutes * 60_000).toISOString()
  return at.slice(0, 19)
}

/** Series in normal form, some with cancelled days and with exceptions that stay on their day. */
export const series: fc.Arbitrary<EventContent> = fc
  .record({
    recurrence: recurrences,
    zone: fc.constantFrom(...zones),
    minutes: timeOfDay,
    length: fc.oneof(fc.constant(0), fc.constant(60), fc.integer({ min: 5, max: 3 * 24 * 60 })),
    isAllDay: fc.boolean(),
    cancelled: fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { maxLength: 4 }),
    excepted: fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { maxLength: 4 }),
    moved: fc.integer({ min: 0, max: 23 }),
  })
  .map(({ recurrence, zone, minutes, length, isAllDay, cancelled, excepted, moved }) => {
    const first = dayNumber(recurrence.range.startDate)
    const wall = (day: number, at: number) => ({ dateTime: clock(day, at), timeZone: zone })
    const from = isAllDay ? 0 : minutes
    const to = isAllDay ? (1 + Math.floor(length / 1440)) * 1440 : minutes + length
    const dates = [...take(patternDates(recurrence).from(first), 31)]
    const pick = (places: number[]) => places.flatMap((place) => dates[place] ?? [])
    return normalEvent({
      subject: 'Generated',
      start: wall(first, from),
      end: wall(first, to),
      isAllDay,
      recurrence,
      cancelledDates: pick(cancelled).map(dayText),
      exceptions: pick(excepted).map((day) => ({
        originalDate: dayText(day),
        subject: `Other ${moved}`,
        ...(isAllDay || moved < 6 ? {} : { start: wall(day, moved * 60), end: wall(day, moved * 60 + 30) }),
      })),
    })
  })

/** The first so many of a list that may have no end. */
export function* take<T>(items: Iterable<T>, count: number): Generator<T> {
  let left = count
  for (const item of items) {
    if (left-- <= 0) return
    yield item
  }
}
