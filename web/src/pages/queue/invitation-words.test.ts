import { expect, test } from 'vitest'
import { invitationTitle, invitationWhen } from './invitation-words.ts'

const plain = { subject: '', location: '', organizer: null, isAllDay: false, repeats: false }
const when = (given: Partial<Parameters<typeof invitationWhen>[0]>) =>
  invitationWhen({ ...plain, start: null, end: null, ...given }, 'en-GB')

test('an invitation says when it is: a day is one everywhere, a series that it comes again', () => {
  const day = { start: '2026-12-01', end: '2026-12-01', isAllDay: true }
  expect(when(day)).toMatch(/^Tuesday,? 1 December 2026$/)
  expect(when({ ...day, end: '2026-12-03' })).toMatch(/^Tuesday,? 1.* 3 December 2026$/)
  const times = { start: '2026-12-01T09:00:00.000Z', end: '2026-12-01T10:00:00.000Z' }
  expect(when({ ...times, repeats: true })).toMatch(/1 December 2026.*\d\d:00.*\d\d:00, and again$/)
  expect(when({})).toMatch(/not known/)
})

test('what it is follows from what it asks, or from the answer', () => {
  expect(invitationTitle({ method: 'cancel', answer: null })).toBe('Called off')
  expect(invitationTitle({ method: 'reply', answer: 'declined' })).toBe('Invitation declined')
  expect(invitationTitle({ method: 'reply', answer: null })).toBe('Invitation answered')
})
