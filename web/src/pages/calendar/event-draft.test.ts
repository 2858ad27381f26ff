import { eventFields } from '@tandem/model/event.ts'
import { expect, test } from 'vitest'
import type { CalendarEvent } from '../../shapes.ts'
import { event, occurrence } from '../../testing/calendar-samples.ts'
import { draftChanges, draftFields, draftOf, draftProblem, newDraft, withStart } from './event-draft.ts'

const full: CalendarEvent = {
  ...event,
  location: { displayName: '1 Quay', locationType: 'default' },
  body: { contentType: 'text', content: 'Bring <keys>\nand a pen' },
  showAs: 'oof',
  sensitivity: 'confidential',
  categories: ['Blue'],
  isReminderOn: true,
  reminderMinutesBeforeStart: 30,
  attendees: [{ type: 'optional', emailAddress: { address: 'ada@example.org', name: 'Ada' } }],
  isOnlineMeeting: true,
}
const series: CalendarEvent = {
  ...full,
  recurrence: {
    pattern: { type: 'weekly', interval: 1, daysOfWeek: ['sunday'], firstDayOfWeek: 'monday' },
    range: { type: 'numbered', startDate: '2026-03-29', numberOfOccurrences: 6 },
  },
  exceptions: [{ originalDate: '2026-04-12', subject: 'Second viewing' }],
}
const fourth = {
  ...occurrence,
  type: 'exception' as const,
  originalDate: '2026-04-12',
  start: '2026-04-12T10:00:00.000Z',
  end: '2026-04-12T11:00:00.000Z',
}

test('opening and saving without a change sends nothing', () => {
  for (const one of [event, full, series]) {
    const draft = draftOf(one, undefined, 'series')
    expect(draftChanges(draft, { ...draft })).toEqual({})
  }
})

test('only what was changed is sent, and times always together', () => {
  const draft = draftOf(full, undefined, 'event')
  expect(draftChanges(draft, { ...draft, subject: 'Signing' })).toEqual({ subject: 'Signing' })
  expect(draftChanges(draft, { ...draft, reminder: null })).toEqual({ isReminderOn: false })
  expect(draftChanges(draft, { ...draft, location: ' ' })).toEqual({ location: null })
  expect(draftChanges(draft, { ...draft, endTime: '12:00' })).toEqual({
    isAllDay: false,
    start: full.start,
    end: { dateTime: '2026-03-29T12:00:00', timeZone: 'Europe/Berlin' },
  })
  expect(draftChanges(draftOf(series, undefined, 'series'), draft)).toEqual({ recurrence: null })
})

test('what is sent is what the API takes', () => {
  const draft = { ...draftOf(series, undefined, 'series'), body: '<p>Hello</p>' }
  expect(() => eventFields.parse(draftFields(draft))).not.toThrow()
  const empty = newDraft({ start: event.start, end: event.end, isAllDay: false })
  const fields = draftFields({ ...empty, subject: 'Viewing' })
  expect(() => eventFields.parse(fields)).not.toThrow()
  expect(fields).not.toHaveProperty('location')
  expect(fields).not.toHaveProperty('recurrence')
})

test('one occurrence is shown with what it has of its own, at its own time', () => {
  const draft = draftOf(series, fourth, 'this')
  expect(draft).toMatchObject({
    subject: 'Second viewing',
    startDay: '2026-04-12',
    startTime: '12:00',
    recurrence: null,
  })
})

test('this and following counts what is left of the series', () => {
  expect(draftOf(series, fourth, 'following').recurrence?.range).toEqual({
    type: 'numbered',
    startDate: '2026-04-12',
    numberOfOccurrences: 4,
  })
})

test('an all-day event is shown to its last day and sent to the day after', () => {
  const allDay = {
    ...event,
    isAllDay: true,
    start: { dateTime: '2026-03-28T00:00:00', timeZone: 'Pacific/Auckland' },
    end: { dateTime: '2026-03-30T00:00:00', timeZone: 'Pacific/Auckland' },
  }
  const draft = draftOf(allDay, undefined, 'event')
  expect([draft.startDay, draft.endDay]).toEqual(['2026-03-28', '2026-03-29'])
  expect(draftChanges(draft, { ...draft, endDay: '2026-03-28' }).end?.dateTime).toBe('2026-03-29T00:00:00')
})

test('another start takes the end along, keeps the length over a clock change, and begins the series anew', () => {
  const draft = { ...draftOf(series, undefined, 'series'), startDay: '2026-03-28', endDay: '2026-03-28' }
  // 23:30 to 00:30 on the night when Berlin skips from 02:00 to 03:00.
  const late = withStart({ ...draft, startTime: '01:00', endTime: '02:00' }, '2026-03-29', '01:30')
  expect([late.endDay, late.endTime]).toEqual(['2026-03-29', '03:30'])
  expect(late.recurrence?.range.startDate).toBe('2026-03-29')
})

test('an end before the start is said, also between zones’ days', () => {
  const draft = draftOf(event, undefined, 'event')
  expect(draftProblem(draft)).toBeUndefined()
  expect(draftProblem({ ...draft, endTime: '09:00' })).toContain('before')
  expect(draftProblem({ ...draft, startDay: '' })).toContain('day')
  const attendees = [{ type: 'required' as const, emailAddress: { address: 'ada' } }]
  expect(draftProblem({ ...draft, attendees })).toContain('name@domain')
})

test('a plain text is shown as it was typed', () => {
  expect(draftOf(full, undefined, 'event').body).toBe('<p>Bring &lt;keys&gt;<br>and a pen</p>')
})
