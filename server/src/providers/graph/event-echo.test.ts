import type { EventContent } from '@tandem/model/event.ts'
import { expect, test } from 'vitest'
import { isOurs } from './event-echo.ts'
import { eventItem, eventVersion, type GraphEvent } from './event-map.ts'

/** A series as it is read after a write. */
function read(more: Partial<GraphEvent> = {}): GraphEvent {
  return {
    id: 'master',
    type: 'seriesMaster',
    changeKey: 'new',
    originalStartTimeZone: 'UTC',
    subject: 'Stand-up',
    body: {
      contentType: 'html',
      content: '<html><head><meta></head><body>\r\n<p>Bring coffee</p></body></html>',
    },
    start: { dateTime: '2027-03-10T09:00:00', timeZone: 'UTC' },
    end: { dateTime: '2027-03-10T09:30:00', timeZone: 'UTC' },
    isReminderOn: true,
    reminderMinutesBeforeStart: 15,
    showAs: 'busy',
    recurrence: {
      pattern: { type: 'daily', interval: 1 },
      range: { type: 'numbered', startDate: '2027-03-10', numberOfOccurrences: 5 },
    },
    exceptionOccurrences: [],
    cancelledOccurrences: [],
    ...more,
  }
}

/** The same as it was written: without what the service chooses, in Tandem's words. */
const written: EventContent = {
  ...eventItem(read({ isReminderOn: undefined, reminderMinutesBeforeStart: undefined, showAs: undefined })),
  body: { contentType: 'html', content: '<p>Bring coffee</p>' },
}
const edit = { ref: 'master', version: 'old', changes: {}, item: written }
const theirException: GraphEvent = {
  id: 'exception',
  changeKey: 'x',
  originalStart: '2027-03-11T09:00:00Z',
  subject: 'Theirs',
  start: { dateTime: '2027-03-11T09:00:00', timeZone: 'UTC' },
  end: { dateTime: '2027-03-11T09:30:00', timeZone: 'UTC' },
}

test('what was written is ours, also in the service’s words', () => {
  expect(isOurs(read(), edit, undefined)).toBe(true)
  expect(isOurs(read(), edit, read())).toBe(true)
})

test.each<[string, Partial<GraphEvent>]>([
  ['a field', { subject: 'Theirs' }],
  ['the text', { body: { contentType: 'html', content: '<p>Bring tea</p>' } }],
  ['an exception', { exceptionOccurrences: [theirException] }],
  ['a cancelled day', { cancelledOccurrences: ['OID.master.2027-03-12'] }],
])('%s that somebody changed between writing and reading is theirs', (_, theirs) => {
  expect(isOurs(read(theirs), edit, undefined)).toBe(false)
})

test('days that somebody changed are theirs also when the series is as it was written', () => {
  const now = read()
  expect(isOurs(read({ exceptionOccurrences: [theirException] }), edit, now)).toBe(false)
})

test('without the whole item the digest of the days tells', () => {
  const before = read({ exceptionOccurrences: [theirException] })
  const blind = { ref: 'master', version: eventVersion(before), changes: { subject: 'Ours' } }
  expect(isOurs({ ...before, changeKey: 'newer' }, blind, undefined)).toBe(true)
  expect(isOurs(read(), blind, undefined)).toBe(false)
})
