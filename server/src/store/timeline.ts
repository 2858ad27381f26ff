import type { TimelineHour } from '@tandem/model/api/mailbox-actions.ts'
import { sql } from 'kysely'
import type { Db } from './database.ts'

/** Changes of a mailbox in each of the last 24 hours, by the side that made them; oldest first. */
export async function changesPerHour(db: Db, mailboxId: string): Promise<TimelineHour[]> {
  // From the batches, which hold the counts: the change log of a busy mailbox is long.
  const { rows } = await sql<{ hour: Date; fromMailbox: number; fromTandem: number }>`
    SELECT hour,
      coalesce(sum(b.created + b.updated + b.deleted) FILTER (WHERE b.origin IN ('mailbox', 'audit')), 0)
        AS "fromMailbox",
      coalesce(sum(b.created + b.updated + b.deleted) FILTER (WHERE b.origin IN ('api', 'undo')), 0) AS "fromTandem"
    FROM generate_series(
      date_trunc('hour', now()) - interval '23 hours', date_trunc('hour', now()), interval '1 hour') AS hour
    LEFT JOIN batch b ON b.mailbox_id = ${mailboxId} AND b.started_at >= hour
      AND b.started_at < hour + interval '1 hour'
    GROUP BY hour ORDER BY hour`.execute(db)
  return rows.map((row) => ({ ...row, hour: row.hour.toISOString() }))
}
