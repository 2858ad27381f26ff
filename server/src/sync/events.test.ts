import type { EventContent } from '@tandem/model/event.ts'
import { expect, test } from 'vitest'
import { createTestDatabase } from '../../testing/database.ts'
import { createTestMailbox } from '../../testing/mailbox.ts'
import type { Fields } from '../lib/kinds.ts'
import { createMemoryServer } from '../providers/memory/provider.ts'
import { undoBatch } from '../store/batch-undo.ts'
import { newBatch, type Say } from '../store/batches.ts'
import { createRecords, deleteRecords, updateRecords } from '../store/record-edits.ts'
import { audit } from './audit.ts'
import { createSync } from './context.ts'
import { pull } from './pull.ts'
import { push } from './push.ts'

const { db } = await createTestDatabase()

async function calendar(options: { private_as_busy?: boolean; now?: () => number } = {}) {
  const { now, ...collection } = options
  const mailbox = await createTestMailbox(db, { state: 'first', ...collection }, ['events'])
  const { provider, server } = createMemoryServer(now ? { now } : {})
  const there = server.mailbox(mailbox.address)
  const outside = { dispatcher: null as never, loginUrl: '', serviceUrl: '', timeout: 1000 }
  const access = provider.signIn({}, { kind: 'secret', value: 'x' }, outside)
  const session = provider.open({}, access, mailbox.address, { ...outside, wanted: { calendar: true } })
  const sync = createSync(db, mailbox, 'events', session, { hold: async () => undefined })!
  await pull(sync)
  const outbox = () => db.selectFrom('outbox').selectAll().where('mailbox_id', '=', mailbox.id).execute()
  const records = () => db.selectFrom('record').selectAll().where('mailbox_id', '=', mailbox.id).execute()
  const batch = (say?: Say) => newBatch(mailbox, 'events', 'api', say)
  return { mailbox, server, there: there.events, sync, outbox, records, batch }
}

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
const meeting = (attendees: string[], days = 3): Fields =>
  ({
    subject: 'Viewing',
    start: { dateTime: `${inDays(days)}T09:00:00`, timeZone: 'UTC' },
    end: { dateTime: `${inDays(days)}T10:00:00`, timeZone: 'UTC' },
    ...(attendees.length > 0 && {
      attendees: attendees.map((address) => ({ type: 'required', emailAddress: { address } })),
    }),
  }) satisfies Partial<EventContent> as Fields

test('what would mail people is not sent without a yes, and is told with their addresses; with it they are mailed once', async () => {
  const { server, sync, outbox, records, batch } = await calendar()
  const [made] = await createRecords(db, batch(), [meeting(['b@x.example', 'A@x.example'])])
  await push(sync)
  expect(server.mailed).toEqual([])
  expect(await outbox()).toMatchObject([
    {
      state: 'failed',
      failure: { code: 'AttendeesWouldBeMailed', attendees: ['a@x.example', 'b@x.example'] },
    },
  ])
  await updateRecords(db, batch({ notify: true }), [{ id: made!.id, changes: { subject: 'Second viewing' } }])
  await push(sync)
  expect(server.mailed.map(({ to }) => to)).toEqual(['a@x.example', 'b@x.example'])
  expect(await outbox()).toEqual([])
  await pull(sync)
  await push(sync)
  expect(server.mailed).toHaveLength(2)
  expect(await records()).toHaveLength(1)
})

test('what was allowed for an edit on its way is not allowed for the next one', async () => {
  const { mailbox, server, there, sync, outbox, batch } = await calendar()
  there.create(meeting(['b@x.example']) as unknown as EventContent)
  await pull(sync)
  const [record] = await db.selectFrom('record').select('id').where('mailbox_id', '=', mailbox.id).execute()
  await updateRecords(db, batch({ notify: true }), [{ id: record!.id, changes: { subject: 'Allowed' } }])
  server.onRequest = async (operation) => {
    if (operation !== 'update') return
    server.onRequest = undefined
    await updateRecords(db, batch(), [{ id: record!.id, changes: { subject: 'Nobody asked' } }])
  }
  await push(sync)
  await push(sync)
  expect(server.mailed).toHaveLength(1)
  expect(await outbox()).toMatchObject([{ state: 'failed', failure: { attendees: ['b@x.example'] } }])
})

