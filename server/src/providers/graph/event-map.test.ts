import { expect, test } from 'vitest'
import { eventEditBody, fieldsBody, newEventBody } from './event-body.ts'
import {
  eventItem,
  eventVersion,
  type GraphEvent,
  keyInVersion,
  originalDay,
  versionedEvent,
} from './event-map.ts'
import { eventPaths } from './event-paths.ts'
import { readWhole } from './event-series.ts'
import type { GraphRequest } from './http.ts'

/** As the service shows an event (published example of event-get), with what stands there for nothing. */
const shown: GraphEvent = {
  '@odata.etag': 'W/"y53lbKh6jkaxHzFwGhgyxgAAw5zhug=="',
  id: 'AAMkADAGAADDdm4NAAA=',
  changeKey: 'y53lbKh6jkaxHzFwGhgyxgAAw5zhug==',
  lastModifiedDateTime: '2026-08-01T10:00:00Z',
  type: 'singleInstance',
  seriesMasterId: null,
  originalStartTimeZone: 'Pacific Standard Time',
  originalEndTimeZone: 'Pacific Standard Time',
  subject: 'Plan summer company picnic',
  body: { contentType: 'html', content: '<html><body>Kick-start</body></html>' },
  start: { dateTime: '2026-08-30T18:00:00.0000000', timeZone: 'UTC' },
  end: { dateTime: '2026-08-30T19:00:00.0000000', timeZone: 'UTC' },
  isAllDay: false,
  showAs: 'somethingNew',
  sensitivity: 'private',
  location: {
    displayName: 'Conf Room 3',
    locationType: 'default',
    uniqueId: 'Conf Room 3',
    uniqueIdType: 'private',
  },
  attendees: [
    {
      type: 'required',
      status: { response: 'none', time: '0001-01-01T00:00:00Z' },
      emailAddress: { name: 'Dana Swope', address: 'DanaS@contoso.example' },
    },
  ],
  organizer: { emailAddress: { name: 'Adele Vance', address: 'AdeleV@contoso.example' } },
  responseStatus: { response: 'organizer', time: '0001-01-01T00:00:00Z' },
  recurrence: null,
  onlineMeeting: null,
  onlineMeetingProvider: 'unknown',
  categories: [],
  cancelledOccurrences: [],
}

test('an event is read in its own zone, without what the service adds, and with values that nobody knows', () => {
  expect(versionedEvent(shown)).toEqual({
    ref: shown.id,
    version: shown.changeKey,
    changedAt: shown.lastModifiedDateTime,
    private: true,
    item: {
      attendees: [
        { emailAddress: { address: 'DanaS@contoso.example', name: 'Dana Swope' }, type: 'required' },
      ],
      body: shown.body,
      end: { dateTime: '2026-08-30T12:00:00', timeZone: 'America/Los_Angeles' },
      isAllDay: false,
      location: { displayName: 'Conf Room 3' },
      organizer: shown.organizer,
      responseStatus: { response: 'organizer' },
      sensitivity: 'private',
      showAs: 'somethingNew',
      start: { dateTime: '2026-08-30T11:00:00', timeZone: 'America/Los_Angeles' },
      subject: shown.subject,
    },
  })
})

test.each(['tzone://Microsoft/Custom', '', undefined])(
  'a zone named %s means nothing: times stay in UTC',
  (zone) => {
    const { start, end } = eventItem({ ...shown, originalStartTimeZone: zone, originalEndTimeZone: zone })
    expect([start, end]).toEqual([
      { dateTime: '2026-08-30T18:00:00', timeZone: 'UTC' },
      { dateTime: '2026-08-30T19:00:00', timeZone: 'UTC' },
    ])
  },
)

test('a place that is more than a name keeps what it is', () => {
  const address = { street: '900 Broadway', city: 'Seattle', postalCode: '' }
  const location = { displayName: 'Chapel', locationType: 'default', address, coordinates: {} }
  expect(eventItem({ ...shown, location }).location).toEqual({
    address: { city: 'Seattle', street: '900 Broadway' },
    displayName: 'Chapel',
  })
})

const master: GraphEvent = {
  ...shown,
  type: 'seriesMaster',
  originalStartTimeZone: 'tzone://Microsoft/Custom',
  // New Year in Auckland is the last day of the year in UTC.
  start: { dateTime: '2026-12-31T20:00:00.0000000', timeZone: 'UTC' },
  end: { dateTime: '2026-12-31T21:00:00.0000000', timeZone: 'UTC' },
  recurrence: {
    pattern: {
      type: 'daily',
      interval: 1,
      month: 0,
      dayOfMonth: 0,
      daysOfWeek: [],
      firstDayOfWeek: 'sunday',
      index: 'first',
    },
    range: {
      type: 'numbered',
      startDate: '2027-01-01',
      endDate: '0001-01-01',
      recurrenceTimeZone: 'New Zealand Standard Time',
      numberOfOccurrences: 5,
    },
  },
  cancelledOccurrences: ['OID.AAMkADAGAADDdm4NAAA=.2027-01-03'],
  exceptionOccurrences: [
    {
      ...shown,
      id: 'exception',
      changeKey: 'second',
      originalStart: '2027-01-01T20:00:00Z',
      start: { dateTime: '2027-01-01T22:00:00.0000000', timeZone: 'UTC' },
      end: { dateTime: '2027-01-01T23:00:00.0000000', timeZone: 'UTC' },
      location: { displayName: '' },
    },
  ],
}

