import type { TimelineHour } from '@tandem/model/api/mailbox-actions.ts'
import { sql } from 'kysely'
import type { Db } from './database.ts'

/** Changes of a mailbox in each of the last 24 hours, by the side that made them, and the mail that went out; oldest first. */
export async function changesPerHour(db: Db, mailboxId: string): Promise<TimelineHour[]> {
  // From the batches, which hold the counts: the change log of a busy mailbox is long.
  const { rows } = await sql<Omit<TimelineHour, 'hour'> & { hour: Date }>`
    SELECT hour, coalesce(sum(b.from_mailbox), 0)::int AS "fromMailbox", coalesce(sum(b.from_tandem), 0)::int AS "fromTandem",
      coalesce(jsonb_object_agg(b.kind, jsonb_build_object('fromMailbox', b.from_mailbox, 'fromTandem', b.from_tandem))
        FILTER (WHERE b.kind IS NOT NULL), '{}') AS "byKind",
      (SELECT count(*) FROM outgoing_message m WHERE m.mailbox_id = ${mailboxId} AND m.sent_at >= hour
        AND m.sent_at < hour + interval '1 hour')::int AS sent
    FROM generate_series(
      date_trunc('hour', now()) - interval '23 hours', date_trunc('hour', now()), interval '1 hour') AS hour
    LEFT JOIN LATERAL (
      SELECT kind,
        coalesce(sum(created + updated + deleted) FILTER (WHERE origin IN ('mailbox', 'audit')), 0) AS from_mailbox,
        coalesce(sum(created + updated + deleted) FILTER (WHERE origin IN ('api', 'undo')), 0) AS from_tandem
      FROM batch WHERE mailbox_id = ${mailboxId} AND started_at >= hour AND started_at < hour + interval '1 hour'
      GROUP BY kind) AS b ON true
    GROUP BY hour ORDER BY hour`.execute(db)
  return rows.map((row) => ({ ...row, hour: row.hour.toISOString() }))
}
