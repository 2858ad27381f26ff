import { type Selectable, sql, type UpdateObject } from 'kysely'
import { announce } from './announce.ts'
import type { Db } from './database.ts'
import type { Collection, DB } from './schema.ts'

export type CollectionRow = Selectable<Collection>

/** What is kept in step, if it is. */
export async function getCollection(
  db: Db,
  mailboxId: string,
  kind: string,
): Promise<CollectionRow | undefined> {
  return await db
    .selectFrom('collection')
    .selectAll()
    .where('mailbox_id', '=', mailboxId)
    .where('kind', '=', kind)
    .executeTakeFirst()
}

/** The kinds of record that are kept in step. */
export async function keptKinds(db: Db, mailboxId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('collection')
    .select('kind')
    .where('mailbox_id', '=', mailboxId)
    .orderBy('kind')
    .execute()
  return rows.map((row) => row.kind)
}

/** Until `tx` ends nobody else chooses a folder, or whether private items are left out. */
export async function lockChoices(tx: Db, mailboxId: string): Promise<void> {
  await sql`SELECT FROM mailbox WHERE id = ${mailboxId} FOR UPDATE`.execute(tx)
  await sql`SELECT FROM collection WHERE mailbox_id = ${mailboxId} FOR UPDATE`.execute(tx)
}

/** As `lockChoices`; says whether the choices are still those of `row`. */
export async function holdChoices(tx: Db, row: CollectionRow): Promise<boolean> {
  const { rows } = await sql`
    SELECT FROM collection WHERE mailbox_id = ${row.mailbox_id} AND kind = ${row.kind}
      AND folder IS NOT DISTINCT FROM ${row.folder}::text AND skip_private = ${row.skip_private} FOR UPDATE`.execute(
    tx,
  )
  return rows.length > 0
}

/** Where the reading stands after a page; `more`: the next one follows at once. */
export async function savePage(
  tx: Db,
  mailboxId: string,
  kind: string,
  place: { cursor: string | null; listing: string | null; window: object | null },
): Promise<void> {
  await tx
    .updateTable('collection')
    .set({
      cursor: place.cursor,
      listing_id: place.listing,
      listing_window: place.window && JSON.stringify(place.window),
    })
    .where('mailbox_id', '=', mailboxId)
    .where('kind', '=', kind)
    .execute()
}

/**
 * A pull has come to its end: all is well, the question is answered, the timer adapts (quiet mailboxes are asked ever
 * more rarely, down to every quarter of an hour). Returns whether edits wait to be sent.
 */
export async function finishPull(
  tx: Db,
  mailboxId: string,
  kind: string,
  end: { cursor: string; changed: boolean; listed: boolean },
): Promise<boolean> {
  const { rows } = await sql<{ unsent: boolean }>`
    UPDATE collection SET cursor = ${end.cursor}, listing_id = NULL, listing_window = NULL, state = 'live', question = NULL, answer = NULL,
      failure = NULL, last_pull_at = now(),
      -- A full listing that came to its end is as good as an audit.
      verified_complete_at = CASE WHEN ${end.listed} THEN now() ELSE verified_complete_at END,
      verified_count = CASE WHEN ${end.listed} THEN (
        SELECT count(*) FROM record
        WHERE mailbox_id = ${mailboxId} AND kind = ${kind} AND remote_id IS NOT NULL AND deleted_at IS NULL
      ) ELSE verified_count END,
      last_change_at = CASE WHEN ${end.changed} THEN now() ELSE last_change_at END,
      pull_every_seconds = CASE WHEN ${end.changed} THEN 60 ELSE least(900, pull_every_seconds * 3 / 2) END
    WHERE mailbox_id = ${mailboxId} AND kind = ${kind}
    RETURNING EXISTS (SELECT FROM outbox WHERE mailbox_id = ${mailboxId} AND kind = ${kind} AND state = 'open') AS unsent
  `.execute(tx)
  return rows[0]?.unsent ?? false
}

/** The wipe guard's question: what it would delete. */
export interface WipeQuestion {
  missing: number
  total: number
  samples: string[]
  since: string
}

/** Stops a collection until a person has answered; the cursor stands behind what was read. */
export async function stopCollection(
  tx: Db,
  mailboxId: string,
  kind: string,
  stop: { cursor: string | null; question: WipeQuestion },
): Promise<void> {
  await tx
    .updateTable('collection')
    .set({
      cursor: stop.cursor,
      listing_id: null,
      listing_window: null,
      state: 'stopped',
      question: JSON.stringify(stop.question),
      failure: null,
      last_pull_at: sql`now()`,
    })
    .where('mailbox_id', '=', mailboxId)
    .where('kind', '=', kind)
    .execute()
}

/** An audit found both sides alike: so many records, all of them. */
export async function noteComplete(tx: Db, mailboxId: string, kind: string, count: number): Promise<void> {
  await update(tx, mailboxId, kind, { verified_complete_at: sql`now()`, verified_count: count })
}

/** What a first sync would do, for a person to look at. */
export interface Preview {
  /** Items that would become records. */
  create: number
  /** Items that mean the same as a record here. */
  link: number
  /** Records that would be made in the mailbox. */
  push: number
  /** Private items left out. */
  skipped: number
  samples: { action: 'create' | 'link' | 'push'; name: string }[]
}

/** Stores a finished preview beside the time it was asked for. */
export async function savePreview(tx: Db, mailboxId: string, kind: string, preview: Preview): Promise<void> {
  const finished = JSON.stringify({ ...preview, finishedAt: new Date().toISOString() })
  await update(tx, mailboxId, kind, {
    preview: sql`coalesce(preview, jsonb_build_object('requestedAt', now())) || ${finished}::jsonb`,
  })
}

/** The folders that can be chosen. */
export async function saveFolders(
  tx: Db,
  mailboxId: string,
  kind: string,
  folders: { id: string; name: string }[],
): Promise<void> {
  await update(tx, mailboxId, kind, { folders: JSON.stringify(folders) })
}

/** The newest failure, or (null) that all is well; returns whether that is news. */
export async function noteFailure(
  tx: Db,
  mailboxId: string,
  kind: string,
  failure: { kind: string; detail: string } | null,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('collection')
    .set({ failure: failure && JSON.stringify(failure) })
    .where('mailbox_id', '=', mailboxId)
    .where('kind', '=', kind)
    .where(sql<boolean>`failure ->> 'kind' IS DISTINCT FROM ${failure?.kind ?? null}::text`)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Tells whoever watches that a collection's state is another one. */
export async function announceCollection(tx: Db, mailboxId: string, organisationId: string): Promise<void> {
  await announce(tx, { organisationId, topic: 'collection', id: mailboxId })
}

async function update(
  tx: Db,
  mailboxId: string,
  kind: string,
  values: UpdateObject<DB, 'collection'>,
): Promise<void> {
  await tx
    .updateTable('collection')
    .set(values)
    .where('mailbox_id', '=', mailboxId)
    .where('kind', '=', kind)
    .execute()
}
