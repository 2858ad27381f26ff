import { sql } from 'kysely'
import type { Db } from './database.ts'

export interface Subscription {
  id: string
  secret: string
  mailboxId: string
  kind: string
}

/** The subscriptions of mailboxes that are switched on, among the given ids. */
export async function findSubscriptions(db: Db, ids: string[]): Promise<Subscription[]> {
  const { rows } = await sql<Subscription>`
    SELECT c.subscription_id AS id, c.subscription_secret AS secret, c.mailbox_id AS "mailboxId", c.kind
    FROM collection c JOIN mailbox m ON m.id = c.mailbox_id
    WHERE c.subscription_id = ANY(${ids}::text[]) AND c.subscription_secret IS NOT NULL
      AND m.state IN ('on', 'trouble')`.execute(db)
  return rows
}

/** A subscription that Tandem no longer wants, and by which connection and mailbox it can be stopped. */
export interface DroppedSubscription {
  id: string
  connectionId: string
  mailbox: string
}

/**
 * Forgets the subscriptions of mailboxes, so that what they still send does nothing; returns them. Comes after the change
 * that makes them unwanted: one that is being started meanwhile is then refused by `saveSubscription`.
 */
export async function dropSubscriptions(
  db: Db,
  of: { mailboxIds: string[]; kind?: string } | { connectionId: string },
): Promise<DroppedSubscription[]> {
  const where =
    'mailboxIds' in of
      ? sql`m.id = ANY(${of.mailboxIds}::uuid[]) AND c.kind = coalesce(${of.kind ?? null}::text, c.kind)`
      : sql`m.connection_id = ${of.connectionId}`
  const { rows } = await sql<DroppedSubscription>`
    WITH old AS MATERIALIZED (
      SELECT c.mailbox_id, c.kind, c.subscription_id, m.connection_id, m.address
      FROM collection c JOIN mailbox m ON m.id = c.mailbox_id
      WHERE ${where} AND c.subscription_id IS NOT NULL ORDER BY c.mailbox_id, c.kind FOR UPDATE OF c
    ), dropped AS (
      UPDATE collection c SET subscription_id = NULL, subscription_secret = NULL, subscription_expires_at = NULL
      FROM old WHERE c.mailbox_id = old.mailbox_id AND c.kind = old.kind
    )
    SELECT subscription_id AS id, connection_id AS "connectionId", address AS mailbox FROM old`.execute(db)
  return rows
}

/** The push subscription that is in force; false (nothing is stored) when nobody wants it any more. */
export async function saveSubscription(
  tx: Db,
  collection: { mailboxId: string; kind: string; folder: string | null },
  subscription: { id: string; secret: string; expiresAt: Date },
): Promise<boolean> {
  const { mailboxId, kind, folder } = collection
  // Locked one after the other, connection first, as those do who switch off: they wait, or we see what they did.
  const connection = await sql`
    SELECT FROM connection n WHERE state = 'active' AND id = (SELECT connection_id FROM mailbox WHERE id = ${mailboxId})
    FOR SHARE`.execute(tx)
  const mailbox = await sql`
    SELECT FROM mailbox WHERE id = ${mailboxId} AND state IN ('on', 'trouble') FOR SHARE`.execute(tx)
  if (connection.rows.length === 0 || mailbox.rows.length === 0) return false
  const { numAffectedRows } = await sql`
    UPDATE collection SET subscription_id = ${subscription.id}, subscription_secret = ${subscription.secret},
      subscription_expires_at = ${subscription.expiresAt}
    WHERE mailbox_id = ${mailboxId} AND kind = ${kind} AND folder IS NOT DISTINCT FROM ${folder}::text`.execute(
    tx,
  )
  return numAffectedRows === 1n
}

/** Of these mailboxes those that can still be given this folder (nothing was read yet), and have another one. */
export async function inOtherFolder(
  db: Db,
  { mailboxIds, kind }: { mailboxIds: string[]; kind: string },
  folder: string | null,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT mailbox_id AS id FROM collection
    WHERE mailbox_id = ANY(${mailboxIds}::uuid[]) AND kind = ${kind} AND cursor IS NULL
      AND folder IS DISTINCT FROM ${folder}::text`.execute(db)
  return rows.map((row) => row.id)
}

/**
 * Notes that notifications came, and forgets the subscriptions that are lost. Several posts may name the same ones at the
 * same time: the rows are locked in one order, so that no two posts wait for each other.
 */
export async function noteNotified(db: Db, ids: string[], lost: string[]): Promise<void> {
  await sql`
    WITH held AS MATERIALIZED (
      SELECT mailbox_id, kind FROM collection WHERE subscription_id = ANY(${ids}::text[])
      ORDER BY mailbox_id, kind FOR UPDATE
    )
    UPDATE collection c SET last_notified_at = now(),
      subscription_id = CASE WHEN subscription_id = ANY(${lost}::text[]) THEN NULL ELSE subscription_id END,
      subscription_expires_at =
        CASE WHEN subscription_id = ANY(${lost}::text[]) THEN NULL ELSE subscription_expires_at END
    FROM held WHERE c.mailbox_id = held.mailbox_id AND c.kind = held.kind`.execute(db)
}
