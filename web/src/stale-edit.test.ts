import { expect, test } from 'vitest'
import type { Contact } from './shapes.ts'
import { decideStale, isSame } from './stale-edit.ts'

const started: Contact = {
  id: '00000000-0000-4000-8000-000000000001',
  mailboxId: '00000000-0000-4000-8000-000000000000',
  version: 3,
  createdAt: '2026-11-21T02:00:00Z',
  updatedAt: '2026-11-21T02:00:00Z',
  syncState: 'synced',
  hasConflict: false,
  companyName: 'Acme',
  mobilePhone: '1',
}

test('an edit of a field that nobody else touched is sent again without asking', () => {
  expect(decideStale(started, { ...started, version: 4, mobilePhone: '2' }, { companyName: 'Mine' })).toEqual(
    {
      kind: 'again',
    },
  )
})

test('the same field changed by both is asked about, with all three values', () => {
  const current = { ...started, version: 4, companyName: 'Theirs' }
  expect(decideStale(started, current, { companyName: 'Mine' })).toEqual({
    kind: 'ask',
    clashes: [{ field: 'companyName', was: 'Acme', theirs: 'Theirs', mine: 'Mine' }],
  })
})

test('both having typed the same is no clash', () => {
  const current = { ...started, version: 4, companyName: 'Same' }
  expect(decideStale(started, current, { companyName: 'Same' })).toEqual({ kind: 'again' })
})

test('empty, absent and null are one value, and the order of properties does not count', () => {
  expect(isSame(null, undefined)).toBe(true)
  expect(isSame([], null)).toBe(true)
  expect(isSame({ city: 'Porto', street: null }, { street: '', city: 'Porto' })).toBe(true)
  expect(isSame(['1', '2'], ['2', '1'])).toBe(false)
  expect(isSame({ city: 'Porto' }, { city: 'Lisboa' })).toBe(false)
})
