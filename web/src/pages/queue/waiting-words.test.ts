import { expect, test } from 'vitest'
import { dueLook, lengthText, waitedText } from './waiting-words.ts'

const now = Date.parse('2026-11-25T12:00:00.000Z')
const minutes = (count: number) => new Date(now + count * 60_000).toISOString()

test('a length of time is told in its largest unit, never as nothing', () => {
  const told = [0, 59_999, 60_000, 3_599_000, 3_600_000, 47 * 3_600_000, 48 * 3_600_000].map(lengthText)
  expect(told).toEqual(['1 min', '1 min', '1 min', '59 min', '1 h', '47 h', '2 days'])
})

test('whoever began to wait in the future, by another clock, waits for a minute', () => {
  expect(waitedText(minutes(-125), now)).toBe('Waiting 2 h')
  expect(waitedText(minutes(1), now)).toBe('Waiting 1 min')
})

test('an answer is due, urgent in the last half hour, and late from its moment on', () => {
  expect(dueLook(minutes(90), now)).toEqual({ urgency: 'calm', words: 'Due in 1 h' })
  expect(dueLook(minutes(12), now)).toEqual({ urgency: 'soon', words: 'Due in 12 min' })
  expect(dueLook(minutes(0.5), now)).toEqual({ urgency: 'soon', words: 'Due within a minute' })
  expect(dueLook(minutes(0), now)).toEqual({ urgency: 'late', words: 'Late by 1 min' })
  expect(dueLook(minutes(-200), now)).toEqual({ urgency: 'late', words: 'Late by 3 h' })
})
