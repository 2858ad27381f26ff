import type { ShownEvent } from '@tandem/model/api/events.ts'
import { expect, test } from 'vitest'
import { createTestApi } from '../../../testing/api.ts'
import { askedMailbox } from '../../../testing/mailbox-requests.ts'
import { createMemoryServer } from '../../providers/memory/provider.ts'
import { createSync } from '../../sync/context.ts'
import { pull } from '../../sync/pull.ts'
import { push } from '../../sync/push.ts'

const { app, db, asOperator } = await createTestApi()

const at = (time: string) => ({ dateTime: `2026-12-01T${time}:00`, timeZone: 'Europe/Berlin' })
const attendees = [{ type: 'required', emailAddress: { address: 'ada@x.example' } }]
const meeting = { subject: 'Meeting', start: at('09:00'), end: at('10:00'), attendees }

/** A mailbox with its other side, brought into step by `sync`. */
async function bothSides() {
  const box = await askedMailbox(app, db, asOperator)
  const { provider, server } = createMemoryServer({ now: () => Date.parse('2026-11-24T12:00:00Z') })
  const outside = server.mailbox(box.address)
  const wanted = { calendar: true, tasks: true }
  const reach = { dispatcher: null as never, loginUrl: '', serviceUrl: '', timeout: 1000, wanted }
  const access = provider.signIn({}, { kind: 'secret', value: 'x' }, reach)
  const session = provider.open({}, access, box.address, reach)
  const sync = async () => {
    for (const kind of ['events', 'tasks']) {
      const one = createSync(db, box, kind, session, { hold: async () => undefined })!
      await push(one)
      await pull(one)
      await push(one)
    }
  }
  await sync()
  const mailed = () => server.mailed.splice(0).map(({ to }) => to)
  const undo = async (nth = 0) => {
    const [batch] = (await box.ask('GET', '/batches')).json().items.slice(nth)
    return await app.inject({
      method: 'POST',
      url: `/api/v1/batches/${batch.id}/undo`,
      headers: asOperator,
    })
  }
  const event = async (id: string) => (await box.ask('GET', `/events/${id}`)).json<ShownEvent>()
  return { ...box, outside, sync, mailed, undo, event }
}

test('POST /batches/{id}/undo of an edited meeting mails nobody: it ends as a refused edit with the addresses, until somebody says yes', async () => {
  const { ask, outside, sync, mailed, undo, event } = await bothSides()
  const { id } = (await ask('POST', '/events', { ...meeting, notifyAttendees: true })).json()
  await sync()
  expect(mailed()).toEqual(['ada@x.example'])
  await ask('PATCH', `/events/${id}`, {
    subject: 'Other',
    notifyAttendees: true,
    version: (await event(id)).version,
  })
  await sync()
  expect(mailed()).toEqual(['ada@x.example'])
  const undone = await undo()
  expect(undone.json()).toMatchObject({ reverted: 1, skipped: [] })
  await sync()
  expect(mailed()).toEqual([])
  const refused = await event(id)
  expect(refused).toMatchObject({ subject: 'Meeting', syncState: 'refused' })
  expect(refused.syncProblem).toContain('ada@x.example')
  expect([...outside.events.items.values()].map(({ item }) => item.subject)).toEqual(['Other'])
  await ask('PATCH', `/events/${id}`, { notifyAttendees: true, version: refused.version })
  await sync()
  expect(mailed()).toEqual(['ada@x.example'])
  expect(await event(id)).toMatchObject({ subject: 'Meeting', syncState: 'synced' })
  expect([...outside.events.items.values()].map(({ item }) => item.subject)).toEqual(['Meeting'])
})

test('POST /events without notifyAttendees, and every other edit that was refused, leaves no mail behind', async () => {
  const { ask, sync, mailed, event } = await bothSides()
  await ask('POST', '/events', meeting)
  const { id } = (await ask('POST', '/events', { ...meeting, notifyAttendees: true })).json()
  await sync()
  expect(mailed()).toEqual(['ada@x.example'])
  const { version } = await event(id)
  await ask('PATCH', `/events/${id}`, { end: at('11:00'), version })
  await ask('DELETE', `/events/${id}`)
  await ask('PATCH', `/events/${id}`, { isReminderOn: true, version })
  await sync()
  expect(mailed()).toEqual([])
  expect(await event(id)).toMatchObject({ isReminderOn: true, syncState: 'synced' })
})

test('POST /events/{id}/occurrences and DELETE reach the mailbox as one series; POST /batches/{id}/undo takes the series back', async () => {
  const { ask, outside, sync, undo } = await bothSides()
  const series = {
    subject: 'Viewing',
    start: at('09:00'),
    end: at('10:00'),
    recurrence: {
      pattern: { type: 'daily', interval: 1 },
      range: { type: 'numbered', startDate: '2026-12-01', numberOfOccurrences: 5 },
    },
  }
  const { id } = (await ask('POST', '/events', series)).json()
  await ask('PATCH', `/events/${id}/occurrences/2026-12-02`, { subject: 'Moved', version: 1 })
  await ask('DELETE', `/events/${id}/occurrences/2026-12-03`)
  await sync()
  const items = () => [...outside.events.items.values()].map(({ item }) => item)
  expect(items()).toMatchObject([
    { exceptions: [{ originalDate: '2026-12-02', subject: 'Moved' }], cancelledDates: ['2026-12-03'] },
  ])
  expect((await undo()).statusCode).toBe(200)
  await sync()
  expect(items()).toMatchObject([{ exceptions: [{ originalDate: '2026-12-02' }] }])
  expect(items()[0]).not.toHaveProperty('cancelledDates')
})

