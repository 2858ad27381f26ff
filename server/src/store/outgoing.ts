import type { MessageState } from '@tandem/model/api/messages.ts'
import { sql } from 'kysely'
import type { Owner } from './batches.ts'
import type { Db } from './database.ts'

/** A message's content as it goes out. */
export interface OutgoingContent {
  to: { name: string; address: string }[]
  cc: { name: string; address: string }[]
  bcc: { name: string; address: string }[]
  replyTo: { name: string; address: string }[]
  subject: string
  html: string | null
  text: string
  importance: 'low' | 'normal' | 'high'
  inReplyTo: string | null
  references: string[]
  /** A machine wrote it, and says so. */
  isAutomatic?: boolean
  /** It passes on another, and answers nobody. */
  isForward?: boolean
}

export interface OutgoingProblem {
  title: string
  detail: string
  code?: string | undefined
}

export interface OutgoingRow {
  id: string
  mailboxId: string
  organisationId: string
  state: MessageState
  content: OutgoingContent
  messageId: string
  problem: OutgoingProblem | null
  dueAt: Date | null
  undoUntil: Date | null
  attempts: number
  createdAt: Date
  sentAt: Date | null
  attachments: {
    id: string
    name: string
    contentType: string
    size: number
    contentId: string | null
    sent: number
  }[]
  /** For the cursor: with microseconds. */
  place: string
}

export interface NewOutgoing {
  owner: Owner
  operationId: string
  messageId: string
  content: OutgoingContent
  size: number
  attachments: { id: string; contentId: string | null }[]
  /** Not before; absent: at once. */
  wantedAt?: Date | undefined
  requestedBy: string
}

/** Stores a message to be sent; returns its id. */
export async function addOutgoing(tx: Db, given: NewOutgoing): Promise<string> {
  const { owner, content, wantedAt } = given
  const recipients = content.to.length + content.cc.length + content.bcc.length
  const { id } = await tx
    .insertInto('outgoing_message')
    .values({
      organisation_id: owner.organisationId,
      mailbox_id: owner.id,
      state: wantedAt ? 'held' : 'queued',
      content: JSON.stringify(content),
      message_id: given.messageId,
      operation_id: given.operationId,
      recipients,
      size: given.size,
      wanted_at: wantedAt ?? sql`now()`,
      due_at: wantedAt ?? sql`now()`,
      undo_until: wantedAt ?? null,
      requested_by: given.requestedBy,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const attached = given.attachments.map((one, place) => ({ ...one, place }))
  if (attached.length > 0)
    await sql`
      INSERT INTO outgoing_attachment (message_id, place, attachment_id, content_id)
      SELECT ${id}, place, id, "contentId"
      FROM jsonb_to_recordset(${JSON.stringify(attached)}::jsonb) AS x(place int, id uuid, "contentId" text)`.execute(
      tx,
    )
  return id
}

/** One message of a mailbox. */
export async function getOutgoing(db: Db, mailboxId: string, id: string): Promise<OutgoingRow | undefined> {
  const { rows } = await sql<OutgoingRow>`
    SELECT ${shown} FROM outgoing_message m WHERE m.id = ${id} AND m.mailbox_id = ${mailboxId}`.execute(db)
  return rows[0]
}

/** What was sent to a conversation, the newest 100, oldest first. */
export async function listAnswers(db: Db, conversationId: string): Promise<OutgoingRow[]> {
  const { rows } = await sql<OutgoingRow>`
    SELECT ${shown} FROM outgoing_message m WHERE m.conversation_id = ${conversationId}
    ORDER BY m.created_at DESC, m.id DESC LIMIT 100`.execute(db)
  return rows.reverse()
}

/** A page of the messages of a mailbox, newest first; without their HTML and text. */
export async function listOutgoing(
  db: Db,
  wish: {
    mailboxId: string
    state: string | undefined
    limit: number
    after: { place: string; id: string } | undefined
  },
): Promise<OutgoingRow[]> {
  const { mailboxId, state, after } = wish
  const { rows } = await sql<OutgoingRow>`
    SELECT ${shownShort} FROM outgoing_message m WHERE m.mailbox_id = ${mailboxId}
      ${state === undefined ? sql`` : sql`AND m.state = ${state}`}
      ${after === undefined ? sql`` : sql`AND (m.created_at, m.id) < (${after.place}::timestamptz, ${after.id}::uuid)`}
    ORDER BY m.created_at DESC, m.id DESC LIMIT ${wish.limit}`.execute(db)
  return rows
}

/** What a person decided of a message: moves it if it is in one of the states `from`; false if it is not (any more). */
export async function moveOutgoing(
  tx: Db,
  id: string,
  from: MessageState[],
  to: { state: MessageState; step?: 'again' | null },
): Promise<boolean> {
  const atRest = !['held', 'queued', 'sending'].includes(to.state)
  const { rows } = await sql`
    UPDATE outgoing_message SET state = ${to.state}, problem = NULL, updated_at = now(), undo_until = NULL,
      due_at = ${atRest ? null : sql`now()`}, wanted_at = least(wanted_at, now()),
      step = ${to.step === undefined ? sql`step` : to.step},
      -- That it arrived was seen by a person; it went out with the last try.
      sent_at = CASE WHEN ${to.state} = 'sent' THEN coalesce(sent_at, updated_at) END
    WHERE id = ${id} AND state = ANY(${from}) RETURNING id`.execute(tx)
  return rows.length > 0
}

/** Tells whoever watches the organisations that these messages changed; at commit. */
export async function announceOutgoing(db: Db, organisationId: string, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  await sql`
    SELECT pg_notify('tandem_event',
      jsonb_build_object('organisationId', ${organisationId}::text, 'topic', 'message', 'id', id)::text)
    FROM unnest(${ids}::text[]) AS id`.execute(db)
}

/**
 * As `announceOutgoing`, in a transaction of its own that need not be on disk. Announcements go out one transaction after the other
 * (PostgreSQL's async.c), so that those of many mailboxes would wait for each other's disk.
 */
export async function announceOutgoingSoon(db: Db, organisationId: string, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  await sql`
    SELECT set_config('synchronous_commit', 'off', true), pg_notify('tandem_event',
      jsonb_build_object('organisationId', ${organisationId}::text, 'topic', 'message', 'id', id)::text)
    FROM unnest(${ids}::text[]) AS id`.execute(db)
}

const attachments = sql`coalesce((
  SELECT jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name, 'contentType', a.content_type, 'size', a.size,
    'contentId', o.content_id, 'sent', o.sent) ORDER BY o.place)
  FROM outgoing_attachment o JOIN attachment a ON a.id = o.attachment_id WHERE o.message_id = m.id), '[]')`
const facts = sql`m.id, m.mailbox_id AS "mailboxId", m.organisation_id AS "organisationId", m.state,
  m.message_id AS "messageId", m.problem, m.due_at AS "dueAt",
  CASE WHEN m.state = 'held' THEN m.undo_until END AS "undoUntil", m.attempts, m.created_at AS "createdAt",
  m.sent_at AS "sentAt", ${attachments} AS attachments, m.created_at::text AS place`
const shown = sql`${facts}, m.content`
const shownShort = sql`${facts}, m.content - 'html' - 'text' AS content`
