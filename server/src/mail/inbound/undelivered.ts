import type { Undelivered } from '@tandem/model/api/queues.ts'

/** A report that came: what it says was not delivered. */
export interface Report {
  id: string
  /** ISO 8601. */
  receivedAt: string
  bounce: {
    messageId: string | null
    recipients: { address: string; status: string; reason: string }[]
  }
}

/** A message that was sent. */
export interface Sent {
  id: string
  messageId: string
  createdAt: Date
  content: Record<'to' | 'cc' | 'bcc', { address: string }[]>
}

/**
 * Which messages did not arrive, by the ids of the messages. A report that names none is about the newest message before it that went to
 * one of its recipients. Of several reports about one recipient the newest counts.
 */
export function undeliveredOf(sent: Sent[], reports: Report[]): Map<string, Undelivered[]> {
  const found = new Map<string, Map<string, Undelivered>>()
  for (const report of reports) {
    const message = messageOf(sent, report)
    if (!message) continue
    const { messageId: _, recipients } = report.bounce
    const known = found.get(message.id) ?? new Map<string, Undelivered>()
    found.set(message.id, known)
    // A report need not say whom it is about: then it is about the message.
    const about = recipients.length > 0 ? recipients : [{ address: '', status: '', reason: '' }]
    for (const { address, status, reason } of about)
      known.set(address.toLowerCase(), {
        address,
        status,
        reason,
        isFinal: !status.startsWith('4'),
        reportId: report.id,
      })
  }
  return new Map([...found].map(([id, one]) => [id, [...one.values()]]))
}

function messageOf(sent: Sent[], { bounce, receivedAt }: Report): Sent | undefined {
  const { messageId, recipients } = bounce
  const named = sent.find((message) => message.messageId === messageId)
  if (named) return named
  const failed = new Set(recipients.map(({ address }) => address.toLowerCase()))
  return sent.findLast(
    ({ content: { to, cc, bcc }, createdAt }) =>
      createdAt.getTime() <= Date.parse(receivedAt) &&
      [...to, ...cc, ...bcc].some(({ address }) => failed.has(address.toLowerCase())),
  )
}
