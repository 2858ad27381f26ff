import type { ShownEvent } from '@tandem/model/api/events.ts'
import { expect, test } from 'vitest'
import { createTestApi } from '../../../testing/api.ts'
import { askedMailbox, storedItem } from '../../../testing/mailbox-requests.ts'
import { claimEdits, refuseEdits } from '../../store/outbox.ts'

const { app, db, asOperator } = await createTestApi()
const mailbox = async () => await askedMailbox(app, db, asOperator)
type Box = Awaited<ReturnType<typeof mailbox>>

const at = (dateTime: string, timeZone = 'Europe/Berlin') => ({ dateTime: `${dateTime}:00`, timeZone })
const attendee = (address: string) => ({ type: 'required', emailAddress: { address } })
const meeting = {
  subject: 'Meeting',
  start: at('2026-12-01T09:00'),
  end: at('2026-12-01T10:00'),
  attendees: [attendee('ada@x.example'), attendee('grace@x.example')],
}
const everybody = ['ada@x.example', 'grace@x.example']
const invitation = {
  ...meeting,
  isOrganizer: false,
  organizer: { emailAddress: { name: 'Ada', address: 'ada@x.example' } },
  responseStatus: { response: 'notResponded' },
}

async function outbox({ id }: Box) {
  return await db
    .selectFrom('outbox')
    .select(['state', 'say', 'failure'])
    .where('mailbox_id', '=', id)
    .execute()
}
async function refused(request: Promise<{ statusCode: number; json: () => unknown }>): Promise<unknown> {
  const answer = await request
  const { code, attendees } = answer.json() as { code: string; attendees?: string[] }
  return [answer.statusCode, code, attendees]
}
const wouldMail = [409, 'attendees-would-be-mailed', everybody]

/** As a push does with an edit that would mail people without leave. */
async function withhold({ id }: Box): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const claimed = await claimEdits(tx, id, 'events', 10)
    const failure = {
      code: 'AttendeesWouldBeMailed',
      detail: 'Nobody has been mailed.',
      attendees: everybody,
    }
    await refuseEdits(
      tx,
      claimed.map((edit) => ({ id: edit.id, revision: edit.revision, failure })),
    )
  })
}

test('POST /events with attendees and without notifyAttendees answers 409 with their addresses and makes nothing', async () => {
  const box = await mailbox()
  const self = attendee(box.address)
  const attendees = [...meeting.attendees, self]
  expect(await refused(box.ask('POST', '/events', { ...meeting, attendees }))).toEqual(wouldMail)
  expect((await box.ask('GET', '/events')).json().items).toEqual([])
  const made = await box.ask('POST', '/events', { ...meeting, attendees, notifyAttendees: true })
  expect(made.statusCode).toBe(201)
  expect(await outbox(box)).toMatchObject([{ state: 'open', say: { notify: true } }])
  const alone = await box.ask('POST', '/events', { ...meeting, attendees: [self] })
  expect(alone.statusCode).toBe(201)
})

test('PATCH /events/{id} of a meeting without notifyAttendees changes nothing and lists who was and who would be invited', async () => {
  const box = await mailbox()
  const id = await storedItem(db, box, 'events', { ...meeting, isOrganizer: true })
  const path = `/events/${id}`
  expect(await refused(box.ask('PATCH', path, { subject: 'Other', version: 1 }))).toEqual(wouldMail)
  const others = { attendees: [attendee('new@x.example')], version: 1 }
  expect(await refused(box.ask('PATCH', path, others))).toEqual([
    409,
    'attendees-would-be-mailed',
    [...everybody, 'new@x.example'],
  ])
  expect(await outbox(box)).toEqual([])
  const own = await box.ask('PATCH', path, { isReminderOn: true, categories: ['Red'], version: 1 })
  expect([own.statusCode, own.json().version]).toEqual([200, 2])
  expect(await outbox(box)).toMatchObject([{ say: null }])
  const told = await box.ask('PATCH', path, { subject: 'Other', notifyAttendees: true, version: 2 })
  expect(told.json()).toMatchObject({ subject: 'Other', version: 3 })
  expect(await outbox(box)).toMatchObject([{ say: { notify: true } }])
})

