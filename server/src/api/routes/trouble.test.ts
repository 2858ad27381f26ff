import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createTestApi } from '../../../testing/api.ts'
import { createTestMailbox } from '../../../testing/mailbox.ts'
import { createContacts } from '../../store/contact-edits.ts'

const { app, db, asOperator, organisation } = await createTestApi()

async function ask(method: 'GET' | 'POST', path: string, payload?: object, headers = asOperator) {
  return await app.inject({ method, url: `/api/v1${path}`, headers, payload })
}

async function tasksOf(mailboxId: string) {
  return await db
    .selectFrom('todo')
    .select(['task', 'reason', 'attempts'])
    .where('mailbox_id', '=', mailboxId)
    .orderBy('task')
    .execute()
}

test('GET /jobs shows a task that failed five times and an edit that was refused; POST /jobs/{id}/retry tries them again', async () => {
  const mailbox = await createTestMailbox(db)
  const [contact] = await createContacts(db, mailbox, [{ givenName: 'Ada' }])
  const failure = JSON.stringify({ kind: 'Rejected', detail: 'The mailbox refuses the birthday.' })
  await db
    .updateTable('outbox')
    .set({ state: 'failed', attempts: 3, failure })
    .where('record_id', '=', contact!.id)
    .execute()
  await db
    .insertInto('todo')
    .values({
      mailbox_id: mailbox.id,
      task: 'pull:contacts',
      attempts: 6,
      due_at: new Date(Date.now() + 900_000),
      last_failure: failure,
    })
    .execute()
  const { items, total } = (await ask('GET', `/jobs?mailbox=${mailbox.id}`)).json()
  expect(total).toBe(2)
  expect(items).toMatchObject([
    {
      type: 'task',
      task: 'pull:contacts',
      attempts: 6,
      address: mailbox.address,
      nextAt: expect.any(String),
    },
    {
      type: 'edit',
      task: 'push:contacts',
      recordId: contact!.id,
      nextAt: null,
      failure: { kind: 'Rejected' },
    },
  ])
  for (const { id } of items) {
    expect((await ask('POST', `/jobs/${encodeURIComponent(id)}/retry`)).statusCode).toBe(202)
  }
  const rows = await db
    .selectFrom('todo')
    .select('task')
    .where('due_at', '<=', sql<Date>`now()`)
    .orderBy('task')
    .execute()
  expect(rows).toEqual([{ task: 'pull:contacts' }, { task: 'push:contacts' }])
  const edit = await db
    .selectFrom('outbox')
    .select(['state', 'failure'])
    .where('record_id', '=', contact!.id)
    .execute()
  expect(edit).toEqual([{ state: 'open', failure: null }])
})

test('GET /jobs shows a job that was given up to operators alone, and lets them try it again', async () => {
  const { headers } = await organisation()
  await sql`SELECT graphile_worker.add_job('sweep', max_attempts => 1)`.execute(db)
  await sql`UPDATE graphile_worker._private_jobs SET attempts = 1, last_error = 'Disk full'`.execute(db)
  expect((await ask('GET', '/jobs', undefined, headers)).json().items).toEqual([])
  const { items } = (await ask('GET', '/jobs')).json()
  const job = items.find((item: { type: string }) => item.type === 'job')
  expect(job).toMatchObject({ task: 'sweep', failure: { detail: 'Disk full' } })
  expect((await ask('POST', `/jobs/${job.id}/retry`, undefined, headers)).statusCode).toBe(404)
  expect((await ask('POST', `/jobs/${job.id}/retry`)).statusCode).toBe(202)
  expect((await ask('POST', `/jobs/${job.id}/retry`)).statusCode).toBe(404)
})

test('POST /mailboxes/{mailbox}/sync, /audit and /folders ask for the work, and only of a mailbox that is on', async () => {
  const mailbox = await createTestMailbox(db)
  for (const action of ['sync', 'audit', 'folders']) {
    expect((await ask('POST', `/mailboxes/${mailbox.address}/${action}`)).statusCode).toBe(202)
  }
  expect(await tasksOf(mailbox.id)).toMatchObject([
    { task: 'audit:contacts', reason: 'person' },
    { task: 'folders:contacts', reason: 'person' },
    { task: 'pull:contacts', reason: 'person' },
  ])
  await db.updateTable('mailbox').set({ state: 'off' }).where('id', '=', mailbox.id).execute()
  expect((await ask('POST', `/mailboxes/${mailbox.id}/sync`)).json().code).toBe('wrong-state')
})

