import type { InboundMessage, Invitation } from '@tandem/model/api/queues.ts'
import { sql } from 'kysely'
import type { Db } from './database.ts'

/** What is shown of a message and stands in no column of its own. */
export type InboundContent = Omit<
  InboundMessage,
  'id' | 'kind' | 'messageId' | 'receivedAt' | 'erasedAt' | 'invitation'
> & {
  invitation?: Invitation
  /** Of a report: what did not arrive. Those that came before this was kept have none. */
  bounce?: {
    messageId: string | null
    recipients: { address: string; status: string; reason: string }[]
  } | null
}

export interface NewInbound {
  remoteId: string
  conversationId: string
  raw: string
  size: number
  kind: InboundMessage['kind']
  messageId: string | null
  /** ISO 8601. */
  receivedAt: string
  content: InboundContent
  /** What is searched, folded. */
  search: string
}

export interface InboundRow {
  id: string
  conversationId: string
  mailboxId: string
  kind: InboundMessage['kind']
  messageId: string | null
  receivedAt: string
  /** '': they were erased. */
  raw: string
  erasedAt: string | null
  content: InboundContent
}

/** Of these references those that are not stored yet, and were not removed. */
export async function unknownRefs(db: Db, mailboxId: string, refs: string[]): Promise<Set<string>> {
  const { rows } = await sql<{ ref: string }>`
    SELECT ref FROM jsonb_array_elements_text(${JSON.stringify(refs)}::jsonb) AS x(ref)
    WHERE NOT EXISTS (SELECT FROM inbound_message WHERE fetched_by = ${mailboxId} AND remote_id = ref)
      AND NOT EXISTS (
        SELECT FROM removed_message r
        WHERE r.mailbox_id = ${mailboxId} AND r.ref = sha256(convert_to(x.ref, 'UTF8')))`.execute(db)
  return new Set(rows.map(({ ref }) => ref))
}

/** Stores messages; one whose reference is known already stays as it is. */
export async function insertInbound(
  tx: Db,
  owner: { id: string; organisationId: string },
  messages: NewInbound[],
): Promise<void> {
  await sql`
    INSERT INTO inbound_message (organisation_id, fetched_by, mailbox_id, conversation_id, remote_id, raw, size, kind, message_id,
      received_at, content, has_files, search)
    SELECT ${owner.organisationId}, ${owner.id}, c.mailbox_id, c.id, x."remoteId", x.raw, x.size, x.kind, x."messageId",
      x."receivedAt", x.content,
      jsonb_path_exists(x.content, '$.attachments[*] ? (@.isInline == false)'), to_tsvector('simple', x.search)
    FROM jsonb_to_recordset(${JSON.stringify(messages)}::jsonb) AS x("conversationId" uuid, "remoteId" text, raw text,
      size bigint, kind text, "messageId" text, "receivedAt" timestamptz, content jsonb, search text)
    JOIN conversation c ON c.id = x."conversationId"
    ON CONFLICT (fetched_by, remote_id) DO NOTHING`.execute(tx)
}

const columns = sql`id, conversation_id AS "conversationId", mailbox_id AS "mailboxId", kind, message_id AS "messageId",
  to_jsonb(received_at) #>> '{}' AS "receivedAt", raw, to_jsonb(erased_at) #>> '{}' AS "erasedAt", content`

/** The newest 100 messages of a conversation, oldest first. */
export async function listInbound(db: Db, conversationId: string): Promise<InboundRow[]> {
  const { rows } = await sql<InboundRow>`
    SELECT ${columns} FROM inbound_message WHERE conversation_id = ${conversationId}
    ORDER BY received_at DESC, seq DESC LIMIT 100`.execute(db)
  return rows.reverse()
}

/** One message, if it is of the organisation (`null`: any). */
export async function getInbound(
  db: Db,
  id: string,
  organisationId: string | null,
): Promise<InboundRow | undefined> {
  const { rows } = await sql<InboundRow>`
    SELECT ${columns} FROM inbound_message WHERE id = ${id}
      ${organisationId === null ? sql`` : sql`AND organisation_id = ${organisationId}`}`.execute(db)
  return rows[0]
}

/** Stored messages of which the mailbox has not been told, oldest first. */
export async function unmarked(db: Db, mailboxId: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ ref: string }>`
    SELECT remote_id AS ref FROM inbound_message WHERE fetched_by = ${mailboxId} AND marked_at IS NULL
    ORDER BY seq LIMIT ${limit}`.execute(db)
  return rows.map(({ ref }) => ref)
}

/** The mailbox has been told of them, or nothing is to be told. */
export async function noteMarked(db: Db, mailboxId: string, refs: string[]): Promise<void> {
  await sql`
    UPDATE inbound_message SET marked_at = now()
    WHERE fetched_by = ${mailboxId} AND remote_id = ANY(${refs}::text[])`.execute(db)
}
