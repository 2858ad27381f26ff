import pino from 'pino'
import { describe, expect, it } from 'vitest'
import { createTestDatabase } from '../../testing/database.ts'
import { createTestMailbox } from '../../testing/mailbox.ts'
import { createMemoryServer } from '../providers/memory/provider.ts'
import { getCollection } from '../store/collections.ts'
import { createContacts } from '../store/contact-edits.ts'
import { getMailbox } from '../store/mailboxes.ts'
import { auditTask } from './audit.ts'
import type { CollectionDeps } from './collection-task.ts'
import { foldersTask } from './folders.ts'
import type { MailboxTaskRunner } from './mailbox-work.ts'
import { previewTask } from './preview.ts'
import { pullTask } from './pull.ts'
import { pushTask } from './push.ts'
import { createSessions } from './sessions.ts'
import { renewal, watchTask } from './watch.ts'

const { db } = await createTestDatabase()
const { provider, server } = createMemoryServer()
const deps: CollectionDeps = {
  db,
  publicUrl: 'https://tandem.example.com',
  sessions: createSessions({
    db,
    open: async (value) => ({ kind: 'secret', value }),
    outside: () => ({ dispatcher: null as never, loginUrl: '', serviceUrl: '', timeout: 1000 }),
    registry: { memory: provider },
  }),
}

async function setUp(collection: Parameters<typeof createTestMailbox>[1] = { state: 'first' }) {
  const mailbox = await createTestMailbox(db, collection)
  await db.updateTable('connection').set({ credential: 'x' }).where('id', '=', mailbox.connectionId).execute()
  await db.updateTable('lease').set({ worker_id: 1, fence: 5 }).where('mailbox_id', '=', mailbox.id).execute()
  const run = async (task: (deps: CollectionDeps) => MailboxTaskRunner, attempts = 0, fence = 5) =>
    await task(deps)({
      mailboxId: mailbox.id,
      organisationId: mailbox.organisationId,
      kind: 'contacts',
      reason: 'test',
      attempts,
      fence: { mailboxId: mailbox.id, workerId: 1, fence },
      log: pino({ level: 'silent' }),
      signal: new AbortController().signal,
    })
  const state = async () => (await getCollection(db, mailbox.id, 'contacts'))!
  const todo = async () =>
    (await db.selectFrom('todo').select('task').where('mailbox_id', '=', mailbox.id).execute()).map(
      (row) => row.task,
    )
  return { mailbox, outside: server.mailbox(mailbox.address), run, state, todo }
}

