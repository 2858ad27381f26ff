/** Non-delivery reports: `multipart/report` of RFC 3462 with the delivery status of RFC 3464 and the original header fields. */

import { createHash } from 'node:crypto'
import MimeNode from 'nodemailer/lib/mime-node'
import type { MailContent } from '../tenant/mail-types.ts'
import { escapeHtml, wholeHtml } from './html-text.ts'

/** A recipient whom a message did not reach. */
export interface Failure {
  address: string
  /** Enhanced status (RFC 3463). */
  status: string
  /** What the other server said. */
  diagnostic: string
}

/** The account in whose name Exchange Online reports (published example of message-move). */
export const reporter = 'MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e'

/** The report as RFC 5322 bytes; `original` are those of the message that was not delivered. */
export async function writeReport(
  mail: MailContent,
  original: Buffer,
  failures: Failure[],
  given: { domain: string; to: string; internetMessageId: string; at: number },
): Promise<Buffer> {
  const root = new MimeNode('multipart/report; report-type=delivery-status', {
    baseBoundary: createHash('sha256').update(given.internetMessageId).digest('hex').slice(0, 24),
    newline: 'win',
  })
  root.setHeader({
    from: { name: 'Microsoft Outlook', address: `${reporter}@${given.domain}` },
    to: { name: given.to, address: given.to },
    subject: `Undeliverable: ${mail.subject}`,
    date: new Date(given.at),
    'message-id': given.internetMessageId,
    'in-reply-to': mail.internetMessageId,
    references: [...mail.references, mail.internetMessageId].join(' '),
    'thread-index': mail.threadIndex,
    'auto-submitted': 'auto-replied',
    'x-ms-exchange-message-is-ndr': 'yes',
  })
  root.createChild('text/html; charset=utf-8').setContent(explanation(failures))
  root.createChild('message/delivery-status').setContent(statusOf(failures, given))
  root.createChild('text/rfc822-headers').setContent(headerBlock(original))
  return root.build()
}

function explanation(failures: Failure[]): string {
  const lines = failures.map(
    ({ address, diagnostic }) =>
      `<p><b>${escapeHtml(address)}</b><br>Your message couldn't be delivered. ${escapeHtml(diagnostic)}</p>`,
  )
  return wholeHtml(`<p>Delivery has failed to these recipients or groups:</p>${lines.join('\r\n')}`)
}

function statusOf(failures: Failure[], { domain, at }: { domain: string; at: number }): string {
  const head = [`Reporting-MTA: dns; mail.${domain}`, `Arrival-Date: ${new Date(at).toUTCString()}`]
  const each = failures.map(({ address, status, diagnostic }) =>
    [
      `Final-Recipient: rfc822; ${address}`,
      'Action: failed',
      `Status: ${status}`,
      `Diagnostic-Code: smtp; ${diagnostic}`,
    ].join('\r\n'),
  )
  return `${[head.join('\r\n'), ...each].join('\r\n\r\n')}\r\n`
}

function headerBlock(original: Buffer): string {
  const end = original.indexOf('\r\n\r\n')
  return original.subarray(0, end < 0 ? original.length : end + 2).toString('utf8')
}
