import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from './database.ts'

/** Whose edit it was: read from the mailbox, through the API, taken back, repaired by an audit. */
export type Origin = 'mailbox' | 'api' | 'undo' | 'audit'

/** The mailbox that records belong to. */
export interface Owner {
  id: string
  organisationId: string
}

/** What can be taken back as one: written to by each transaction that adds to it. */
export interface Batch {
  id: string
  owner: Owner
  kind: string
  origin: Origin
  /** Goes into the outbox with its edits. */
  say?: Say | undefined
}

/** What the person said who made an edit: whether the server may mail those concerned, and with what words. */
export interface Say {
  notify?: boolean | undefined
  comment?: string | undefined
}

/** A batch that has no row until something is counted. */
export function newBatch(owner: Owner, kind: string, origin: Origin, say?: Say): Batch {
  return { id: randomUUID(), owner, kind, origin, say }
}

/** Adds to the counts of a batch; the first time makes its row. Nothing happens when nothing is counted. */
export async function countBatch(
  db: Db,
  batch: Batch,
  counts: { created?: number; updated?: number; deleted?: number },
): Promise<void> {
  const { created = 0, updated = 0, deleted = 0 } = counts
  if (created + updated + deleted === 0) return
  await sql`
    INSERT INTO batch (id, organisation_id, mailbox_id, kind, origin, finished_at, created, updated, deleted)
    VALUES (${batch.id}, ${batch.owner.organisationId}, ${batch.owner.id}, ${batch.kind}, ${batch.origin}, now(),
      ${created}, ${updated}, ${deleted})
    ON CONFLICT (id) DO UPDATE SET finished_at = now(), created = batch.created + excluded.created,
      updated = batch.updated + excluded.updated, deleted = batch.deleted + excluded.deleted`.execute(db)
}

/** The newest batches of a mailbox. */
export async function listBatches(db: Db, mailboxId: string, limit: number) {
  return await db
    .selectFrom('batch')
    .selectAll()
    .where('mailbox_id', '=', mailboxId)
    .orderBy('started_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
}
