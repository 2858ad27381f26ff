import { sql } from 'kysely'
import type { Db } from './database.ts'

export interface NoteRow {
  id: string
  /** `agent:ada@example.org`. */
  author: string
  text: string
  createdAt: Date
}

/** Adds a note to a conversation that is held (`holdConversation`). `search`: what is searched, folded. */
export async function addNote(
  tx: Db,
  owner: { id: string; organisationId: string },
  note: { conversationId: string; author: string; text: string; search: string },
): Promise<NoteRow> {
  const { conversationId, author, text, search } = note
  const { rows } = await sql<NoteRow>`
    INSERT INTO conversation_note (organisation_id, mailbox_id, conversation_id, author, text, search)
    VALUES (${owner.organisationId}, ${owner.id}, ${conversationId}, ${author}, ${text}, to_tsvector('simple', ${search}))
    RETURNING ${columns}`.execute(tx)
  await sql`UPDATE conversation SET version = version + 1 WHERE id = ${conversationId}`.execute(tx)
  return rows[0]!
}

/** The newest 100 notes of a conversation, oldest first. */
export async function listNotes(db: Db, conversationId: string): Promise<NoteRow[]> {
  const { rows } = await sql<NoteRow>`
    SELECT ${columns} FROM conversation_note WHERE conversation_id = ${conversationId}
    ORDER BY created_at DESC, id DESC LIMIT 100`.execute(db)
  return rows.reverse()
}

const columns = sql`id, author, text, created_at AS "createdAt"`
