import { expect, test } from 'vitest'
import { occurrence } from '../../testing/calendar-samples.ts'
import { calendarItem, isMovable, occurrenceKey } from './calendar-item.ts'

test('times of day are handed over as instants, so that they stand where the person’s clock has them', () => {
  const { start, end, allDay } = calendarItem(occurrence)
  expect([start, end, allDay]).toEqual([occurrence.start, occurrence.end, false])
})

test('an all-day event stands on its days in every zone', () => {
  // Midnight in Auckland is the day before in UTC; the days alone count.
  const item = calendarItem({
    ...occurrence,
    isAllDay: true,
    timeZone: 'Pacific/Auckland',
    start: '2026-03-28T11:00:00.000Z',
    end: '2026-03-29T11:00:00.000Z',
    startDate: '2026-03-29',
    endDate: '2026-03-30',
  })
  expect([item.start, item.end, item.allDay]).toEqual(['2026-03-29', '2026-03-30', true])
})

test('two occurrences of a series have two names, and a single event has its own', () => {
  const one = occurrenceKey({ ...occurrence, originalDate: '2026-03-29' })
  expect(
    new Set([one, occurrenceKey({ ...occurrence, originalDate: '2026-04-05' }), occurrenceKey(occurrence)])
      .size,
  ).toBe(3)
})

test('what is masked, cancelled or somebody else’s meeting cannot be moved', () => {
  expect(isMovable(occurrence)).toBe(true)
  for (const change of [{ masked: true }, { isCancelled: true }, { isOrganizer: false }]) {
    expect(isMovable({ ...occurrence, ...change })).toBe(false)
    expect(calendarItem({ ...occurrence, ...change }).startEditable).toBe(false)
  }
})

test('a masked event tells nothing but that it is private', () => {
  expect(calendarItem({ ...occurrence, masked: true, subject: 'Dentist' }).title).toBe('Private')
})
