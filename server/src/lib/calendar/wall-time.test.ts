import fc from 'fast-check'
import { expect, test } from 'vitest'
import { zones } from '../../../testing/generated-series.ts'
import {
  allDay,
  clockOf,
  instantToWall,
  isMidnight,
  momentOf,
  plainTime,
  wallInZone,
  wallText,
  wallToInstant,
} from './wall-time.ts'
import { nextTransition, offsetAt } from './zone-offsets.ts'

const instantOf = (dateTime: string, timeZone: string) => wallToInstant({ dateTime, timeZone })

test('a wall time that the clock skips is read as the hour after it, in either hemisphere', () => {
  expect(instantOf('2026-03-29T02:30:00', 'Europe/Berlin')).toBe('2026-03-29T01:30:00Z')
  expect(instantOf('2026-03-08T02:30:00', 'America/New_York')).toBe('2026-03-08T07:30:00Z')
  expect(instantOf('2026-10-04T02:30:00', 'Australia/Sydney')).toBe('2026-10-03T16:30:00Z')
  // Half an hour only.
  expect(instantOf('2026-10-04T02:15:00', 'Australia/Lord_Howe')).toBe('2026-10-03T15:45:00Z')
  // Midnight itself is skipped.
  expect(instantOf('2026-09-06T00:00:00', 'America/Santiago')).toBe('2026-09-06T04:00:00Z')
})

test('a wall time that the clock shows twice is the first of the two', () => {
  expect(instantOf('2026-10-25T02:30:00', 'Europe/Berlin')).toBe('2026-10-25T00:30:00Z')
  expect(instantOf('2026-11-01T01:30:00', 'America/New_York')).toBe('2026-11-01T05:30:00Z')
  expect(instantOf('2026-04-05T02:30:00', 'Australia/Sydney')).toBe('2026-04-04T15:30:00Z')
})

test('a day that never was is read as the next one: Samoa had no 30 December 2011', () => {
  expect(instantOf('2011-12-30T09:00:00', 'Pacific/Apia')).toBe('2011-12-30T19:00:00Z')
  expect(instantOf('2011-12-29T09:00:00', 'Pacific/Apia')).toBe('2011-12-29T19:00:00Z')
  expect(instantToWall('2011-12-30T19:00:00Z', 'Pacific/Apia').dateTime).toBe('2011-12-31T09:00:00')
})

test("wall times and moments agree with Temporal's compatible reading everywhere", () => {
  const moments = fc.integer({ min: Date.UTC(1975, 0), max: Date.UTC(2060, 0) })
  fc.assert(
    fc.property(fc.constantFrom(...zones), moments, fc.boolean(), (zone, somewhere, isNearChange) => {
      // Half of them within a day and a half of a change of the clocks, where mistakes live.
      const change = isNearChange ? nextTransition(zone, somewhere) : undefined
      const second = Math.floor((change ?? somewhere) / 1000) * 1000
      const clock = second + ((somewhere % 129_600) - 64_800) * 1000
      const expected = Temporal.PlainDateTime.from(wallText(clock)).toZonedDateTime(zone)
      expect(momentOf(clock, zone)).toBe(expected.epochMilliseconds)
      expect(offsetAt(zone, second)).toBe(
        new Temporal.ZonedDateTime(BigInt(second) * 1_000_000n, zone).offsetNanoseconds / 1e6,
      )
      expect(momentOf(clockOf(second, zone), zone) - second).toBeLessThanOrEqual(0)
    }),
    { numRuns: 2000 },
  )
})

test("Graph's times lose their fractions, what is no time is none", () => {
  expect(plainTime('2026-03-31T09:30:00.0000000')).toBe('2026-03-31T09:30:00')
  expect(plainTime('2026-03-31T09:30:00.0000000Z')).toBe('2026-03-31T09:30:00')
  expect(plainTime('2026-03-31')).toBe('2026-03-31T00:00:00')
  for (const none of ['2026-02-30T09:30:00', '2026-03-31T24:30:00', '2026-03-31T09:60:00', 'soon', ''])
    expect(plainTime(none)).toBeUndefined()
})

test('a time moves between zones', () => {
  const wall = { dateTime: '2026-07-01T09:00:00', timeZone: 'Europe/Berlin' }
  expect(wallInZone(wall, 'Asia/Kathmandu')).toEqual({
    dateTime: '2026-07-01T12:45:00',
    timeZone: 'Asia/Kathmandu',
  })
  expect(wallInZone(wall, 'UTC')).toEqual({ dateTime: '2026-07-01T07:00:00', timeZone: 'UTC' })
})

test('an all-day event is from midnight to midnight', () => {
  const { start, end } = allDay('2026-03-31', '2026-04-01', 'UTC')
  expect([start.dateTime, end.dateTime]).toEqual(['2026-03-31T00:00:00', '2026-04-01T00:00:00'])
  expect([isMidnight(start.dateTime), isMidnight('2026-03-31T00:00:01')]).toEqual([true, false])
})

test('a zone that is none is an error, not UTC', () => {
  expect(() => instantOf('2026-03-31T09:30:00', 'Europe/Nowhere')).toThrow(RangeError)
})
