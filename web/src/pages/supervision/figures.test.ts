import { expect, test, vi } from 'vitest'
import { atMost } from '../../queues-live.ts'
import { keptPercent, sums, waitedText } from './figures.ts'

test('for how long somebody waits is said in the two units that matter', () => {
  const minute = 60_000
  expect([-5, 45_000, 12 * minute + 5000, 65 * minute, 51 * 60 * minute].map(waitedText)).toEqual([
    '0 s',
    '45 s',
    '12 min 05 s',
    '1 h 05 min',
    '2 d 3 h',
  ])
})

test('a promise is kept in whole percent, never rounded up to all, and none where nothing was promised or answered', () => {
  expect(keptPercent({ answered: 1000, kept: 999 })).toBe(99)
  expect(keptPercent({ answered: 3, kept: 3 })).toBe(100)
  expect(keptPercent({ answered: 3, kept: null })).toBeUndefined()
  expect(keptPercent({ answered: 0, kept: 0 })).toBeUndefined()
})

test('figures of hours are summed', () => {
  const hour = { at: '2026-11-25T13:00:00Z', came: 2, answered: 1, closed: 1, late: 0 }
  expect(sums([hour, { ...hour, late: 4 }])).toEqual({ came: 4, answered: 2, closed: 2, late: 4 })
})

test('what happens in bursts is acted on at once and then once in a while, the last time included', () => {
  vi.useFakeTimers()
  const act = vi.fn()
  const ask = atMost(2000, act)
  for (let nth = 0; nth < 50; nth += 1) {
    ask()
    vi.advanceTimersByTime(100)
  }
  expect(act).toHaveBeenCalledTimes(3)
  vi.advanceTimersByTime(10_000)
  expect(act).toHaveBeenCalledTimes(4)
  ask()
  expect(act).toHaveBeenCalledTimes(5)
  vi.useRealTimers()
})
