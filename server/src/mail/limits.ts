import type { SendLimits } from '../providers/sender.ts'
import type { OutgoingProblem } from '../store/outgoing.ts'
import { minuteSeconds } from '../store/sending-use.ts'

/** How many messages may go out now, and what the next one waits for. */
export interface Admission {
  /** So many, from the first one on. */
  go: number
  /** Why the next one waits; undefined: none has to. */
  wait?: { for: 'minute'; until: Date } | { for: 'day'; recipients: number }
}

/** Which of the waiting messages, in their order, the service will take now. Nobody overtakes one that waits. */
export function admit(
  limits: Pick<SendLimits, 'messagesPerMinute' | 'recipientsPerDay'>,
  use: { now: Date; lastMinute: Date[]; recipientsToday: number },
  waiting: { recipients: number }[],
): Admission {
  let recipients = use.recipientsToday
  const free = limits.messagesPerMinute - use.lastMinute.length
  for (const [place, message] of waiting.entries()) {
    if (place >= free) return { go: place, wait: { for: 'minute', until: minuteHasRoom(limits, use) } }
    recipients += message.recipients
    if (recipients > limits.recipientsPerDay)
      return { go: place, wait: { for: 'day', recipients: message.recipients } }
  }
  return { go: waiting.length }
}

/** When the minute has room for one more: a minute after the oldest of the last `messagesPerMinute`. */
function minuteHasRoom(
  { messagesPerMinute }: Pick<SendLimits, 'messagesPerMinute'>,
  { now, lastMinute }: { now: Date; lastMinute: Date[] },
): Date {
  const leaving = lastMinute.at(-messagesPerMinute) ?? now
  return new Date(leaving.getTime() + minuteSeconds * 1000)
}

/** What a message that waits tells. */
export function waitingFor(wait: NonNullable<Admission['wait']>, limits: SendLimits): OutgoingProblem {
  if (wait.for === 'minute')
    return {
      title: 'It waits for its turn',
      detail: `The mailbox's service takes at most ${limits.messagesPerMinute} messages a minute. It goes out by itself; nothing needs to be done.`,
    }
  return {
    title: 'It waits: the recipients of today are used up',
    detail: `The mailbox's service lets a person write to ${limits.recipientsPerDay} recipients in 24 hours. It goes out by itself as soon as there is room; cancel it if that is too late.`,
  }
}

/** Why a message can never go out, with the place of the fault; undefined: it can. */
export function neverFits(
  limits: SendLimits,
  message: { recipients: number; size: number },
): { pointer: string; detail: string } | undefined {
  if (message.recipients > limits.recipientsPerMessage)
    return {
      pointer: '/to',
      detail: `It has ${message.recipients} recipients; the service takes at most ${limits.recipientsPerMessage} in a message. Send it in several messages.`,
    }
  if (message.recipients > limits.recipientsPerDay)
    return {
      pointer: '/to',
      detail: `It has ${message.recipients} recipients; the service takes at most ${limits.recipientsPerDay} in a day. Name fewer.`,
    }
  if (message.size > limits.messageBytes)
    return {
      pointer: '/attachments',
      detail: `With its attachments it has ${megabytes(message.size)}; the service takes at most ${megabytes(limits.messageBytes)} from this connection. Send fewer or smaller files, or a link to them.`,
    }
  return undefined
}

function megabytes(bytes: number): string {
  return `${Math.ceil((bytes / 1_000_000) * 10) / 10} MB`
}
