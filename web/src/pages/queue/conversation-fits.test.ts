import { expect, test } from 'vitest'
import { fits } from './conversation-fits.ts'

const item = { state: 'open', owner: null, queueId: 'rentals', snoozedUntil: null } as const
const ada = { id: 'ada', name: 'Ada' }

test('what was put off is neither open nor closed, but snoozed', () => {
  const later = { ...item, snoozedUntil: '2026-12-01T09:00:00.000Z' }
  const states = ['open', 'snoozed', 'closed', undefined] as const
  expect(states.map((state) => fits(later, { state }, 'ada'))).toEqual([false, true, false, true])
  expect(states.map((state) => fits(item, { state }, 'ada'))).toEqual([true, false, false, true])
})

test('mine, nobody’s and everybody’s are told by who has it', () => {
  const owners = ['me', 'none', undefined] as const
  const mine = { ...item, owner: ada }
  expect(owners.map((owner) => fits(mine, { owner }, 'ada'))).toEqual([true, false, true])
  expect(owners.map((owner) => fits(mine, { owner }, 'ben'))).toEqual([false, false, true])
  expect(owners.map((owner) => fits(item, { owner }, 'ada'))).toEqual([false, true, true])
})

test('what went to another queue is gone from this one', () => {
  expect(fits(item, { queue: 'sales' }, 'ada')).toBe(false)
  expect(fits(item, { queue: 'rentals' }, 'ada')).toBe(true)
})
