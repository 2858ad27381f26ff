import type { Skills } from '@tandem/model/api/routing.ts'
import { sql } from 'kysely'
import type { Db } from './database.ts'

/** A conversation that nobody has. */
export interface Waiting {
  id: string
  queueId: string
  skills: Skills
  /** Whom a rule named, and who had it before. */
  wantedAgentId: string | null
  lastOwnerId: string | null
  /** Gave it back, and is not given it again. */
  putBackBy: string | null
}

export interface FreeAgent {
  id: string
  skills: Skills
  /** Their queues; `null`: all. */
  queues: string[] | null
  load: number
  capacity: number
  /** When something was given to them last, epoch milliseconds. */
  givenAt: number
}

/** Conversations that are looked at in one round: what clogs the head of the line leaves room behind it. */
const mostAtOnce = 5000

/** Until `tx` ends nobody else distributes in this organisation. */
export async function holdDistribution(tx: Db, organisationId: string): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtext('distribution'), hashtext(${organisationId}))`.execute(tx)
}

/** Agents who are there and have room, with what waits for them. */
export async function freeAgents(tx: Db, organisationId: string): Promise<FreeAgent[]> {
  const { rows } = await sql<FreeAgent>`
    SELECT a.user_id AS id, a.skills, a.capacity, l.load,
      CASE WHEN u.role = 'agent' THEN ARRAY(SELECT m.mailbox_id FROM agent_mailbox m WHERE m.user_id = a.user_id) END AS queues,
      CASE WHEN a.given_at = '-infinity' THEN 0 ELSE extract(epoch FROM a.given_at) * 1000 END::float8 AS "givenAt"
    FROM agent a JOIN "user" u ON u.id = a.user_id AND u.organisation_id = a.organisation_id
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS load FROM conversation c
      WHERE c.owner_id = a.user_id AND c.state = 'open' AND c.waiting_since IS NOT NULL AND c.snoozed_until IS NULL) l
    WHERE a.organisation_id = ${organisationId} AND a.presence = 'available' AND l.load < a.capacity`.execute(
    tx,
  )
  return rows
}

/**
 * What waits in queues that distribute, the most urgent first, then the longest waiting; held until `tx` ends. What somebody is changing just
 * now is left out: whoever changes it asks for another round.
 */
export async function waitingConversations(tx: Db, organisationId: string): Promise<Waiting[]> {
  const { rows } = await sql<Waiting>`
    SELECT c.id, c.mailbox_id AS "queueId", c.skills, c.wanted_agent_id AS "wantedAgentId",
      c.last_owner_id AS "lastOwnerId", c.put_back_by AS "putBackBy"
    FROM conversation c JOIN queue q ON q.mailbox_id = c.mailbox_id AND q.routing ->> 'distribution' = 'automatic'
    WHERE c.organisation_id = ${organisationId} AND c.state = 'open' AND c.owner_id IS NULL
      AND c.waiting_since IS NOT NULL AND c.snoozed_until IS NULL
    ORDER BY c.priority, c.waiting_since, c.newest LIMIT ${mostAtOnce} FOR UPDATE OF c SKIP LOCKED`.execute(
    tx,
  )
  return rows
}

/** Agents get conversations; whatever has an owner meanwhile stays theirs. Returns those given. */
export async function giveConversations(
  tx: Db,
  gifts: { conversationId: string; agentId: string }[],
): Promise<{ id: string; mailboxId: string }[]> {
  if (gifts.length === 0) return []
  const { rows } = await sql<{ id: string; mailboxId: string }>`
    WITH given AS (
      UPDATE conversation c SET owner_id = x."agentId", overflow_at = NULL, version = version + 1
      FROM jsonb_to_recordset(${JSON.stringify(gifts)}::jsonb) AS x("conversationId" uuid, "agentId" text)
      WHERE c.id = x."conversationId" AND c.owner_id IS NULL
      RETURNING c.id, c.mailbox_id, c.owner_id
    ), noted AS (
      UPDATE agent SET given_at = clock_timestamp() WHERE user_id IN (SELECT owner_id FROM given)
    )
    SELECT id, mailbox_id AS "mailboxId" FROM given`.execute(tx)
  return rows
}

/** Those that were put off until now come back; returns them. */
export async function wakeConversations(
  tx: Db,
  organisationId: string,
): Promise<{ id: string; mailboxId: string; ownerId: string | null }[]> {
  const { rows } = await sql<{ id: string; mailboxId: string; ownerId: string | null }>`
    UPDATE conversation SET snoozed_until = NULL, waiting_since = coalesce(waiting_since, now()), version = version + 1
    WHERE id IN (SELECT id FROM conversation
      WHERE organisation_id = ${organisationId} AND snoozed_until <= now() FOR UPDATE SKIP LOCKED)
    RETURNING id, mailbox_id AS "mailboxId", owner_id AS "ownerId"`.execute(tx)
  return rows
}

/** Those that nobody has taken in time, and to which queue theirs sends them (`null`: it stays); held until `tx` ends. */
export async function overflown(
  tx: Db,
  organisationId: string,
): Promise<{ id: string; mailboxId: string; to: string | null }[]> {
  const { rows } = await sql<{ id: string; mailboxId: string; to: string | null }>`
    UPDATE conversation c SET overflow_at = NULL, put_back_by = NULL, skills = '{}', version = version + 1
    FROM queue q LEFT JOIN queue other ON other.mailbox_id::text = q.routing #>> '{overflow,queueId}'
      AND other.organisation_id = q.organisation_id
    WHERE c.id IN (SELECT id FROM conversation
      WHERE organisation_id = ${organisationId} AND overflow_at <= now() AND owner_id IS NULL AND state = 'open'
      FOR UPDATE SKIP LOCKED)
      AND q.mailbox_id = c.mailbox_id
    RETURNING c.id, c.mailbox_id AS "mailboxId", other.mailbox_id AS to`.execute(tx)
  return rows
}

/**
 * Organisations in which something is to be routed: what was put off is due, or nobody took something in time, or something waits
 * while somebody is free, or an agent's page has not been heard of for ten minutes.
 */
export async function organisationsToRoute(db: Db): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT organisation_id AS id FROM conversation WHERE snoozed_until <= now()
    UNION
    SELECT organisation_id FROM conversation WHERE overflow_at <= now() AND owner_id IS NULL AND state = 'open'
    UNION
    SELECT a.organisation_id FROM agent a WHERE a.presence = 'available' AND (
      a.presence_at < now() - ${awayAfter}::interval OR EXISTS (
        SELECT FROM conversation c JOIN queue q ON q.mailbox_id = c.mailbox_id AND q.routing ->> 'distribution' = 'automatic'
        WHERE c.organisation_id = a.organisation_id AND c.state = 'open' AND c.owner_id IS NULL
          AND c.waiting_since IS NOT NULL AND c.snoozed_until IS NULL))`.execute(db)
  return rows.map(({ id }) => id)
}

/** An agent whose page is open says so every minute. */
const awayAfter = '10 minutes'

/** Whose page has not been heard of is away; returns the queues that they work in. */
export async function sendAway(tx: Db, organisationId: string): Promise<{ mailboxId: string }[]> {
  const { rows } = await sql<{ mailboxId: string }>`
    WITH gone AS (UPDATE agent SET presence = 'away', presence_at = now()
    WHERE organisation_id = ${organisationId} AND presence = 'available' AND presence_at < now() - ${awayAfter}::interval
    RETURNING user_id)
    SELECT DISTINCT mailbox_id AS "mailboxId" FROM agent_mailbox WHERE user_id IN (SELECT user_id FROM gone)`.execute(
    tx,
  )
  return rows
}