test('DELETE /events/{id} of a meeting needs notifyAttendees, and sends the comment with it', async () => {
  const box = await mailbox()
  const id = await storedItem(db, box, 'events', { ...meeting, isOrganizer: true })
  expect(await refused(box.ask('DELETE', `/events/${id}`))).toEqual(wouldMail)
  expect((await box.ask('GET', `/events/${id}`)).statusCode).toBe(200)
  const gone = await box.ask('DELETE', `/events/${id}?notifyAttendees=true&comment=Sorry`)
  expect(gone.json()).toEqual({ id })
  expect(await outbox(box)).toMatchObject([{ say: { notify: true, comment: 'Sorry' } }])
})

test('PATCH /events/{id} with notifyAttendees and nothing else sends an edit that was withheld', async () => {
  const box = await mailbox()
  const id = await storedItem(db, box, 'events', { ...meeting, isOrganizer: true })
  await box.ask('PATCH', `/events/${id}`, { subject: 'Other', notifyAttendees: true, version: 1 })
  await db.updateTable('outbox').set({ say: null }).where('mailbox_id', '=', box.id).execute()
  await withhold(box)
  const shown = (await box.ask('GET', `/events/${id}`)).json<ShownEvent>()
  expect(shown).toMatchObject({ syncState: 'refused', syncProblem: 'Nobody has been mailed.', version: 2 })
  await box.ask('PATCH', `/events/${id}`, { subject: 'Other', version: 2 })
  expect(await outbox(box)).toMatchObject([{ state: 'failed' }])
  const answer = await box.ask('PATCH', `/events/${id}`, { notifyAttendees: true, version: 2 })
  expect(answer.json()).toMatchObject({ syncState: 'pending', version: 2 })
  expect(await outbox(box)).toMatchObject([{ state: 'open', say: { notify: true }, failure: null }])
  const todo = await db.selectFrom('todo').select('task').where('mailbox_id', '=', box.id).execute()
  expect(todo).toEqual([{ task: 'push:events' }])
})

test('POST /batches/{id}/undo of a meeting mails nobody; DELETE /events/{id}?notifyAttendees=true then lets its deletion go', async () => {
  const box = await mailbox()
  const { id } = (await box.ask('POST', '/events', { ...meeting, notifyAttendees: true })).json()
  await db.deleteFrom('outbox').where('mailbox_id', '=', box.id).execute()
  await db.updateTable('record').set({ remote_id: 'r1', remote_version: '1' }).where('id', '=', id).execute()
  const [batch] = (await box.ask('GET', '/batches')).json().items
  expect(batch).toMatchObject({ kind: 'events', origin: 'api', created: 1 })
  const undone = await app.inject({
    method: 'POST',
    url: `/api/v1/batches/${batch.id}/undo`,
    headers: asOperator,
  })
  expect(undone.json()).toMatchObject({ reverted: 1, skipped: [] })
  expect(await outbox(box)).toMatchObject([{ state: 'open', say: null }])
  await withhold(box)
  expect((await box.ask('DELETE', `/events/${id}`)).statusCode).toBe(404)
  expect((await box.ask('DELETE', `/events/${id}?notifyAttendees=true`)).json()).toEqual({ id })
  expect(await outbox(box)).toMatchObject([{ state: 'open', say: { notify: true } }])
})

