import type { Conversation, MailAddress } from '@tandem/model/api/queues.ts'
import { sql } from 'kysely'
import { assignCustomers } from './customers.ts'
import type { Db } from './database.ts'

export type ConversationRow = Omit<Conversation, 'queueId' | 'from'> & {
  mailboxId: string
  organisationId: string
  sender: MailAddress
  /** Orders those of the same second. */
  newest: string
}

interface Owner {
  id: string
  organisationId: string
}

/** To which conversations keys lead, and when each of those began (epoch milliseconds). */
export async function findByKeys(
  tx: Db,
  mailboxId: string,
  keys: string[],
): Promise<{ known: Map<string, string>; age: Map<string, number> }> {
  const { rows } = await sql<{ key: string; id: string; began: number }>`
    SELECT k.key, c.id, extract(epoch FROM c.first_at)::float8 * 1000 AS began
    FROM conversation_key k JOIN conversation c ON c.id = k.conversation_id
    WHERE k.mailbox_id = ${mailboxId} AND k.key = ANY(${keys}::text[])`.execute(tx)
  return {
    known: new Map(rows.map(({ key, id }) => [key, id])),
    age: new Map(rows.map(({ id, began }) => [id, began])),
  }
}

/** Makes conversations; what they hold is counted by `recount`. */
export async function insertConversations(tx: Db, owner: Owner, ids: string[]): Promise<void> {
  await sql`
    INSERT INTO conversation (id, organisation_id, mailbox_id, subject, sender, preview, messages, has_attachments,
      first_at, last_at, version)
    SELECT id, ${owner.organisationId}, ${owner.id}, '', '{}', '', 0, false, now(), now(), 0
    FROM unnest(${ids}::uuid[]) AS x(id)`.execute(tx)
}

/** Until `tx` ends nobody makes it one with another; false: it is none any more. */
export async function holdConversation(tx: Db, id: string): Promise<boolean> {
  const { rows } = await sql`SELECT FROM conversation WHERE id = ${id} FOR KEY SHARE`.execute(tx)
  return rows.length > 0
}

/** Makes conversations one: everything of `from` is then of `to`. */
export async function mergeConversations(tx: Db, merges: { from: string; to: string }[]): Promise<void> {
  const pairs = sql`jsonb_to_recordset(${JSON.stringify(merges)}::jsonb) AS x("from" uuid, "to" uuid)`
  // Whoever is answering one of them comes first, and is seen.
  await sql`SELECT FROM conversation c JOIN ${pairs} ON c.id = x."from" ORDER BY c.id FOR UPDATE OF c`.execute(
    tx,
  )
  await sql`
    UPDATE inbound_message m SET conversation_id = x."to" FROM ${pairs} WHERE m.conversation_id = x."from"`.execute(
    tx,
  )
  await sql`
    UPDATE outgoing_message m SET conversation_id = x."to" FROM ${pairs} WHERE m.conversation_id = x."from"`.execute(
    tx,
  )
  await sql`
    UPDATE conversation_note n SET conversation_id = x."to" FROM ${pairs} WHERE n.conversation_id = x."from"`.execute(
    tx,
  )
  await sql`
    UPDATE conversation_key k SET conversation_id = x."to" FROM ${pairs} WHERE k.conversation_id = x."from"`.execute(
    tx,
  )
  await sql`DELETE FROM conversation c USING ${pairs} WHERE c.id = x."from"`.execute(tx)
}

/** Which conversation keys lead to from now on. */
export async function saveKeys(
  tx: Db,
  owner: Owner,
  keys: { key: string; conversation: string }[],
): Promise<void> {
  await sql`
    INSERT INTO conversation_key (mailbox_id, organisation_id, key, conversation_id)
    SELECT ${owner.id}, ${owner.organisationId}, x.key, x.conversation
    FROM jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) AS x(key text, conversation uuid)
    ON CONFLICT (mailbox_id, key) DO UPDATE SET conversation_id = excluded.conversation_id`.execute(tx)
}

/**
 * Brings what a list shows in step with the messages. A new message opens a conversation that was closed, unless a machine sent it: `opens`
 * are those with one from a person.
 */
