import type { MessageState } from '@tandem/model/api/messages.ts'
import { sql } from 'kysely'
import type { Db } from './database.ts'
import type { OutgoingContent, OutgoingProblem } from './outgoing.ts'
import { resumeWaiting } from './unanswered.ts'

/** What was begun outside for a message; see the table. */
export type SendingStep = 'submit' | 'create' | 'send' | 'accepted' | 'again'

/** A message that is due. */
export interface DueMessage {
  id: string
  operationId: string
  state: MessageState
  step: SendingStep | null
  draftRef: string | null
  attempts: number
  /** Seconds since its draft was handed over. */
  handedFor: number | null
  recipients: number
  size: number
}

/** What became of a message; what is not named stays. */
export interface Outcome {
  id: string
  state: MessageState
  step: SendingStep | null
  draftRef: string | null
  /** Seconds until something is to be done for it again; null: nothing is. */
  dueIn: number | null
  problem: OutgoingProblem | null
  /** Its draft is about to be handed over. */
  handed?: boolean
  /** Something was asked of the service for it. */
  tried?: boolean
}

/** The code of a problem that only says for which limit a message waits. */
export const waitsForLimit = 'waits'

const columns = sql`id, operation_id AS "operationId", state, step, draft_ref AS "draftRef", attempts,
  extract(epoch FROM now() - handed_at)::float8 AS "handedFor", recipients, size`
const order = sql`ORDER BY wanted_at, created_at, id`

/**
 * Locks messages whose time has come, in the order of sending: those for which something was begun outside, and those to be sent
 * for which nothing was.
 */
export async function dueMessages(
  tx: Db,
  mailboxId: string,
  given: { limit: number; lookedFor: boolean },
): Promise<{ begun: DueMessage[]; fresh: DueMessage[] }> {
  const { limit, lookedFor } = given
  // Where nothing can be looked up, what was surely not sent is as new.
  const wasBegun = lookedFor
    ? sql`(state = 'sending' OR state = 'queued' AND step IS NOT NULL)`
    : sql`state = 'sending'`
  const { rows } = await sql<DueMessage & { begun: boolean }>`
    WITH begun AS (
      SELECT * FROM outgoing_message WHERE mailbox_id = ${mailboxId} AND ${wasBegun} AND due_at <= now()
      ${order} LIMIT ${limit} FOR UPDATE
    ), fresh AS (
      SELECT * FROM outgoing_message
      WHERE mailbox_id = ${mailboxId} AND state IN ('held', 'queued') AND wanted_at <= now()
        AND (due_at <= now() OR problem ->> 'code' = ${waitsForLimit})
        ${lookedFor ? sql`AND step IS NULL` : sql``}
      ${order} LIMIT ${limit} FOR UPDATE
    ), due AS (
      SELECT *, true AS begun FROM begun UNION ALL SELECT *, false FROM fresh
    )
    SELECT ${columns}, begun FROM due ${order}`.execute(tx)
  const begun = rows.filter((row) => row.begun)
  return { begun, fresh: rows.filter((row) => !row.begun).slice(0, limit - begun.length) }
}

/** Marks messages as on their way and counts them for the limits: committed before anything is sent. */
export async function markSending(
  tx: Db,
  mailboxId: string,
  ids: string[],
  step: 'submit' | 'create',
): Promise<void> {
  if (ids.length === 0) return
  await sql`
    WITH marked AS (
      UPDATE outgoing_message SET state = 'sending', step = ${step}, problem = NULL, draft_ref = NULL, due_at = now(),
        updated_at = now() WHERE id = ANY(${ids}::uuid[]) RETURNING id, recipients
    )
    INSERT INTO sending_use (message_id, mailbox_id, recipients) SELECT id, ${mailboxId}, recipients FROM marked
    ON CONFLICT (message_id) DO UPDATE SET at = now()`.execute(tx)
}

/** Marks messages for which something was begun as on their way again, whatever the look will bring. */
export async function markAgain(tx: Db, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  await sql`
    UPDATE outgoing_message SET state = 'sending', updated_at = now()
    WHERE id = ANY(${ids}::uuid[])`.execute(tx)
}

