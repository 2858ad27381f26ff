import { expect, test } from 'vitest'
import { chosenMoment, snoozeMoments } from './snooze-moments.ts'

const moments = (now: string, zone: string) =>
  Object.fromEntries(snoozeMoments(Date.parse(now), zone).map(({ label, at }) => [label, at]))

test('nine in the morning is nine there after the clocks went back, and an hour is an hour', () => {
  // Saturday; in the night Berlin goes from UTC+2 to UTC+1.
  expect(moments('2026-10-24T16:00:00Z', 'Europe/Berlin')).toEqual({
    'In an hour': '2026-10-24T17:00:00.000Z',
    'Tomorrow morning': '2026-10-25T08:00:00.000Z',
    'Next Monday': '2026-10-26T08:00:00.000Z',
  })
  // Half past two for the first time: an hour later it is half past two again.
  expect(moments('2026-10-25T00:30:00Z', 'Europe/Berlin')['In an hour']).toBe('2026-10-25T01:30:00.000Z')
})

test('nine in the morning is nine there after the clocks went forward', () => {
  // Saturday; in the night New York goes from UTC-5 to UTC-4.
  expect(moments('2027-03-13T23:00:00Z', 'America/New_York')).toMatchObject({
    'Tomorrow morning': '2027-03-14T13:00:00.000Z',
    'Next Monday': '2027-03-15T13:00:00.000Z',
  })
})

test('on a Sunday tomorrow and next Monday are one, on a Monday next Monday is a week away', () => {
  expect(Object.keys(moments('2026-11-29T12:00:00Z', 'UTC'))).toEqual(['In an hour', 'Tomorrow morning'])
  expect(moments('2026-11-30T06:00:00Z', 'UTC')['Next Monday']).toBe('2026-12-07T09:00:00.000Z')
})

test('tomorrow is the person’s, not that of Greenwich', () => {
  expect(moments('2026-11-25T12:00:00Z', 'Pacific/Auckland')['Tomorrow morning']).toBe(
    '2026-11-26T20:00:00.000Z',
  )
})

test('a chosen moment must be still to come', () => {
  const now = new Date('2026-11-25T12:00').getTime()
  expect(chosenMoment('2026-11-25T12:01', now)).toBe(new Date('2026-11-25T12:01').toISOString())
  expect([chosenMoment('2026-11-25T12:00', now), chosenMoment('', now)]).toEqual([undefined, undefined])
})
