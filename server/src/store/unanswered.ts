import { sql } from 'kysely'
import { addEvents } from './conversation-events.ts'
import { announceConversations } from './conversations.ts'
import type { Db } from './database.ts'

/**
 * Answers were taken back or refused: whoever waited waits on, as if they had not been written, unless another answer went out. `why`: a
 * sentence for the history; `actor`: who wants it, absent: Tandem.
 */
export async function resumeWaiting(
  tx: Db,
  messageIds: string[],
  { why, actor }: { why: string; actor?: string },
): Promise<void> {
  if (messageIds.length === 0) return
  const { rows } = await sql<{ id: string }>`
    WITH undone AS (
      DELETE FROM conversation_event e USING outgoing_message m
      WHERE m.id = ANY(${messageIds}::uuid[]) AND e.conversation_id = m.conversation_id AND e.kind = 'answered'
        AND e.data ->> 'messageId' = m.id::text AND NOT EXISTS (
          SELECT FROM outgoing_message o WHERE o.conversation_id = m.conversation_id AND o.id <> m.id
            AND o.created_at > m.created_at AND o.state NOT IN ('cancelled', 'failed')
            AND NOT o.content @> '{"isAutomatic": true}' AND NOT o.content @> '{"isForward": true}')
      RETURNING e.conversation_id AS id, e.data)
    UPDATE conversation c SET version = version + 1,
      waiting_since = least(c.waiting_since, (u.data ->> 'waitingSince')::timestamptz),
      due_at = least(c.due_at, (u.data ->> 'dueAt')::timestamptz)
    FROM undone u WHERE c.id = u.id AND c.state = 'open' RETURNING c.id`.execute(tx)
  if (rows.length === 0) return
  await addEvents(
    tx,
    rows.map(({ id }) => ({
      conversationId: id,
      kind: 'woken',
      ...(actor !== undefined && { actor }),
      data: { reasons: [why] },
    })),
  )
  await announceConversations(
    tx,
    rows.map(({ id }) => id),
  )
}
