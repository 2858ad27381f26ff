import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createTestDatabase } from '../../testing/database.ts'
import { createInboundBench, mailOf } from '../../testing/inbound.ts'
import { Killed, openKillable } from '../../testing/killable.ts'
import { auditMail, fetchMail } from '../mail/inbound/fetch.ts'
import { verifyAuditLog } from '../store/audit-log.ts'
import { sweepMail } from './sweep-mail.ts'

const { db, url } = await createTestDatabase()
const bench = await createInboundBench(db)
const sweepNow = async () => await sweepMail({ db, rawMail: bench.store })

type Bench = Awaited<ReturnType<typeof bench.queue>>

/** A queue that keeps closed conversations for 30 days, with a conversation for each mail. */
async function queueWith(...mails: string[]): Promise<Bench> {
  const queue = await bench.queue()
  await db.updateTable('queue').set({ keep_days: 30 }).where('mailbox_id', '=', queue.mailbox.id).execute()
  for (const mail of mails) await queue.deliver(mail)
  await fetchMail(queue.deps)
  return queue
}

async function conversationsOf({ mailbox }: Bench) {
  return await db
    .selectFrom('conversation')
    .selectAll()
    .where('mailbox_id', '=', mailbox.id)
    .orderBy('subject')
    .execute()
}

/** As if the last thing that happened to it had been so many days ago. */
async function age(id: string, days: number): Promise<void> {
  await sql`UPDATE conversation SET touched_at = now() - make_interval(days => ${days}::int) WHERE id = ${id}`.execute(
    db,
  )
}

async function close(id: string): Promise<void> {
  await sql`UPDATE conversation SET state = 'closed', version = version + 1 WHERE id = ${id}`.execute(db)
}

async function acts({ mailbox }: Bench) {
  const rows = await db
    .selectFrom('audit_entry')
    .select(['act', 'who', 'target', 'detail'])
    .where('chain', '=', mailbox.organisationId)
    .execute()
  return rows.map(({ detail, ...row }) => ({ ...row, detail: JSON.parse(detail) as unknown }))
}

