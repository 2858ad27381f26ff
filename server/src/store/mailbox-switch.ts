import { sql } from 'kysely'
import type { Db } from './database.ts'
import { type DroppedSubscription, dropSubscriptions } from './subscriptions.ts'

export interface SwitchOptions {
  /** Target folder; undefined: as it was, at first the default one. */
  folder?: string | null
  skipPrivate?: boolean
  /** Show what would happen before anything is written. */
  preview?: boolean
}

/** A mailbox that was switched, and the state its contacts are in now. */
export interface Switched {
  id: string
  collectionState: string
}

/**
 * Switches mailboxes on in one statement: the mailbox, its collection of contacts and its lease. One that was on
 * before goes on where it stood. The caller hints `preview:contacts` (state waiting) or `pull:contacts`, and
 * `watch:contacts`.
 */
export async function switchOnMany(db: Db, ids: string[], options: SwitchOptions = {}): Promise<Switched[]> {
  const begin = options.preview ? 'waiting' : 'first'
  const asked = sql`CASE WHEN ${options.preview ?? false} THEN jsonb_build_object('requestedAt', now()) END`
  const { rows } = await sql<Switched>`
    WITH box AS (
      UPDATE mailbox SET state = 'on', trouble = NULL, switched_on_at = coalesce(switched_on_at, now())
      WHERE id = ANY(${ids}::uuid[]) RETURNING id, organisation_id
    ), collected AS (
      INSERT INTO collection AS c (mailbox_id, kind, organisation_id, state, preview, folder, skip_private)
      SELECT id, 'contacts', organisation_id, ${begin}, ${asked}, ${options.folder ?? null}, ${options.skipPrivate ?? false}
      FROM box
      ON CONFLICT (mailbox_id, kind) DO UPDATE SET
        -- A look before the start is over with the second "on"; what is live stays live.
        state = CASE WHEN c.state = 'waiting' THEN ${begin} ELSE c.state END,
        preview = CASE WHEN c.state = 'waiting' THEN excluded.preview ELSE c.preview END,
        -- Where something was read already, the records of another choice would look deleted.
        folder = CASE WHEN ${options.folder !== undefined} AND c.cursor IS NULL THEN excluded.folder ELSE c.folder END,
        skip_private = CASE WHEN ${options.skipPrivate !== undefined} AND c.cursor IS NULL
          THEN excluded.skip_private ELSE c.skip_private END
      RETURNING mailbox_id, state
    ), leased AS (
      INSERT INTO lease (mailbox_id) SELECT id FROM box ON CONFLICT DO NOTHING
    ), told AS (
      SELECT pg_notify('tandem_event', jsonb_build_object(
        'organisationId', organisation_id, 'topic', 'mailbox', 'id', id)::text) FROM box
    )
    SELECT c.mailbox_id AS id, c.state AS "collectionState", (SELECT count(*) FROM told) AS told
    FROM collected c`.execute(db)
  return rows.map(({ id, collectionState }) => ({ id, collectionState }))
}

/** As `switchOnMany`, for one. */
export async function switchOn(
  db: Db,
  id: string,
  options: SwitchOptions = {},
): Promise<Switched | undefined> {
  return (await switchOnMany(db, [id], options))[0]
}

/**
 * Switches mailboxes off: their records stay, nothing is done for them any more. Returns their subscriptions, to be
 * stopped. Rows are locked in the order that all keep to: connection, mailbox, collection, todo.
 */
export async function switchOffMany(db: Db, ids: string[]): Promise<DroppedSubscription[]> {
  const { rows } = await sql<{ id: string }>`
    WITH box AS (
      UPDATE mailbox SET state = 'off', trouble = NULL
      WHERE id = ANY(${ids}::uuid[]) AND state IN ('on', 'trouble') RETURNING id, organisation_id
    ), told AS (
      SELECT pg_notify('tandem_event', jsonb_build_object(
        'organisationId', organisation_id, 'topic', 'mailbox', 'id', id)::text) FROM box
    )
    SELECT id, (SELECT count(*) FROM told) AS told FROM box`.execute(db)
  const off = rows.map((row) => row.id)
  const dropped = await dropSubscriptions(db, { mailboxIds: off })
  await sql`DELETE FROM todo WHERE mailbox_id = ANY(${off}::uuid[])`.execute(db)
  return dropped
}

/** Drops what was to be done for the mailboxes of a connection; switching on or activating hints it anew. */
export async function restTasks(db: Db, connectionId: string): Promise<void> {
  await sql`
    DELETE FROM todo USING mailbox m
    WHERE todo.mailbox_id = m.id AND m.connection_id = ${connectionId}`.execute(db)
}
