import type { ConversationEvent } from '@tandem/model/api/routing.ts'
import { sql } from 'kysely'
import type { Ended } from './conversation-acts.ts'
import type { Db } from './database.ts'

/** Something that happened to a conversation; `actor`: who did it, absent: Tandem. */
export interface NewEvent {
  conversationId: string
  kind: ConversationEvent['kind']
  actor?: string
  /** The agent whom it is about. */
  agentId?: string | null
  data?: { reasons?: string[]; mergedId?: string } | (Ended & { messageId: string })
}

/** Writes down what happened, as something of the queue where the conversation is now. */
export async function addEvents(tx: Db, events: NewEvent[]): Promise<void> {
  if (events.length === 0) return
  await sql`
    INSERT INTO conversation_event (organisation_id, mailbox_id, conversation_id, kind, actor, agent_id, data)
    SELECT c.organisation_id, c.mailbox_id, c.id, x.kind, x.actor, x."agentId", coalesce(x.data, '{}')
    FROM jsonb_to_recordset(${JSON.stringify(events.map((event, place) => ({ ...event, place })))}::jsonb)
      AS x("conversationId" uuid, kind text, actor text, "agentId" text, data jsonb, place int)
    JOIN conversation c ON c.id = x."conversationId" ORDER BY x.place`.execute(tx)
}

export interface EventRow {
  id: string
  at: Date
  kind: ConversationEvent['kind']
  actor: string | null
  agent: string | null
  reasons: string[]
}

/** What happened to a conversation, the newest 100, oldest first. */
export async function listEvents(db: Db, conversationId: string): Promise<EventRow[]> {
  const { rows } = await sql<EventRow>`
    SELECT e.id::text, e.at, e.kind, e.actor, u.name AS agent, coalesce(e.data -> 'reasons', '[]') AS reasons
    FROM conversation_event e LEFT JOIN "user" u ON u.id = e.agent_id
    WHERE e.conversation_id = ${conversationId} ORDER BY e.id DESC LIMIT 100`.execute(db)
  return rows.reverse()
}
