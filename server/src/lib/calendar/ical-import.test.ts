import type { EventContent } from '@tandem/model/event.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { series } from '../../../testing/generated-series.ts'
import { normalEvent } from '../normal-event.ts'
import { exportEvent } from './ical-export.ts'
import { importEvent } from './ical-import.ts'
import { expand } from './recurrence.ts'

const wall = (dateTime: string, timeZone = 'Europe/Berlin') => ({ dateTime, timeZone })

/** A file with these lines in its VEVENT. */
function file(lines: string[], rest: string[] = []): string {
  const head = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Test//EN', ...rest]
  return [
    ...head,
    'BEGIN:VEVENT',
    'UID:1',
    'DTSTAMP:20260101T000000Z',
    ...lines,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n')
}

function imported(source: string, zone?: string): EventContent & { notes?: string[] } {
  const result = importEvent(source, { zone })
  if ('problems' in result) throw new Error(result.problems.join(' '))
  return result.notes.length > 0 ? { ...result.event, notes: result.notes } : result.event
}

function refused(source: string): string {
  const result = importEvent(source, {})
  return 'problems' in result ? result.problems.join(' ') : `taken: ${JSON.stringify(result.event)}`
}

const at = ['DTSTART;TZID=Europe/Berlin:20260504T090000', 'DTEND;TZID=Europe/Berlin:20260504T100000']
const repeats = (rule: string, start = at) => imported(file([...start, `RRULE:${rule}`])).recurrence
const pattern = (rule: string, start = at) => repeats(rule, start)?.pattern

test('what is exported comes back the same, for every pattern', () => {
  const text = fc
    .string({ unit: 'binary', minLength: 1, maxLength: 40 })
    .map((one) => one.replace(/[\p{Cc}\p{Cs}]/gu, '').trim())
  const address = fc.constantFrom('bo@harbor.example', 'cy@world.example', 'di@world.example')
  const fields = fc.record({
    subject: text,
    location: text.map((displayName) => ({ displayName })),
    body: text.map((content) => ({ contentType: 'text', content })),
    categories: fc.array(text, { maxLength: 3 }),
    showAs: fc.constantFrom('free', 'tentative', 'oof', 'workingElsewhere'),
    sensitivity: fc.constantFrom('personal', 'private', 'confidential'),
    importance: fc.constantFrom('low', 'high'),
    attendees: fc.uniqueArray(
      fc.record({
        type: fc.constantFrom('required', 'optional', 'resource'),
        emailAddress: fc.record({ address, name: text }),
        status: fc.constantFrom(undefined, { response: 'accepted' }, { response: 'declined' }),
      }),
      { maxLength: 3, selector: (one) => one.emailAddress.address },
    ),
    reminderMinutesBeforeStart: fc.integer({ min: 0, max: 20_000 }),
  }) as fc.Arbitrary<Partial<EventContent>>
  fc.assert(
    fc.property(series, fields, fc.boolean(), (generated, more, isSingle) => {
      const { isAllDay, ...event } = generated
      const { recurrence: _none, exceptions: _exceptions, cancelledDates: _days, ...single } = event
      const base = isSingle ? single : event
      const whole = normalEvent({ ...base, ...more, ...(isAllDay ? { isAllDay } : {}), isReminderOn: true })
      const source = exportEvent({ event: whole, uid: 'same', updatedAt: '2026-01-01T00:00:00Z' })
      const result = importEvent(source, { zone: whole.start.timeZone })
      expect(result).toEqual({ event: whole, uid: 'same', notes: [] })
    }),
    { numRuns: 150 },
  )
}, 120_000)

test('every pattern has a rule, and the rule its pattern', () => {
  const daysOfWeek = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday']
  expect(pattern('FREQ=DAILY;INTERVAL=3')).toEqual({ type: 'daily', interval: 3 })
  expect(pattern('FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR')).toEqual({
    type: 'weekly',
    interval: 1,
    daysOfWeek,
    firstDayOfWeek: 'monday',
  })
  expect(pattern('FREQ=WEEKLY')).toMatchObject({ daysOfWeek: ['monday'], firstDayOfWeek: 'monday' })
  expect(pattern('FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;WKST=SU')).toMatchObject({
    interval: 2,
    daysOfWeek: ['monday', 'wednesday'],
    firstDayOfWeek: 'sunday',
  })
  expect(pattern('FREQ=MONTHLY')).toEqual({ type: 'absoluteMonthly', interval: 1, dayOfMonth: 4 })
  const last = ['DTSTART:20260531T090000Z']
  expect(pattern('FREQ=MONTHLY;BYMONTHDAY=-1', last)).toMatchObject({ dayOfMonth: 31 })
  expect(pattern('FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1', last)).toMatchObject({ dayOfMonth: 30 })
  expect(pattern('FREQ=MONTHLY;BYDAY=1MO')).toMatchObject({ daysOfWeek: ['monday'], index: 'first' })
  expect(pattern('FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1')).toMatchObject({
    daysOfWeek: ['monday'],
    index: 'first',
  })
  expect(pattern('FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1', last)).toMatchObject({
    daysOfWeek,
    index: 'last',
  })
  expect(pattern('FREQ=YEARLY')).toEqual({ type: 'absoluteYearly', interval: 1, dayOfMonth: 4, month: 5 })
  expect(pattern('FREQ=YEARLY;BYMONTH=5;BYDAY=1MO')).toMatchObject({
    type: 'relativeYearly',
    month: 5,
    index: 'first',
  })
})

test('an end by UNTIL is the last day on which the series can still start', () => {
  const range = (until: string) => repeats(`FREQ=DAILY;UNTIL=${until}`)?.range
  expect(range('20260510T070000Z')).toMatchObject({ type: 'endDate', endDate: '2026-05-10' })
  expect(range('20260510T065959Z')).toMatchObject({ endDate: '2026-05-09' })
  expect(range('20260510T225959Z')).toMatchObject({ endDate: '2026-05-10' })
  expect(range('20260510')).toMatchObject({ endDate: '2026-05-10' })
  expect(repeats('FREQ=DAILY;COUNT=5')?.range).toMatchObject({ type: 'numbered', numberOfOccurrences: 5 })
})

test('a rule without a pattern is refused with the part that cannot be kept', () => {
  const rule = (text: string, start = at) => refused(file([...start, `RRULE:${text}`]))
  expect(rule('FREQ=SECONDLY')).toBe(
    'It repeats every second; the shortest repetition that can be kept is a day.',
  )
  expect(rule('FREQ=HOURLY;INTERVAL=3')).toContain('every hour')
  expect(rule('FREQ=DAILY;BYHOUR=9,15')).toContain('BYHOUR=9,15')
  expect(rule('FREQ=MONTHLY;BYMONTHDAY=1,15')).toContain('BYMONTHDAY=1,15')
  expect(rule('FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13')).toContain('BYDAY=FR;BYMONTHDAY=13')
  expect(rule('FREQ=MONTHLY;BYDAY=5MO')).toContain('BYDAY=5MO')
  expect(rule('FREQ=MONTHLY;BYDAY=-2FR')).toContain('BYDAY=-2FR')
  expect(rule('FREQ=MONTHLY;BYDAY=1MO,3MO')).toContain('BYDAY=1MO,3MO')
  expect(rule('FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=4')).toContain('BYMONTH=1,7')
  expect(rule('FREQ=YEARLY;BYDAY=20MO')).toContain('BYDAY=20MO')
  expect(rule('FREQ=YEARLY;BYWEEKNO=20')).toContain('BYWEEKNO=20')
  expect(rule('FREQ=YEARLY;BYYEARDAY=100')).toContain('BYYEARDAY=100')
  expect(rule('FREQ=MONTHLY;BYMONTHDAY=4;SKIP=BACKWARD')).toContain('SKIP=BACKWARD')
  expect(rule('FREQ=DAILY;COUNT=5;UNTIL=20260601T000000Z')).toContain('both COUNT and UNTIL')
  expect(rule('FREQ=DAILY;COUNT=5000')).toContain('1 to 999')
  expect(rule('FREQ=MONTHLY', ['DTSTART:20260531T090000Z'])).toContain(
    'leaves out every month without a day 31',
  )
  expect(rule('FREQ=YEARLY', ['DTSTART:20240229T090000Z'])).toContain('day 29')
  // No short month lies in it.
  expect(rule('FREQ=MONTHLY;COUNT=2', ['DTSTART:20260731T090000Z'])).toContain('taken')
  expect(refused(file([...at, 'RDATE:20260601T070000Z']))).toContain('RDATE')
  expect(refused(file([...at, 'RRULE:FREQ=DAILY', 'RRULE:FREQ=WEEKLY']))).toContain('two rules')
})

test('a series of Outlook: Windows names, cancelled and moved occurrences, HTML, reminder', () => {
  const source = [
    'BEGIN:VCALENDAR',
    'PRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN',
    'VERSION:2.0',
    'METHOD:PUBLISH',
    'BEGIN:VTIMEZONE',
    'TZID:W. Europe Standard Time',
    'BEGIN:STANDARD',
    'DTSTART:16011028T030000',
    'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10',
    'TZOFFSETFROM:+0200',
    'TZOFFSETTO:+0100',
    'END:STANDARD',
    'BEGIN:DAYLIGHT',
    'DTSTART:16010325T020000',
    'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3',
    'TZOFFSETFROM:+0100',
    'TZOFFSETTO:+0200',
    'END:DAYLIGHT',
    'END:VTIMEZONE',
    'BEGIN:VEVENT',
    'CLASS:PRIVATE',
    'CREATED:20260101T000000Z',
    'DESCRIPTION:Weekly \\n',
    'DTEND;TZID="W. Europe Standard Time":20260504T100000',
    'DTSTAMP:20260101T000000Z',
    'DTSTART;TZID="W. Europe Standard Time":20260504T090000',
    'EXDATE;TZID="W. Europe Standard Time":20260511T090000,20260518T090000',
    'LOCATION:Room 1',
    'PRIORITY:5',
    'RRULE:FREQ=WEEKLY;UNTIL=20260629T070000Z;BYDAY=MO;WKST=MO',
    'SEQUENCE:0',
    'SUMMARY;LANGUAGE=de:Runde',
    'TRANSP:OPAQUE',
    'UID:040000008200E00074C5B7101A82E008',
    'X-ALT-DESC;FMTTYPE=text/html:<html><body><p onclick="x()">Weekly</p></body></html>',
    'X-MICROSOFT-CDO-BUSYSTATUS:BUSY',
    'BEGIN:VALARM',
    'TRIGGER:-PT15M',
    'ACTION:DISPLAY',
    'DESCRIPTION:Reminder',
    'END:VALARM',
    'END:VEVENT',
    'BEGIN:VEVENT',
    'DTSTAMP:20260101T000000Z',
    'DTSTART;TZID="W. Europe Standard Time":20260526T140000',
    'DTEND;TZID="W. Europe Standard Time":20260526T150000',
    'RECURRENCE-ID;TZID="W. Europe Standard Time":20260525T090000',
    'SUMMARY:Runde',
    'UID:040000008200E00074C5B7101A82E008',
    'END:VEVENT',
    'BEGIN:VEVENT',
    'DTSTAMP:20260101T000000Z',
    'DTSTART:20260601T070000Z',
    'RECURRENCE-ID:20260601T070000Z',
    'STATUS:CANCELLED',
    'UID:040000008200E00074C5B7101A82E008',
    'END:VEVENT',
    'END:VCALENDAR',
  ].join('\r\n')
  expect(importEvent(source)).toEqual({
    uid: '040000008200E00074C5B7101A82E008',
    notes: [],
    event: {
      subject: 'Runde',
      body: { contentType: 'html', content: '<p>Weekly</p>' },
      location: { displayName: 'Room 1' },
      sensitivity: 'private',
      start: wall('2026-05-04T09:00:00'),
      end: wall('2026-05-04T10:00:00'),
      isReminderOn: true,
      reminderMinutesBeforeStart: 15,
      recurrence: {
        pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'], firstDayOfWeek: 'monday' },
        range: { type: 'endDate', startDate: '2026-05-04', endDate: '2026-06-29' },
      },
      cancelledDates: ['2026-05-11', '2026-05-18', '2026-06-01'],
      exceptions: [
        {
          originalDate: '2026-05-25',
          start: wall('2026-05-26T14:00:00'),
          end: wall('2026-05-26T15:00:00'),
          body: null,
          location: null,
          sensitivity: 'normal',
          isReminderOn: false,
        },
      ],
    },
  })
})

const rules = {
  berlin: [
    ['STANDARD', '19701025T030000', '+0200', '+0100', 'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU'],
    ['DAYLIGHT', '19700329T020000', '+0100', '+0200', 'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU'],
  ],
  plusFiveAndAQuarter: [['STANDARD', '19700101T000000', '+0515', '+0515', '']],
}

function zone(tzid: string, observances: string[][]): string[] {
  const parts = observances.flatMap(([kind, start, from, to, rule]) => [
    `BEGIN:${kind}`,
    `DTSTART:${start}`,
    `TZOFFSETFROM:${from}`,
    `TZOFFSETTO:${to}`,
    ...(rule ? [rule] : []),
    `END:${kind}`,
  ])
  return ['BEGIN:VTIMEZONE', `TZID:${tzid}`, ...parts, 'END:VTIMEZONE']
}

test('a zone whose name means nothing is found by what the file says of it', () => {
  const custom = (tzid: string, observances: string[][], more: string[] = []) =>
    file([`DTSTART;TZID="${tzid}":20260704T090000`, 'DURATION:PT1H30M', ...more], zone(tzid, observances))
  // Several zones have this clock; the one that is named is taken.
  const amsterdam = '(UTC+01:00) Amsterdam\\, Berlin\\, Bern'
  expect(imported(custom(amsterdam.replaceAll('\\', ''), rules.berlin)).start.timeZone).toBe('Europe/Berlin')
  const found = imported(custom('Customized Time Zone', rules.berlin))
  expect(expand(found, { from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z' })[0]).toMatchObject({
    start: '2026-07-04T07:00:00Z',
    end: '2026-07-04T08:30:00Z',
  })
  // Nowhere is this the time: a single event keeps its moment, a series cannot be kept.
  expect(imported(custom('Nowhere', rules.plusFiveAndAQuarter))).toMatchObject({
    start: wall('2026-07-04T03:45:00', 'UTC'),
    end: wall('2026-07-04T05:15:00', 'UTC'),
  })
  expect(refused(custom('Nowhere', rules.plusFiveAndAQuarter, ['RRULE:FREQ=DAILY']))).toContain(
    'like none there is',
  )
  expect(refused(file(['DTSTART;TZID=Nowhere:20260704T090000']))).toContain(
    '"Nowhere" means nothing by itself',
  )
  expect(
    imported(file(['DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Paris:20260704T090000'])).start
      .timeZone,
  ).toBe('Europe/Paris')
})

test('a time without zone needs one to be said, a day needs none', () => {
  const floating = file(['DTSTART:20260504T090000', 'DTEND:20260504T100000'])
  expect(refused(floating)).toContain('no time zone')
  expect(imported(floating, 'Asia/Kathmandu').start).toEqual(wall('2026-05-04T09:00:00', 'Asia/Kathmandu'))
  const day = imported(file(['DTSTART;VALUE=DATE:20260504']))
  expect(day).toMatchObject({
    isAllDay: true,
    start: wall('2026-05-04T00:00:00', 'UTC'),
    end: wall('2026-05-05T00:00:00', 'UTC'),
  })
  expect(imported(file(['DTSTART;VALUE=DATE:20260504', 'DTEND;VALUE=DATE:20260504'])).end.dateTime).toBe(
    '2026-05-05T00:00:00',
  )
  expect(imported(file(['DTSTART;VALUE=DATE:20260504', 'DURATION:P2D'])).end.dateTime).toBe(
    '2026-05-06T00:00:00',
  )
})

test('a length of days is one of the calendar, of hours one of the clock', () => {
  const end = (duration: string) =>
    imported(file(['DTSTART;TZID=Europe/Berlin:20260328T090000', `DURATION:${duration}`])).end.dateTime
  expect(end('P1D')).toBe('2026-03-29T09:00:00')
  expect(end('PT24H')).toBe('2026-03-29T10:00:00')
  expect(imported(file(['DTSTART:20260504T090000Z'])).end).toEqual(wall('2026-05-04T09:00:00', 'UTC'))
})

test('what is left out is said', () => {
  const { notes } = imported(
    file([
      ...at,
      'ATTACH:https://world.example/a.pdf',
      'ATTENDEE;CN=Nobody:invalid:nomail',
      'X-SOMETHING:else',
      'BEGIN:VALARM',
      'ACTION:AUDIO',
      'TRIGGER:-PT5M',
      'END:VALARM',
      'BEGIN:VALARM',
      'ACTION:DISPLAY',
      'TRIGGER;RELATED=END:-P1D',
      'END:VALARM',
    ]),
  )
  expect(notes).toEqual([
    'ATTACH is left out.',
    'An attendee without an e-mail address is left out.',
    'An event has one reminder, before its start: the others are left out.',
  ])
  const offRule = imported(
    file([...at, 'RRULE:FREQ=WEEKLY;BYDAY=TU', 'EXDATE;TZID=Europe/Berlin:20260506T090000']),
  )
  expect(offRule.notes).toEqual([
    'Its first day, 2026-05-04, is none of its rule: the series begins on 2026-05-05.',
    'A cancelled day (EXDATE) on which the series has nothing is left out.',
  ])
})

test('what is no event, or more than one, is refused in plain words', () => {
  expect(refused('')).toContain('no iCalendar file')
  expect(refused('BEGIN:VCARD\r\nEND:VCARD')).toContain('no iCalendar file')
  expect(refused('BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nUID:1\r\nEND:VTODO\r\nEND:VCALENDAR')).toContain(
    'no event, but "VTODO"',
  )
  expect(refused('BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n')).toContain('breaks the rules')
  expect(refused('BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\nEND:VEVENT\r\nEND:X\r\nnonsense')).toContain(
    'breaks the rules',
  )
  const second = ['END:VEVENT', 'BEGIN:VEVENT', 'UID:2', ...at]
  expect(refused(file([...at, ...second]))).toContain('2 events')
  expect(refused(file(['SUMMARY:x']))).toContain('no DTSTART')
  expect(refused(file(['DTSTART:20260230T090000Z']))).toContain('no day or time')
  expect(refused(file(['DTSTART:20260504T090000Z', 'DTEND:20260503T090000Z']))).toContain(
    'ends before it starts',
  )
  expect(refused(file([...at, `SUMMARY:${'x'.repeat(300)}`]))).toContain('subject')
  const beyond = [
    'END:VEVENT',
    'BEGIN:VEVENT',
    'UID:1',
    'RECURRENCE-ID:20260505T070000Z',
    'DTSTART:20260507T070000Z',
  ]
  expect(refused(file([...at, 'RRULE:FREQ=DAILY', ...beyond]))).toContain('beyond the day')
  const following = [
    'END:VEVENT',
    'BEGIN:VEVENT',
    'UID:1',
    'RECURRENCE-ID;RANGE=THISANDFUTURE:20260505T070000Z',
    ...at,
  ]
  expect(refused(file([...at, 'RRULE:FREQ=DAILY', ...following]))).toContain('RANGE')
})

test('hostile files are refused in a moment', () => {
  const before = process.cpuUsage()
  expect(refused(`BEGIN:VCALENDAR\r\n${'BEGIN:VEVENT\r\n'.repeat(300_000)}`)).toContain('components')
  expect(refused('BEGIN:VCALENDAR\r\n'.padEnd(6_000_000, 'x'))).toContain('too large')
  expect(refused(file(['DTSTART:20260504T090000Z', 'RRULE:FREQ=SECONDLY;COUNT=999999999']))).toContain(
    'every second',
  )
  expect(
    refused(file([...at, 'RRULE:FREQ=DAILY', ...Array(100_000).fill('EXDATE:20260505T070000Z')])),
  ).toContain('taken')
  const many = Array.from(
    { length: 2000 },
    (_, day) =>
      `EXDATE:${new Date(Date.UTC(2026, 5, day)).toISOString().slice(0, 10).replaceAll('-', '')}T070000Z`,
  )
  expect(refused(file([...at, 'RRULE:FREQ=DAILY', ...many]))).toContain('cancelledDates')
  const zones = Array.from({ length: 1000 }, (_, at) => zone(`Nowhere ${at}`, rules.berlin)).flat()
  const uses = Array.from({ length: 1000 }, (_, at) => `EXDATE;TZID=Nowhere ${at}:20260505T090000`)
  expect(refused(file([...at, 'RRULE:FREQ=DAILY', ...uses], zones))).toContain('more than 20 time zones')
  const endless = zone('Endless', [['STANDARD', '19700101T000000', '+0100', '+0100', 'RRULE:FREQ=SECONDLY']])
  expect(refused(file(['DTSTART;TZID=Endless:20260504T090000'], endless))).toContain('cannot be read')
  // Measured 2 s for all of them.
  expect(process.cpuUsage(before).user).toBeLessThan(20_000_000)
}, 120_000)

test('no text whatever makes it fail in another way', () => {
  const line = fc.constantFrom(
    ...[
      'BEGIN:VEVENT',
      'END:VEVENT',
      'BEGIN:VALARM',
      'END:VALARM',
      'UID:1',
      'DTSTART:20260504T090000Z',
      'DTSTART;VALUE=DATE:20260504',
    ],
    ...[
      'DTSTART;TZID=Europe/Berlin:20260504T090000',
      'DTEND:garbage',
      'DURATION:P',
      'RRULE:FREQ=WEEKLY',
      'RRULE:FREQ=MONTHLY;BYDAY=2MO',
    ],
    ...[
      'RECURRENCE-ID:20260504T090000Z',
      'EXDATE:x',
      'TRIGGER:-PT5M',
      'TRIGGER;VALUE=DATE-TIME:20260504T080000Z',
      ':',
      ';',
      'X',
    ],
    ...[
      'ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.example',
      'ATTENDEE:x',
      'ORGANIZER:',
      'CATEGORIES:a,b',
      'PRIORITY:x',
      '__proto__:x',
    ],
  )
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
      const result = importEvent(['BEGIN:VCALENDAR', ...lines, 'END:VCALENDAR'].join('\r\n'), {})
      expect('problems' in result ? result.problems.length > 0 : result.event.start).toBeTruthy()
    }),
    { numRuns: 1000 },
  )
})
