import type { Change } from '@tandem/model/api/changes.ts'
import { sql } from 'kysely'
import type { Db } from './database.ts'

/** A place in the feed: after the change (`xact`, `seq`). */
export interface FeedPlace {
  xact: string
  seq: string
}
export interface FeedWish {
  after: FeedPlace
  organisationId: string | null
  mailboxId?: string
  limit: number
}
export type FeedChange = Change & FeedPlace
export interface FeedPage {
  items: FeedChange[]
  next: FeedPlace
  /** Further changes can be read at once. */
  more: boolean
  /** Changes wait for an older transaction to end, of which nobody will be told: look again soon. */
  held: boolean
}

/** The first number PostgreSQL gives to a transaction (source: access/transam.h, FirstNormalTransactionId). */
const firstTransaction = '3'

/** The beginning of the feed. */
export const feedStart: FeedPlace = { xact: '0', seq: '-1' }

/**
 * Reads changes in the order (xact, seq), up to the oldest transaction still open: a change of that one could come
 * before ours and would be skipped (PostgreSQL documentation, "pg_snapshot_xmin": all lower ids are done).
 */
export async function readChanges(db: Db, wish: FeedWish): Promise<FeedPage> {
  const { after, organisationId, mailboxId, limit } = wish
  const { rows } = await sql<{ oldest: string; held: boolean; items: FeedChange[] }>`
    WITH horizon AS MATERIALIZED (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS oldest),
    page AS (
      SELECT organisation_id AS "organisationId", mailbox_id AS "mailboxId", kind, record_id AS "recordId", operation,
        origin, batch_id AS "batchId", version, at, xact::text AS xact, seq::text AS seq
      FROM change
      WHERE (change.xact, change.seq) > (${after.xact}::xid8, ${after.seq}::bigint)
        AND change.xact < (SELECT oldest FROM horizon)
        ${organisationId === null ? sql`` : sql`AND organisation_id = ${organisationId}`}
        ${mailboxId === undefined ? sql`` : sql`AND mailbox_id = ${mailboxId}`}
      ORDER BY change.xact, change.seq LIMIT ${limit})
    SELECT oldest::text AS oldest, EXISTS (SELECT FROM change WHERE xact >= oldest) AS held,
      coalesce((SELECT jsonb_agg(to_jsonb(page)) FROM page), '[]') AS items
    FROM horizon`.execute(db)
  const { oldest, held, items } = rows[0]!
  const last = items.at(-1)
  const more = items.length === limit
  // PostgreSQL writes microseconds and +00:00; everywhere else moments end with milliseconds and Z.
  for (const item of items) item.at = new Date(item.at).toISOString()
  // Everything below the horizon has been looked at: the next reading begins there, whatever the filter left out.
  return {
    items,
    more,
    held,
    next: more && last ? { xact: last.xact, seq: last.seq } : { xact: oldest, seq: '-1' },
  }
}

/** The end of the feed: whatever is committed from now on comes after it. */
export async function feedEnd(db: Db): Promise<FeedPlace> {
  const { rows } = await sql<{ oldest: string }>`
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS oldest`.execute(db)
  return { xact: rows[0]!.oldest, seq: '-1' }
}

/**
 * Gives changes of another cluster (a restored dump) a place before all new ones, in their order: their transaction
 * numbers may be higher than any of this cluster, and would never be passed. Returns how many there were.
 */
export async function adoptChanges(db: Db): Promise<number> {
  // Of webhooks the number of the last change they were told says where they are.
  await sql`
    UPDATE webhook SET change_xact = ${firstTransaction}::xid8, change_seq = told_seq,
      event_xact = ${firstTransaction}::xid8, event_seq = -1
    WHERE change_xact > pg_snapshot_xmax(pg_current_snapshot())`.execute(db)
  await sql`
    UPDATE webhook_event SET xact = ${firstTransaction}::xid8
    WHERE xact >= pg_snapshot_xmax(pg_current_snapshot())`.execute(db)
  const { numAffectedRows } = await sql`
    UPDATE change SET xact = ${firstTransaction}::xid8
    WHERE xact >= pg_snapshot_xmax(pg_current_snapshot())`.execute(db)
  return Number(numAffectedRows ?? 0)
}

/** Whether a place can have come from this cluster. */
export async function isKnownPlace(db: Db, { xact }: FeedPlace): Promise<boolean> {
  const { rows } = await sql<{ known: boolean }>`
    SELECT ${xact}::xid8 <= pg_snapshot_xmax(pg_current_snapshot()) AS known`.execute(db)
  return rows[0]!.known
}
