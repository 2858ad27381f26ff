import { sql } from 'kysely'
import { withoutAddresses } from '../lib/person-addresses.ts'
import { searchable } from '../lib/search-text.ts'
import type { Db } from './database.ts'
import type { InboundContent } from './inbound-messages.ts'
import { began, inboundText, outgoingText, type PersonWish, sentTo, standsIn, wrote } from './person-rows.ts'
import { isUnderWay } from './removed-conversations.ts'

/** A message that came in, as far as an erasure changes it. */
export interface ErasableInbound {
  id: string
  conversationId: string
  messageId: string | null
  content: InboundContent
}

/** Rows in one transaction. */
export const atOnce = 50

/** Locks some of the conversations that the person began. */
export async function lockBegun(tx: Db, wish: PersonWish): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT c.id FROM conversation c WHERE c.organisation_id = ${wish.organisationId} AND ${began(wish)}
    ORDER BY c.id LIMIT ${atOnce} FOR UPDATE`.execute(tx)
  return rows.map(({ id }) => id)
}

const erasable = sql`m.id, m.conversation_id AS "conversationId", m.message_id AS "messageId", m.content`

/** Some messages that the person wrote, wherever they are. */
export async function lockWritten(tx: Db, wish: PersonWish): Promise<ErasableInbound[]> {
  const { rows } = await sql<ErasableInbound>`
    SELECT ${erasable} FROM inbound_message m WHERE m.organisation_id = ${wish.organisationId} AND ${wrote(wish)}
    ORDER BY m.id LIMIT ${atOnce} FOR UPDATE`.execute(tx)
  return rows
}

/** Some messages in which an address stands; those after this id. */
export async function lockMentioning(tx: Db, wish: PersonWish, after: string): Promise<ErasableInbound[]> {
  const { rows } = await sql<ErasableInbound>`
    SELECT ${erasable} FROM inbound_message m
    WHERE m.organisation_id = ${wish.organisationId} AND m.id > ${after}::uuid AND ${standsIn(inboundText, wish)}
    ORDER BY m.id LIMIT ${atOnce} FOR UPDATE`.execute(tx)
  return rows
}

/** Writes what is left of messages; their bytes go with the next sweep, their ids lead to no conversation any more. */
export async function storeErased(
  tx: Db,
  messages: (ErasableInbound & { search: string; forgetId: boolean })[],
): Promise<void> {
  const given = sql`jsonb_to_recordset(${JSON.stringify(messages)}::jsonb)
    AS x(id uuid, content jsonb, search text, "messageId" text, "forgetId" boolean)`
  await sql`
    INSERT INTO unnamed_raw (raw, due_at)
    SELECT DISTINCT m.raw, now() FROM inbound_message m JOIN ${given} ON x.id = m.id WHERE m.raw <> ''
    ORDER BY m.raw
    ON CONFLICT (raw) DO UPDATE SET due_at = greatest(unnamed_raw.due_at, excluded.due_at)`.execute(tx)
  await sql`
    DELETE FROM conversation_key k USING inbound_message m JOIN ${given} ON x.id = m.id
    WHERE x."forgetId" AND k.mailbox_id = m.fetched_by AND k.key = m.message_id`.execute(tx)
  await sql`
    UPDATE inbound_message m SET content = x.content, search = to_tsvector('simple', x.search), has_files = false,
      raw = '', size = 0, message_id = CASE WHEN x."forgetId" THEN NULL ELSE m.message_id END, erased_at = now()
    FROM ${given} WHERE m.id = x.id`.execute(tx)
}

/** Locks some of what was sent to the person. */
export async function lockSent(tx: Db, wish: PersonWish): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT o.id FROM outgoing_message o WHERE o.organisation_id = ${wish.organisationId} AND ${sentTo(wish)}
    ORDER BY o.id LIMIT ${atOnce} FOR UPDATE`.execute(tx)
  return rows.map(({ id }) => id)
}

