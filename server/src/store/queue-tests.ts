import type { MessageState } from '@tandem/model/api/messages.ts'
import { sql } from 'kysely'
import type { Db } from './database.ts'
import type { OutgoingProblem } from './outgoing.ts'

/** All that is known of a test mail. */
export interface QueueTestFacts {
  id: string
  subject: string
  startedAt: Date
  sending: MessageState
  problem: OutgoingProblem | null
  sentAt: Date | null
  conversationId: string | null
  receivedAt: Date | null
  storedAt: Date | null
  routedAt: Date | null
  /** Why it was routed as it was; the name of the queue in which it then was. */
  reasons: string[]
  queueName: string | null
  endedAt: Date | null
  outcome: string | null
  /** When the mailbox was last read to the end, and why it is not. */
  lastPullAt: Date | null
  failure: { title?: string; detail?: string } | null
}

/** Notes that a message goes out as a test of its queue. */
export async function addQueueTest(
  tx: Db,
  owner: { id: string; organisationId: string },
  given: { outgoingId: string; requestedBy: string },
): Promise<void> {
  await tx
    .insertInto('queue_test')
    .values({
      organisation_id: owner.organisationId,
      mailbox_id: owner.id,
      outgoing_id: given.outgoingId,
      requested_by: given.requestedBy,
    })
    .execute()
}

/** The newest test of a queue. */
export async function lastQueueTest(db: Db, mailboxId: string): Promise<QueueTestFacts | undefined> {
  const { rows } = await sql<QueueTestFacts>`
    SELECT t.id, o.content ->> 'subject' AS subject, t.started_at AS "startedAt", o.state AS sending, o.problem,
      o.sent_at AS "sentAt", t.conversation_id AS "conversationId", i.received_at AS "receivedAt", i.stored_at AS "storedAt",
      c.routed_at AS "routedAt", coalesce(e.data -> 'reasons', '[]') AS reasons, q.name AS "queueName",
      t.ended_at AS "endedAt", t.outcome, k.last_pull_at AS "lastPullAt", k.failure
    FROM queue_test t JOIN outgoing_message o ON o.id = t.outgoing_id
    LEFT JOIN conversation c ON c.id = t.conversation_id
    LEFT JOIN queue q ON q.mailbox_id = c.mailbox_id
    LEFT JOIN collection k ON k.mailbox_id = t.mailbox_id AND k.kind = 'inbox'
    LEFT JOIN LATERAL (SELECT received_at, stored_at FROM inbound_message WHERE conversation_id = c.id
      ORDER BY received_at, seq LIMIT 1) i ON true
    LEFT JOIN LATERAL (SELECT data FROM conversation_event WHERE conversation_id = c.id AND kind = 'routed'
      ORDER BY id LIMIT 1) e ON true
    WHERE t.mailbox_id = ${mailboxId} ORDER BY t.started_at DESC LIMIT 1`.execute(db)
  return rows[0]
}

/** Conversations that begin now and are tests: known by the Message-ID, or by the subject where the service gave it another. */
export async function noteTestsArrived(
  tx: Db,
  mailboxId: string,
  news: { conversationId: string; messageId: string | null; subject: string }[],
): Promise<void> {
  await sql`
    UPDATE queue_test t SET conversation_id = x."conversationId"
    FROM outgoing_message o, jsonb_to_recordset(${JSON.stringify(news)}::jsonb)
      AS x("conversationId" uuid, "messageId" text, subject text)
    WHERE t.mailbox_id = ${mailboxId} AND t.started_at > now() - interval '1 day' AND t.conversation_id IS NULL
      AND t.ended_at IS NULL AND o.id = t.outgoing_id
      AND (o.message_id = x."messageId" OR o.content ->> 'subject' = x.subject)`.execute(tx)
}

/** A test whose conversation was routed and has had its chance to be given to somebody. */
export interface RoutedTest {
  id: string
  conversationId: string
  mailboxId: string
  ownerId: string | null
  ownerName: string | null
  isAutomatic: boolean
}

/** Tests of an organisation that are through but for their end; held until `tx` ends. */
export async function routedTests(tx: Db, organisationId: string): Promise<RoutedTest[]> {
  const { rows } = await sql<RoutedTest>`
    SELECT t.id, c.id AS "conversationId", c.mailbox_id AS "mailboxId", c.owner_id AS "ownerId", u.name AS "ownerName",
      coalesce(q.routing ->> 'distribution' = 'automatic', false) AS "isAutomatic"
    FROM queue_test t JOIN conversation c ON c.id = t.conversation_id AND c.routed_at IS NOT NULL
    LEFT JOIN queue q ON q.mailbox_id = c.mailbox_id LEFT JOIN "user" u ON u.id = c.owner_id
    WHERE t.organisation_id = ${organisationId} AND t.ended_at IS NULL FOR UPDATE OF t, c`.execute(tx)
  return rows
}

/** The test is through; `outcome`: a sentence that says who got it, or why nobody. */
export async function endQueueTest(tx: Db, id: string, outcome: string): Promise<void> {
  await sql`UPDATE queue_test SET ended_at = clock_timestamp(), outcome = ${outcome} WHERE id = ${id}`.execute(
    tx,
  )
}
