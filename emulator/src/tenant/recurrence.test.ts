import { describe, expect, test } from 'vitest'
import type { CalendarEvent, Pattern, Range, Stamp } from './calendar-types.ts'
import { addTenant, addUser } from './directory.ts'
import { createEvent } from './events.ts'
import { mailboxOf } from './mailbox.ts'
import { instancesIn } from './occurrences.ts'
import { dateOf, dayNumber, seriesDays } from './recurrence.ts'
import { createWorld } from './world.ts'
import { instantOf, wallClock, zoneOf } from './zones.ts'

const plain: Pattern = {
  type: 'daily',
  interval: 1,
  month: 0,
  dayOfMonth: 0,
  daysOfWeek: [],
  firstDayOfWeek: 'sunday',
  index: 'first',
}

function range(startDate: string, more: Partial<Range> = {}): Range {
  return {
    type: 'noEnd',
    startDate,
    endDate: '0001-01-01',
    numberOfOccurrences: 0,
    recurrenceTimeZone: '',
    ...more,
  }
}

/** The first dates of a series, or those between two days. */
function dates(
  pattern: Partial<Pattern>,
  start: Range,
  count = 5,
  from = start.startDate,
  to = '2060-01-01',
): string[] {
  const found: string[] = []
  for (const day of seriesDays(
    { pattern: { ...plain, ...pattern }, range: start },
    dayNumber(from),
    dayNumber(to),
  )) {
    found.push(dateOf(day))
    if (found.length === count) break
  }
  return found
}

describe('The dates of every pattern', () => {
  test.each<[string, Partial<Pattern>, string, string[]]>([
    [
      'every third day',
      { type: 'daily', interval: 3 },
      '2027-02-27',
      ['2027-02-27', '2027-03-02', '2027-03-05'],
    ],
    [
      'Monday and Friday',
      { type: 'weekly', daysOfWeek: ['monday', 'friday'] },
      '2027-03-03',
      ['2027-03-05', '2027-03-08', '2027-03-12'],
    ],
    [
      'the 15th of every second month',
      { type: 'absoluteMonthly', interval: 2, dayOfMonth: 15 },
      '2027-01-15',
      ['2027-01-15', '2027-03-15', '2027-05-15'],
    ],
    [
      'the 31st, or the last day of a month',
      { type: 'absoluteMonthly', dayOfMonth: 31 },
      '2027-01-31',
      ['2027-01-31', '2027-02-28', '2027-03-31', '2027-04-30', '2027-05-31'],
    ],
    [
      'the 30th in a leap year',
      { type: 'absoluteMonthly', dayOfMonth: 30 },
      '2028-01-30',
      ['2028-01-30', '2028-02-29', '2028-03-30'],
    ],
    [
      'the second Tuesday',
      { type: 'relativeMonthly', daysOfWeek: ['tuesday'], index: 'second' },
      '2027-03-09',
      ['2027-03-09', '2027-04-13', '2027-05-11'],
    ],
    [
      'the last Friday',
      { type: 'relativeMonthly', daysOfWeek: ['friday'], index: 'last' },
      '2027-01-29',
      ['2027-01-29', '2027-02-26', '2027-03-26'],
    ],
    [
      'the first weekday',
      {
        type: 'relativeMonthly',
        daysOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
        index: 'first',
      },
      '2027-05-03',
      ['2027-05-03', '2027-06-01', '2027-07-01', '2027-08-02'],
    ],
    [
      'the last day of the weekend',
      { type: 'relativeMonthly', daysOfWeek: ['sunday', 'saturday'], index: 'last' },
      '2027-01-31',
      ['2027-01-31', '2027-02-28', '2027-03-28', '2027-04-25'],
    ],
    [
      'every 29 February',
      { type: 'absoluteYearly', month: 2, dayOfMonth: 29 },
      '2028-02-29',
      ['2028-02-29', '2029-02-28', '2030-02-28', '2031-02-28', '2032-02-29'],
    ],
    [
      'every second 24 December',
      { type: 'absoluteYearly', interval: 2, month: 12, dayOfMonth: 24 },
      '2027-06-01',
      ['2027-12-24', '2029-12-24'],
    ],
    [
      'a month that has passed in the first year',
      { type: 'absoluteYearly', month: 3, dayOfMonth: 1 },
      '2027-06-01',
      ['2028-03-01', '2029-03-01'],
    ],
    [
      'the fourth Thursday of November',
      { type: 'relativeYearly', month: 11, daysOfWeek: ['thursday'], index: 'fourth' },
      '2027-01-01',
      ['2027-11-25', '2028-11-23'],
    ],
  ])('%s', (_, pattern, start, expected) => {
    expect(dates(pattern, range(start), expected.length)).toEqual(expected)
    // Entered in the middle, the series is the same.
    expect(dates(pattern, range(start), expected.length - 1, expected[1])).toEqual(expected.slice(1))
    const numbered = range(start, { type: 'numbered', numberOfOccurrences: expected.length - 1 })
    expect(dates(pattern, numbered, 100)).toEqual(expected.slice(0, -1))
    const ended = range(start, { type: 'endDate', endDate: expected.at(-1)! })
    expect(dates(pattern, ended, 100)).toEqual(expected)
  })

  test('With an interval of two weeks the first day of the week decides which days belong together', () => {
    const pattern: Partial<Pattern> = { type: 'weekly', interval: 2, daysOfWeek: ['tuesday', 'sunday'] }
    const start = range('1997-08-05')
    expect(dates({ ...pattern, firstDayOfWeek: 'monday' }, start, 4)).toEqual([
      '1997-08-05',
      '1997-08-10',
      '1997-08-19',
      '1997-08-24',
    ])
    expect(dates({ ...pattern, firstDayOfWeek: 'sunday' }, start, 4)).toEqual([
      '1997-08-05',
      '1997-08-17',
      '1997-08-19',
      '1997-08-31',
    ])
  })

  test('A numbered series counts from its beginning, wherever it is looked at', () => {
    const numbered = range('2027-01-01', { type: 'numbered', numberOfOccurrences: 10 })
    expect(dates({ type: 'daily' }, numbered, 100, '2027-01-09', '2027-02-01')).toEqual([
      '2027-01-09',
      '2027-01-10',
    ])
  })
})

