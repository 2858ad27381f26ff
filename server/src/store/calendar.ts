import type { EventContent } from '@tandem/model/event.ts'
import { sql } from 'kysely'
import type { Db } from './database.ts'
import { type ListedRecord, searched } from './record-list.ts'

/** An event as a view of the calendar needs it: without its body. */
export interface CalendarRow {
  id: string
  version: number
  fields: EventContent
  outbox: ListedRecord['outbox']
  hasConflict: boolean
}

/**
 * Events that may have something between two moments, by their first start and last end; without bodies, which are most of an event
 * and in no view. 26 hours of margin: an all-day event of any zone is looked for in every zone (UTC-12 to UTC+14).
 */
export async function eventsBetween(
  db: Db,
  wish: { mailboxId: string; from: string; to: string; search?: string | undefined },
): Promise<CalendarRow[]> {
  const { rows } = await sql<CalendarRow>`
    SELECT c.id, c.version, c.fields - 'body' AS fields, o.state AS outbox, c.id IN (
      SELECT record_id FROM conflict WHERE mailbox_id = ${wish.mailboxId} AND state = 'open') AS "hasConflict"
    FROM record c LEFT JOIN outbox o ON o.record_id = c.id
    WHERE c.mailbox_id = ${wish.mailboxId} AND c.kind = 'events' AND c.deleted_at IS NULL
      AND c.ends_at >= ${wish.from}::timestamptz - interval '26 hours'
      AND c.starts_at < ${wish.to}::timestamptz + interval '26 hours' ${searched(wish.search)}`.execute(db)
  return rows
}

/** The event of an identifier that other programs know it by (`iCalUId`), or that Tandem gave a file of it. */
export async function eventByUid(db: Db, mailboxId: string, uid: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM record WHERE mailbox_id = ${mailboxId} AND kind = 'events' AND deleted_at IS NULL
      AND (fields ->> 'iCalUId' = ${uid} OR id::text || '@tandem' = ${uid}) LIMIT 1`.execute(db)
  return rows[0]?.id
}
