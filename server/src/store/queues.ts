import type { Queue } from '@tandem/model/api/queues.ts'
import { sql } from 'kysely'
import { everyFolder, inboxFolder } from '../lib/mail-folder.ts'
import type { Db } from './database.ts'

export interface QueueRow {
  id: string
  organisationId: string
  address: string
  name: string
  folders: Queue['folders']
  mark: Queue['mark']
  markCategory: string | null
  markFolder: Queue['markFolder']
  keepDays: number | null
  subjectToken: boolean
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
      q.mark_category AS "markCategory", q.mark_folder AS "markFolder", q.folders, q.subject_token AS "subjectToken",
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

/** A folder that is read, and from which moment on (ISO 8601; `null`: everything in it). */
export interface QueueFolder {
  id: string
  name: string
  since: string | null
}

/** What is fetched for a queue, and what is done with it then; undefined: the mailbox is none. */
export async function getQueue(
  db: Db,
  mailboxId: string,
): Promise<
  (Pick<QueueRow, 'mark' | 'markCategory' | 'markFolder'> & { folders: QueueFolder[] }) | undefined
> {
  const { rows } = await sql<
    Pick<QueueRow, 'mark' | 'markCategory' | 'markFolder'> & { folders: QueueFolder[] }
  >`
    SELECT folders, mark, mark_category AS "markCategory", mark_folder AS "markFolder"
    FROM queue WHERE mailbox_id = ${mailboxId}`.execute(db)
  return rows[0]
}

/** Whether answers say in their subject to which conversation they belong. */
export async function hasSubjectToken(db: Db, mailboxId: string): Promise<boolean> {
  const { rows } = await sql`SELECT FROM queue WHERE mailbox_id = ${mailboxId} AND subject_token`.execute(db)
  return rows.length > 0
}

export interface QueueSettings {
  name: string
  mark: Queue['mark']
  markCategory?: string | null
  markFolder?: Queue['markFolder']
  keepDays?: number | null
  subjectToken?: boolean
  /** Absent: the Inbox alone. */
  folders?: { id: string; name: string }[]
  /** For the folders that were not read until now. */
  since: Date | null
}

/** Makes a mailbox a queue, whose mail is read from then on; one that is a queue gets the new settings. Whether other folders are watched now. */
export async function putQueue(
  db: Db,
  mailbox: { id: string; organisationId: string },
  queue: QueueSettings,
): Promise<boolean> {
  const settings = {
    name: queue.name,
    mark: queue.mark,
    mark_category: queue.markCategory ?? null,
    mark_folder: queue.markFolder ? JSON.stringify(queue.markFolder) : null,
    keep_days: queue.keepDays ?? null,
    subject_token: queue.subjectToken ?? false,
  }
  const known = new Map((await getQueue(db, mailbox.id))?.folders.map((one) => [one.id, one.since]))
  const folders = (queue.folders ?? [{ id: inboxFolder, name: 'Inbox' }]).map(({ id, name }): QueueFolder => {
    const since = known.get(id)
    return { id, name, since: since === undefined ? (queue.since?.toISOString() ?? null) : since }
  })
  const owned = { mailbox_id: mailbox.id, organisation_id: mailbox.organisationId }
  await db
    .insertInto('queue')
    .values({ ...owned, ...settings, folders: JSON.stringify(folders), since: queue.since })
    .onConflict((conflict) =>
      conflict.column('mailbox_id').doUpdateSet({ ...settings, folders: JSON.stringify(folders) }),
    )
    .execute()
  // What is subscribed to: one folder, or all of the mailbox.
  const [first, ...more] = folders.map(({ id }) => id)
  const folder = more.length > 0 ? everyFolder : first === inboxFolder ? null : first!
  const { rows } = await sql<{ moved: boolean }>`
    WITH old AS MATERIALIZED (SELECT folder FROM collection WHERE mailbox_id = ${mailbox.id} AND kind = 'inbox')
    INSERT INTO collection (mailbox_id, organisation_id, kind, state, write_back, folder)
    VALUES (${mailbox.id}, ${mailbox.organisationId}, 'inbox', 'first', false, ${folder})
    ON CONFLICT (mailbox_id, kind) DO UPDATE SET folder = excluded.folder
    RETURNING EXISTS (SELECT FROM old WHERE old.folder IS DISTINCT FROM ${folder}::text) AS moved`.execute(db)
  return rows[0]!.moved
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
