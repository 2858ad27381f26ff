import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseMail } from './parse-mail.ts'

const event = (...lines: string[]) => [
  'BEGIN:VEVENT',
  'UID:one@x',
  'DTSTAMP:20261101T000000Z',
  ...lines,
  'END:VEVENT',
]
const calendar = (method: string, ...inside: string[]) => [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'PRODID:x',
  ...(method ? [`METHOD:${method}`] : []),
  ...inside,
  'END:VCALENDAR',
  '',
]
/** As programs invite: the calendar is the last of the alternatives. */
const mail = (lines: string[], type = 'text/calendar; charset=utf-8; method=REQUEST') =>
  Buffer.from(
    [
      'From: Olga <olga@x.example>',
      'Subject: Viewing',
      'MIME-Version: 1.0',
      'Content-Type: multipart/alternative; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'Please come',
      '--b',
      `Content-Type: ${type}`,
      '',
      ...lines,
      '--b--',
      '',
    ].join('\r\n'),
  )
const read = async (lines: string[], type?: string) => (await parseMail(mail(lines, type))).invitation
const times = ['DTSTART;TZID=Europe/Berlin:20261201T100000', 'DTEND;TZID=Europe/Berlin:20261201T113000']

test('an invitation says what, where, when and who asks; the calendar stays among the files', async () => {
  const lines = calendar(
    'REQUEST',
    ...event(
      ...times,
      'SUMMARY:Besichtigung – معاينة',
      'LOCATION:Elbe 4\\, Hof',
      'ORGANIZER;CN=Olga Ost:mailto:olga@x.example',
      'ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:desk@example.com',
    ),
  )
  const parsed = await parseMail(mail(lines))
  expect(parsed.invitation).toEqual({
    method: 'request',
    subject: 'Besichtigung – معاينة',
    location: 'Elbe 4, Hof',
    organizer: { name: 'Olga Ost', address: 'olga@x.example' },
    start: '2026-12-01T09:00:00Z',
    end: '2026-12-01T10:30:00Z',
    isAllDay: false,
    repeats: false,
    answer: null,
  })
  expect([parsed.text.trim(), parsed.attachments.map(({ contentType }) => contentType)]).toEqual([
    'Please come',
    ['text/calendar'],
  ])
})

test('what is called off, answered or only told is recognised as that', async () => {
  const attendee = (status: string) => `ATTENDEE;PARTSTAT=${status}:mailto:mia@x.example`
  expect(await read(calendar('CANCEL', ...event(...times)))).toMatchObject({ method: 'cancel' })
  expect(await read(calendar('REQUEST', ...event(...times, 'STATUS:CANCELLED')))).toMatchObject({
    method: 'cancel',
  })
  for (const [status, answer] of [
    ['ACCEPTED', 'accepted'],
    ['DECLINED', 'declined'],
    ['TENTATIVE', 'tentative'],
    ['NEEDS-ACTION', null],
  ] as const)
    expect(await read(calendar('REPLY', ...event(...times, attendee(status))))).toMatchObject({
      method: 'reply',
      answer,
    })
  expect(await read(calendar('', ...event(...times)), 'application/ics')).toMatchObject({ method: 'publish' })
  expect(await read(calendar('REFRESH', ...event(...times)))).toBeNull()
})

test('days are days, of a series the first time counts, and what cannot be read stays out', async () => {
  const days = ['DTSTART;VALUE=DATE:20261224', 'DTEND;VALUE=DATE:20261227']
  expect(await read(calendar('REQUEST', ...event(...days)))).toMatchObject({
    start: '2026-12-24',
    end: '2026-12-26',
    isAllDay: true,
  })
  const moved = event('RECURRENCE-ID:20261208T090000Z', 'DTSTART:20261208T120000Z', 'SUMMARY:Moved')
  const series = event('RRULE:FREQ=WEEKLY', 'DTSTART:20261201T090000Z', 'DURATION:PT1H', 'SUMMARY:Weekly')
  expect(await read(calendar('REQUEST', ...moved, ...series))).toMatchObject({
    subject: 'Weekly',
    start: '2026-12-01T09:00:00Z',
    end: '2026-12-01T10:00:00Z',
    repeats: true,
  })
  expect(
    await read(calendar('REQUEST', ...event('DTSTART;TZID=Nowhere/Else:20261201T100000'))),
  ).toMatchObject({
    method: 'request',
    start: null,
  })
  for (const wrong of [
    ['DTSTART:20261201T100000Z', 'DTEND:20261130T100000Z'],
    ['DTSTART;VALUE=DATE:20261201', 'DTEND;VALUE=DATE:20261101'],
  ]) {
    const { start, end } = (await read(calendar('REQUEST', ...event(...wrong))))!
    expect(Date.parse(end!)).toBeGreaterThanOrEqual(Date.parse(start!))
  }
  for (const nothing of [
    ['no calendar'],
    calendar('REQUEST'),
    calendar('REQUEST', 'BEGIN:VEVENT'),
    ['BEGIN:VCALENDAR'],
  ])
    expect(await read(nothing)).toBeNull()
})

test('no calendar, however broken, takes its mail along', async () => {
  const line = fc.constantFrom(
    ...[
      'DTSTART',
      'DTEND',
      'DURATION',
      'RRULE',
      'ORGANIZER',
      'ATTENDEE',
      'PRIORITY',
      'X-ALT-DESC',
      'SUMMARY',
      'TRIGGER',
    ],
  )
  const value = fc.oneof(
    fc.string(),
    fc.constantFrom(
      '99999999T999999Z',
      '00000000',
      '-P9999999999D',
      'mailto:',
      'FREQ=DAILY;COUNT=-1',
      '\\',
      '\0',
    ),
  )
  const alarm = fc.array(fc.tuple(line, value), { maxLength: 3 })
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(line, value), { maxLength: 6 }), alarm, async (lines, inner) => {
      const written = (pairs: [string, string][]) => pairs.map(([name, text]) => `${name}:${text}`)
      const inside = ['BEGIN:VALARM', ...written(inner), 'END:VALARM']
      const parsed = await parseMail(mail(calendar('REQUEST', ...event(...written(lines), ...inside))))
      expect(parsed.from.address).toBe('olga@x.example')
    }),
    { numRuns: 300 },
  )
})
