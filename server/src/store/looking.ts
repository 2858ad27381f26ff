import type { Looker } from '@tandem/model/api/routing.ts'
import { sql } from 'kysely'
import type { Db } from './database.ts'

/** A page that has not been heard of for so long shows something else. */
const forgottenAfter = '1 minute'

interface Look {
  conversation: { id: string; organisationId: string }
  userId: string
}

/** Somebody has a conversation open; returns whether that is news: they have come, or their writing has begun or ended. */
export async function look(tx: Db, { conversation, userId }: Look, isWriting: boolean): Promise<boolean> {
  const { rows } = await sql<{ isNews: boolean }>`
    WITH before AS (SELECT is_writing FROM looking
      WHERE conversation_id = ${conversation.id} AND user_id = ${userId} AND at > now() - ${forgottenAfter}::interval)
    INSERT INTO looking (conversation_id, user_id, organisation_id, is_writing)
    VALUES (${conversation.id}, ${userId}, ${conversation.organisationId}, ${isWriting})
    ON CONFLICT (conversation_id, user_id) DO UPDATE SET is_writing = excluded.is_writing, at = now()
    RETURNING NOT EXISTS (SELECT FROM before WHERE before.is_writing = ${isWriting}) AS "isNews"`.execute(tx)
  return rows[0]?.isNews === true
}

/** Somebody looks at something else now; whether they were there. */
export async function lookAway(tx: Db, { conversation, userId }: Look): Promise<boolean> {
  const { numAffectedRows } = await sql`
    DELETE FROM looking WHERE conversation_id = ${conversation.id} AND user_id = ${userId}`.execute(tx)
  return numAffectedRows !== undefined && numAffectedRows > 0n
}

/** Forgets those who were not heard of; whether somebody of this conversation was among them. */
export async function forgetLookers(tx: Db, conversationId: string): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    DELETE FROM looking WHERE (conversation_id, user_id) IN (
      SELECT conversation_id, user_id FROM looking WHERE at < now() - ${forgottenAfter}::interval
      ORDER BY conversation_id, user_id LIMIT 1000 FOR UPDATE SKIP LOCKED)
    RETURNING conversation_id AS id`.execute(tx)
  return rows.some(({ id }) => id === conversationId)
}

/** Who has it open beside `userId`, by name. */
export async function listLookers(db: Db, conversationId: string, userId: string | null): Promise<Looker[]> {
  const { rows } = await sql<Looker>`
    SELECT l.user_id AS id, u.name, l.is_writing AS "isWriting" FROM looking l JOIN "user" u ON u.id = l.user_id
    WHERE l.conversation_id = ${conversationId} AND l.at > now() - ${forgottenAfter}::interval
      AND l.user_id IS DISTINCT FROM ${userId}
    ORDER BY lower(u.name), l.user_id`.execute(db)
  return rows
}
