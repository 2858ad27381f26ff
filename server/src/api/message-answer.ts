import type { OutgoingMessage } from '@tandem/model/api/messages.ts'
import type { Answer } from '@tandem/model/api/queues.ts'
import { undeliveredOf } from '../mail/inbound/undelivered.ts'
import type { InboundRow } from '../store/inbound-messages.ts'
import type { OutgoingRow } from '../store/outgoing.ts'

/** A message's row as it is answered. */
export function toMessage(row: OutgoingRow): OutgoingMessage {
  const { to, cc, bcc, replyTo, subject, html, text, importance } = row.content
  return {
    id: row.id,
    mailboxId: row.mailboxId,
    state: row.state,
    problem: row.problem,
    dueAt: row.dueAt?.toISOString() ?? null,
    undoUntil: row.undoUntil?.toISOString() ?? null,
    to,
    cc,
    bcc,
    replyTo,
    subject,
    html,
    text,
    importance,
    attachments: row.attachments,
    messageId: row.messageId,
    createdAt: row.createdAt.toISOString(),
    sentAt: row.sentAt?.toISOString() ?? null,
    attempts: row.attempts,
    isForward: row.content.isForward ?? false,
    isAutomatic: row.content.isAutomatic ?? false,
  }
}

/** What was sent to a conversation, with what `came` reports of it. */
export function toAnswers(rows: OutgoingRow[], came: InboundRow[]): Answer[] {
  const reports = came.flatMap(({ id, receivedAt, content: { bounce } }) =>
    bounce ? [{ id, receivedAt, bounce }] : [],
  )
  const undelivered = undeliveredOf(rows, reports)
  return rows.map((row) => ({ ...toMessage(row), undelivered: undelivered.get(row.id) ?? [] }))
}