describe('the tasks of a collection', () => {
  it('pull, and have the edits that a first sync merged sent', async () => {
    const { mailbox, outside, run, todo } = await setUp()
    outside.create({ displayName: 'Ann' })
    await createContacts(db, mailbox, [{ displayName: 'Bob' }])
    expect(await run(pullTask)).toEqual({ done: true })
    expect(await todo()).toEqual(['push:contacts'])
    expect(await run(pushTask)).toEqual({ done: true })
    expect(outside.items.size).toBe(2)
  })
  it('note a failure where people look, come again when the service says so, and take the note away', async () => {
    const { mailbox, run, state } = await setUp({ state: 'live' })
    await createContacts(db, mailbox, [{ displayName: 'Bob' }])
    server.faults.add({ kind: 'throttled', seconds: 120, mailbox: mailbox.address })
    const before = Date.now()
    const end = await run(pushTask)
    expect(end).toMatchObject({ failure: { kind: 'Throttled' } })
    expect('again' in end && end.again.getTime()).toBeGreaterThanOrEqual(before + 120_000)
    expect((await state()).failure).toMatchObject({ title: 'The service asks us to slow down' })
    await run(pushTask, 1)
    expect((await state()).failure).toBeNull()
  })
  it('show a mailbox that somebody must look at as in trouble', async () => {
    const { mailbox, run } = await setUp({ state: 'live' })
    server.faults.add({ kind: 'forbidden', mailbox: mailbox.address })
    await run(pullTask)
    expect(await getMailbox(db, mailbox.id)).toMatchObject({
      state: 'trouble',
      trouble: { title: 'Tandem is not let into the mailbox', failure: { kind: 'Forbidden' } },
    })
    await run(pullTask)
    expect(await getMailbox(db, mailbox.id)).toMatchObject({ state: 'on', trouble: null })
  })
  it('store nothing when the lease is lost', async () => {
    const { outside, run, state } = await setUp()
    outside.create({ displayName: 'Ann' })
    await expect(run(pullTask, 0, 4)).rejects.toMatchObject({ name: 'LeaseLost' })
    expect((await state()).cursor).toBeNull()
  })
  it('preview a first sync without writing anything', async () => {
    const { mailbox, outside, run, state } = await setUp({ state: 'waiting', skip_private: true })
    await createContacts(db, mailbox, [
      { displayName: 'Ann', emailAddresses: [{ address: 'ann@x.org' }] },
      { displayName: 'Bob' },
    ])
    outside.create({ displayName: 'Anna', emailAddresses: [{ address: 'ann@x.org' }] })
    outside.create({ displayName: 'Cid' })
    outside.create({ displayName: 'Secret' }, { private: true })
    await run(previewTask)
    expect((await state()).preview).toMatchObject({
      create: 1,
      link: 1,
      push: 1,
      skipped: 1,
      samples: expect.arrayContaining([{ action: 'push', name: 'Bob' }]),
      finishedAt: expect.any(String),
    })
    await run(pullTask)
    expect(await state()).toMatchObject({ state: 'waiting', cursor: null })
    expect(outside.items.size).toBe(3)
  })
  it('start a subscription once, renew it in time, and read the folders', async () => {
    const { mailbox, run, state, todo } = await setUp({ state: 'live' })
    const first = await run(watchTask)
    const { subscription_id: id, subscription_secret: secret } = await state()
    expect(server.subscriptions.get(id!)).toMatchObject({ address: mailbox.address, secret })
    expect(await todo()).toEqual(['pull:contacts'])
    expect('again' in first && first.again.getTime()).toBeGreaterThan(Date.now() + 4 * 24 * 3600 * 1000)
    await run(watchTask)
    expect((await state()).subscription_id).toBe(id)
    await run(foldersTask)
    expect((await state()).folders).toEqual([{ id: 'contacts', name: 'Contacts' }])
    expect(renewal(new Date(1000), new Date(0))).toEqual(new Date(60_000))
  })
  it('audit: repair what notifications and cursors never told, and say that all is complete', async () => {
    const { mailbox, outside, run, state, todo } = await setUp()
    const refs = ['Ann', 'Bob', 'Cid'].map((displayName) => outside.create({ displayName }).ref)
    await run(pullTask)
    const cut = outside.log.length
    outside.edit(refs[0]!, { jobTitle: 'Head' })
    outside.delete(refs[1]!)
    outside.create({ displayName: 'Dan' })
    // The list of changes forgets them.
    const { cursor } = await state()
    const skipped = JSON.stringify({ ...JSON.parse(cursor!), seen: outside.log.length })
    expect(cut).toBeLessThan(outside.log.length)
    await db.updateTable('collection').set({ cursor: skipped }).where('mailbox_id', '=', mailbox.id).execute()
    await run(auditTask)
    const rows = await db.selectFrom('record').select('fields').where('mailbox_id', '=', mailbox.id).execute()
    expect(rows.map((row) => row.fields)).toEqual(
      expect.arrayContaining([...outside.items.values()].map((one) => one.item)),
    )
    expect(rows).toHaveLength(3)
    expect(await state()).toMatchObject({ verified_count: 3, verified_complete_at: expect.any(Date) })
    expect(await todo()).toEqual(['push:contacts'])
  })
})
