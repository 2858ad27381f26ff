import type { EventContent } from '@tandem/model/event.ts'
import { Agent } from 'undici'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createEmulator, type Emulator } from '../../../../emulator/src/main.ts'
import { createCalendar, findEvent } from '../../../../emulator/src/tenant/calendar.ts'
import { addUser } from '../../../../emulator/src/tenant/directory.ts'
import { mailboxOf } from '../../../../emulator/src/tenant/mailbox.ts'
import { postedMails } from '../../../../emulator/src/tenant/post.ts'
import { handsOf } from '../../../testing/graph-hands.ts'
import { editedEvent } from '../../lib/normal-event.ts'
import { draft, drain, lastOf, writable, written } from '../conformance/bench.ts'
import type { Access, Reach } from '../provider.ts'
import { graph } from './provider.ts'

const domain = 'diary.example'
let emulator: Emulator
let dispatcher: Agent
let reach: Reach
let access: Access
let people = 0

beforeAll(async () => {
  const permissions = ['Calendars.ReadWrite', 'User.Read.All']
  emulator = await createEmulator({
    limits: { pageSize: 10 },
    seed: {
      tenants: [
        {
          displayName: 'Diary',
          domains: [domain],
          applications: [{ displayName: 'Tandem-1', secrets: [{}], permissions }],
        },
      ],
    },
  })
  dispatcher = new Agent({ connect: { ca: emulator.ca } })
  const { url } = emulator
  reach = { dispatcher, loginUrl: url, serviceUrl: url, timeout: 5000, wanted: { calendar: true } }
  access = graph.signIn(settings(), { kind: 'secret', value: emulator.tenants[0]!.clientSecret! }, reach)
  // The sign-in is not among the requests that are counted.
  await access.token()
})

afterEach(() => emulator.control.faults.clear())

afterAll(async () => {
  await dispatcher.close()
  await emulator.close()
})

test('what is not wanted is not offered', () => {
  const offered = (wanted: Reach['wanted']) =>
    Object.keys(graph.open(settings(), access, 'a@b', { ...reach, wanted })).sort()
  expect(offered({})).toEqual(['close', 'watch'])
  expect(offered({ calendar: true })).toEqual(['calendar', 'close', 'watch'])
  expect(offered({ contacts: true, tasks: true })).toEqual(['close', 'contacts', 'tasks', 'watch'])
})

test('a series that fills several pages is read once, and twenty series are one request', async () => {
  const { calendar, hands } = mailbox()
  await hands.events.create(daily(30))
  const [pages, requests] = await counted(async () => (await drain(calendar)).pages.length)
  // One page is the reset, another request the batch.
  expect(pages).toBeGreaterThan(3)
  expect(requests).toBe(pages)
  const many = mailbox()
  for (let made = 0; made < 20; made += 1) await many.hands.events.create(daily(1))
  const [otherPages, otherRequests] = await counted(async () => (await drain(many.calendar)).pages.length)
  expect(otherRequests).toBe((otherPages - 1) * 2)
})

test('identify costs a request for every twenty series beside the listing', async () => {
  const { calendar, hands } = mailbox()
  for (let made = 0; made < 25; made += 1) await hands.events.create(daily(2))
  await hands.events.create(single())
  const [named, requests] = await counted(async () => {
    const all = []
    for await (const page of calendar.identify(undefined)) all.push(...page)
    return all.length
  })
  expect(named).toBe(26)
  expect(requests).toBe(1 + 2)
})

test('a series whose days were cut off is found by its operation, and the next update makes what is missing', async () => {
  const { calendar, user } = mailbox()
  const wanted = special()
  const made = draft(wanted)
  emulator.control.faults.add({ match: { operation: 'events.update' }, times: 1, effect: { status: 503 } })
  const [cut] = await calendar.create([made], undefined)
  expect(cut).toMatchObject({ ok: false, failure: { kind: 'Unavailable', ambiguous: true } })
  const again = await calendar.create([made], undefined)
  expect(again).toMatchObject([{ ok: false, failure: { kind: 'Unavailable', ambiguous: true } }])
  expect(mailboxOf(user).events.size).toBe(1)
  const { ref, version, item } = (await calendar.find([made.operationId], undefined)).get(made.operationId)!
  expect(item.exceptions).toBeUndefined()
  const { exceptions, cancelledDates } = wanted
  const changes = { exceptions, cancelledDates }
  const outcome = written(
    (await calendar.update([{ ref, version, changes, item: editedEvent(item, changes) }]))[0],
  )
  const [found] = await calendar.get([ref])
  expect(found).toMatchObject({ version: outcome.version, item: { exceptions, cancelledDates } })
})

