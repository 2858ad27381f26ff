import type { OutgoingMessage } from '@tandem/model/api/messages.ts'
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
  }
}
