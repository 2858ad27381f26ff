import fc from 'fast-check'
import { expect, test } from 'vitest'
import { series } from '../../../testing/generated-series.ts'
import { expand } from './recurrence.ts'
import { splitSeries } from './split-series.ts'

const all = { from: '2000-01-01T00:00:00Z', to: '2040-01-01T00:00:00Z' }
const wall = (dateTime: string) => ({ dateTime, timeZone: 'Europe/Berlin' })
const weekly = {
  subject: 'Round',
  start: wall('2026-05-04T09:00:00'),
  end: wall('2026-05-04T10:00:00'),
  recurrence: {
    pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'], firstDayOfWeek: 'sunday' },
    range: { type: 'numbered', startDate: '2026-05-04', numberOfOccurrences: 6 },
  },
  cancelledDates: ['2026-05-11', '2026-06-08'],
  exceptions: [{ originalDate: '2026-05-25', subject: 'Round with guests' }],
  iCalUId: '040000008200E00074C5B7101A82E008',
  attendees: [
    {
      type: 'required',
      emailAddress: { address: 'bo@harbor.example' },
      status: { response: 'accepted' },
    },
  ],
} as const

test('this and all following: the old series ends before the day, the new one has the rest and the changes', () => {
  const { ended, next } = splitSeries(structuredClone(weekly) as never, '2026-05-18', {
    start: wall('2026-05-18T11:00:00'),
    end: wall('2026-05-18T12:00:00'),
  })!
  expect(ended).toMatchObject({
    recurrence: { range: { type: 'endDate', startDate: '2026-05-04', endDate: '2026-05-17' } },
    cancelledDates: ['2026-05-11'],
    iCalUId: weekly.iCalUId,
  })
  expect(ended.exceptions).toBeUndefined()
  expect(next).toMatchObject({
    start: wall('2026-05-18T11:00:00'),
    recurrence: { range: { type: 'numbered', startDate: '2026-05-18', numberOfOccurrences: 4 } },
    cancelledDates: ['2026-06-08'],
    exceptions: [{ originalDate: '2026-05-25', subject: 'Round with guests' }],
  })
  expect(next.iCalUId).toBeUndefined()
  expect(next.attendees).toEqual([{ type: 'required', emailAddress: { address: 'bo@harbor.example' } }])
})

test('there is nothing to split on the first day, on a day without occurrence, or in a single event', () => {
  const event = structuredClone(weekly) as never
  const days = ['2026-05-04', '2026-05-19', '2027-01-04', 'nonsense']
  for (const date of days) expect(splitSeries(event, date, {})).toBeUndefined()
  expect(splitSeries({ start: weekly.start, end: weekly.end }, '2026-05-04', {})).toBeUndefined()
})

test('both halves together have what the series had', () => {
  fc.assert(
    fc.property(series, fc.integer({ min: 1, max: 60 }), (event, place) => {
      const whole = expand(event, all, { limit: 300 })
      const date = whole[place]?.originalDate
      const halves = date === undefined ? undefined : splitSeries(event, date, {})
      if (date === undefined || halves === undefined) return
      const parts = [halves.ended, halves.next].flatMap((half) => expand(half, all, { limit: 300 }))
      expect(parts.slice(0, whole.length)).toEqual(whole)
    }),
    { numRuns: 200 },
  )
})