describe('Occurrences keep their wall clock when the clocks change', () => {
  const daily = { ...plain }

  function instants(zone: string, start: string, end: string, window: [string, string]): string[] {
    const world = createWorld()
    const tenant = addTenant(world, { displayName: 'T', domains: ['t.example'] })
    const user = addUser(world, tenant, { userPrincipalName: 'a@t.example', displayName: 'A' })
    const stamp = (dateTime: string): Stamp => ({ dateTime, timeZone: zone, zone })
    const event: CalendarEvent = createEvent(world, tenant, user, mailboxOf(user).defaultCalendarId, {
      start: stamp(start),
      end: stamp(end),
      recurrence: { pattern: daily, range: range(start.slice(0, 10)) },
    })
    const [from, to] = window.map((text) => Date.parse(text))
    return instancesIn(event, from!, to!).map(({ startAt, endAt }) => `${short(startAt)} ${short(endAt)}`)
  }

  const short = (instant: number) => new Date(instant).toISOString().slice(5, 16)

  test.each<[string, string, string, [string, string], string[]]>([
    [
      'Europe/Berlin',
      '2027-03-26T09:00:00',
      '2027-03-26T10:00:00',
      ['2027-03-27T00:00Z', '2027-03-29T23:00Z'],
      ['03-27T08:00 03-27T09:00', '03-28T07:00 03-28T08:00', '03-29T07:00 03-29T08:00'],
    ],
    // 02:30 does not exist on 28 March: it is taken an hour later.
    [
      'Europe/Berlin',
      '2027-03-26T02:30:00',
      '2027-03-26T02:45:00',
      ['2027-03-27T00:00Z', '2027-03-29T23:00Z'],
      ['03-27T01:30 03-27T01:45', '03-28T01:30 03-28T01:45', '03-29T00:30 03-29T00:45'],
    ],
    // 02:30 comes twice on 31 October: it is the first.
    [
      'Europe/Berlin',
      '2027-10-29T02:30:00',
      '2027-10-29T03:30:00',
      ['2027-10-30T00:00Z', '2027-11-01T23:00Z'],
      ['10-30T00:30 10-30T01:30', '10-31T00:30 10-31T02:30', '11-01T01:30 11-01T02:30'],
    ],
    [
      'America/New_York',
      '2027-03-13T02:30:00',
      '2027-03-13T03:30:00',
      ['2027-03-13T00:00Z', '2027-03-16T00:00Z'],
      ['03-13T07:30 03-13T08:30', '03-14T07:30 03-14T07:30', '03-15T06:30 03-15T07:30'],
    ],
    [
      'America/New_York',
      '2027-11-06T01:30:00',
      '2027-11-06T02:30:00',
      ['2027-11-06T00:00Z', '2027-11-09T00:00Z'],
      ['11-06T05:30 11-06T06:30', '11-07T05:30 11-07T07:30', '11-08T06:30 11-08T07:30'],
    ],
    [
      'Australia/Sydney',
      '2027-04-03T09:00:00',
      '2027-04-03T10:00:00',
      ['2027-04-02T00:00Z', '2027-04-05T00:00Z'],
      ['04-02T22:00 04-02T23:00', '04-03T23:00 04-04T00:00', '04-04T23:00 04-05T00:00'],
    ],
    // The start is skipped and the end is not: the length is kept.
    [
      'Australia/Sydney',
      '2027-10-02T02:30:00',
      '2027-10-02T03:00:00',
      ['2027-10-01T00:00Z', '2027-10-04T00:00Z'],
      ['10-01T16:30 10-01T17:00', '10-02T16:30 10-02T17:00', '10-03T15:30 10-03T16:00'],
    ],
    [
      'America/Santiago',
      '2027-04-02T23:30:00',
      '2027-04-02T23:45:00',
      ['2027-04-03T00:00Z', '2027-04-06T00:00Z'],
      ['04-03T02:30 04-03T02:45', '04-04T02:30 04-04T02:45', '04-05T03:30 04-05T03:45'],
    ],
  ])('%s, from %s', (zone, start, end, window, expected) => {
    expect(instants(zone, start, end, window)).toEqual(expected)
  })
})

