import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CalendarEvent, Recurrence, Stamp } from '../tenant/calendar-types.ts'
import {
  cancelOccurrence,
  changeOccurrence,
  createEvent,
  deleteEvent,
  updateEvent,
} from '../tenant/events.ts'
import { mailboxOf } from '../tenant/mailbox.ts'
import { instancesIn } from '../tenant/occurrences.ts'
import { annaView, calendarTenant, window } from './test-calendar.ts'
import type { Json, TestTenant } from './test-tenant.ts'

const acts = ['single', 'series', 'rename', 'move', 'repattern', 'toSeries', 'toSingle', 'delete'] as const
const inside = ['change', 'shift', 'cancel'] as const

type Step = { do: (typeof acts)[number] | (typeof inside)[number] | 'page'; at: number; day: number }

const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom(...acts, 'series', ...inside, ...inside, 'page', 'page', 'page', 'page'),
  at: fc.nat(20),
  day: fc.nat(60),
})

const wide = { from: Date.parse('2027-01-01T00:00:00Z'), to: Date.parse('2027-06-01T00:00:00Z') }
const narrow = { from: Date.parse('2027-03-01T00:00:00Z'), to: Date.parse('2027-03-22T00:00:00Z') }
const query = window('2027-03-01T00:00:00Z', '2027-03-22T00:00:00Z')

test.each([{ prefer: 'odata.maxpagesize=3' }, { prefer: 'odata.maxpagesize=2, IdType="ImmutableId"' }])(
  'A client that follows the links ends with what the window shows, whatever happens between pages (%j)',
  async (headers) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const t = calendarTenant()
        const replica = new Map<string, string>()
        let link = `${annaView}/delta?${query}`
        for (const one of steps) {
          if (one.do === 'page') link = nextOf(await turn(t, link, headers, replica))
          else change(t, one)
        }
        link = await finish(t, link, headers, replica)
        const fresh = new Map<string, string>()
        await finish(t, `${annaView}/delta?${query}`, headers, fresh)
        expect(sorted(replica)).toEqual(sorted(fresh))
        // The first reading itself is what calendarView shows, and the masters of what it shows.
        const view = await t.ask('GET', `${annaView}?${query}&$top=1000`, { headers })
        const seen = [...fresh.values()].map((text) => JSON.parse(text) as Json)
        const lines = seen.filter(({ type }) => type !== 'seriesMaster')
        expect(timesOf(lines)).toEqual(timesOf(view.json.value as Json[]))
        const masters = new Set(
          lines.flatMap(({ seriesMasterId }) => (seriesMasterId ? [seriesMasterId] : [])),
        )
        expect(
          seen
            .filter(({ type }) => type === 'seriesMaster')
            .map(({ id }) => id)
            .sort(),
        ).toEqual([...masters].sort())
      }),
      { numRuns: 120 },
    )
  },
  60_000,
)

async function finish(
  t: TestTenant,
  from: string,
  headers: Record<string, string>,
  replica: Map<string, string>,
): Promise<string> {
  let link = from
  for (;;) {
    const page = await turn(t, link, headers, replica)
    link = nextOf(page)
    if (page['@odata.deltaLink'] !== undefined) return link
  }
}

async function turn(
  t: TestTenant,
  link: string,
  headers: Record<string, string>,
  replica: Map<string, string>,
): Promise<Json> {
  const { json } = await t.ask('GET', link, { headers })
  for (const line of json.value as unknown as (Json & { '@removed'?: unknown })[]) {
    if (line['@removed']) replica.delete(line.id)
    else replica.set(line.id, JSON.stringify(line))
  }
  return json
}

const nextOf = (page: Json) => (page['@odata.nextLink'] ?? page['@odata.deltaLink'])!
const sorted = (map: Map<string, string>) => new Map([...map].sort())
const timesOf = (lines: Json[]) =>
  lines.map(({ id, start, end, type }) => JSON.stringify([id, start, end, type])).sort()

function stamp(day: number, hour: number): Stamp {
  const date = new Date(Date.UTC(2027, 1, 15 + day)).toISOString().slice(0, 10)
  return {
    dateTime: `${date}T${String(hour).padStart(2, '0')}:00:00`,
    timeZone: 'Europe/Berlin',
    zone: 'Europe/Berlin',
  }
}

function recurrence(day: number, interval: number): Recurrence {
  return {
    pattern: {
      type: 'daily',
      interval,
      month: 0,
      dayOfMonth: 0,
      daysOfWeek: [],
      firstDayOfWeek: 'sunday',
      index: 'first',
    },
    range: {
      type: 'noEnd',
      startDate: stamp(day, 0).dateTime.slice(0, 10),
      endDate: '0001-01-01',
      numberOfOccurrences: 0,
      recurrenceTimeZone: 'Europe/Berlin',
    },
  }
}

function change(t: TestTenant, { do: act, at, day }: Step): void {
  const { world, tenant, anna } = t
  const mailbox = mailboxOf(anna)
  const times = { start: stamp(day, 9), end: stamp(day, 10) }
  const interval = 3 + (at % 5)
  if (act === 'single' || act === 'series') {
    const repeated = act === 'series' && { recurrence: recurrence(day, interval) }
    createEvent(world, tenant, anna, mailbox.defaultCalendarId, { ...times, ...repeated })
    return
  }
  const living = [...mailbox.events.values()]
  const event = living[at % living.length]
  if (event === undefined) return
  if ((inside as readonly string[]).includes(act)) changeInside(t, act as (typeof inside)[number], event, day)
  else if (act === 'delete') deleteEvent(world, tenant, anna, event)
  else if (act === 'rename') updateEvent(world, tenant, anna, event, { fields: { subject: `s${day}` } })
  else if (act === 'toSingle') updateEvent(world, tenant, anna, event, { recurrence: null })
  else if (act === 'move') {
    updateEvent(world, tenant, anna, event, {
      ...times,
      ...(event.recurrence && { recurrence: recurrence(day, interval) }),
    })
  } else {
    const start = stamp(0, 0).dateTime
    const begins = Math.round(
      (Date.parse(`${event.start.dateTime.slice(0, 10)}Z`) - Date.parse(`${start.slice(0, 10)}Z`)) /
        86_400_000,
    )
    updateEvent(world, tenant, anna, event, { recurrence: recurrence(begins, interval) })
  }
}

function changeInside(t: TestTenant, act: (typeof inside)[number], event: CalendarEvent, day: number): void {
  const { world, tenant, anna } = t
  if (event.recurrence === undefined) return
  const near = day % 2 === 0 ? narrow : wide
  const occurrences = instancesIn(event, near.from, near.to)
  const chosen = occurrences[day % Math.max(1, occurrences.length)]
  if (chosen?.day === undefined) return
  if (act === 'cancel') cancelOccurrence(world, tenant, anna, event, chosen.day)
  else if (act === 'change')
    changeOccurrence(world, tenant, anna, event, chosen.day, { fields: { subject: `o${day}` } })
  else {
    // Anywhere, also out of the window and back: this test is about delta, not about what the service lets people do.
    changeOccurrence(world, tenant, anna, event, chosen.day, { start: stamp(day, 14), end: stamp(day, 15) })
  }
}
