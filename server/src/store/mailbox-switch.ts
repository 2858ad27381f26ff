import { sql } from 'kysely'
import type { Db } from './database.ts'
import { type DroppedSubscription, dropSubscriptions } from './subscriptions.ts'

/** How a kind of record shall be kept in step; absent: as it was, at first the default. */
export interface Choice {
  /** Target folder; null: the default one. */
  folder?: string | null | undefined
  skipPrivate?: boolean | undefined
  privateAsBusy?: boolean | undefined
}

export interface SwitchOptions {
  /** By kind: `contacts`, `events`, `tasks`. */
  choices?: Record<string, Choice | undefined> | undefined
  /** Show what would happen before anything is written. */
  preview?: boolean | undefined
}

/** A collection of a mailbox that was switched on, and the state it is in now. */
export interface Switched {
  id: string
  kind: string
  collectionState: string
}

/** The kinds of record by what a connection calls them in `wanted`. */
const wantedKinds = sql`(VALUES ('contacts', 'contacts'), ('events', 'calendar'), ('tasks', 'tasks')) AS k(kind, name)`

/**
 * Switches mailboxes on in one statement: the mailbox, a collection of each kind that its connection wants, and its lease.
 * One that was on before goes on where it stood. The caller hints `preview:<kind>` (state waiting) or `pull:<kind>`, and
 * `watch:<kind>`.
 */
export async function switchOnMany(db: Db, ids: string[], options: SwitchOptions = {}): Promise<Switched[]> {
  const begin = options.preview ? 'waiting' : 'first'
  const asked = sql`CASE WHEN ${options.preview ?? false} THEN jsonb_build_object('requestedAt', now()) END`
  const choices = Object.entries(options.choices ?? {}).map(([kind, choice]) => ({
    kind,
    folder: choice?.folder ?? null,
    chosen: choice?.folder !== undefined,
    skip: choice?.skipPrivate ?? null,
    busy: choice?.privateAsBusy ?? null,
  }))
  const { rows } = await sql<Switched>`
    WITH choice AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(choices)}::jsonb)
        AS x(kind text, folder text, chosen boolean, skip boolean, busy boolean)
    ), box AS (
      UPDATE mailbox SET state = 'on', trouble = NULL, switched_on_at = coalesce(switched_on_at, now())
      WHERE id = ANY(${ids}::uuid[]) RETURNING id, organisation_id, connection_id
    ), collected AS (
      INSERT INTO collection AS c (mailbox_id, kind, organisation_id, state, preview, folder, skip_private,
        private_as_busy)
      SELECT b.id, k.kind, b.organisation_id, ${begin}, ${asked}, x.folder, coalesce(x.skip, false),
        coalesce(x.busy, false)
      FROM box b JOIN connection n ON n.id = b.connection_id CROSS JOIN ${wantedKinds}
      LEFT JOIN choice x ON x.kind = k.kind
      WHERE (n.wanted ->> k.name)::boolean
      ON CONFLICT (mailbox_id, kind) DO UPDATE SET
        -- A look before the start is over with the second "on"; what is live stays live.
        state = CASE WHEN c.state = 'waiting' THEN ${begin} ELSE c.state END,
        preview = CASE WHEN c.state = 'waiting' THEN excluded.preview ELSE c.preview END,
        -- Where something was read already, the records of another choice would look deleted.
        folder = CASE WHEN c.cursor IS NULL AND (SELECT chosen FROM choice WHERE kind = c.kind)
          THEN excluded.folder ELSE c.folder END,
        skip_private = CASE WHEN c.cursor IS NULL AND (SELECT skip IS NOT NULL FROM choice WHERE kind = c.kind)
          THEN excluded.skip_private ELSE c.skip_private END,
        private_as_busy = CASE WHEN c.cursor IS NULL AND (SELECT busy IS NOT NULL FROM choice WHERE kind = c.kind)
          THEN excluded.private_as_busy ELSE c.private_as_busy END
      RETURNING mailbox_id, kind, state
    ), leased AS (
      INSERT INTO lease (mailbox_id) SELECT id FROM box ON CONFLICT DO NOTHING
    ), told AS (
      SELECT pg_notify('tandem_event', jsonb_build_object(
        'organisationId', organisation_id, 'topic', 'mailbox', 'id', id)::text) FROM box
    )
    SELECT c.mailbox_id AS id, c.kind, c.state AS "collectionState", (SELECT count(*) FROM told) AS told
    FROM collected c ORDER BY 1, 2`.execute(db)
  return rows.map(({ id, kind, collectionState }) => ({ id, kind, collectionState }))
}

/**
 * Collections of what a connection wants by now, for its mailboxes that are switched on: those that are missing are made. Returns
 * them all, but for kinds not wanted any more.
 */
export async function keepWanted(db: Db, connectionId: string): Promise<Switched[]> {
  const { rows } = await sql<Switched>`
    WITH kept AS (
      SELECT m.id, m.organisation_id, k.kind
      FROM mailbox m JOIN connection n ON n.id = m.connection_id CROSS JOIN ${wantedKinds}
      WHERE n.id = ${connectionId} AND m.state IN ('on', 'trouble') AND (n.wanted ->> k.name)::boolean
    ), made AS (
      INSERT INTO collection (mailbox_id, kind, organisation_id, state)
      SELECT id, kind, organisation_id, 'first' FROM kept ON CONFLICT DO NOTHING
    )
    SELECT kept.id, kept.kind, coalesce(c.state, 'first') AS "collectionState"
    FROM kept LEFT JOIN collection c ON c.mailbox_id = kept.id AND c.kind = kept.kind ORDER BY 1, 2`.execute(
    db,
  )
  return rows
}

/** As `switchOnMany`, for one. */
export async function switchOn(db: Db, id: string, options: SwitchOptions = {}): Promise<Switched[]> {
  return await switchOnMany(db, [id], options)
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
