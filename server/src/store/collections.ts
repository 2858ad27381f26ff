import { type Selectable, sql } from 'kysely'
import { announce } from './announce.ts'
import type { Db } from './database.ts'
import type { Collection } from './schema.ts'

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

/** Where the reading stands after a page; `more`: the next one follows at once. */
export async function savePage(
  tx: Db,
  mailboxId: string,
  kind: string,
  place: { cursor: string | null; listing: string | null },
): Promise<void> {
  await tx
    .updateTable('collection')
    .set({ cursor: place.cursor, listing_id: place.listing })
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
  end: { cursor: string; changed: boolean },
): Promise<boolean> {
  const { rows } = await sql<{ unsent: boolean }>`
    UPDATE collection SET cursor = ${end.cursor}, listing_id = NULL, state = 'live', question = NULL, answer = NULL,
      failure = NULL, last_pull_at = now(),
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
  stop: { cursor: string; question: WipeQuestion },
): Promise<void> {
  await tx
    .updateTable('collection')
    .set({
      cursor: stop.cursor,
      listing_id: null,
      state: 'stopped',
      question: JSON.stringify(stop.question),
      failure: null,
      last_pull_at: sql`now()`,
    })
    .where('mailbox_id', '=', mailboxId)
    .where('kind', '=', kind)
    .execute()
}

/** Tells whoever watches that a collection's state is another one. */
export async function announceCollection(tx: Db, mailboxId: string, organisationId: string): Promise<void> {
  await announce(tx, { organisationId, topic: 'collection', id: mailboxId })
}
