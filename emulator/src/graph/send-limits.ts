import type { MailContent } from '../tenant/mail-types.ts'
import type { Mailbox } from '../tenant/types.ts'
import type { MailboxCall } from './call.ts'
import { GraphError, refuse } from './errors.ts'

interface Sent {
  at: number
  recipients: number
}

/** What each mailbox sent in the last day, oldest first. */
const sent = new WeakMap<Mailbox, Sent[]>()

const minute = 60_000
const day = 24 * 60 * minute

/** Lets a message pass the limits of Exchange Online for sending (platform-facts 2.1), and counts it. */
export function admitMail(call: MailboxCall, content: MailContent, recipients: number): void {
  const { limits, mailbox, world } = call
  checkSize(call, content)
  if (recipients > limits.recipientsPerMessage) {
    // The code of the same refusal in Exchange Web Services; Graph's own is not documented.
    throw new GraphError(
      400,
      'ErrorTooManyRecipients',
      `The message has ${recipients} recipients; the maximum is ${limits.recipientsPerMessage}.`,
    )
  }
  const now = world.clock.now()
  const recent = (sent.get(mailbox) ?? []).filter(({ at }) => now - at < day)
  sent.set(mailbox, recent)
  checkRate(limits.messagesPerMinute, recent, now)
  const today = recent.reduce((sum, one) => sum + one.recipients, 0)
  if (today + recipients > limits.recipientsPerDay) {
    // 429, 400 and 403 were all seen; there is no use in trying again on the same day, so no Retry-After.
    throw new GraphError(
      429,
      'ErrorExceededMessageLimit',
      'Cannot send mail. The daily limit of recipients for the mailbox has been reached.',
    )
  }
  recent.push({ at: now, recipients })
}

/**
 * Exchange Online delays or refuses what is over 30 messages a minute; how Graph says so is not documented. Here: the usual 429 with the seconds
 * until there is room again.
 */
function checkRate(limit: number, recent: Sent[], now: number): void {
  const first = recent.length - limit
  const oldest = first < 0 ? undefined : recent[first]
  if (oldest === undefined || now - oldest.at >= minute) return
  throw refuse.throttled('MessagesPerMinute', Math.max(1, Math.ceil((oldest.at + minute - now) / 1000)))
}

/** What upload sessions brought raises the size that a message may have. */
function checkSize({ limits }: MailboxCall, content: MailContent): void {
  const size =
    Buffer.byteLength(content.body.content) +
    content.attachments.reduce((sum, { content: bytes }) => sum + bytes.size, 0)
  const isUploaded = content.attachments.some(({ uploaded }) => uploaded)
  if (size <= (isUploaded ? limits.uploadedMessageBytes : limits.messageBytes)) return
  throw new GraphError(413, 'ErrorMessageSizeExceeded', 'The message exceeds the maximum supported size.')
}