test('an undo that would mail people waits for a yes as well', async () => {
  const { mailbox, server, there, sync, outbox, batch } = await calendar()
  there.create(meeting(['b@x.example']) as unknown as EventContent)
  await pull(sync)
  const yes = batch({ notify: true })
  const [record] = await db.selectFrom('record').select('id').where('mailbox_id', '=', mailbox.id).execute()
  await updateRecords(db, yes, [{ id: record!.id, changes: { subject: 'Moved' } }])
  await push(sync)
  expect(server.mailed).toHaveLength(1)
  await db.transaction().execute((tx) => undoBatch(tx, yes.id))
  await push(sync)
  expect(server.mailed).toHaveLength(1)
  expect(await outbox()).toMatchObject([{ state: 'failed', failure: { attendees: ['b@x.example'] } }])
})

test('a meeting that was deleted in the mailbox while it was edited here is not made anew behind anybody’s back', async () => {
  const { mailbox, server, there, sync, outbox, batch } = await calendar()
  const { ref } = there.create(meeting(['b@x.example']) as unknown as EventContent)
  await pull(sync)
  const [record] = await db.selectFrom('record').select('id').where('mailbox_id', '=', mailbox.id).execute()
  await updateRecords(db, batch(), [{ id: record!.id, changes: { subject: 'Edited' } }])
  there.delete(ref)
  await pull(sync)
  await push(sync)
  expect(server.mailed).toEqual([])
  expect(await outbox()).toMatchObject([{ state: 'failed', failure: { code: 'AttendeesWouldBeMailed' } }])
})

test('a private event is shown as busy where that was chosen, and is never written back', async () => {
  const { there, sync, records, outbox } = await calendar({ private_as_busy: true })
  const fields = { ...meeting([]), subject: 'Doctor', body: { contentType: 'text', content: 'knee' } }
  const { ref } = there.create({ ...fields, sensitivity: 'private' } as unknown as EventContent)
  await pull(sync)
  const [first] = await records()
  expect(first!.fields).toMatchObject({ subject: 'Private appointment', masked: true })
  expect(JSON.stringify(first)).not.toMatch(/Doctor|knee/)
  there.edit(ref, { subject: 'Doctor, again' })
  await pull(sync)
  await push(sync)
  expect(JSON.stringify(await records())).not.toMatch(/Doctor/)
  expect(there.items.get(ref)!.item.subject).toBe('Doctor, again')
  expect(await outbox()).toEqual([])
})

test('an event that leaves the window is kept, as the window slides and as it is moved; one that is deleted goes', async () => {
  let now = Date.now()
  const { there, sync, records } = await calendar({ now: () => now })
  const soon = there.create(meeting([], 5) as unknown as EventContent)
  const moved = there.create(meeting([], 6) as unknown as EventContent)
  const gone = there.create(meeting([], 7) as unknown as EventContent)
  await pull(sync)
  there.edit(moved.ref, meeting([], 4000) as unknown as EventContent)
  await pull(sync)
  expect(await records()).toHaveLength(3)
  there.delete(gone.ref)
  // Years later all of them lie outside of the window, or at its other end.
  now += 3 * 365 * 86_400_000
  await pull(sync)
  expect(await records()).toHaveLength(3)
  // What lies beyond the window is known to the audit.
  expect(await audit(sync)).toMatchObject({ repaired: 1, stopped: false })
  const kept = (await records()).map(({ remote_id }) => remote_id).sort()
  expect(kept).toEqual([soon.ref, moved.ref].sort())
})

test('a deletion of a meeting waits for a yes, and the event stays in the mailbox until then', async () => {
  const { mailbox, server, there, sync, outbox, batch } = await calendar()
  const { ref } = there.create(meeting(['b@x.example']) as unknown as EventContent)
  await pull(sync)
  const [record] = await db.selectFrom('record').select('id').where('mailbox_id', '=', mailbox.id).execute()
  await deleteRecords(db, batch(), [{ id: record!.id }])
  await push(sync)
  expect(there.items.has(ref)).toBe(true)
  expect(server.mailed).toEqual([])
  expect(await outbox()).toMatchObject([{ state: 'failed' }])
})