test('POST /mailboxes/{mailbox}/preview looks at the kinds whose first sync has not begun', async () => {
  const mailbox = await createTestMailbox(db, { state: 'waiting' }, ['contacts', 'events'])
  await db
    .updateTable('collection')
    .set({ state: 'live' })
    .where('mailbox_id', '=', mailbox.id)
    .where('kind', '=', 'events')
    .execute()
  expect((await ask('POST', `/mailboxes/${mailbox.id}/preview`)).statusCode).toBe(202)
  expect((await tasksOf(mailbox.id)).map(({ task }) => task)).toEqual(['preview:contacts'])
})

test('POST /mailboxes/{mailbox}/preview is refused once the first sync has begun', async () => {
  const waiting = await createTestMailbox(db, { state: 'waiting' })
  const live = await createTestMailbox(db)
  expect((await ask('POST', `/mailboxes/${waiting.id}/preview`)).statusCode).toBe(202)
  const row = await db
    .selectFrom('collection')
    .select('preview')
    .where('mailbox_id', '=', waiting.id)
    .executeTakeFirst()
  expect(row!.preview).toEqual({ requestedAt: expect.any(String) })
  expect((await ask('POST', `/mailboxes/${live.id}/preview`)).statusCode).toBe(409)
})

test('POST /mailboxes/{mailbox}/answer lets a stopped sync delete, or read everything once more', async () => {
  const stopped = async () => {
    const mailbox = await createTestMailbox(db, { state: 'stopped' })
    await db
      .updateTable('collection')
      .set({ cursor: 'here', question: JSON.stringify({ missing: 30, total: 40 }) })
      .where('mailbox_id', '=', mailbox.id)
      .execute()
    return mailbox
  }
  const answered = async (accept: boolean) => {
    const { id } = await stopped()
    expect((await ask('POST', `/mailboxes/${id}/answer`, { accept })).statusCode).toBe(202)
    expect(await tasksOf(id)).toMatchObject([{ task: 'pull:contacts' }])
    return await db
      .selectFrom('collection')
      .select(['state', 'answer', 'cursor'])
      .where('mailbox_id', '=', id)
      .executeTakeFirst()
  }
  expect(await answered(true)).toEqual({ state: 'stopped', answer: 'accept', cursor: 'here' })
  expect(await answered(false)).toEqual({ state: 'live', answer: null, cursor: null })
  const calm = await createTestMailbox(db)
  expect((await ask('POST', `/mailboxes/${calm.id}/answer`, { accept: true })).statusCode).toBe(409)
})

test('POST /mailboxes/{mailbox}/answer puts back what is gone: as new items, and nothing else', async () => {
  const mailbox = await createTestMailbox(db, { state: 'stopped' })
  const row = (remote_id: string, gone_at: Date | null) => ({
    organisation_id: mailbox.organisationId,
    mailbox_id: mailbox.id,
    kind: 'contacts',
    fields: JSON.stringify({ displayName: remote_id }),
    sort_name: remote_id,
    search: remote_id,
    remote_id,
    remote_version: '1',
    gone_at,
  })
  await db
    .insertInto('record')
    .values([row('gone', new Date()), row('there', null)])
    .execute()
  const both = { accept: true, putBack: true }
  expect((await ask('POST', `/mailboxes/${mailbox.id}/answer`, both)).statusCode).toBe(400)
  const no = { accept: false, putBack: true }
  expect((await ask('POST', `/mailboxes/${mailbox.id}/answer`, no)).statusCode).toBe(202)
  const { rows } = await sql`
    SELECT sort_name AS name, remote_id AS ref, gone_at IS NULL AS here, o.state FROM record c
    LEFT JOIN outbox o ON o.record_id = c.id WHERE c.mailbox_id = ${mailbox.id} ORDER BY sort_name`.execute(
    db,
  )
  expect(rows).toEqual([
    { name: 'gone', ref: null, here: true, state: 'open' },
    { name: 'there', ref: 'there', here: true, state: null },
  ])
  const tasks = (await tasksOf(mailbox.id)).map(({ task }) => task).sort()
  expect(tasks).toEqual(['pull:contacts', 'push:contacts'])
})
