import type { EventContent } from '@tandem/model/event.ts'
import fc from 'fast-check'
import ICAL from 'ical.js'
import { RRuleTemporal } from 'rrule-temporal'
import { expect, test } from 'vitest'
import { patterns, series, zones } from '../../../testing/generated-series.ts'
import { normalEvent } from '../normal-event.ts'
import { exportEvent, exportFeed } from './ical-export.ts'
import { expand } from './recurrence.ts'
import { vtimezone } from './vtimezone.ts'
import { instantText } from './wall-time.ts'
import { offsetAt } from './zone-offsets.ts'

const wall = (dateTime: string, timeZone = 'Europe/Berlin') => ({ dateTime, timeZone })
const item = (event: EventContent) => ({ event, uid: 'uid-1', updatedAt: '2026-05-01T12:00:00Z' })
const exported = (event: EventContent) => unfolded(exportEvent(item(event)))
/** Lines as they are meant; everything is checked to be folded and ended as RFC 5545, 3.1 asks. */
function unfolded(text: string): string[] {
  const lines = text.split('\r\n')
  expect(lines.at(-1)).toBe('')
  for (const line of lines) {
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
    expect(line).not.toMatch(/[\r\n]/)
  }
  return text
    .replace(/\r\n[ \t]/g, '')
    .trimEnd()
    .split('\r\n')
}

const viewing: EventContent = {
  subject: 'Viewing; flat 3, 2nd floor',
  start: wall('2026-05-04T09:00:00'),
  end: wall('2026-05-04T10:30:00'),
}

test('an event is one VEVENT, its text escaped, its zone described', () => {
  const lines = exported({
    ...viewing,
    body: { contentType: 'html', content: '<p>Hello,<br />bring the key</p>' },
    location: { displayName: 'Kai 1\nHamburg' },
    categories: ['Red, really', 'Blue'],
    showAs: 'tentative',
    sensitivity: 'personal',
    importance: 'high',
    isReminderOn: true,
    reminderMinutesBeforeStart: 30,
    organizer: { emailAddress: { name: 'Ann "A" Ahlers', address: 'ann@harbor.example' } },
    attendees: [
      {
        type: 'optional',
        emailAddress: { name: 'Bo', address: 'bo@harbor.example' },
        status: { response: 'tentativelyAccepted' },
      },
    ],
  })
  for (const line of [
    'UID:uid-1',
    'DTSTAMP:20260501T120000Z',
    'DTSTART;TZID=Europe/Berlin:20260504T090000',
    'DTEND;TZID=Europe/Berlin:20260504T103000',
    'SUMMARY:Viewing\\; flat 3\\, 2nd floor',
    'DESCRIPTION:Hello\\,\\nbring the key',
    'X-ALT-DESC;FMTTYPE=text/html:<p>Hello\\,<br />bring the key</p>',
    'LOCATION:Kai 1\\nHamburg',
    'CATEGORIES:Blue,Red\\, really',
    'CLASS:X-PERSONAL',
    'TRANSP:OPAQUE',
    'X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE',
    'STATUS:TENTATIVE',
    'PRIORITY:1',
    "ORGANIZER;CN=Ann ^'A^' Ahlers:mailto:ann@harbor.example",
    'ATTENDEE;CN=Bo;ROLE=OPT-PARTICIPANT;PARTSTAT=TENTATIVE;RSVP=TRUE:mailto:bo@harbor.example',
    'TRIGGER:-PT30M',
    'TZID:Europe/Berlin',
  ])
    expect(lines).toContain(line)
})

test('no text can write a line of its own', () => {
  const text = 'x\r\nBEGIN:VALARM\rATTACH:https://spy.example\u2028\u0000\nEND:VALARM'
  const lines = exported({
    ...viewing,
    subject: text,
    body: { contentType: 'html', content: text },
    location: { displayName: text },
    categories: [text],
    onlineMeeting: { joinUrl: `https://meet.example/\r\n${text}` },
    organizer: { emailAddress: { name: text, address: `a@b.example\r\nATTACH:x` } },
    attendees: [{ type: 'required', emailAddress: { name: text, address: `a@b.example\nATTACH:x` } }],
  })
  expect(lines.filter((line) => /^(BEGIN:VALARM|END:VALARM|ATTACH)/.test(line))).toEqual([])
  expect(() => ICAL.parse(lines.join('\r\n'))).not.toThrow()
})

test('an all-day event has days and no zone; an event in UTC needs none', () => {
  const allDay = exported({
    ...viewing,
    isAllDay: true,
    start: wall('2026-05-04T00:00:00'),
    end: wall('2026-05-06T00:00:00'),
  })
  expect(allDay).toContain('DTSTART;VALUE=DATE:20260504')
  expect(allDay).toContain('DTEND;VALUE=DATE:20260506')
  expect(allDay).not.toContain('BEGIN:VTIMEZONE')
  const utc = exported({
    ...viewing,
    start: wall('2026-05-04T09:00:00', 'UTC'),
    end: wall('2026-05-04T09:00:00', 'UTC'),
  })
  expect(utc).toContain('DTSTART:20260504T090000Z')
  expect(utc.filter((line) => line.startsWith('DTEND') || line === 'BEGIN:VTIMEZONE')).toEqual([])
})