test('a series is named by the days of its own zone, and an exception says only what differs', () => {
  const { start, recurrence, exceptions, cancelledDates } = eventItem(master)
  expect(start).toEqual({ dateTime: '2027-01-01T09:00:00', timeZone: 'Pacific/Auckland' })
  expect(recurrence).toEqual({
    pattern: { type: 'daily', interval: 1 },
    range: { type: 'numbered', startDate: '2027-01-01', numberOfOccurrences: 5 },
  })
  expect(exceptions).toEqual([
    {
      originalDate: '2027-01-02',
      start: { dateTime: '2027-01-02T11:00:00', timeZone: 'Pacific/Auckland' },
      end: { dateTime: '2027-01-02T12:00:00', timeZone: 'Pacific/Auckland' },
      location: null,
    },
  ])
  expect(cancelledDates).toEqual(['2027-01-03'])
})

test('the version of a series tells of its exceptions and cancelled days, and holds the change key', () => {
  const [exception] = master.exceptionOccurrences!
  const versions = [
    master,
    { ...master, changeKey: 'other' },
    { ...master, cancelledOccurrences: [] },
    { ...master, exceptionOccurrences: [{ ...exception!, changeKey: 'third' }] },
    { ...master, exceptionOccurrences: [] },
    { ...master, exceptionOccurrences: [], cancelledOccurrences: [] },
  ].map(eventVersion)
  expect(new Set(versions).size).toBe(6)
  expect(keyInVersion(versions[0]!)).toBe(master.changeKey)
  expect(versions[5]).toBe(master.changeKey)
})

test('all-day occurrences belong to their day, whether the service counts it from midnight of UTC or of the zone', () => {
  const allDay = { ...master, isAllDay: true }
  const on = (originalStart: string) => originalDay({ id: 'x', originalStart }, allDay)
  expect([on('2027-01-02T00:00:00Z'), on('2027-01-01T11:00:00Z')]).toEqual(['2027-01-02', '2027-01-02'])
})

test('a create says that nothing shall remind where nothing was said, and stands under its operation twice', () => {
  const { start, end } = eventItem(shown)
  expect(newEventBody({ start, end, isOrganizer: true }, 'op')).toEqual({
    start,
    end,
    isReminderOn: false,
    transactionId: 'op',
    singleValueExtendedProperties: [{ id: expect.stringContaining('TandemOperation'), value: 'op' }],
  })
  expect(newEventBody({ start, end, reminderMinutesBeforeStart: 5 }, 'op')).toMatchObject({
    isReminderOn: true,
  })
})

test('an edit of one time of a series sends its times and its recurrence as a whole, in the zone of the start', () => {
  const item = eventItem(master)
  const start = { ...item.start, dateTime: '2027-01-01T08:00:00' }
  expect(eventEditBody({ start }, { ...item, start })).toEqual({
    start,
    end: item.end,
    isAllDay: false,
    recurrence: {
      pattern: item.recurrence!.pattern,
      range: { ...item.recurrence!.range, recurrenceTimeZone: 'Pacific/Auckland' },
    },
  })
  expect(eventEditBody({ subject: 'x' }, item)).toEqual({ subject: 'x' })
})

test('what is emptied is written as the service takes it, and what the mailbox alone says is not written', () => {
  const emptied = {
    subject: null,
    body: null,
    location: null,
    categories: [],
    isOrganizer: false,
    iCalUId: 'x',
  }
  expect(fieldsBody({ ...emptied, responseStatus: { response: 'accepted' } })).toEqual({
    subject: '',
    body: { contentType: 'text', content: '' },
    location: { displayName: '' },
    categories: [],
  })
})

test('exceptions beyond the first page are read as well', async () => {
  const link = 'https://graph.microsoft.com/v1.0/users/a%40b/events/m/exceptionOccurrences?$skiptoken=2'
  const asked: string[] = []
  const client = async ({ path }: GraphRequest) => {
    asked.push(path)
    const [exception] = master.exceptionOccurrences!
    const first = { ...master, 'exceptionOccurrences@odata.nextLink': link }
    const body = path.endsWith('$batch')
      ? { responses: [{ id: '0', status: 200, body: first }] }
      : { value: [{ ...exception, id: 'later' }] }
    return { status: 200, headers: {}, body, facts: { request: path, at: '' } }
  }
  const whole = (await readWhole(client, eventPaths('a@b'), ['m'])).get('m')
  expect(whole?.ok && whole.event.exceptionOccurrences?.map(({ id }) => id)).toEqual(['exception', 'later'])
  expect(asked).toEqual(['/v1.0/$batch', '/v1.0/users/a%40b/events/m/exceptionOccurrences?$skiptoken=2'])
})
