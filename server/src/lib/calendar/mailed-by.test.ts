import type { EventContent } from '@tandem/model/event.ts'
import { expect, test } from 'vitest'
import { mailedBy } from './mailed-by.ts'

const self = 'ann@harbor.example'
const wall = (dateTime: string) => ({ dateTime, timeZone: 'Europe/Berlin' })
const invited = (...addresses: string[]) =>
  addresses.map((address) => ({ type: 'required' as const, emailAddress: { address } }))
const meeting: EventContent = {
  subject: 'Viewing',
  start: wall('2026-05-04T09:00:00'),
  end: wall('2026-05-04T10:00:00'),
  isOrganizer: true,
  attendees: invited('Bo@harbor.example', self, 'cy@world.example'),
}
const series: EventContent = {
  ...meeting,
  recurrence: {
    pattern: { type: 'daily', interval: 1 },
    range: { type: 'noEnd', startDate: '2026-05-04' },
  },
}
const both = ['bo@harbor.example', 'cy@world.example']

test('a new meeting, a changed one and a deleted one mail everybody who was or is invited, but not the person', () => {
  expect(mailedBy(undefined, meeting, self)).toEqual(both)
  expect(mailedBy(meeting, undefined, 'ANN@harbor.example')).toEqual(both)
  const changed = {
    ...meeting,
    subject: 'Second viewing',
    attendees: invited('cy@world.example', 'di@world.example'),
  }
  expect(mailedBy(meeting, changed, self)).toEqual([...both, 'di@world.example'])
  expect(mailedBy(meeting, { ...meeting, attendees: [] }, self)).toEqual(both)
})

test('nobody is mailed for an appointment of one person, or by one who is not the organizer', () => {
  const alone = { ...meeting, attendees: invited(self) }
  expect(mailedBy(undefined, alone, self)).toEqual([])
  expect(mailedBy(alone, { ...alone, subject: 'Other' }, self)).toEqual([])
  const guest = { ...meeting, isOrganizer: false }
  expect(mailedBy(guest, { ...guest, subject: 'Other' }, self)).toEqual([])
  expect(mailedBy(guest, undefined, self)).toEqual([])
})

test("what is the person's own mails nobody, also in an exception", () => {
  const own: Partial<EventContent> = {
    isReminderOn: true,
    reminderMinutesBeforeStart: 5,
    categories: ['Red'],
    showAs: 'free',
    sensitivity: 'private',
  }
  expect(mailedBy(meeting, { ...meeting, ...own }, self)).toEqual([])
  const exception = { originalDate: '2026-05-05', ...own } as const
  expect(mailedBy(series, { ...series, exceptions: [exception as never] }, self)).toEqual([])
  expect(
    mailedBy(
      series,
      { ...series, exceptions: [{ ...(exception as object), originalDate: '2026-05-05', subject: 'Other' }] },
      self,
    ),
  ).toEqual(both)
})

test('a change of nothing mails nobody: the same in another order, what the service takes for granted, what it answers', () => {
  const same: EventContent = {
    ...meeting,
    attendees: [...meeting.attendees!].reverse().map((one) => ({ ...one, status: { response: 'accepted' } })),
    importance: 'normal',
    isAllDay: false,
    location: null,
    responseStatus: { response: 'organizer' },
  }
  expect(mailedBy(meeting, same, self)).toEqual([])
})

test('an occurrence that is moved, cancelled or has guests of its own mails them as well', () => {
  const start = wall('2026-05-05T11:00:00')
  const end = wall('2026-05-05T12:00:00')
  expect(
    mailedBy(series, { ...series, exceptions: [{ originalDate: '2026-05-05', start, end }] }, self),
  ).toEqual(both)
  expect(mailedBy(series, { ...series, cancelledDates: ['2026-05-05'] }, self)).toEqual(both)
  const guest = { originalDate: '2026-05-05', attendees: invited('Zoe@world.example', self) }
  const lonely = { ...series, attendees: [] }
  expect(mailedBy(lonely, { ...lonely, exceptions: [guest] }, self)).toEqual(['zoe@world.example'])
})
