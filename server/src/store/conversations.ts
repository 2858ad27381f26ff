import type { Conversation, MailAddress } from '@tandem/model/api/queues.ts'
import { type RawBuilder, sql } from 'kysely'
import { addEvents } from './conversation-events.ts'
import { assignCustomers } from './customers.ts'
import type { Db } from './database.ts'

export type ConversationRow = Omit<
  Conversation,
  'queueId' | 'from' | 'waitingSince' | 'dueAt' | 'snoozedUntil'
> & {
  waitingSince: Date | null
  dueAt: Date | null
  snoozedUntil: Date | null
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

/**
 * To which conversations keys lead, when each of those began (epoch milliseconds), and which a person has parted from others; until `tx` ends none of
 * them is removed.
 */
export async function findByKeys(
  tx: Db,
  mailboxId: string,
  keys: string[],
): Promise<{ known: Map<string, string>; age: Map<string, number>; apart: Set<string> }> {
  const { rows } = await sql<{ key: string; id: string; began: number; apart: boolean }>`
    SELECT k.key, c.id, c.is_apart AS apart, extract(epoch FROM c.first_at)::float8 * 1000 AS began
    FROM conversation_key k JOIN conversation c ON c.id = k.conversation_id
    WHERE k.mailbox_id = ${mailboxId} AND k.key = ANY(${keys}::text[])
    FOR KEY SHARE OF c`.execute(tx)
  return {
    known: new Map(rows.map(({ key, id }) => [key, id])),
    age: new Map(rows.map(({ id, began }) => [id, began])),
    apart: new Set(rows.filter(({ apart }) => apart).map(({ id }) => id)),
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

/** Makes conversations one: everything of `from` is then of `to`. `actor`: who wants it, absent: the mails say so. */
export async function mergeConversations(
  tx: Db,
  merges: { from: string; to: string }[],
  actor?: string,
): Promise<void> {
  const pairs = sql`jsonb_to_recordset(${JSON.stringify(merges)}::jsonb) AS x("from" uuid, "to" uuid)`
  // Whoever is answering one of them comes first, and is seen.
  await sql`SELECT FROM conversation c JOIN ${pairs} ON c.id = x."from" ORDER BY c.id FOR UPDATE OF c`.execute(
    tx,
  )
  await sql`
    UPDATE inbound_message m SET conversation_id = c.id, mailbox_id = c.mailbox_id
    FROM ${pairs} JOIN conversation c ON c.id = x."to" WHERE m.conversation_id = x."from"`.execute(tx)
  await sql`
    UPDATE outgoing_message m SET conversation_id = x."to" FROM ${pairs} WHERE m.conversation_id = x."from"`.execute(
    tx,
  )
  await sql`
    UPDATE conversation_note n SET conversation_id = c.id, mailbox_id = c.mailbox_id
    FROM ${pairs} JOIN conversation c ON c.id = x."to" WHERE n.conversation_id = x."from"`.execute(tx)
  await sql`
    UPDATE conversation_key k SET conversation_id = x."to" FROM ${pairs} WHERE k.conversation_id = x."from"`.execute(
    tx,
  )
  await sql`
    UPDATE conversation_event e SET conversation_id = x."to" FROM ${pairs} WHERE e.conversation_id = x."from"`.execute(
    tx,
  )
  await joinWaiting(tx, pairs)
  await addEvents(
    tx,
    merges.map(({ from, to }) => ({
      conversationId: to,
      kind: 'merged' as const,
      ...(actor !== undefined && { actor }),
      data: { mergedId: from },
    })),
  )
  await sql`DELETE FROM conversation c USING ${pairs} WHERE c.id = x."from"`.execute(tx)
}

/** Whoever waited in one of them waits in the one that stays; whoever had one of them has it, if nobody had. */
async function joinWaiting(tx: Db, pairs: RawBuilder<unknown>): Promise<void> {
  await sql`
    UPDATE conversation t SET state = CASE WHEN f.open THEN 'open' ELSE t.state END,
      waiting_since = least(t.waiting_since, f.waiting_since), due_at = least(t.due_at, f.due_at),
      owner_id = coalesce(t.owner_id, f.owner_id), acknowledged_at = coalesce(t.acknowledged_at, f.acknowledged_at),
      routed_at = coalesce(t.routed_at, f.routed_at), priority = least(t.priority, f.priority)
    FROM (
      SELECT x."to", bool_or(c.state = 'open') AS open, min(c.waiting_since) AS waiting_since, min(c.due_at) AS due_at,
        min(c.owner_id) AS owner_id, min(c.acknowledged_at) AS acknowledged_at, min(c.routed_at) AS routed_at,
        min(c.priority) AS priority
      FROM ${pairs} JOIN conversation c ON c.id = x."from" GROUP BY x."to") f
    WHERE t.id = f."to"`.execute(tx)
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

/** Brings what a list shows in step with the messages; returns how many of the conversations have any. */
export async function recount(tx: Db, ids: string[]): Promise<number> {
  const { numAffectedRows } = await sql`
    UPDATE conversation c SET
      subject = f.content ->> 'subject', sender = f.content -> 'from',
      preview = left(l.content ->> 'text', 200),
      messages = n.messages, has_attachments = n.attached, first_at = f.received_at, last_at = l.received_at, newest = l.seq,
      version = c.version + 1
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
  return Number(numAffectedRows)
}

/** The columns of a `ConversationRow`; the table is `c`. */
export const conversationColumns = sql`c.id, c.mailbox_id AS "mailboxId", c.organisation_id AS "organisationId", c.state, c.subject, c.sender,
  c.preview, c.messages, c.has_attachments AS "hasAttachments", to_jsonb(c.first_at) #>> '{}' AS "firstAt",
  to_jsonb(c.last_at) #>> '{}' AS "lastAt", c.version, c.newest::text AS newest, c.priority, c.skills,
  c.waiting_since AS "waitingSince", c.due_at AS "dueAt", c.snoozed_until AS "snoozedUntil",
  (SELECT jsonb_build_object('id', u.id, 'name', u.name) FROM "user" u WHERE u.id = c.owner_id) AS owner,
  c.customer_id AS "customerId"`

/** Tells whoever watches the queues of these conversations, wherever they are by now; at commit. */
export async function announceConversations(tx: Db, ids: string[]): Promise<void> {
  await sql`
    SELECT pg_notify('tandem_event',
      jsonb_build_object('organisationId', organisation_id, 'topic', 'queue', 'id', mailbox_id)::text)
    FROM (SELECT DISTINCT organisation_id, mailbox_id FROM conversation WHERE id = ANY(${ids}::uuid[])) c`.execute(
    tx,
  )
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

/** An answer was written: it belongs to the conversation, as does whatever names one of its keys: its Message-ID, its token. */
export async function addAnswer(
  tx: Db,
  owner: Owner,
  { id, conversationId, keys }: { id: string; conversationId: string; keys: string[] },
): Promise<void> {
  await sql`UPDATE outgoing_message SET conversation_id = ${conversationId} WHERE id = ${id}`.execute(tx)
  await sql`UPDATE conversation SET version = version + 1 WHERE id = ${conversationId}`.execute(tx)
  await saveKeys(
    tx,
    owner,
    keys.map((key) => ({ key, conversation: conversationId })),
  )
}