test('what a cut update left is sent by the next one, after a Conflict', async () => {
  const { calendar } = mailbox()
  const { ref, version } = written((await calendar.create([draft(daily(9))], undefined))[0])
  const { exceptions, cancelledDates } = special()
  const changes = { subject: 'Renamed', exceptions, cancelledDates }
  const item = editedEvent(daily(9), changes)
  emulator.control.faults.add({ match: { operation: 'events.delete' }, times: 1, effect: { status: 503 } })
  expect((await calendar.update([{ ref, version, changes, item }]))[0]).toMatchObject({
    failure: { kind: 'Unavailable' },
  })
  expect((await calendar.update([{ ref, version, changes, item }]))[0]).toMatchObject({
    failure: { kind: 'Conflict' },
  })
  const [half] = await calendar.get([ref])
  expect(half!.item).toMatchObject({ subject: 'Renamed', exceptions })
  const rest = { ref, version: half!.version, changes: { cancelledDates }, item }
  written((await calendar.update([rest]))[0])
  expect((await calendar.get([ref]))[0]!.item).toMatchObject({
    subject: 'Renamed',
    exceptions,
    cancelledDates,
  })
})

test('other times of a series keep what is moved and cancelled, which the service would drop', async () => {
  const { calendar } = mailbox()
  const { ref, version } = written((await calendar.create([draft(special())], undefined))[0])
  const changes = { start: at(10, '10:00:00'), end: at(10, '10:30:00') }
  const item = editedEvent(special(), changes)
  const outcome = written((await calendar.update([{ ref, version, changes, item }]))[0])
  const [found] = await calendar.get([ref])
  const { exceptions, cancelledDates } = special()
  expect(found).toMatchObject({ version: outcome.version, item: { ...changes, exceptions, cancelledDates } })
})

test('a cancelled day that shall take place again is Rejected in plain words', async () => {
  const { calendar } = mailbox()
  const { ref, version } = written((await calendar.create([draft(special())], undefined))[0])
  const changes = { cancelledDates: [] }
  const item = editedEvent(special(), changes)
  expect((await calendar.update([{ ref, version, changes, item }]))[0]).toMatchObject({
    failure: { kind: 'Rejected', code: 'CannotRestoreOccurrence', detail: expect.stringContaining(date(15)) },
  })
})

test('a day moved onto its neighbour is Rejected in plain words, and the series stays', async () => {
  const { calendar } = mailbox()
  const { ref, version } = written((await calendar.create([draft(daily(9))], undefined))[0])
  const exceptions = [{ originalDate: date(12), start: at(13, '09:00:00'), end: at(13, '09:30:00') }]
  const item = editedEvent(daily(9), { exceptions })
  const [outcome] = await calendar.update([{ ref, version, changes: { exceptions }, item }])
  expect(outcome).toMatchObject({ failure: { kind: 'Rejected', code: 'ErrorOccurrenceCrossingBoundary' } })
  expect((await calendar.get([ref]))[0]).toMatchObject({ version })
})

test('days of many series are written side by side, those of one series in order', async () => {
  const { calendar } = mailbox()
  const drafts = Array.from({ length: 20 }, () => draft(special()))
  const [outcomes, requests] = await counted(() => calendar.create(drafts, undefined))
  expect(outcomes.every((outcome) => outcome.ok)).toBe(true)
  // The masters, 60 looks for a day, 60 days, and the 20 versions after all.
  expect(requests).toBe(1 + 3 + 3 + 1)
})

test('an occurrence that is moved out of the window leaves its series in place', async () => {
  const { calendar, hands } = mailbox()
  const ref = await hands.events.create({ ...daily(9), recurrence: yearly() })
  const { cursor } = await drain(calendar)
  const moved = { dateTime: `${year + 8}-05-01T09:00:00`, timeZone: 'Europe/Berlin' }
  const end = { ...moved, dateTime: `${year + 8}-05-01T09:30:00` }
  await hands.events.edit(ref, { exceptions: [{ originalDate: `${year + 8}-03-10`, start: moved, end }] })
  const seen = lastOf(await drain(calendar, cursor))
  expect(seen.get(ref)).toMatchObject({
    kind: 'upsert',
    item: { exceptions: [{ originalDate: `${year + 8}-03-10`, start: moved }] },
  })
})

test('an event that is put into another calendar is gone from the one and told by the other', async () => {
  const { calendar, hands, user } = mailbox()
  const there = await hands.events.addFolder('Elsewhere')
  const ref = await hands.events.create(single())
  const { cursor } = await drain(calendar)
  const other = await drain(calendar, undefined, there)
  await hands.events.delete(ref)
  const again = await hands.events.create(single(), { folder: there })
  expect((await drain(calendar, cursor)).changes).toEqual([{ kind: 'delete', ref }])
  expect((await drain(calendar, other.cursor, there)).changes).toMatchObject([{ kind: 'upsert', ref: again }])
  expect(findEvent(mailboxOf(user), ref)).toBeUndefined()
})

