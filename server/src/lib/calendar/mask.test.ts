import { expect, test } from 'vitest'
import { mask, maskPrivate } from './mask.ts'

const wall = (dateTime: string) => ({ dateTime, timeZone: 'Europe/Berlin' })

test('nothing of a private event is left but when it takes place', () => {
  const masked = mask({
    subject: 'Cardiologist',
    body: { contentType: 'text', content: 'Bring the letter' },
    location: { displayName: 'Hospital' },
    start: wall('2026-05-04T09:00:00'),
    end: wall('2026-05-04T10:00:00'),
    showAs: 'oof',
    sensitivity: 'private',
    categories: ['Health'],
    attendees: [{ type: 'required', emailAddress: { address: 'bo@harbor.example' } }],
    recurrence: {
      pattern: { type: 'daily', interval: 1 },
      range: { type: 'noEnd', startDate: '2026-05-04' },
    },
    cancelledDates: ['2026-05-06'],
    exceptions: [
      { originalDate: '2026-05-05', subject: 'Surgeon', start: wall('2026-05-05T11:00:00') },
      { originalDate: '2026-05-07', subject: 'Surgeon again' },
    ],
    organizer: { emailAddress: { address: 'ann@harbor.example' } },
    iCalUId: '0400',
  })
  expect(masked).toEqual({
    subject: 'Private appointment',
    start: wall('2026-05-04T09:00:00'),
    end: wall('2026-05-04T10:00:00'),
    showAs: 'oof',
    sensitivity: 'private',
    recurrence: {
      pattern: { type: 'daily', interval: 1 },
      range: { type: 'noEnd', startDate: '2026-05-04' },
    },
    cancelledDates: ['2026-05-06'],
    exceptions: [{ originalDate: '2026-05-05', start: wall('2026-05-05T11:00:00') }],
    masked: true,
  })
})

test('of a series that is not private, the private occurrences are masked', () => {
  const series = {
    subject: 'Round',
    start: wall('2026-05-04T09:00:00'),
    end: wall('2026-05-04T10:00:00'),
    recurrence: {
      pattern: { type: 'daily' as const, interval: 1 },
      range: { type: 'noEnd' as const, startDate: '2026-05-04' },
    },
    exceptions: [
      { originalDate: '2026-05-05', subject: 'With Bo' },
      {
        originalDate: '2026-05-06',
        subject: 'Surgeon',
        location: { displayName: 'Hospital' },
        sensitivity: 'private' as const,
        start: wall('2026-05-06T11:00:00'),
      },
    ],
  }
  const masked = maskPrivate(series)
  expect(masked).toMatchObject({ subject: 'Round', exceptions: [series.exceptions[0], {}] })
  expect(masked.exceptions?.[1]).toEqual({
    originalDate: '2026-05-06',
    subject: 'Private appointment',
    start: wall('2026-05-06T11:00:00'),
    sensitivity: 'private',
    body: null,
    location: null,
    categories: [],
    attendees: [],
  })
  expect(maskPrivate({ ...series, exceptions: [] })).toEqual({ ...series, exceptions: [] })
  expect(maskPrivate({ ...series, sensitivity: 'confidential' }).masked).toBe(true)
})