export async function recount(tx: Db, ids: string[], opens: string[]): Promise<void> {
  await sql`
    UPDATE conversation c SET
      subject = f.content ->> 'subject', sender = f.content -> 'from',
      preview = left(l.content ->> 'text', 200),
      messages = n.messages, has_attachments = n.attached, first_at = f.received_at, last_at = l.received_at, newest = l.seq,
      state = CASE WHEN c.id = ANY(${opens}::uuid[]) THEN 'open' ELSE c.state END, version = c.version + 1
    FROM unnest(${ids}::uuid[]) AS x(id)
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS messages,
        bool_or(has_files) AS attached
      FROM inbound_message WHERE conversation_id = x.id) n
    CROSS JOIN LATERAL (
      SELECT content, received_at FROM inbound_message WHERE conversation_id = x.id
      ORDER BY received_at, seq LIMIT 1) f
    CROSS JOIN LATERAL (
      SELECT content, received_at, seq FROM inbound_message WHERE conversation_id = x.id
      ORDER BY received_at DESC, seq DESC LIMIT 1) l
    WHERE c.id = x.id`.execute(tx)
  await assignCustomers(tx, ids)
}

/** As `ConversationRow` has them, of a table `c`. */
export const conversationColumns = sql`c.id, c.mailbox_id AS "mailboxId", c.organisation_id AS "organisationId", c.state, c.subject, c.sender,
  c.customer_id AS "customerId", c.preview, c.messages, c.has_attachments AS "hasAttachments", to_jsonb(c.first_at) #>> '{}' AS "firstAt",
  to_jsonb(c.last_at) #>> '{}' AS "lastAt", c.version, c.newest::text AS newest`

/** Conversations, newest activity first. `words`: folded, each the beginning of a word somewhere in the conversation. */
export async function listConversations(
  db: Db,
  wish: {
    organisationId: string | null
    mailboxId: string | undefined
    state: string | undefined
    words: string[]
    after: { at: string; newest: string } | undefined
    limit: number
  },
): Promise<ConversationRow[]> {
  const { organisationId, mailboxId, state, words, after, limit } = wish
  // Quoted, a word is taken apart as the text was; signs alone are no words.
  const query = words
    .map((word) => word.replaceAll(/['\\]/g, ' '))
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .map((word) => `'${word}':*`)
    .join(' & ')
  const { rows } = await sql<ConversationRow>`
    SELECT ${conversationColumns} FROM conversation c WHERE true
      ${organisationId === null ? sql`` : sql`AND c.organisation_id = ${organisationId}`}
      ${mailboxId === undefined ? sql`` : sql`AND c.mailbox_id = ${mailboxId}`}
      ${state === undefined ? sql`` : sql`AND c.state = ${state}`}
      ${after === undefined ? sql`` : sql`AND (c.last_at, c.newest) < (${after.at}::timestamptz, ${after.newest}::bigint)`}
      ${
        query === ''
          ? sql``
          : sql`AND c.id IN (
              SELECT conversation_id FROM inbound_message WHERE search @@ to_tsquery('simple', ${query})
              UNION ALL SELECT conversation_id FROM conversation_note WHERE search @@ to_tsquery('simple', ${query}))`
      }
    ORDER BY c.last_at DESC, c.newest DESC LIMIT ${limit}`.execute(db)
  return rows
}

/** One conversation, if it is of the organisation (`null`: any). */
export async function getConversation(
  db: Db,
  id: string,
  organisationId: string | null,
): Promise<ConversationRow | undefined> {
  const { rows } = await sql<ConversationRow>`
    SELECT ${conversationColumns} FROM conversation c WHERE c.id = ${id}
      ${organisationId === null ? sql`` : sql`AND c.organisation_id = ${organisationId}`}`.execute(db)
  return rows[0]
}

/** Opens or closes a conversation. */
export async function setConversationState(db: Db, id: string, state: string): Promise<void> {
  await sql`
    UPDATE conversation SET state = ${state}, version = version + 1 WHERE id = ${id} AND state <> ${state}`.execute(
    db,
  )
}

/** An answer was written: it belongs to the conversation, as does whatever names its Message-ID. */
export async function addAnswer(
  tx: Db,
  owner: Owner,
  answer: { id: string; messageId: string; conversationId: string },
): Promise<void> {
  const { id, messageId, conversationId } = answer
  await sql`UPDATE outgoing_message SET conversation_id = ${conversationId} WHERE id = ${id}`.execute(tx)
  await sql`UPDATE conversation SET version = version + 1 WHERE id = ${conversationId}`.execute(tx)
  await saveKeys(tx, owner, [{ key: messageId, conversation: conversationId }])
}
