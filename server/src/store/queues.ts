import type { Queue } from '@tandem/model/api/queues.ts'
import { sql } from 'kysely'
import type { Db } from './database.ts'

export interface QueueRow {
  id: string
  organisationId: string
  address: string
  name: string
  mark: Queue['mark']
  keepDays: number | null
  distribution: Queue['distribution']
  /** ISO 8601; `null`: everything. */
  since: string | null
  state: Queue['state']
  failure: { title?: string; kind?: string; detail?: string } | null
  trouble: { title: string; detail: string } | null
  open: number
  oldestAt: string | null
}

/** Queues by name, with what is open in them. */
export async function listQueues(
  db: Db,
  wish: { organisationId: string | null; mailboxId?: string },
): Promise<QueueRow[]> {
  const { organisationId, mailboxId } = wish
  const { rows } = await sql<QueueRow>`
    SELECT q.mailbox_id AS id, q.organisation_id AS "organisationId", m.address, q.name, q.mark, q.keep_days AS "keepDays",
      coalesce(q.routing ->> 'distribution', 'by-hand') AS distribution,
      to_jsonb(q.since) #>> '{}' AS since,
      CASE WHEN m.state = 'off' THEN 'stopped' WHEN c.state = 'live' THEN 'live' ELSE 'first' END AS state,
      c.failure, m.trouble, coalesce(o.open, 0)::int AS open, to_jsonb(o.oldest) #>> '{}' AS "oldestAt"
    FROM queue q JOIN mailbox m ON m.id = q.mailbox_id
    LEFT JOIN collection c ON c.mailbox_id = q.mailbox_id AND c.kind = 'inbox'
    LEFT JOIN LATERAL (
      SELECT count(*) AS open, min(last_at) AS oldest FROM conversation
      WHERE mailbox_id = q.mailbox_id AND state = 'open') o ON true
    WHERE true ${organisationId === null ? sql`` : sql`AND q.organisation_id = ${organisationId}`}
      ${mailboxId === undefined ? sql`` : sql`AND q.mailbox_id = ${mailboxId}`}
    ORDER BY lower(q.name), q.mailbox_id LIMIT 1000`.execute(db)
  return rows
}

/** The settings of a queue; undefined: the mailbox is none. */
export async function getQueue(
  db: Db,
  mailboxId: string,
): Promise<{ since: Date | null; mark: string } | undefined> {
  return await db
    .selectFrom('queue')
    .select(['since', 'mark'])
    .where('mailbox_id', '=', mailboxId)
    .executeTakeFirst()
}

/** Makes a mailbox a queue, whose mail is read from then on; one that is a queue gets the new settings. */
export async function putQueue(
  db: Db,
  mailbox: { id: string; organisationId: string },
  queue: { name: string; mark: string; since: Date | null; keepDays?: number | null },
): Promise<void> {
  await db
    .insertInto('queue')
    .values({
      mailbox_id: mailbox.id,
      organisation_id: mailbox.organisationId,
      name: queue.name,
      mark: queue.mark,
      since: queue.since,
      keep_days: queue.keepDays ?? null,
    })
    .onConflict((conflict) =>
      conflict.column('mailbox_id').doUpdateSet({
        name: queue.name,
        mark: queue.mark,
        keep_days: queue.keepDays ?? null,
      }),
    )
    .execute()
  await db
    .insertInto('collection')
    .values({
      mailbox_id: mailbox.id,
      organisation_id: mailbox.organisationId,
      kind: 'inbox',
      state: 'first',
      write_back: false,
    })
    .onConflict((conflict) => conflict.columns(['mailbox_id', 'kind']).doNothing())
    .execute()
}

/** The mailbox is no queue any more; what was stored stays. Whether it was one. */
export async function deleteQueue(db: Db, mailboxId: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('queue')
    .where('mailbox_id', '=', mailboxId)
    .executeTakeFirst()
  await db.deleteFrom('collection').where('mailbox_id', '=', mailboxId).where('kind', '=', 'inbox').execute()
  await sql`DELETE FROM todo WHERE mailbox_id = ${mailboxId} AND task LIKE '%:inbox'`.execute(db)
  return numDeletedRows > 0n
}
