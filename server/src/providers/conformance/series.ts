import type { EventContent } from '@tandem/model/event.ts'
import { expect, test } from 'vitest'
import { normalEvent } from '../../lib/normal-event.ts'
import type { Collection } from '../provider.ts'
import { type Bench, draft, drain, lastOf, writable, written } from './bench.ts'
import { eventSample } from './samples.ts'

/** A series: one record, with what is moved and what is cancelled. */
export function testSeries(bench: () => Bench): void {
  testRead(bench)
  testMade(bench)
  testEdited(bench)
}

function testRead(bench: () => Bench): void {
  test('a series comes as one item, with what was moved and what was cancelled in the mailbox', async () => {
    const { session, person } = await bench().mailbox()
    const calendar = writable(session.calendar)
    const ref = await person.events.create(special())
    const read = lastOf(await drain(calendar))
    expect([...read.keys()]).toEqual([ref])
    const change = read.get(ref)
    expect(change?.kind === 'upsert' && seriesPart(change.item)).toEqual(seriesPart(special()))
  })

  test('an occurrence changed in the mailbox is a change of the series, with a new version', async () => {
    const { session, person } = await bench().mailbox()
    const calendar = writable(session.calendar)
    const ref = await person.events.create(series())
    const first = await drain(calendar)
    const before = lastOf(first).get(ref)
    await person.events.edit(ref, {
      exceptions: special().exceptions,
      cancelledDates: special().cancelledDates,
    })
    const second = await drain(calendar, first.cursor)
    const after = lastOf(second).get(ref)
    expect(after?.kind === 'upsert' && seriesPart(after.item)).toEqual(seriesPart(special()))
    expect(after?.kind === 'upsert' && before?.kind === 'upsert' && after.version !== before.version).toBe(
      true,
    )
    await person.events.edit(ref, {
      exceptions: [{ ...special().exceptions![0]!, subject: 'Moved and renamed' }, special().exceptions![1]!],
    })
    const third = lastOf(await drain(calendar, second.cursor)).get(ref)
    expect(third).toMatchObject({ item: { exceptions: [{ subject: 'Moved and renamed' }, {}] } })
  })
}

function testEdited(bench: () => Bench): void {
  test('an edit of single days changes those and leaves the others alone', async () => {
    const { session } = await bench().mailbox()
    const calendar = writable(session.calendar)
    const { ref, version } = written((await calendar.create([draft(special())], undefined))[0])
    const exceptions = [
      special().exceptions![0]!,
      { originalDate: date(22), showAs: 'free' as const, location: { displayName: 'Elsewhere' } },
    ]
    const changes = { exceptions, cancelledDates: [date(15), date(25)] }
    const edit = { ref, version, changes, item: normalEvent({ ...special(), ...changes }) }
    const outcome = written((await calendar.update([edit]))[0])
    const [found] = await calendar.get([ref])
    // The 12th has nothing of its own any more.
    expect(seriesPart(found!.item)).toEqual(seriesPart({ ...special(), ...changes }))
    expect(found!.version).toBe(outcome.version)
    expect(outcome.version).not.toBe(version)
  })

  test('an edit of the series leaves its single days as they are', async () => {
    const { session } = await bench().mailbox()
    const calendar = writable(session.calendar)
    const { ref, version } = written((await calendar.create([draft(special())], undefined))[0])
    const changes = { subject: 'Renamed' }
    const item = normalEvent({ ...special(), ...changes })
    const outcome = written((await calendar.update([{ ref, version, changes, item }]))[0])
    const [found] = await calendar.get([ref])
    expect(found!.item.subject).toBe('Renamed')
    expect(seriesPart(found!.item)).toEqual(seriesPart(special()))
    expect(found!.version).toBe(outcome.version)
  })

  test('single days of an older version are a Conflict, and stay', async () => {
    const { session, person } = await bench().mailbox()
    const calendar = writable(session.calendar)
    const { ref, version } = written((await calendar.create([draft(series())], undefined))[0])
    await person.events.edit(ref, { exceptions: special().exceptions })
    const changes = { cancelledDates: [date(15)] }
    const item = normalEvent({ ...series(), ...changes })
    expect((await calendar.update([{ ref, version, changes, item }]))[0]).toMatchObject({
      ok: false,
      failure: { kind: 'Conflict' },
    })
    const [found] = await calendar.get([ref])
    expect(found!.item.cancelledDates ?? []).toEqual([])
  })
}

function testMade(bench: () => Bench): void {
  test('a series is made with what is moved and cancelled, and reading brings it back as our echo', async () => {
    const { session } = await bench().mailbox()
    const calendar = writable(session.calendar)
    const [outcome] = await calendar.create([draft(special())], undefined)
    const { ref, version } = written(outcome)
    const read = lastOf(await drain(calendar))
    expect([...read.keys()]).toEqual([ref])
    const change = read.get(ref)
    expect(change?.kind === 'upsert' && seriesPart(change.item)).toEqual(seriesPart(special()))
    expect(change).toMatchObject({ version })
    expect(await versionNamed(calendar, ref)).toBe(version)
  })

  test('a series is found by its operation, with its version', async () => {
    const { session } = await bench().mailbox()
    const calendar = writable(session.calendar)
    const made = draft(special())
    const { ref, version } = written((await calendar.create([made], undefined))[0])
    const found = (await calendar.find([made.operationId], undefined)).get(made.operationId)
    expect(found).toMatchObject({ ref, version })
    expect(seriesPart(found!.item)).toEqual(seriesPart(special()))
  })

  test('a series that is removed is one removal', async () => {
    const { session } = await bench().mailbox()
    const calendar = writable(session.calendar)
    const item = written((await calendar.create([draft(special())], undefined))[0])
    const { cursor } = await drain(calendar)
    expect((await calendar.remove([item]))[0]).toMatchObject({ ok: true })
    const seen = lastOf(await drain(calendar, cursor))
    expect(seen.get(item.ref)).toEqual({ kind: 'delete', ref: item.ref })
    expect([...seen.values()].filter((change) => change.kind === 'upsert')).toEqual([])
  })
}

const year = new Date().getUTCFullYear() + 1
/** Days of a March in which the clocks change on the last Sunday. */
const date = (day: number) => `${year}-03-${String(day).padStart(2, '0')}`
const at = (day: number, time: string) => ({ dateTime: `${date(day)}T${time}`, timeZone: 'Europe/Berlin' })

/** Every day from the 10th of March on, at nine. */
function series(): EventContent {
  return {
    ...eventSample.named('Stand-up'),
    start: at(10, '09:00:00'),
    end: at(10, '09:30:00'),
    recurrence: {
      pattern: { type: 'daily', interval: 1 },
      range: { type: 'numbered', startDate: date(10), numberOfOccurrences: 30 },
    },
  }
}

/** With a day moved to the afternoon, one of another name, and one that does not take place. */
function special(): EventContent {
  return {
    ...series(),
    exceptions: [
      { originalDate: date(11), start: at(11, '14:00:00'), end: at(11, '15:30:00') },
      { originalDate: date(12), subject: 'With the whole house' },
    ],
    cancelledDates: [date(15)],
  }
}

function seriesPart(event: EventContent) {
  const { start, end, recurrence, exceptions, cancelledDates } = normalEvent(event)
  return { start, end, recurrence, exceptions, cancelledDates }
}

async function versionNamed(calendar: Collection<EventContent>, ref: string): Promise<string | undefined> {
  for await (const page of calendar.identify(undefined)) {
    const found = page.find((one) => one.ref === ref)
    if (found) return found.version
  }
  return undefined
}
