import { expect, test } from 'vitest'
import { agoText } from './time-text.ts'

const now = Date.parse('2026-11-21T12:00:00Z')
const at = (text: string) => agoText(text, now, 'en')

test('time passed is told in its largest whole unit', () => {
  expect(at('2026-11-21T11:59:30Z')).toBe('just now')
  expect(at('2026-11-21T11:57:10Z')).toBe('2 minutes ago')
  expect(at('2026-11-21T09:01:00Z')).toBe('2 hours ago')
  expect(at('2026-11-20T11:00:00Z')).toBe('yesterday')
  expect(at('2025-11-20T12:00:00Z')).toBe('last year')
})

test('a clock that is a little ahead does not speak of the future', () => {
  expect(at('2026-11-21T12:00:05Z')).toBe('just now')
  expect(at('2026-11-21T12:00:45Z')).toBe('in a moment')
  expect(at('2026-11-21T12:03:30Z')).toBe('in 3 minutes')
})