/** Takes the addresses out of what was sent to others; what is still under way stays as it was written. Returns how many. */
export async function cleanSent(tx: Db, wish: PersonWish): Promise<number> {
  const { rows } = await sql<{ id: string; content: unknown; problem: unknown }>`
    SELECT o.id, o.content, o.problem FROM outgoing_message o
    WHERE o.organisation_id = ${wish.organisationId} AND ${standsIn(outgoingText, wish)} AND NOT ${isUnderWay}
    ORDER BY o.id FOR UPDATE`.execute(tx)
  const cleaned = rows.map((row) => withoutAddresses(wish, row)).filter((row, at) => differs(row, rows[at]))
  await sql`
    UPDATE outgoing_message o SET content = x.content, problem = x.problem
    FROM jsonb_to_recordset(${JSON.stringify(cleaned)}::jsonb) AS x(id uuid, content jsonb, problem jsonb)
    WHERE o.id = x.id`.execute(tx)
  return cleaned.length
}

/** The database may see an address where there is none: a backslash with an n before it, say. */
export function differs(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) !== JSON.stringify(other)
}

/** The person is no customer any more, and no note and no reason names them. */
async function cleanCustomer(tx: Db, wish: PersonWish): Promise<void> {
  const { organisationId, addresses } = wish
  await sql`
    WITH gone AS (
      DELETE FROM customer_address WHERE organisation_id = ${organisationId} AND address = ANY(${addresses}::text[])
      RETURNING customer_id)
    DELETE FROM customer k WHERE id IN (SELECT customer_id FROM gone) AND NOT EXISTS (
      SELECT FROM customer_address a WHERE a.customer_id = k.id AND a.address <> ALL(${addresses}::text[]))`.execute(
    tx,
  )
  const notes = await sql<{ id: string; text: string }>`
    SELECT n.id, n.text FROM conversation_note n
    WHERE n.organisation_id = ${organisationId} AND ${standsIn(sql`n.text`, wish)} ORDER BY n.id FOR UPDATE`.execute(
    tx,
  )
  const cleaned = withoutAddresses(wish, notes.rows).map((note) => ({
    ...note,
    search: searchable(note.text),
  }))
  await sql`
    UPDATE conversation_note n SET text = x.text, search = to_tsvector('simple', x.search)
    FROM jsonb_to_recordset(${JSON.stringify(cleaned)}::jsonb) AS x(id uuid, text text, search text)
    WHERE n.id = x.id`.execute(tx)
  const events = await sql<{ id: string; data: unknown }>`
    SELECT e.id::text, e.data FROM conversation_event e
    WHERE e.organisation_id = ${organisationId} AND ${standsIn(sql`e.data::text`, wish)} ORDER BY e.id FOR UPDATE`.execute(
    tx,
  )
  await sql`
    UPDATE conversation_event e SET data = x.data
    FROM jsonb_to_recordset(${JSON.stringify(withoutAddresses(wish, events.rows))}::jsonb) AS x(id bigint, data jsonb)
    WHERE e.id = x.id`.execute(tx)
}

/** Keys of conversations in which an address stands, to whom mail was acknowledged, and stored answers of the last day. */
export async function cleanTraces(tx: Db, wish: PersonWish): Promise<void> {
  await cleanCustomer(tx, wish)
  await sql`
    DELETE FROM conversation_key k WHERE k.organisation_id = ${wish.organisationId}
      AND ${standsIn(sql`k.key`, wish)}`.execute(tx)
  await sql`
    DELETE FROM acknowledgement a WHERE a.organisation_id = ${wish.organisationId}
      AND ${standsIn(sql`a.address`, wish)}`.execute(tx)
  // Answers say by whose request they came, not of which organisation: those of other organisations' people and keys are left out.
  const { rows } = await sql<{ principal: string; key: string; body: unknown }>`
    SELECT i.principal, i.key, i.body FROM idempotency i WHERE ${standsIn(sql`i.body::text`, wish)}
      AND NOT EXISTS (SELECT FROM api_key k
        WHERE i.principal = 'key:' || k.id AND k.organisation_id <> ${wish.organisationId})
      AND NOT EXISTS (SELECT FROM "user" u
        WHERE split_part(i.principal, ':', 2) = u.id AND u.organisation_id <> ${wish.organisationId})
    FOR UPDATE`.execute(tx)
  for (const { principal, key, body } of rows)
    await tx
      .updateTable('idempotency')
      .set({ body: JSON.stringify(withoutAddresses(wish, body)) })
      .where('principal', '=', principal)
      .where('key', '=', key)
      .execute()
}