test('a meeting that is removed with words is cancelled with them; without people it is only deleted', async () => {
  const { calendar, user } = mailbox()
  const attendees = [{ type: 'required' as const, emailAddress: { address: 'guest@outside.example' } }]
  const batch = [draft({ ...single(), attendees }), draft(single())]
  const removals = (await calendar.create(batch, undefined))
    .map(written)
    .map(({ ref, version }) => ({ ref, version, say: { notify: true, comment: 'The roof leaks' } }))
  const before = postedMails(emulator.world).length
  const cancels = emulator.control.log.counts().operations['events.cancel'] ?? 0
  expect((await calendar.remove(removals)).every((outcome) => outcome.ok)).toBe(true)
  expect((emulator.control.log.counts().operations['events.cancel'] ?? 0) - cancels).toBe(1)
  expect(postedMails(emulator.world).slice(before)).toMatchObject([
    { recipients: ['guest@outside.example'], meeting: { type: 'meetingCancelled' } },
  ])
  expect(mailboxOf(user).events.size).toBe(0)
})

test('cursors hold the window and no host; one that is not ours is sent nowhere', async () => {
  const { calendar, hands } = mailbox()
  await hands.events.create(single())
  const { cursor, resets } = await drain(calendar)
  expect(JSON.parse(cursor)).toEqual({ ...resets[0], path: expect.stringMatching(/^\/v1\.0\/users\//) })
  for (const other of ['https://attacker.example/v1.0/x', '{"path":"https://attacker.example"}', '']) {
    const { changes, resets: begun } = await drain(calendar, other)
    expect([changes.length, begun.length]).toEqual([1, 1])
  }
})

test('a listing whose state is lost between two pages starts again', async () => {
  const { calendar, hands } = mailbox()
  for (let made = 0; made < 25; made += 1) await hands.events.create(single())
  const match = { operation: 'calendarView.delta', pathContains: 'skiptoken' }
  emulator.control.faults.add({ match, times: 1, effect: { gone: true } })
  const reading = await drain(calendar)
  expect(reading.resets).toHaveLength(2)
  expect(lastOf(reading).size).toBe(25)
})

test('the default calendar is named first', async () => {
  const { calendar, user } = mailbox()
  createCalendar(emulator.world, emulatedTenant(), user, mailboxOf(user), { name: 'Another' })
  expect((await calendar.folders()).map(({ name }) => name)).toEqual(['Calendar', 'Another'])
})

const year = new Date().getUTCFullYear() + 1
const date = (day: number) => `${year}-03-${String(day).padStart(2, '0')}`
const at = (day: number, time: string) => ({ dateTime: `${date(day)}T${time}`, timeZone: 'Europe/Berlin' })

function single(): EventContent {
  return { subject: 'Viewing', start: at(10, '09:00:00'), end: at(10, '09:30:00') }
}

function daily(numberOfOccurrences: number): EventContent {
  const range = { type: 'numbered' as const, startDate: date(10), numberOfOccurrences }
  return { ...single(), recurrence: { pattern: { type: 'daily', interval: 1 }, range } }
}

function yearly(): NonNullable<EventContent['recurrence']> {
  return {
    pattern: { type: 'absoluteYearly', interval: 1, dayOfMonth: 10, month: 3 },
    range: { type: 'noEnd', startDate: date(10) },
  }
}

function special(): EventContent {
  return {
    ...daily(9),
    exceptions: [
      { originalDate: date(11), start: at(11, '14:00:00'), end: at(11, '15:30:00') },
      { originalDate: date(12), subject: 'With the whole house' },
    ],
    cancelledDates: [date(15)],
  }
}

function settings() {
  const { id: tenantId, clientId } = emulator.tenants[0]!
  return { tenantId, clientId: clientId! }
}

function emulatedTenant() {
  return [...emulator.world.tenants.values()][0]!
}

function mailbox() {
  const tenant = emulatedTenant()
  const address = `diary${++people}@${domain}`
  const user = addUser(emulator.world, tenant, { userPrincipalName: address, displayName: address })
  const session = graph.open(settings(), access, address, reach)
  return {
    user,
    calendar: writable(session.calendar),
    hands: handsOf({ world: emulator.world, tenant, user }),
  }
}

/** What a piece of work brings, and the requests that it took. */
async function counted<T>(work: () => Promise<T>): Promise<[T, number]> {
  const before = emulator.control.log.counts().requests
  const brought = await work()
  return [brought, emulator.control.log.counts().requests - before]
}
