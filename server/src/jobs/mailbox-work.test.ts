import { expect, test } from 'vitest'
import { retryDelay } from './mailbox-work.ts'

test('tries are 2 s, 8 s, 32 s, 2 min, 9 min apart, then 15 min, and never all at the same moment', () => {
  const middle = [0, 1, 2, 3, 4, 5, 50].map((attempts) => retryDelay(attempts, () => 0.5) / 1000)
  expect(middle).toEqual([2, 8, 32, 128, 512, 900, 900])
  expect(retryDelay(0, () => 0)).toBeCloseTo(1600)
  expect(retryDelay(0, () => 1)).toBeCloseTo(2400)
})