async function answerTo({ mailbox }: Bench, conversation: string, state: string): Promise<string> {
  const { id } = await db
    .insertInto('outgoing_message')
    .values({
      organisation_id: mailbox.organisationId,
      mailbox_id: mailbox.id,
      state,
      content: '{"text": "An answer"}',
      message_id: '<answer@x>',
      operation_id: sql`gen_random_uuid()`,
      recipients: 1,
      size: 1,
      wanted_at: new Date(),
      requested_by: 'test',
      conversation_id: conversation,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const { id: file } = await db
    .insertInto('attachment')
    .values({
      organisation_id: mailbox.organisationId,
      mailbox_id: mailbox.id,
      name: 'a.txt',
      content_type: 'text/plain',
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db
    .insertInto('outgoing_attachment')
    .values({ message_id: id, place: 0, attachment_id: file })
    .execute()
  return id
}

test('a closed conversation goes when nothing has happened to it for as long as its queue keeps it, with all that belongs to it', async () => {
  const queue = await queueWith(
    mailOf({ id: '<old@x>', subject: 'A old' }),
    mailOf({ id: '<young@x>', subject: 'B young' }),
    mailOf({ id: '<open@x>', subject: 'C open' }),
  )
  const [old, young, open] = await conversationsOf(queue)
  await answerTo(queue, old!.id, 'sent')
  for (const { id } of [old!, young!]) await close(id)
  await age(old!.id, 31)
  await age(young!.id, 29)
  await age(open!.id, 400)
  expect(await sweepNow()).toEqual({ conversations: 1, raw: 1 })
  expect((await conversationsOf(queue)).map(({ subject }) => subject)).toEqual(['B young', 'C open'])
  const left = await db
    .selectFrom('inbound_message')
    .select('raw')
    .where('mailbox_id', '=', queue.mailbox.id)
    .execute()
  expect(left).toHaveLength(2)
  for (const { raw } of left) expect(await bench.store.get(raw)).toBeDefined()
  for (const table of ['outgoing_message', 'attachment'] as const)
    expect(
      await db.selectFrom(table).select('id').where('mailbox_id', '=', queue.mailbox.id).execute(),
    ).toEqual([])
  expect(await acts(queue)).toEqual([
    {
      who: 'tandem',
      act: 'queue.conversations-removed',
      target: `mailbox:${queue.mailbox.id}`,
      detail: { conversations: 1 },
    },
  ])
  const [chain] = await verifyAuditLog(db, queue.mailbox.organisationId)
  expect(chain).toMatchObject({ entries: 1, broken: null })
  // A second sweep finds nothing, and says nothing.
  expect(await sweepNow()).toEqual({ conversations: 0, raw: 0 })
  expect(await acts(queue)).toHaveLength(1)
})

test('what was removed is not fetched again, though the mailbox still has it; an answer to it begins anew', async () => {
  const queue = await queueWith(mailOf({ id: '<gone@x>' }))
  const [one] = await conversationsOf(queue)
  await close(one!.id)
  await age(one!.id, 31)
  await sweepNow()
  expect(await queue.there()).toHaveLength(1)
  await db
    .updateTable('collection')
    .set({ cursor: null })
    .where('mailbox_id', '=', queue.mailbox.id)
    .execute()
  expect([await fetchMail(queue.deps), await auditMail(queue.deps)]).toEqual([0, 0])
  await queue.deliver(mailOf({ id: '<late@x>', references: ['<gone@x>'] }))
  expect(await fetchMail(queue.deps)).toBe(1)
  expect(await conversationsOf(queue)).toMatchObject([{ messages: 1, state: 'open' }])
})

test('closing a conversation, an answer and a message count as activity', async () => {
  const queue = await queueWith(mailOf({ id: '<quiet@x>' }))
  const [one] = await conversationsOf(queue)
  await age(one!.id, 400)
  await close(one!.id)
  expect(await sweepNow()).toMatchObject({ conversations: 0 })
  await age(one!.id, 400)
  const headers = ['Auto-Submitted: auto-replied']
  await queue.deliver(mailOf({ id: '<away@x>', references: ['<quiet@x>'], headers }))
  await fetchMail(queue.deps)
  expect(await sweepNow()).toMatchObject({ conversations: 0 })
})

test('a conversation with an answer on its way stays until it is sent', async () => {
  const queue = await queueWith(mailOf({ id: '<asked@x>' }))
  const [one] = await conversationsOf(queue)
  const answer = await answerTo(queue, one!.id, 'queued')
  await close(one!.id)
  await age(one!.id, 400)
  expect(await sweepNow()).toMatchObject({ conversations: 0 })
  await db.updateTable('outgoing_message').set({ state: 'sent' }).where('id', '=', answer).execute()
  expect(await sweepNow()).toMatchObject({ conversations: 1 })
})

test('a message that belongs to a conversation that is just being removed begins a new one', async () => {
  const queue = await queueWith(mailOf({ id: '<first@race>' }))
  const [one] = await conversationsOf(queue)
  await queue.deliver(mailOf({ id: '<second@race>', references: ['<first@race>'] }))
  let fetching: Promise<number> | undefined
  await db.transaction().execute(async (tx) => {
    await sql`DELETE FROM conversation WHERE id = ${one!.id}`.execute(tx)
    fetching = fetchMail(queue.deps)
    await expect
      .poll(async () => {
        const { rows } = await sql`SELECT 1 FROM pg_stat_activity
          WHERE datname = current_database() AND wait_event_type = 'Lock'`.execute(db)
        return rows.length
      })
      .toBe(1)
  })
  expect(await fetching).toBe(1)
  const left = await conversationsOf(queue)
  expect(left).toMatchObject([{ messages: 1 }])
  expect(left[0]!.id).not.toBe(one!.id)
})

test.each(['before', 'after'] as const)(
  'a sweep killed %s any statement removes and counts each conversation once',
  async (moment) => {
    // A death after a statement is one before the next: each of the two takes every other.
    for (let statement = moment === 'before' ? 1 : 2; ; statement += 2) {
      const killable = openKillable(url)
      const queue = await queueWith(
        mailOf({ id: '<one@k>', subject: 'One' }),
        mailOf({ id: '<two@k>', subject: 'Two' }),
      )
      for (const { id } of await conversationsOf(queue)) {
        await close(id)
        await age(id, 31)
      }
      killable.arm(statement, moment)
      const died = await sweepMail({ db: killable.db, rawMail: bench.store }).then(
        () => false,
        (error: unknown) => error instanceof Killed,
      )
      await killable.db.destroy()
      await sweepNow()
      expect(await conversationsOf(queue)).toEqual([])
      expect(await acts(queue)).toMatchObject([{ detail: { conversations: 2 } }])
      expect([await auditMail(queue.deps), await sweepNow()]).toEqual([0, { conversations: 0, raw: 0 }])
      await db.deleteFrom('mailbox').where('id', '=', queue.mailbox.id).execute()
      if (!died) break
    }
  },
  60_000,
)
