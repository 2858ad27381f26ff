import type { EventContent } from '@tandem/model/event.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { series } from '../../testing/generated-series.ts'
import { expand } from './calendar/recurrence.ts'
import { editedEvent, normalEvent, normalEventChanges } from './normal-event.ts'

const wall = (dateTime: string, timeZone = 'Europe/Berlin') => ({ dateTime, timeZone })
const single: EventContent = { start: wall('2026-05-04T09:00:00'), end: wall('2026-05-04T10:00:00') }
const weekly: EventContent = {
  ...single,
  subject: 'Round',
  location: { displayName: 'Room 1' },
  recurrence: {
    pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'], firstDayOfWeek: 'sunday' },
    range: { type: 'noEnd', startDate: '2026-05-04' },
  },
}

test('the normal form of a normal form is the same, and takes place at the same times', () => {
  const window = { from: '2010-01-01T00:00:00Z', to: '2031-01-01T00:00:00Z' }
  const some = fc.record({
    subject: fc.option(fc.string(), { nil: null }),
    categories: fc.array(fc.string(), { maxLength: 3 }),
    isReminderOn: fc.boolean(),
  })
  fc.assert(
    fc.property(series, some, (event, fields) => {
      const normal = normalEvent({ ...event, ...fields })
      expect(JSON.stringify(normalEvent(normal))).toBe(JSON.stringify(normal))
      const times = (each: EventContent) =>
        expand(each, window, { limit: 50 }).map(({ start, end }) => [start, end])
      expect(times(normal)).toEqual(times(event))
    }),
  )
})

test('what is empty is absent, and the order of sets and keys does not matter', () => {
  const attendee = (address: string, type = 'required') => ({ type, emailAddress: { address } })
  const one = normalEvent({
    ...single,
    subject: '',
    body: { contentType: 'html', content: '' },
    location: { displayName: '', locationType: 'default', address: {} },
    categories: ['Red', 'Blue', 'Red'],
    attendees: [attendee('Cy@world.example'), attendee('bo@harbor.example')] as never,
    cancelledDates: ['2026-05-04'],
    organizer: null,
    responseStatus: { response: 'none', time: '0001-01-01T00:00:00Z' },
  })
  expect(one).toEqual({
    ...single,
    categories: ['Blue', 'Red'],
    attendees: [attendee('bo@harbor.example'), attendee('Cy@world.example')],
  })
  const other = normalEvent({
    attendees: [attendee('bo@harbor.example'), attendee('Cy@world.example')] as never,
    categories: ['Blue', 'Red'],
    end: { timeZone: 'europe/berlin', dateTime: '2026-05-04T10:00:00.0000000' },
    start: single.start,
  })
  expect(JSON.stringify(other)).toBe(JSON.stringify(one))
})

test('an exception says what differs and nothing else; what the occurrence does not have is null', () => {
  const { exceptions } = normalEvent({
    ...weekly,
    cancelledDates: ['2026-05-25', '2026-05-11', '2026-05-25'],
    exceptions: [
      { originalDate: '2026-06-01', subject: 'Round', showAs: 'busy', isAllDay: false, attendees: [] },
      {
        originalDate: '2026-05-18',
        subject: 'Round with guests',
        location: { displayName: '' },
        start: wall('2026-05-18T09:00:00'),
        end: wall('2026-05-18T11:00:00'),
      },
      { originalDate: '2026-05-25', subject: 'Of a cancelled day' },
    ],
  })
  expect(exceptions).toEqual([
    {
      originalDate: '2026-05-18',
      end: wall('2026-05-18T11:00:00'),
      location: null,
      subject: 'Round with guests',
    },
  ])
})

test('an exception without the guests or categories of its series keeps the empty list', () => {
  const { exceptions } = normalEvent({
    ...weekly,
    categories: ['Red'],
    attendees: [{ type: 'required', emailAddress: { address: 'bo@harbor.example' } }],
    exceptions: [{ originalDate: '2026-05-18', categories: [], attendees: [] }],
  })
  expect(exceptions).toEqual([{ originalDate: '2026-05-18', categories: [], attendees: [] }])
})

test('a series starts on its first occurrence', () => {
  const { start, end, recurrence } = normalEvent({
    ...weekly,
    start: wall('2026-05-06T22:00:00'),
    end: wall('2026-05-07T01:00:00'),
    recurrence: { ...weekly.recurrence!, range: { type: 'noEnd', startDate: '2026-05-06' } },
  })
  expect(start).toEqual(wall('2026-05-11T22:00:00'))
  expect(end).toEqual(wall('2026-05-12T01:00:00'))
  expect(recurrence?.range.startDate).toBe('2026-05-11')
})

test('an edit empties what is null, and leaves alone what it does not name', () => {
  const edited = editedEvent(normalEvent(weekly), { subject: null, categories: ['Red'], body: undefined })
  const { subject: _subject, ...rest } = normalEvent(weekly)
  expect(edited).toEqual({ ...rest, categories: ['Red'] })
  expect(normalEventChanges({ subject: '', location: undefined })).toEqual({ subject: null })
})

test('an edit followed by its reverse is the event as it was', () => {
  const before = normalEvent({ ...weekly, exceptions: [{ originalDate: '2026-05-18', subject: 'Other' }] })
  const changes = { subject: 'New', recurrence: null }
  const after = editedEvent(before, changes)
  expect(after.exceptions).toBeUndefined()
  const back = { subject: before.subject, recurrence: before.recurrence, exceptions: before.exceptions }
  expect(editedEvent(after, back)).toEqual(before)
})

test('a new pattern keeps the exceptions and cancelled days that it still has', () => {
  const before = normalEvent({
    ...weekly,
    cancelledDates: ['2026-05-11', '2026-05-18'],
    exceptions: [
      { originalDate: '2026-05-25', subject: 'A' },
      { originalDate: '2026-06-01', subject: 'B' },
    ],
  })
  const pattern = { ...before.recurrence!.pattern, interval: 2 }
  const after = editedEvent(before, { recurrence: { ...before.recurrence!, pattern } })
  expect(after.cancelledDates).toEqual(['2026-05-18'])
  expect(after.exceptions).toEqual([{ originalDate: '2026-06-01', subject: 'B' }])
})

test('a series whose start is moved to another day begins on that day', () => {
  const after = editedEvent(normalEvent(weekly), {
    start: wall('2026-05-18T10:00:00'),
    end: wall('2026-05-18T11:00:00'),
  })
  expect(after.recurrence?.range.startDate).toBe('2026-05-18')
  expect(after.start).toEqual(wall('2026-05-18T10:00:00'))
})

test('an event whose zone means nothing is still brought into order', () => {
  const strange = wall('2026-05-04T09:00:00', 'Nowhere')
  const event = normalEvent({
    ...weekly,
    start: strange,
    end: strange,
    exceptions: [{ originalDate: '2026-05-18', subject: 'Other' }],
  })
  expect(event.start).toEqual(strange)
  expect(event.exceptions).toEqual([{ originalDate: '2026-05-18', subject: 'Other' }])
})