test('a series has its rule, cancelled days, and a component for each exception', () => {
  const lines = exported({
    ...viewing,
    recurrence: {
      pattern: { type: 'weekly', interval: 2, daysOfWeek: ['monday', 'friday'], firstDayOfWeek: 'sunday' },
      range: { type: 'endDate', startDate: '2026-05-04', endDate: '2026-07-31' },
    },
    cancelledDates: ['2026-05-08'],
    exceptions: [
      {
        originalDate: '2026-05-18',
        start: wall('2026-05-19T08:00:00', 'UTC'),
        end: wall('2026-05-19T09:00:00', 'UTC'),
      },
    ],
  })
  expect(lines).toContain('RRULE:FREQ=WEEKLY;BYDAY=MO,FR;WKST=SU;INTERVAL=2;UNTIL=20260731T215959Z')
  expect(lines).toContain('EXDATE;TZID=Europe/Berlin:20260508T090000')
  expect(lines).toContain('RECURRENCE-ID;TZID=Europe/Berlin:20260518T090000')
  expect(lines).toContain('DTSTART:20260519T080000Z')
  expect(lines.filter((line) => line === 'BEGIN:VEVENT')).toHaveLength(2)
})

test('a feed shows private events as times, and only times if that is wanted', () => {
  const events = [
    item({ ...viewing, sensitivity: 'private' }),
    { ...item({ ...viewing, showAs: 'oof' }), uid: 'uid-2' },
  ]
  const feed = unfolded(exportFeed(events, { name: 'Ann, Harbor' }))
  expect(feed).toContain('X-WR-CALNAME:Ann\\, Harbor')
  expect(feed.filter((line) => line.startsWith('SUMMARY'))).toEqual([
    'SUMMARY:Private appointment',
    'SUMMARY:Viewing\\; flat 3\\, 2nd floor',
  ])
  const busy = unfolded(exportFeed(events, { name: 'Ann', onlyBusy: true }))
  expect(busy.filter((line) => line.startsWith('SUMMARY'))).toEqual(['SUMMARY:Busy', 'SUMMARY:Out of office'])
  expect(busy.join()).not.toContain('flat')
  expect(busy.filter((line) => line === 'BEGIN:VTIMEZONE')).toHaveLength(1)
})

test('the rule has the same days for other programs, for every pattern', () => {
  fc.assert(
    fc.property(patterns, fc.constantFrom('UTC', 'Europe/Berlin', 'Australia/Sydney'), (pattern, zone) => {
      const event = normalEvent({
        start: wall('2026-01-29T09:00:00', zone),
        end: wall('2026-01-29T10:00:00', zone),
        recurrence: {
          pattern,
          range: { type: 'numbered', startDate: '2026-01-29', numberOfOccurrences: 30 },
        },
      })
      const lines = exported(event)
      const rule = lines.findLast((line) => line.startsWith('RRULE:')) ?? ''
      const start = lines.findLast((line) => line.startsWith('DTSTART')) ?? ''
      const other = new RRuleTemporal({ rruleString: `${start}\n${rule}` })
      const expected = other.all().map((one) => instantText(one.epochMilliseconds))
      const window = { from: '2026-01-01T00:00:00Z', to: '4500-01-01T00:00:00Z' }
      expect(expand(event, window).map((one) => one.start)).toEqual(expected)
    }),
    { numRuns: 150 },
  )
})

test('a VTIMEZONE says what the zone does, now and in thirty years', () => {
  const from = Date.UTC(2005, 5, 15)
  for (const zone of [
    ...zones,
    'Africa/Casablanca',
    'Asia/Jerusalem',
    'America/Sao_Paulo',
    'Europe/Istanbul',
  ]) {
    if (zone === 'UTC') continue
    const described = new ICAL.Timezone(new ICAL.Component(vtimezone(zone, from, null) as never))
    for (let day = 0; day < 45 * 365; day += 9) {
      const moment = from + day * 86_400_000 + 12 * 3_600_000
      const offset = offsetAt(zone, moment)
      // The library asks for the offset of a wall time.
      const clock = ICAL.Time.fromString(new Date(moment + offset).toISOString().slice(0, 19), null as never)
      expect([zone, instantText(moment), described.utcOffset(clock) * 1000]).toEqual([
        zone,
        instantText(moment),
        offset,
      ])
    }
  }
})

test('whatever is generated can be read by another library', () => {
  fc.assert(
    fc.property(series, (event) => {
      const lines = exported(event)
      const calendar = new ICAL.Component(ICAL.parse(lines.join('\r\n')) as never)
      const read = calendar.getAllSubcomponents('vevent').map((one) => new ICAL.Event(one))
      expect(read[0]?.isRecurring()).toBe(true)
      expect(read.length - 1).toBe((event.exceptions ?? []).length)
    }),
  )
})
