import { type QueueRouting, queueRouting, type Skills } from '@tandem/model/api/routing.ts'
import { sql } from 'kysely'
import type { Db } from './database.ts'

/** How a queue routes; of one that nobody has set up the defaults. `undefined`: the mailbox is no queue. */
export async function getRouting(db: Db, mailboxId: string): Promise<QueueRouting | undefined> {
  return (await getRoutings(db, [mailboxId])).get(mailboxId)
}

/** How queues route, by mailbox; only those of the organisation, if it is named. */
export async function getRoutings(
  db: Db,
  mailboxIds: string[],
  organisationId?: string,
): Promise<Map<string, QueueRouting>> {
  if (mailboxIds.length === 0) return new Map()
  const { rows } = await sql<{ id: string; routing: unknown }>`
    SELECT mailbox_id AS id, routing FROM queue WHERE mailbox_id = ANY(${mailboxIds}::uuid[])
      ${organisationId === undefined ? sql`` : sql`AND organisation_id = ${organisationId}`}`.execute(db)
  return new Map(rows.map(({ id, routing }) => [id, queueRouting.parse(routing)]))
}

/** Sets how a queue routes what comes from now on; false: the mailbox is no queue. */
export async function putRouting(tx: Db, mailboxId: string, routing: QueueRouting): Promise<boolean> {
  const { rows } = await sql`
    UPDATE queue SET routing = ${JSON.stringify(routing)}::jsonb WHERE mailbox_id = ${mailboxId} RETURNING 1`.execute(
    tx,
  )
  return rows.length > 0
}

/** A conversation to which a message came. */
export interface Reached {
  id: string
  mailboxId: string
  /** Nobody has said yet what it asks for. */
  isNew: boolean
  /** Nobody waited in it before. */
  begins: boolean
  isSnoozed: boolean
  ownerId: string | null
}

/** Conversations to which messages came, held until `tx` ends. */
export async function holdReached(tx: Db, ids: string[]): Promise<Reached[]> {
  const { rows } = await sql<Reached>`
    SELECT id, mailbox_id AS "mailboxId", routed_at IS NULL AS "isNew", owner_id AS "ownerId",
      waiting_since IS NULL OR state = 'closed' AS begins, snoozed_until IS NOT NULL AS "isSnoozed"
    FROM conversation WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR UPDATE`.execute(tx)
  return rows
}

export interface Routed {
  id: string
  /** ISO 8601; absent: somebody waited already. */
  waitingSince?: string | undefined
  /** Absent: what it asks for stays as it is. */
  wants?: { skills: Skills; priority: number; agentId: string | null } | undefined
  dueAt?: Date | undefined
  overflowAt?: Date | undefined
}

/**
 * Since when somebody waits in conversations, what they ask for, and until when. Those in which somebody begins to wait are open again; what was
 * put off is back. An agent whom a rule names and who is gone is named no more.
 */
export async function saveRouted(tx: Db, routed: Routed[]): Promise<void> {
  if (routed.length === 0) return
  await sql`
    UPDATE conversation c SET routed_at = coalesce(c.routed_at, now()), snoozed_until = NULL,
      state = CASE WHEN x."waitingSince" IS NULL THEN c.state ELSE 'open' END,
      waiting_since = coalesce(x."waitingSince", c.waiting_since),
      due_at = coalesce(x."dueAt", c.due_at),
      overflow_at = CASE WHEN x."waitingSince" IS NULL AND x.wants IS NULL THEN c.overflow_at ELSE x."overflowAt" END,
      skills = coalesce(x.wants -> 'skills', c.skills), priority = coalesce((x.wants ->> 'priority')::int, c.priority),
      wanted_agent_id = CASE WHEN x.wants IS NULL THEN c.wanted_agent_id
        ELSE (SELECT u.id FROM "user" u WHERE u.id = x.wants ->> 'agentId' AND u.organisation_id = c.organisation_id) END
    FROM jsonb_to_recordset(${JSON.stringify(routed)}::jsonb)
      AS x(id uuid, "waitingSince" timestamptz, wants jsonb, "dueAt" timestamptz, "overflowAt" timestamptz)
    WHERE c.id = x.id`.execute(tx)
}

/** Of these addresses (lower case) those that wrote before, in another conversation, or are in a contact. */
export async function knownSenders(
  tx: Db,
  organisationId: string,
  senders: { address: string; conversationId: string }[],
): Promise<Set<string>> {
  const { rows } = await sql<{ address: string }>`
    SELECT x.address FROM jsonb_to_recordset(${JSON.stringify(senders)}::jsonb) AS x(address text, "conversationId" uuid)
    WHERE x.address <> '' AND (EXISTS (
      SELECT FROM conversation c WHERE c.organisation_id = ${organisationId} AND lower(c.sender ->> 'address') = x.address
        AND c.id <> x."conversationId")
      OR EXISTS (
        SELECT FROM record r WHERE r.organisation_id = ${organisationId} AND r.kind = 'contacts'
          AND r.search LIKE '%' || replace(replace(replace(x.address, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%'))`.execute(
    tx,
  )
  return new Set(rows.map(({ address }) => address))
}

/** Conversations go to another queue, with their messages and notes. */
export async function moveConversations(tx: Db, moves: { id: string; mailboxId: string }[]): Promise<void> {
  if (moves.length === 0) return
  const to = sql`jsonb_to_recordset(${JSON.stringify(moves)}::jsonb) AS x(id uuid, "mailboxId" uuid)`
  await sql`
    UPDATE conversation c SET mailbox_id = x."mailboxId", version = version + 1 FROM ${to} WHERE c.id = x.id`.execute(
    tx,
  )
  await sql`
    UPDATE inbound_message m SET mailbox_id = x."mailboxId" FROM ${to} WHERE m.conversation_id = x.id`.execute(
    tx,
  )
  await sql`
    UPDATE conversation_note n SET mailbox_id = x."mailboxId" FROM ${to} WHERE n.conversation_id = x.id`.execute(
    tx,
  )
}
