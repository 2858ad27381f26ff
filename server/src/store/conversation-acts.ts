import { sql } from 'kysely'
import type { Db } from './database.ts'

/** What acts on a conversation look at; held until the transaction ends. */
export interface HeldConversation {
  id: string
  organisationId: string
  mailboxId: string
  state: 'open' | 'closed'
  ownerId: string | null
  ownerName: string | null
  waitingSince: Date | null
  dueAt: Date | null
}

/** A conversation, held; of the organisation (`null`: any). */
export async function holdForAct(
  tx: Db,
  id: string,
  organisationId: string | null,
): Promise<HeldConversation | undefined> {
  const { rows } = await sql<HeldConversation>`
    SELECT c.id, c.organisation_id AS "organisationId", c.mailbox_id AS "mailboxId", c.state, c.owner_id AS "ownerId",
      u.name AS "ownerName", c.waiting_since AS "waitingSince", c.due_at AS "dueAt"
    FROM conversation c LEFT JOIN "user" u ON u.id = c.owner_id
    WHERE c.id = ${id} ${organisationId === null ? sql`` : sql`AND c.organisation_id = ${organisationId}`}
    FOR UPDATE OF c`.execute(tx)
  return rows[0]
}

/** Gives it to somebody, or (`null`) back to its queue, from where `putBackBy` does not get it again. */
export async function setOwner(
  tx: Db,
  id: string,
  ownerId: string | null,
  putBackBy: string | null = null,
): Promise<void> {
  await sql`
    UPDATE conversation SET owner_id = ${ownerId}, snoozed_until = NULL, version = version + 1,
      put_back_by = ${putBackBy}, overflow_at = NULL,
      last_owner_id = CASE WHEN ${ownerId}::text IS NULL THEN NULL ELSE last_owner_id END
    WHERE id = ${id}`.execute(tx)
}

/** Closes it: nobody waits, and nobody has it; whoever had it is preferred if it is opened again. */
export async function closeConversation(tx: Db, id: string): Promise<void> {
  await sql`
    UPDATE conversation SET state = 'closed', version = version + 1, last_owner_id = coalesce(owner_id, last_owner_id),
      owner_id = NULL, waiting_since = NULL, due_at = NULL, overflow_at = NULL, snoozed_until = NULL
    WHERE id = ${id}`.execute(tx)
}

/** Opens it again, for whoever opens it (`null`: for nobody in particular). */
export async function reopenConversation(tx: Db, id: string, ownerId: string | null): Promise<void> {
  await sql`
    UPDATE conversation SET state = 'open', version = version + 1, owner_id = ${ownerId}, waiting_since = now()
    WHERE id = ${id}`.execute(tx)
}

/** Puts it off; `null`: it is back. */
export async function snoozeConversation(tx: Db, id: string, until: Date | null): Promise<void> {
  await sql`
    UPDATE conversation SET snoozed_until = ${until}, version = version + 1 WHERE id = ${id}`.execute(tx)
}

/** Sets how urgent it is, 1 the most. */
export async function setPriority(tx: Db, id: string, priority: number): Promise<void> {
  await sql`UPDATE conversation SET priority = ${priority}, version = version + 1 WHERE id = ${id}`.execute(
    tx,
  )
}

/** What an answer ended. */
export interface Ended {
  waitedSeconds: number
  isLate: boolean
  waitingSince: Date
  dueAt: Date | null
}

/** An answer goes out: nobody waits any more, and who answers has it, if nobody had. Returns for how long somebody waited, and what the answer ended. */
export async function noteAnswered(tx: Db, id: string, ownerId: string | null): Promise<Ended | undefined> {
  const { rows } = await sql<Ended>`
    WITH before AS (SELECT id, waiting_since, due_at FROM conversation WHERE id = ${id} FOR UPDATE)
    UPDATE conversation c SET waiting_since = NULL, due_at = NULL, overflow_at = NULL, snoozed_until = NULL,
      owner_id = coalesce(c.owner_id, ${ownerId})
    FROM before b WHERE c.id = b.id
    RETURNING extract(epoch FROM now() - b.waiting_since)::float8 AS "waitedSeconds",
      coalesce(b.due_at < now(), false) AS "isLate", b.waiting_since AS "waitingSince", b.due_at AS "dueAt"`.execute(
    tx,
  )
  const [found] = rows
  return found?.waitingSince ? found : undefined
}

/** A person of the organisation who may see the queue; undefined: nobody such. */
export async function workerOf(
  tx: Db,
  personId: string,
  queue: { organisationId: string; mailboxId: string },
): Promise<{ id: string; name: string } | undefined> {
  const { rows } = await sql<{ id: string; name: string }>`
    SELECT u.id, u.name FROM "user" u WHERE u.id = ${personId} AND u.organisation_id = ${queue.organisationId}
      AND (u.role = 'administrator' OR EXISTS (
        SELECT FROM agent_mailbox a WHERE a.user_id = u.id AND a.mailbox_id = ${queue.mailboxId}))`.execute(
    tx,
  )
  return rows[0]
}

/** What somebody has in queues in which they work no more goes back there; returns those conversations. */
export async function releaseUnseen(tx: Db, personId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    UPDATE conversation c SET owner_id = NULL, version = version + 1
    WHERE c.owner_id = ${personId} AND NOT EXISTS (
      SELECT FROM "user" u WHERE u.id = c.owner_id AND (u.role = 'administrator' OR EXISTS (
        SELECT FROM agent_mailbox a WHERE a.user_id = u.id AND a.mailbox_id = c.mailbox_id)))
    RETURNING c.id`.execute(tx)
  return rows.map(({ id }) => id)
}

/** From this message on a conversation of its own, which mails no longer make one with the old; returns its id. */
export async function partConversation(tx: Db, conversationId: string, messageId: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    INSERT INTO conversation (organisation_id, mailbox_id, subject, sender, preview, messages, has_attachments, first_at,
      last_at, version, is_apart, owner_id, skills, priority, routed_at, waiting_since, due_at)
    SELECT organisation_id, mailbox_id, '', '{}', '', 0, false, now(), now(), 0, true, owner_id, skills, priority,
      now(), waiting_since, due_at FROM conversation WHERE id = ${conversationId} RETURNING id`.execute(tx)
  const { id } = rows[0]!
  await sql`
    WITH first AS (SELECT received_at, seq FROM inbound_message WHERE id = ${messageId}), gone AS (
      UPDATE inbound_message m SET conversation_id = ${id} FROM first f
      WHERE m.conversation_id = ${conversationId} AND (m.received_at, m.seq) >= (f.received_at, f.seq)
      RETURNING m.message_id
    ), answers AS (
      UPDATE outgoing_message o SET conversation_id = ${id} FROM first f
      WHERE o.conversation_id = ${conversationId} AND o.created_at >= f.received_at RETURNING o.message_id
    ), keys AS (SELECT message_id FROM gone UNION SELECT message_id FROM answers)
    UPDATE conversation_key SET conversation_id = ${id}
    WHERE conversation_id = ${conversationId} AND key IN (SELECT message_id FROM keys)`.execute(tx)
  await sql`UPDATE conversation SET is_apart = true WHERE id = ${conversationId}`.execute(tx)
  return id
}
