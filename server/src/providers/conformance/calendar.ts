import type { EventContent } from '@tandem/model/event.ts'
import { describe, expect, test } from 'vitest'
import { normalEvent } from '../../lib/normal-event.ts'
import { type Bench, draft, drain, lastOf, writable, written } from './bench.ts'
import { testMeetings } from './meetings.ts'
import { eventSample } from './samples.ts'
import { testSeries } from './series.ts'

/** What is peculiar to a calendar. */
export function testCalendar(bench: () => Bench, make: () => Promise<Bench>): void {
  describe('in its window', () => testWindow(make))
  describe('series', () => testSeries(bench))
  describe('meetings', () => testMeetings(bench))
  describe('times', () => testTimes(bench))
}

function testWindow(make: () => Promise<Bench>): void {
  test('what lies outside the window is not told, but is named as beyond', async () => {
    await withBench(make, async (bench) => {
      const { session, person } = await bench.mailbox()
      const calendar = writable(session.calendar)
      const refs = new Map<string, string>()
      for (const days of [-200, -10, 0, 600, 1500])
        refs.set(await person.events.create(lying(bench, days)), String(days))
      const { changes, resets } = await drain(calendar)
      expect(changes.map(({ ref }) => refs.get(ref)).sort()).toEqual(['-10', '0', '600'])
      const [window] = resets
      expect(Date.parse(window!.from)).toBeLessThan(bench.now() - 89 * day)
      expect(Date.parse(window!.to)).toBeGreaterThan(bench.now() + (730 + 89) * day)
      const named = []
      for await (const page of calendar.identify(undefined)) named.push(...page)
      expect(
        named
          .filter(({ beyond }) => beyond)
          .map(({ ref }) => refs.get(ref))
          .sort(),
      ).toEqual(['-200', '1500'])
      expect(named).toHaveLength(5)
    })
  })

  test('an event that moves out of the window is told as it is, not as deleted', async () => {
    await withBench(make, async (bench) => {
      const { session, person } = await bench.mailbox()
      const calendar = writable(session.calendar)
      const ref = await person.events.create(lying(bench, 5))
      const { cursor } = await drain(calendar)
      const { start, end } = lying(bench, 1500)
      await person.events.edit(ref, { start, end })
      expect((await drain(calendar, cursor)).changes).toMatchObject([
        { kind: 'upsert', ref, item: { start } },
      ])
    })
  })

  test('the window slides ahead of time: a reset names the new one, and everything in it is listed once', async () => {
    await withBench(make, async (bench) => {
      const { session, person } = await bench.mailbox()
      const calendar = writable(session.calendar)
      const near = await person.events.create(lying(bench, 5))
      const far = await person.events.create(lying(bench, 860))
      const first = await drain(calendar)
      expect(first.changes.map(({ ref }) => ref)).toEqual([near])
      bench.pass(20)
      expect(await drain(calendar, first.cursor)).toMatchObject({ changes: [], resets: [] })
      bench.pass(50)
      const slid = await drain(calendar, first.cursor)
      expect(slid.resets).toHaveLength(1)
      expect(Date.parse(slid.resets[0]!.to) - Date.parse(first.resets[0]!.to)).toBe(70 * day)
      expect(slid.changes.map(({ ref }) => ref).sort()).toEqual([near, far].sort())
      expect(await drain(calendar, slid.cursor)).toMatchObject({ changes: [], resets: [] })
    })
  })
}

function testTimes(bench: () => Bench): void {
  test('an all-day event stays on its days, on either way', async () => {
    const { session, person } = await bench().mailbox()
    const calendar = writable(session.calendar)
    const { start, end } = eventSample.everyField
    const days = (text: string): EventContent => ({
      subject: text,
      isAllDay: true,
      start: { ...start, dateTime: `${start.dateTime.slice(0, 10)}T00:00:00` },
      end: { ...end, dateTime: `${end.dateTime.slice(0, 8)}14T00:00:00` },
    })
    const theirs = await person.events.create(days('Theirs'))
    const [outcome] = await calendar.create([draft(days('Ours'))], undefined)
    const read = lastOf(await drain(calendar))
    for (const ref of [theirs, written(outcome).ref]) {
      const change = read.get(ref)
      const item = change?.kind === 'upsert' ? change.item : undefined
      expect([item?.isAllDay, item?.start.dateTime, item?.end.dateTime]).toEqual([
        true,
        days('').start.dateTime,
        days('').end.dateTime,
      ])
    }
  })

  test('a Windows zone is read as the zone it means, and a zone that only Exchange knows as UTC', async () => {
    const { session, person } = await bench().mailbox()
    const calendar = writable(session.calendar)
    const inZone = (timeZone: string): EventContent => ({
      subject: timeZone,
      start: { dateTime: `${year}-07-20T15:00:00`, timeZone },
      end: { dateTime: `${year}-07-20T16:30:00`, timeZone },
    })
    const windows = await person.events.create(inZone('W. Europe Standard Time'))
    const custom = await person.events.create(inZone('tzone://Microsoft/Custom'))
    const found = await calendar.get([windows, custom])
    const byRef = new Map(found.map(({ ref, item }) => [ref, item]))
    expect(byRef.get(windows)).toMatchObject({
      start: { dateTime: `${year}-07-20T15:00:00`, timeZone: 'Europe/Berlin' },
      end: { dateTime: `${year}-07-20T16:30:00`, timeZone: 'Europe/Berlin' },
    })
    expect(byRef.get(custom)).toMatchObject({ start: { timeZone: 'UTC' }, end: { timeZone: 'UTC' } })
  })

  test.each(['Europe/Berlin', 'Australia/Sydney', 'America/St_Johns', 'Asia/Kathmandu', 'UTC'])(
    'an event in %s keeps its hour and its zone',
    async (timeZone) => {
      const { session } = await bench().mailbox()
      const calendar = writable(session.calendar)
      const item = { ...eventSample.named('Here'), start: { dateTime: `${year}-07-01T08:15:00`, timeZone } }
      item.end = { dateTime: `${year}-07-01T09:00:00`, timeZone }
      const [outcome] = await calendar.create([draft(item)], undefined)
      const [found] = await calendar.get([written(outcome).ref])
      expect(eventSample.written(found!.item)).toMatchObject(normalEvent(item))
    },
  )
}

const day = 86_400_000
const year = new Date().getUTCFullYear() + 1

/** An event so many days from now. */
function lying(bench: Bench, days: number): EventContent {
  const date = new Date(bench.now() + days * day).toISOString().slice(0, 10)
  return {
    subject: `In ${days} days`,
    start: { dateTime: `${date}T12:00:00`, timeZone: 'UTC' },
    end: { dateTime: `${date}T13:00:00`, timeZone: 'UTC' },
  }
}

/** A bench of its own, whose clock may be moved. */
async function withBench(make: () => Promise<Bench>, work: (bench: Bench) => Promise<void>): Promise<void> {
  const bench = await make()
  try {
    await work(bench)
  } finally {
    await bench.close()
  }
}
