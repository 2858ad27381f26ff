import type { EventContent } from '@tandem/model/event.ts'
import type { Recurrence } from '@tandem/model/recurrence.ts'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { createEmulator } from '../../../../emulator/src/main.ts'
import { graphCalls } from '../../../testing/graph-calls.ts'
import { normalEvent } from '../normal-event.ts'
import { expand, nextOccurrences } from './recurrence.ts'

/** The service's calendar and Tandem's are written independently of each other: what both say is likely to be so. */
const people = Array.from({ length: 8 }, (_, n) => `person${n}@agree.example`)
const emulator = await createEmulator({
  seed: {
    tenants: [
      {
        displayName: 'Agreement',
        domains: ['agree.example'],
        applications: [{ displayName: 'Tandem-1', secrets: [{}], permissions: ['Calendars.ReadWrite'] }],
        users: people.map((address) => ({ address, displayName: address })),
      },
    ],
  },
})
const graph = await graphCalls(emulator)
afterAll(async () => {
  await graph.close()
  await emulator.close()
})

const window = { from: '2026-06-01T00:00:00Z', to: '2028-06-01T00:00:00Z' }
const zones = [
  ...['Europe/Berlin', 'America/New_York', 'Australia/Sydney', 'America/Santiago', 'Asia/Kathmandu'],
  ...['UTC', 'Pacific/Auckland', 'America/Sao_Paulo', 'Asia/Tehran', 'Africa/Casablanca'],
]
const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const
const days = fc.uniqueArray(fc.constantFrom(...weekdays), { minLength: 1, maxLength: 7 })
const interval = fc.integer({ min: 1, max: 5 })
const dayOfMonth = fc.integer({ min: 1, max: 31 })
const month = fc.integer({ min: 1, max: 12 })
const index = fc.constantFrom('first', 'second', 'third', 'fourth', 'last')
const pattern = fc.oneof(
  fc.record({ type: fc.constant('daily'), interval }),
  fc.record({
    type: fc.constant('weekly'),
    interval,
    daysOfWeek: days,
    firstDayOfWeek: fc.constantFrom(...weekdays),
  }),
  fc.record({ type: fc.constant('absoluteMonthly'), interval, dayOfMonth }),
  fc.record({ type: fc.constant('relativeMonthly'), interval, daysOfWeek: days, index }),
  fc.record({
    type: fc.constant('absoluteYearly'),
    interval: fc.integer({ min: 1, max: 2 }),
    dayOfMonth,
    month,
  }),
  fc.record({
    type: fc.constant('relativeYearly'),
    interval: fc.constant(1),
    daysOfWeek: days,
    index,
    month,
  }),
) as fc.Arbitrary<Recurrence['pattern']>
const day = (from: string, to: string) =>
  fc
    .integer({ min: Date.parse(from) / 86_400_000, max: Date.parse(to) / 86_400_000 })
    .map((number) => new Date(number * 86_400_000).toISOString().slice(0, 10))
const startDate = day('2026-01-01', '2027-06-01')
const range = fc.oneof(
  fc.record({ type: fc.constant('noEnd'), startDate }),
  fc.record({ type: fc.constant('endDate'), startDate, endDate: day('2027-06-02', '2029-01-01') }),
  fc.record({
    type: fc.constant('numbered'),
    startDate,
    numberOfOccurrences: fc.integer({ min: 1, max: 60 }),
  }),
) as fc.Arbitrary<Recurrence['range']>
const series = fc
  .record({
    recurrence: fc.record({ pattern, range }),
    timeZone: fc.constantFrom(...zones),
    minute: fc.integer({ min: 0, max: 47 }).map((half) => half * 30),
    length: fc.integer({ min: 0, max: 6 }).map((half) => half * 30),
    isAllDay: fc.boolean(),
  })
  .map(({ recurrence, timeZone, minute, length, isAllDay }): EventContent => {
    const at = (minutes: number) => ({
      dateTime: new Date(Date.parse(recurrence.range.startDate) + minutes * 60_000)
        .toISOString()
        .slice(0, 19),
      timeZone,
    })
    const times = isAllDay
      ? { start: at(0), end: at(1440), isAllDay: true }
      : { start: at(minute), end: at(minute + length) }
    return normalEvent({ subject: 'Series', ...times, recurrence })
  })
  // A series without any occurrence is refused by both.
  .filter((event) => nextOccurrences(event, '2026-01-01T00:00:00Z', 1).length === 1)

test('400 generated recurrences: the expansion is what the service’s calendarView shows, in UTC', async () => {
  const all = fc.sample(series, { numRuns: 400, seed: 20_261_124 })
  const masters = new Map<string, EventContent>()
  for (let from = 0; from < all.length; from += 20) {
    const url = `/users/${people[(from / 20) % people.length]}/events`
    const requests = all.slice(from, from + 20).map((body, place) => ({
      id: String(place),
      method: 'POST',
      url,
      headers: { 'Content-Type': 'application/json', Prefer: 'IdType="ImmutableId"' },
      body,
    }))
    type Answer = { id: string; status: number; body: { id: string } }
    const { responses } = await graph.call<{ responses: Answer[] }>('POST', '/$batch', { requests })
    for (const { id, status, body } of responses) {
      expect(status, JSON.stringify([body, all[from + Number(id)]])).toBe(201)
      masters.set(body.id, all[from + Number(id)]!)
    }
  }
  const shown = Map.groupBy(await view(), ({ seriesMasterId }) => seriesMasterId)
  let compared = 0
  for (const [id, event] of masters) {
    // The service shows a whole day as that day, whatever the zone: midnight of whichever zone it is asked in.
    const ours = expand(event, window).map(({ start, end, startDate, endDate }) =>
      startDate === undefined ? `${start} ${end}` : `${startDate}T00:00:00Z ${endDate}T00:00:00Z`,
    )
    const theirs = (shown.get(id) ?? []).map(({ start, end }) => `${utc(start)} ${utc(end)}`)
    expect(ours, JSON.stringify(event)).toEqual(theirs.sort())
    compared += ours.length
  }
  expect(masters.size).toBe(400)
  expect(compared).toBeGreaterThan(20_000)
}, 300_000)

interface Shown {
  seriesMasterId: string
  start: { dateTime: string }
  end: { dateTime: string }
}

async function view(): Promise<Shown[]> {
  const query = `startDateTime=${window.from}&endDateTime=${window.to}&$select=start,end,seriesMasterId&$top=1000`
  const pages: Shown[] = []
  for (const person of people)
    pages.push(...(await graph.list<Shown>(`/users/${person}/calendarView?${query}`)))
  return pages
}

function utc({ dateTime }: { dateTime: string }): string {
  return `${dateTime.slice(0, 19)}Z`
}
