import { z } from 'zod'
import { day } from './moment.ts'

export const weekday = z.enum(['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'])
export type Weekday = z.infer<typeof weekday>

const interval = z.int().min(1).max(999).default(1)
const month = z.int().min(1).max(12)
const dayOfMonth = z.int().min(1).max(31)
const days = z.array(weekday).min(1).max(7)
const index = z.enum(['first', 'second', 'third', 'fourth', 'last']).default('first')

/**
 * How often, as Graph's `recurrencePattern`. A day of the month that a month does not have is its last one (Exchange does
 * so, RFC 5545 would skip the month).
 */
export const recurrencePattern = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('daily'), interval }),
  z.strictObject({
    type: z.literal('weekly'),
    interval,
    daysOfWeek: days,
    firstDayOfWeek: weekday.default('sunday'),
  }),
  z.strictObject({ type: z.literal('absoluteMonthly'), interval, dayOfMonth }),
  z.strictObject({ type: z.literal('relativeMonthly'), interval, daysOfWeek: days, index }),
  z.strictObject({ type: z.literal('absoluteYearly'), interval, dayOfMonth, month }),
  z.strictObject({ type: z.literal('relativeYearly'), interval, daysOfWeek: days, index, month }),
])
export type RecurrencePattern = z.infer<typeof recurrencePattern>

/** From when and how long, as Graph's `recurrenceRange`; days of the series' own zone. */
export const recurrenceRange = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('noEnd'), startDate: day }),
  z.strictObject({ type: z.literal('endDate'), startDate: day, endDate: day }),
  z.strictObject({
    type: z.literal('numbered'),
    startDate: day,
    numberOfOccurrences: z.int().min(1).max(999),
  }),
])
export type RecurrenceRange = z.infer<typeof recurrenceRange>

/** Graph's `patternedRecurrence`. The zone is that of the series' start. */
export const recurrence = z.strictObject({ pattern: recurrencePattern, range: recurrenceRange })
export type Recurrence = z.infer<typeof recurrence>
