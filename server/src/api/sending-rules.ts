import type { SendingLimits } from '@tandem/model/api/messages.ts'
import { TandemError } from '../errors.ts'
import type { Wanted } from '../providers/provider.ts'
import type { SendLimits } from '../providers/sender.ts'
import { getConnection } from '../store/connections.ts'
import type { Db } from '../store/database.ts'
import type { MailboxRow } from '../store/mailboxes.ts'
import { sendingUse } from '../store/sending-use.ts'
import type { ApiDeps } from './deps.ts'

/** Bytes of one uploaded file: what Microsoft 365 takes in an upload session. */
export const attachmentBytes = 150 * 1024 * 1024

/** How mail goes out from a mailbox, or why it does not. */
export interface SendingRules {
  limits: SendLimits
  certainty: SendingLimits['certainty']
  problem: SendingLimits['problem']
}

/** What the mailbox's connection lets it send. */
export async function sendingRules(
  { providers }: ApiDeps,
  db: Db,
  mailbox: MailboxRow,
): Promise<SendingRules> {
  const connection = await getConnection(db, mailbox.connection_id)
  const wanted = connection.wanted as Wanted
  const limits = providers[connection.method]?.sendLimits?.(wanted)
  return {
    limits: limits ?? nothing,
    certainty: wanted.readMail ? 'exact' : 'once',
    problem: problemOf(mailbox, wanted, limits !== undefined),
  }
}

/** Refuses to send from a mailbox from which nothing can be sent. */
export function mustSend({ problem }: SendingRules): void {
  if (problem) throw new TandemError('wrong-state', `${problem.title}. ${problem.detail}`)
}

/** What may still be sent, as it is answered. */
export async function shownLimits(db: Db, mailboxId: string, rules: SendingRules): Promise<SendingLimits> {
  const use = await sendingUse(db, mailboxId)
  const { limits, certainty, problem } = rules
  return {
    problem,
    certainty,
    perMinute: limits.messagesPerMinute,
    usedThisMinute: use.lastMinute.length,
    recipientsPerDay: limits.recipientsPerDay,
    recipientsToday: use.recipientsToday,
    recipientsPerMessage: limits.recipientsPerMessage,
    messageBytes: limits.messageBytes,
    attachmentBytes: Math.min(attachmentBytes, limits.messageBytes),
  }
}

function problemOf(mailbox: MailboxRow, wanted: Wanted, can: boolean): SendingLimits['problem'] {
  if (!can)
    return {
      title: 'This connection cannot send',
      detail: 'Its way of connecting offers no sending. Connect the mailbox by another one.',
    }
  if (!wanted.send)
    return {
      title: 'This connection is not meant to send',
      detail: `Choose sending for it, grant Mail.Send, and verify it again: PATCH /api/v1/connections/${mailbox.connection_id} {"wanted": {"send": true, …}}.`,
    }
  if (mailbox.state === 'on' || mailbox.state === 'trouble') return null
  return {
    title: 'The mailbox is not switched on',
    detail: `Switch ${mailbox.address} on first: PATCH /api/v1/mailboxes/${mailbox.id} {"state": "on"}.`,
  }
}

const nothing: SendLimits = {
  messageBytes: 0,
  recipientsPerMessage: 0,
  messagesPerMinute: 0,
  recipientsPerDay: 0,
}
