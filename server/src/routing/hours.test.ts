import type { OpeningHours } from '@tandem/model/api/routing.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { afterOpenMinutes, isOpen } from './hours.ts'

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] as const
const office: OpeningHours = {
  zone: 'Europe/Lisbon',
  week: weekdays.map((day) => ({ day, from: '09:00', to: '17:00' })),
  holidays: [{ day: '2026-12-25', name: 'Christmas' }],
}
const after = (at: string, minutes: number, hours: OpeningHours | null = office) =>
  afterOpenMinutes(hours, new Date(at), minutes)?.toISOString()

test('minutes are counted while the queue is open: over the evening, the weekend and a holiday', () => {
  expect(after('2026-11-25T10:00:00Z', 60)).toBe('2026-11-25T11:00:00.000Z')
  expect(after('2026-11-25T16:30:00Z', 60)).toBe('2026-11-26T09:30:00.000Z')
  expect(after('2026-11-27T18:00:00Z', 1)).toBe('2026-11-30T09:01:00.000Z')
  expect(after('2026-12-24T16:00:00Z', 61)).toBe('2026-12-28T09:01:00.000Z')
  expect(after('2026-11-25T16:00:00Z', 60)).toBe('2026-11-25T17:00:00.000Z')
})

test('a queue without hours is always open', () => {
  expect(after('2026-11-28T23:59:00Z', 2, null)).toBe('2026-11-29T00:01:00.000Z')
  expect(isOpen(null, new Date())).toBe(true)
})

test('hours are those of the clock on the wall, also when it is changed: the night of October has an hour more', () => {
  const night = {
    zone: 'Europe/Lisbon',
    week: [{ day: 'sunday' as const, from: '00:00', to: '04:00' }],
    holidays: [],
  }
  expect(after('2026-10-25T00:00:00+01:00', 5 * 60, night)).toBe('2026-10-25T04:00:00.000Z')
  expect(isOpen(office, new Date('2026-07-01T08:00:00Z'))).toBe(true)
  expect(isOpen(office, new Date('2026-12-01T08:59:59Z'))).toBe(false)
  expect(isOpen(office, new Date('2026-12-01T17:00:00Z'))).toBe(false)
})

test('spans that overlap or touch count once, and midnight is written as 24:00', () => {
  const odd = {
    zone: 'UTC',
    week: [
      { day: 'monday' as const, from: '09:00', to: '12:00' },
      { day: 'monday' as const, from: '10:00', to: '13:00' },
      { day: 'monday' as const, from: '23:00', to: '24:00' },
      { day: 'tuesday' as const, from: '00:00', to: '01:00' },
    ],
    holidays: [],
  }
  expect(after('2026-11-30T09:00:00Z', 4 * 60 + 90, odd)).toBe('2026-12-01T00:30:00.000Z')
})

test('whose every day is a holiday promises nothing', () => {
  const start = Temporal.PlainDate.from('2026-01-01')
  const holidays = Array.from({ length: 2000 }, (_, days) => ({
    day: start.add({ days }).toString(),
    name: '',
  }))
  expect(after('2026-01-01T00:00:00Z', 1, { ...office, holidays })).toBeUndefined()
})

test('more minutes never end earlier, and the end lies in open time', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2028, 0, 1) }),
      fc.integer({ min: 1, max: 3000 }),
      fc.integer({ min: 1, max: 3000 }),
      (from, minutes, more) => {
        const one = afterOpenMinutes(office, new Date(from), minutes)!
        const other = afterOpenMinutes(office, new Date(from), minutes + more)!
        expect(other.getTime()).toBeGreaterThanOrEqual(one.getTime() + more * 60_000)
        expect(isOpen(office, new Date(one.getTime() - 1))).toBe(true)
        expect(afterOpenMinutes(office, one, more)).toEqual(other)
      },
    ),
    { numRuns: 200 },
  )
})
