import { sql } from 'kysely'
import type { Owner } from './batches.ts'
import type { Db } from './database.ts'

/** Bytes in a row: what a process holds of a file at a time (decision 0007). */
export const chunkBytes = 1024 * 1024

export interface AttachmentRow {
  id: string
  name: string
  contentType: string
  /** NULL: not uploaded to its end. */
  size: number | null
  dropped: boolean
}

/** A file whose bytes are still to come. */
export async function beginAttachment(
  db: Db,
  owner: Owner,
  file: { name: string; contentType: string },
): Promise<string> {
  const { id } = await db
    .insertInto('attachment')
    .values({
      organisation_id: owner.organisationId,
      mailbox_id: owner.id,
      name: file.name,
      content_type: file.contentType,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** The bytes from `place` × 1 MiB on. */
export async function addChunk(db: Db, id: string, place: number, bytes: Buffer): Promise<void> {
  await db.insertInto('attachment_chunk').values({ attachment_id: id, place, bytes }).execute()
}

/** All bytes are there. */
export async function finishAttachment(db: Db, id: string, size: number): Promise<void> {
  await db.updateTable('attachment').set({ size }).where('id', '=', id).execute()
}

/** Takes a file back; false if there is none, or a message carries it. */
export async function deleteAttachment(db: Db, mailboxId: string, id: string): Promise<boolean> {
  const { rows } = await sql`
    DELETE FROM attachment a WHERE id = ${id} AND mailbox_id = ${mailboxId}
      AND NOT EXISTS (SELECT FROM outgoing_attachment o WHERE o.attachment_id = a.id) RETURNING id`.execute(
    db,
  )
  return rows.length > 0
}

/** Files of a mailbox by their ids, kept from being swept until the transaction ends. */
export async function holdAttachments(tx: Db, mailboxId: string, ids: string[]): Promise<AttachmentRow[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<AttachmentRow>`
    SELECT id, name, content_type AS "contentType", size, dropped_at IS NOT NULL AS dropped FROM attachment
    WHERE mailbox_id = ${mailboxId} AND id = ANY(${ids}::uuid[]) ORDER BY id FOR SHARE`.execute(tx)
  return rows
}

/** Bytes that are read at a time: the database hands them out as text of twice their length. */
const readBytes = chunkBytes / 4

/** The bytes from `offset` on, in small pieces. Throws if they end before `size`. */
export async function* readAttachment(
  db: Db,
  file: { id: string; size: number },
  offset: number,
): AsyncGenerator<Buffer> {
  for (let at = offset; at < file.size; ) {
    const inRow = at % chunkBytes
    // Never over the end of a row. The column is not compressed, so that a part is read without the rest.
    const length = Math.min(readBytes, chunkBytes - inRow)
    const { rows } = await sql<{ bytes: Buffer }>`
      SELECT substring(bytes FROM ${inRow + 1}::int FOR ${length}::int) AS bytes FROM attachment_chunk
      WHERE attachment_id = ${file.id} AND place = ${Math.floor(at / chunkBytes)}::int`.execute(db)
    const bytes = rows[0]?.bytes
    if (!bytes?.length) throw new Error(`The bytes of attachment ${file.id} end at ${at} of ${file.size}`)
    yield bytes
    at += bytes.length
  }
}

/**
 * Deletes files that no message carries a day after their upload, and drops the bytes of those whose messages are all
 * at rest: a week after they went out or were taken back, a month after they failed. Returns how many.
 */
export async function sweepAttachments(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    WITH orphans AS (
      DELETE FROM attachment a WHERE created_at < now() - interval '1 day'
        AND NOT EXISTS (SELECT FROM outgoing_attachment o WHERE o.attachment_id = a.id) RETURNING id
    ), done AS (
      UPDATE attachment a SET dropped_at = now()
      WHERE dropped_at IS NULL AND created_at < now() - interval '7 days'
        AND EXISTS (SELECT FROM outgoing_attachment o WHERE o.attachment_id = a.id)
        AND NOT EXISTS (
          SELECT FROM outgoing_attachment o JOIN outgoing_message m ON m.id = o.message_id
          WHERE o.attachment_id = a.id AND CASE
            WHEN m.state IN ('sent', 'cancelled') THEN m.updated_at > now() - interval '7 days'
            WHEN m.state IN ('failed', 'unknown') THEN m.updated_at > now() - interval '30 days'
            ELSE true END)
      RETURNING id
    ), bytes AS (
      DELETE FROM attachment_chunk c USING done d WHERE c.attachment_id = d.id
    )
    SELECT (SELECT count(*) FROM orphans) + (SELECT count(*) FROM done) AS count`.execute(db)
  return rows[0]!.count
}