/** Lets all that would be due, but for those given, wait for a limit: `perMinute` at a time from `dueAt` on. */
export async function postpone(
  tx: Db,
  mailboxId: string,
  given: { but: string[]; dueAt: Date; perMinute: number | null; problem: OutgoingProblem },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    WITH waiting AS (
      SELECT id, row_number() OVER (${order}) - 1 AS nth FROM outgoing_message
      WHERE mailbox_id = ${mailboxId} AND state IN ('held', 'queued') AND step IS NULL AND wanted_at <= now()
        AND (due_at <= now() OR problem ->> 'code' = ${waitsForLimit}) AND id <> ALL(${given.but}::uuid[])
    ), planned AS (
      SELECT id, ${given.dueAt}::timestamptz + make_interval(mins => (nth / ${given.perMinute ?? 1_000_000_000})::int) AS due_at
      FROM waiting
    )
    UPDATE outgoing_message m SET state = 'queued', due_at = p.due_at, updated_at = now(),
      problem = ${JSON.stringify({ ...given.problem, code: waitsForLimit })}::jsonb
    FROM planned p WHERE m.id = p.id AND (m.due_at, m.problem ->> 'code') IS DISTINCT FROM (p.due_at, ${waitsForLimit})
    RETURNING m.id`.execute(tx)
  return rows.map((row) => row.id)
}

/** A failure of the mailbox: nothing of it goes out before `until`. */
export async function delayOutgoing(
  tx: Db,
  mailboxId: string,
  until: Date,
  problem: OutgoingProblem,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    UPDATE outgoing_message SET due_at = ${until}, problem = ${JSON.stringify(problem)}::jsonb, updated_at = now(),
      state = 'queued'
    WHERE mailbox_id = ${mailboxId} AND state IN ('held', 'queued') AND wanted_at <= now() AND due_at < ${until}
    RETURNING id`.execute(tx)
  return rows.map((row) => row.id)
}

/** Stores what became of messages that are on their way. */
export async function storeOutcomes(tx: Db, outcomes: Outcome[]): Promise<void> {
  if (outcomes.length === 0) return
  await sql`
    WITH input AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(outcomes)}::jsonb)
        AS x(id uuid, state text, step text, "draftRef" text, "dueIn" float8, problem jsonb, handed boolean, tried boolean)
    ), taken AS (
      UPDATE outgoing_attachment o SET sent = a.size FROM attachment a, input i
      WHERE i.state = 'sent' AND o.message_id = i.id AND a.id = o.attachment_id AND o.sent <> a.size
    )
    UPDATE outgoing_message m SET state = i.state, step = i.step, draft_ref = i."draftRef",
      due_at = now() + make_interval(secs => i."dueIn"), problem = nullif(i.problem, 'null'), updated_at = now(),
      handed_at = CASE WHEN i.handed THEN now() ELSE m.handed_at END,
      attempts = m.attempts + CASE WHEN i.tried THEN 1 ELSE 0 END,
      sent_at = CASE WHEN i.state = 'sent' THEN now() ELSE m.sent_at END
    FROM input i WHERE m.id = i.id`.execute(tx)
  const failed = outcomes.filter(({ state }) => state === 'failed').map(({ id }) => id)
  await resumeWaiting(tx, failed, { why: 'The answer could not be sent: somebody waits on.' })
}

/** When something is to be done next for the messages of a mailbox; undefined: nothing. */
export async function nextOutgoingDue(db: Db, mailboxId: string): Promise<Date | undefined> {
  const { rows } = await sql<{ at: Date | null }>`
    SELECT min(due_at) AS at FROM outgoing_message
    WHERE mailbox_id = ${mailboxId} AND state IN ('held', 'queued', 'sending')`.execute(db)
  return rows[0]?.at ?? undefined
}

/** Drafts in the mailbox whose messages have failed or were taken back. */
export async function leftoverDrafts(
  db: Db,
  mailboxId: string,
  limit: number,
): Promise<{ id: string; draftRef: string }[]> {
  const { rows } = await sql<{ id: string; draftRef: string }>`
    SELECT id, draft_ref AS "draftRef" FROM outgoing_message
    WHERE mailbox_id = ${mailboxId} AND draft_ref IS NOT NULL AND state IN ('failed', 'cancelled')
    ORDER BY id LIMIT ${limit}`.execute(db)
  return rows
}

/** Their drafts are gone. */
export async function forgetDrafts(tx: Db, ids: string[]): Promise<void> {
  await sql`UPDATE outgoing_message SET draft_ref = NULL WHERE id = ANY(${ids}::uuid[])
    AND state IN ('failed', 'cancelled')`.execute(tx)
}

/** All that goes out of a message. */
export interface StoredLetter {
  operationId: string
  messageId: string
  content: OutgoingContent
  attachments: { id: string; name: string; contentType: string; size: number; contentId: string | null }[]
}

/** Messages as they go out, by their ids; those that are gone with their mailbox are left out. */
export async function storedLetters(db: Db, ids: string[]): Promise<Map<string, StoredLetter>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<StoredLetter & { id: string }>`
    SELECT m.id, m.operation_id AS "operationId", m.message_id AS "messageId", m.content, coalesce((
      SELECT jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name, 'contentType', a.content_type, 'size', a.size,
        'contentId', o.content_id) ORDER BY o.place)
      FROM outgoing_attachment o JOIN attachment a ON a.id = o.attachment_id WHERE o.message_id = m.id), '[]')
      AS attachments
    FROM outgoing_message m WHERE m.id = ANY(${ids}::uuid[])`.execute(db)
  return new Map(rows.map(({ id, ...letter }) => [id, letter]))
}

/** So many bytes of an attachment were taken. */
export async function storeProgress(tx: Db, messageId: string, place: number, bytes: number): Promise<void> {
  await tx
    .updateTable('outgoing_attachment')
    .set({ sent: bytes })
    .where('message_id', '=', messageId)
    .where('place', '=', place)
    .execute()
}
