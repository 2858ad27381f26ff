import { expect, test } from 'vitest'
import type { Occurrence } from '../../shapes.ts'
import { occurrence } from '../../testing/calendar-samples.ts'
import { afterEdit, type EventEdit } from './event-edit.ts'

const days = ['2026-03-29', '2026-04-05', '2026-04-12']
const other: Occurrence = { ...occurrence, eventId: 'other' }
const items: Occurrence[] = [
  ...days.map((originalDate) => ({ ...occurrence, type: 'occurrence' as const, originalDate })),
  other,
]
const target = { eventId: occurrence.eventId, version: 3, date: '2026-04-05' }
const left = (edit: EventEdit) => afterEdit(items, edit).map(({ originalDate }) => originalDate ?? 'other')

test('deleting takes away this one, this and those that follow, or all, and nothing of other events', () => {
  expect(left({ kind: 'remove', ...target, scope: 'this' })).toEqual(['2026-03-29', '2026-04-12', 'other'])
  expect(left({ kind: 'remove', ...target, scope: 'following' })).toEqual(['2026-03-29', 'other'])
  expect(left({ kind: 'remove', ...target, scope: 'series' })).toEqual(['other'])
})

test('an edit is shown as on its way where it applies, and only there', () => {
  const edit: EventEdit = { kind: 'change', ...target, scope: 'following', changes: { subject: 'Signing' } }
  const after = afterEdit(items, edit)
  expect(after.map(({ subject, syncState }) => `${subject} ${syncState}`)).toEqual([
    'Viewing synced',
    'Signing pending',
    'Signing pending',
    'Viewing synced',
  ])
  expect(items[1]?.subject).toBe('Viewing')
})

test('a dragged occurrence stands where it was dropped before the server has answered', () => {
  const edit: EventEdit = { kind: 'change', ...target, scope: 'this', changes: {} }
  const moved = { ...occurrence, originalDate: '2026-04-05', start: '2026-04-06T08:00:00.000Z' }
  expect(afterEdit(items, edit, moved).map(({ start }) => start)).toEqual([
    occurrence.start,
    moved.start,
    occurrence.start,
    occurrence.start,
  ])
})

test('an emptied place is shown as none, and one that was not touched stays', () => {
  const empty: EventEdit = { kind: 'change', ...target, scope: 'series', changes: { location: null } }
  expect(afterEdit(items, empty)[0]?.location).toBe('')
  const untouched: EventEdit = { kind: 'change', ...target, scope: 'series', changes: { showAs: 'free' } }
  expect(afterEdit(items, untouched)[0]).toMatchObject({ location: '1 Quay', showAs: 'free' })
})
