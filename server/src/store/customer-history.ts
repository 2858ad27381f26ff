import type { Customer } from '@tandem/model/api/customers.ts'
import type { ContactFields } from '@tandem/model/contact.ts'
import { type RawBuilder, sql } from 'kysely'
import { type ConversationRow, conversationColumns } from './conversations.ts'
import { likeTerms } from './customers.ts'
import type { Db } from './database.ts'

/** A customer as its history is looked for. */
type Whose = Pick<Customer, 'id' | 'organisationId' | 'addresses'>

export interface EntryRow {
  kind: 'conversation' | 'note' | 'mail' | 'meeting'
  id: string
  /** For the cursor: with microseconds. */
  place: string
  at: Date
  mailboxId: string
  /** What else is shown of it, by the names of the API. */
  item: Record<string, unknown>
}

/**
 * What happened with a customer, newest first: their conversations, notes about them, mail to them from any mailbox and meetings with them. What
 * the caller may not see, row-level security leaves out. `search`: words that an entry must all have.
 */
export async function listHistory(
  db: Db,
  whose: Whose,
  wish: { search: string; after: { place: string; id: string } | undefined; limit: number },
): Promise<EntryRow[]> {
  const { after, limit } = wish
  const has = searchIn(wish.search)
  const part = (columns: RawBuilder<unknown>) => sql`
    (SELECT x.kind, x.id, x.at, x."mailboxId", x.item FROM (${columns}) x
    ${after === undefined ? sql`` : sql`WHERE (x.at, x.id) < (${after.place}::timestamptz, ${after.id}::uuid)`}
    ORDER BY x.at DESC, x.id DESC LIMIT ${limit})`
  const { rows } = await sql<EntryRow>`
    SELECT *, at::text AS place FROM (
      ${part(conversations(whose, has))} UNION ALL ${part(notes(whose, has))}
      UNION ALL ${part(mails(whose, has))} UNION ALL ${part(meetings(whose, has))}) e
    ORDER BY e.at DESC, e.id DESC LIMIT ${limit}`.execute(db)
  return rows
}

/** Meetings with a customer: what is to come, the next first, then what was. */
export async function listMeetings(db: Db, whose: Whose, limit: number): Promise<EntryRow[]> {
  const { rows } = await sql<EntryRow>`
    SELECT *, at::text AS place FROM (${meetings(whose, searchIn(''))}) m
    ORDER BY (m.ends_at < now()), abs(extract(epoch FROM m.at - now())), m.id LIMIT ${limit}`.execute(db)
  return rows
}

/** A customer's conversations in the queues that the caller may see: those that are open first. */
export async function listTheirs(db: Db, { id }: Whose, limit: number): Promise<ConversationRow[]> {
  const { rows } = await sql<ConversationRow>`
    SELECT ${conversationColumns} FROM conversation c WHERE c.customer_id = ${id}
    ORDER BY (c.state = 'open') DESC, c.last_at DESC, c.newest DESC LIMIT ${limit}`.execute(db)
  return rows
}

/** Contacts that have one of a customer's addresses, those changed last first. */
export async function listContacts(
  db: Db,
  whose: Whose,
  limit: number,
): Promise<{ id: string; mailboxId: string; fields: ContactFields }[]> {
  const { rows } = await sql<{ id: string; mailboxId: string; fields: ContactFields }>`
    SELECT r.id, r.mailbox_id AS "mailboxId", r.fields FROM record r
    WHERE r.id IN (SELECT records_about(${whose.organisationId}, ${whose.addresses}::text[])) AND r.kind = 'contacts'
    ORDER BY r.updated_at DESC, r.id LIMIT ${limit}`.execute(db)
  return rows
}

/** A condition on a text, folded by the database. */
type Has = (text: RawBuilder<unknown>) => RawBuilder<unknown>

function searchIn(search: string): Has {
  const terms = likeTerms(search)
  return (text) => (terms.length === 0 ? sql`true` : sql`folded(${text}) LIKE ALL (${terms}::text[])`)
}

function conversations({ id }: Whose, has: Has): RawBuilder<unknown> {
  // Of what was written, its beginning is searched.
  const text = sql`concat_ws(' ', c.subject, (SELECT string_agg(left(m.content ->> 'text', 20000), ' ')
    FROM inbound_message m WHERE m.conversation_id = c.id))`
  return sql`
    SELECT 'conversation' AS kind, c.id, c.last_at AS at, c.mailbox_id AS "mailboxId", jsonb_build_object(
      'state', c.state, 'subject', c.subject, 'preview', c.preview, 'messages', c.messages) AS item
    FROM conversation c WHERE c.customer_id = ${id} AND ${has(text)}`
}

function notes({ id }: Whose, has: Has): RawBuilder<unknown> {
  return sql`
    SELECT 'note' AS kind, n.id, n.created_at AS at, n.mailbox_id AS "mailboxId", jsonb_build_object(
      'conversationId', c.id, 'subject', c.subject, 'author', n.author, 'text', n.text) AS item
    FROM conversation c JOIN conversation_note n ON n.conversation_id = c.id
    WHERE c.customer_id = ${id} AND ${has(sql`n.text`)}`
}

function mails({ organisationId, addresses }: Whose, has: Has): RawBuilder<unknown> {
  return sql`
    SELECT 'mail' AS kind, o.id, coalesce(o.sent_at, o.created_at) AS at, o.mailbox_id AS "mailboxId", jsonb_build_object(
      'conversationId', o.conversation_id, 'state', o.state, 'subject', o.content ->> 'subject',
      'preview', left(o.content ->> 'text', 200)) AS item
    FROM outgoing_message o
    WHERE o.id IN (SELECT messages_to(${organisationId}, ${addresses}::text[])) AND o.state <> 'cancelled'
      AND ${has(sql`concat_ws(' ', o.content ->> 'subject', left(o.content ->> 'text', 20000))`)}`
}

/** The same meeting in several calendars is one; of a private one only its time is told. */
function meetings({ organisationId, addresses }: Whose, has: Has): RawBuilder<unknown> {
  const isPrivate = sql`(coalesce(r.fields ->> 'sensitivity', 'normal') NOT IN ('normal', 'personal') OR r.fields @> '{"masked": true}')`
  return sql`
    SELECT kind, id, at, "mailboxId", item, ends_at FROM (
      SELECT DISTINCT ON (coalesce(r.fields ->> 'iCalUId', r.id::text)) 'meeting' AS kind, r.id, r.starts_at AS at,
        r.mailbox_id AS "mailboxId", r.ends_at, jsonb_build_object('isPrivate', ${isPrivate},
          'subject', CASE WHEN ${isPrivate} THEN '' ELSE coalesce(r.fields ->> 'subject', '') END,
          'isCancelled', coalesce((r.fields ->> 'isCancelled')::boolean, false),
          'repeats', jsonb_typeof(r.fields -> 'recurrence') IS NOT DISTINCT FROM 'object',
          'endsAt', CASE WHEN isfinite(r.ends_at) THEN to_jsonb(r.ends_at) END) AS item
      FROM record r
      WHERE r.id IN (SELECT records_about(${organisationId}, ${addresses}::text[])) AND r.kind = 'events'
        AND isfinite(r.starts_at)
      ORDER BY coalesce(r.fields ->> 'iCalUId', r.id::text), r.id) m
    WHERE ${has(sql`m.item ->> 'subject'`)}`
}