test('PATCH /events/{id} of somebody else’s meeting takes the own fields alone, and says who organises it', async () => {
  const box = await mailbox()
  const series = {
    ...invitation,
    recurrence: {
      pattern: { type: 'daily', interval: 1 },
      range: { type: 'numbered', startDate: '2026-12-01', numberOfOccurrences: 5 },
    },
  }
  const id = await storedItem(db, box, 'events', series)
  const path = `/events/${id}`
  const moved = await box.ask('PATCH', path, {
    start: at('2026-12-01T08:00'),
    version: 1,
    notifyAttendees: true,
  })
  expect([moved.statusCode, moved.json().code]).toEqual([409, 'wrong-state'])
  expect(moved.json().detail).toContain('Ada (ada@x.example) organises')
  const own = { isReminderOn: true, reminderMinutesBeforeStart: 5, showAs: 'tentative', version: 1 }
  expect((await box.ask('PATCH', path, own)).json()).toMatchObject({ showAs: 'tentative', version: 2 })
  const day = `${path}/occurrences/2026-12-02`
  expect((await box.ask('PATCH', day, { subject: 'Mine', version: 2 })).statusCode).toBe(409)
  const busy = await box.ask('PATCH', day, { showAs: 'busy', version: 2 })
  expect(busy.json().exceptions).toEqual([{ originalDate: '2026-12-02', showAs: 'busy' }])
  const left = await box.ask('DELETE', `${path}/occurrences/2026-12-03`)
  expect(left.json().cancelledDates).toEqual(['2026-12-03'])
  const split = { date: '2026-12-04', changes: {}, version: 4, notifyAttendees: true }
  expect((await box.ask('POST', `${path}/split`, split)).statusCode).toBe(409)
  expect((await box.ask('DELETE', path)).statusCode).toBe(200)
  expect(await outbox(box)).toMatchObject([{ say: null }])
})

test('PATCH and DELETE /events/{id} of an event of which only the time is shown, and edits of a cancelled one, answer 409', async () => {
  const box = await mailbox()
  const masked = await storedItem(db, box, 'events', { start: meeting.start, end: meeting.end, masked: true })
  const cancelled = await storedItem(db, box, 'events', { ...invitation, isCancelled: true })
  const states = async (...requests: Promise<{ statusCode: number; json: () => { code: string } }>[]) =>
    (await Promise.all(requests)).map((answer) => [answer.statusCode, answer.json().code])
  expect(
    await states(
      box.ask('PATCH', `/events/${masked}`, { subject: 'x', version: 1, notifyAttendees: true }),
      box.ask('DELETE', `/events/${masked}?notifyAttendees=true`),
      box.ask('PATCH', `/events/${cancelled}`, { isReminderOn: false, version: 1 }),
      box.ask('POST', `/events/${cancelled}/respond`, { response: 'accepted' }),
    ),
  ).toEqual(Array(4).fill([409, 'wrong-state']))
  expect((await box.ask('DELETE', `/events/${cancelled}`)).statusCode).toBe(200)
})

test('POST /events/{id}/respond sets the own answer and says whether the organizer is told; of an own meeting it answers 409', async () => {
  const box = await mailbox()
  const id = await storedItem(db, box, 'events', invitation)
  const path = `/events/${id}/respond`
  const accepted = await box.ask('POST', path, { response: 'accepted', comment: 'Gladly', version: 1 })
  expect(accepted.json()).toMatchObject({
    responseStatus: { response: 'accepted', time: expect.stringMatching(/Z$/) },
    syncState: 'pending',
    version: 2,
  })
  expect(await outbox(box)).toMatchObject([{ say: { notify: true, comment: 'Gladly' } }])
  const declined = await box.ask('POST', path, { response: 'declined', notifyOrganizer: false })
  expect(declined.json()).toMatchObject({ responseStatus: { response: 'declined' }, version: 3 })
  expect(await outbox(box)).toMatchObject([{ say: { notify: false, comment: '' } }])
  expect((await box.ask('POST', path, { response: 'declined' })).json().version).toBe(3)
  expect((await box.ask('POST', path, { response: 'accepted', version: 1 })).statusCode).toBe(412)
  const own = await storedItem(db, box, 'events', meeting)
  expect((await box.ask('POST', `/events/${own}/respond`, { response: 'accepted' })).statusCode).toBe(409)
})
