import { sql } from 'kysely'
import type { Database, Db } from './database.ts'

/** What was removed with conversations. */
export interface Removed {
  conversations: number
  messages: number
  answers: number
}

/** Messages that wait, are on their way, or have left a draft in the mailbox that is still to be taken away. */
export const isUnderWay = sql`(o.state IN ('held', 'queued', 'sending')
  OR o.draft_ref IS NOT NULL AND o.state IN ('failed', 'cancelled'))`

/**
 * Removes conversations with all that was written in them: messages (of which the reference stays, so that they are not fetched again),
 * keys, answers and their files; the bytes go with the next sweep. The caller has locked them.
 */
export async function removeConversations(tx: Db, ids: string[]): Promise<Removed> {
  await sql`
    INSERT INTO removed_message (mailbox_id, ref, organisation_id)
    SELECT fetched_by, sha256(convert_to(remote_id, 'UTF8')), organisation_id FROM inbound_message
    WHERE conversation_id = ANY(${ids}::uuid[]) AND fetched_by IS NOT NULL ON CONFLICT DO NOTHING`.execute(tx)
  const messages = await sql`
    DELETE FROM inbound_message WHERE conversation_id = ANY(${ids}::uuid[])`.execute(tx)
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM outgoing_message WHERE conversation_id = ANY(${ids}::uuid[])`.execute(tx)
  const answers = await removeOutgoing(
    tx,
    rows.map(({ id }) => id),
  )
  const conversations = await sql`DELETE FROM conversation WHERE id = ANY(${ids}::uuid[])`.execute(tx)
  return {
    conversations: Number(conversations.numAffectedRows),
    messages: Number(messages.numAffectedRows),
    answers,
  }
}

/** Removes messages that went out, and their files that no other message carries. Returns how many. */
export async function removeOutgoing(tx: Db, ids: string[]): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    SELECT DISTINCT attachment_id AS id FROM outgoing_attachment WHERE message_id = ANY(${ids}::uuid[])`.execute(
    tx,
  )
  const gone = await sql`DELETE FROM outgoing_message WHERE id = ANY(${ids}::uuid[])`.execute(tx)
  await sql`
    DELETE FROM attachment a WHERE id = ANY(${rows.map(({ id }) => id)}::uuid[])
      AND NOT EXISTS (SELECT FROM outgoing_attachment o WHERE o.attachment_id = a.id)`.execute(tx)
  return Number(gone.numAffectedRows)
}

/** Queues that keep closed conversations for some days only, or that have removed some and not told so. */
export async function queuesToClear(db: Db): Promise<{ id: string; organisationId: string }[]> {
  return await db
    .selectFrom('queue')
    .select(['mailbox_id as id', 'organisation_id as organisationId'])
    .where((eb) => eb.or([eb('keep_days', 'is not', null), eb('removed_untold', '>', 0)]))
    .orderBy('mailbox_id')
    .execute()
}

/** Conversations removed in one transaction. */
const atOnce = 50

/** Removes closed conversations of a queue to which nothing has happened for as long as it keeps them. */
export async function removeOld(db: Database, mailboxId: string): Promise<void> {
  for (;;) {
    const found = await db.transaction().execute(async (tx) => {
      // One that somebody is working on is left for the next sweep.
      const { rows } = await sql<{ id: string }>`
        SELECT c.id FROM conversation c JOIN queue q ON q.mailbox_id = c.mailbox_id
        WHERE c.mailbox_id = ${mailboxId} AND c.state = 'closed'
          AND c.touched_at < now() - make_interval(days => q.keep_days)
          AND NOT EXISTS (SELECT FROM outgoing_message o WHERE o.conversation_id = c.id AND ${isUnderWay})
        ORDER BY c.touched_at LIMIT ${atOnce} FOR UPDATE OF c SKIP LOCKED`.execute(tx)
      if (rows.length === 0) return 0
      const removed = await removeConversations(
        tx,
        rows.map(({ id }) => id),
      )
      await sql`
        UPDATE queue SET removed_untold = removed_untold + ${removed.conversations}
        WHERE mailbox_id = ${mailboxId}`.execute(tx)
      return rows.length
    })
    if (found < atOnce) return
  }
}

/** How many conversations were removed since this was last asked, also by a sweep that was killed. */
export async function takeUntold(tx: Db, mailboxId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    WITH before AS (SELECT removed_untold AS count FROM queue WHERE mailbox_id = ${mailboxId} FOR UPDATE)
    UPDATE queue q SET removed_untold = 0 FROM before b
    WHERE q.mailbox_id = ${mailboxId} AND b.count > 0 RETURNING b.count`.execute(tx)
  return rows[0]?.count ?? 0
}