describe('Zones', () => {
  test('Both kinds of names are known, offsets and inventions are not', () => {
    expect(zoneOf('W. Europe Standard Time')).toBe('Europe/Berlin')
    expect(zoneOf('w. europe standard time')).toBe('Europe/Berlin')
    expect(zoneOf('america/santiago')).toBe('America/Santiago')
    expect([zoneOf('UTC'), zoneOf('Etc/UTC')]).toEqual(['UTC', 'UTC'])
    expect([zoneOf('+02:00'), zoneOf('Middle-earth'), zoneOf('tzone://Microsoft/Custom')]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  test('Every quarter of an hour around every change of the clocks is taken as Temporal takes it', () => {
    for (const zone of [
      'Europe/Berlin',
      'America/Santiago',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
      'America/New_York',
    ]) {
      for (let day = dayNumber('2027-01-01'); day < dayNumber('2028-01-01'); day += 1) {
        for (const time of ['00:00', '00:30', '01:45', '02:30', '03:00', '12:00', '23:30', '23:45']) {
          const dateTime = `${dateOf(day)}T${time}:00`
          const exact = Temporal.PlainDateTime.from(dateTime).toZonedDateTime(zone).epochMilliseconds
          if (instantOf({ dateTime, timeZone: zone, zone }) !== exact)
            expect(`${dateTime} in ${zone}`).toBe(exact)
        }
      }
    }
  })

  test('A wall clock and its instant go both ways', () => {
    const stamp = { dateTime: '2027-07-01T12:00:00', timeZone: 'x', zone: 'Asia/Kolkata' }
    expect(wallClock(instantOf(stamp), 'Asia/Kolkata')).toBe(stamp.dateTime)
  })
})