test('GET /conflicts names events and tasks, and POST /conflicts/{id}/resolve gives their values back', async () => {
  const { ask, outside, sync, address } = await bothSides()
  const event = (
    await ask('POST', '/events', { subject: 'Viewing', start: at('09:00'), end: at('10:00') })
  ).json()
  const task = (await ask('POST', '/tasks', { title: 'Call' })).json()
  await sync()
  const [inCalendar] = outside.events.items.values()
  const [inList] = outside.tasks.items.values()
  outside.events.edit(inCalendar!.ref, { location: { displayName: 'Theirs' } })
  outside.tasks.edit(inList!.ref, { importance: 'low' })
  await ask('PATCH', `/events/${event.id}`, { location: { displayName: 'Ours' } }, { 'if-match': '*' })
  await ask('PATCH', `/tasks/${task.id}`, { importance: 'high' }, { 'if-match': '*' })
  await sync()
  const list = async () =>
    (await app.inject({ url: `/api/v1/conflicts?mailbox=${address}`, headers: asOperator })).json().items
  const conflicts = await list()
  expect(conflicts.map((one: { recordName: string }) => one.recordName).sort()).toEqual(['Call', 'Viewing'])
  const before = async () => [
    (await ask('GET', `/events/${event.id}`)).json().location.displayName,
    (await ask('GET', `/tasks/${task.id}`)).json().importance,
  ]
  const values = await before()
  for (const { id, fields } of conflicts) {
    const [{ field, chosen }] = fields
    const choices = { [field]: chosen === 'tandem' ? 'mailbox' : 'tandem' }
    const url = `/api/v1/conflicts/${id}/resolve`
    const answer = await app.inject({ method: 'POST', url, payload: { choices }, headers: asOperator })
    expect(answer.json().state).toBe('resolved')
  }
  const other: Record<string, string> = { Ours: 'Theirs', Theirs: 'Ours', high: 'low', low: 'high' }
  expect(await before()).toEqual(values.map((value) => other[value]))
  await sync()
  expect([...outside.tasks.items.values()][0]!.item.importance).toBe((await before())[1])
  expect([...outside.events.items.values()][0]!.item.location?.displayName).toBe((await before())[0])
})

test('POST /conflicts/{id}/resolve of a meeting mails nobody: the restored value waits for a yes', async () => {
  const { ask, outside, sync, mailed, event, address } = await bothSides()
  const { id } = (await ask('POST', '/events', { ...meeting, notifyAttendees: true })).json()
  await sync()
  const [stored] = outside.events.items.values()
  await ask('PATCH', `/events/${id}`, { subject: 'Ours', notifyAttendees: true }, { 'if-match': '*' })
  outside.events.edit(stored!.ref, { subject: 'Theirs' })
  await db.updateTable('collection').set({ conflict_policy: 'mailbox' }).execute()
  await sync()
  mailed()
  expect((await event(id)).subject).toBe('Theirs')
  const [conflict] = (
    await app.inject({ url: `/api/v1/conflicts?mailbox=${address}`, headers: asOperator })
  ).json().items
  await app.inject({
    method: 'POST',
    url: `/api/v1/conflicts/${conflict.id}/resolve`,
    payload: { choices: { subject: 'tandem' } },
    headers: asOperator,
  })
  await sync()
  expect(mailed()).toEqual([])
  const waiting = await event(id)
  expect(waiting).toMatchObject({ subject: 'Ours', syncState: 'refused', hasConflict: false })
  await ask('PATCH', `/events/${id}`, { notifyAttendees: true, version: waiting.version })
  await sync()
  expect(mailed()).toEqual(['ada@x.example'])
  expect([...outside.events.items.values()][0]!.item.subject).toBe('Ours')
})

test('GET /mailboxes/{mailbox}/timeline tells of every kind of record by itself', async () => {
  const { ask, outside, sync } = await bothSides()
  await ask('POST', '/events', { subject: 'Viewing', start: at('09:00'), end: at('10:00') })
  await ask('POST', '/tasks', { title: 'Call' })
  outside.tasks.create({ title: 'Theirs' })
  await sync()
  const { items } = (await ask('GET', '/timeline')).json()
  expect(items).toHaveLength(24)
  const sum = (kind: string, side: string) =>
    items.reduce(
      (all: number, hour: { byKind: Record<string, Record<string, number>> }) =>
        all + (hour.byKind[kind]?.[side] ?? 0),
      0,
    )
  expect([sum('events', 'fromTandem'), sum('tasks', 'fromTandem'), sum('tasks', 'fromMailbox')]).toEqual([
    1, 1, 1,
  ])
  const all = items.reduce((total: number, hour: { fromTandem: number }) => total + hour.fromTandem, 0)
  expect(all).toBe(2)
})
