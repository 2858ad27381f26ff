import type { World } from '../tenant/world.ts'
import { refuse } from './errors.ts'

/** The service's limits; platform-facts 2.1 has the figures and their sources. */
export interface GraphLimits {
  /** At a time, per application and mailbox. */
  concurrent: number
  /** Per window, application and mailbox. */
  requests: number
  requestWindowMs: number
  uploadBytes: number
  uploadWindowMs: number
  /** Seconds in `Retry-After` when too many run at a time. */
  concurrentRetryAfter: number
  /** How long the service thinks about a request, while the request counts as running. */
  latencyMs: number
  /** Bytes of one request's body. */
  bodyBytes: number
  /** Items on a page, whatever the client asks for. */
  pageSize: number
  /** What a mailbox may send in a minute and in a day, and to how many at a time. */
  messagesPerMinute: number
  recipientsPerDay: number
  recipientsPerMessage: number
  /** Bytes of a message with all its attachments; with some that came by upload session. */
  messageBytes: number
  uploadedMessageBytes: number
  /** How long a message waits in the Outbox before it is in Sent Items and on its way: meanwhile it is in neither folder that senders look at. */
  outboxMs: number
  /** A file of so many bytes needs an upload session. */
  directAttachmentBytes: number
}

export const defaultLimits: GraphLimits = {
  concurrent: 4,
  requests: 10_000,
  requestWindowMs: 600_000,
  uploadBytes: 150 * 1024 * 1024,
  uploadWindowMs: 300_000,
  concurrentRetryAfter: 1,
  latencyMs: 0,
  bodyBytes: 4 * 1024 * 1024,
  pageSize: 1000,
  messagesPerMinute: 30,
  recipientsPerDay: 10_000,
  recipientsPerMessage: 500,
  messageBytes: 35 * 1024 * 1024,
  uploadedMessageBytes: 150 * 1024 * 1024,
  outboxMs: 0,
  directAttachmentBytes: 3 * 1024 * 1024,
}

/** Counts what applications ask of mailboxes. */
export interface Throttle {
  /** Takes a place for a request that brings `bytes`, or throws a 429; the result gives the place back. */
  enter(appId: string, mailboxKey: string, bytes: number): () => void
}

interface Window {
  started: number
  used: number
}

interface Usage {
  running: number
  requests: Window
  upload: Window
}

/** A throttle on the world's clock; a refused request counts as well, as in the service. */
export function createThrottle(world: World, limits: GraphLimits): Throttle {
  const usages = new Map<string, Usage>()
  return {
    enter: (appId, mailboxKey, bytes) => {
      const now = world.clock.now()
      const usage = usageOf(usages, `${appId}/${mailboxKey}`, now)
      if (spend(usage.requests, 1, limits.requestWindowMs, now) > limits.requests) {
        throw refuse.throttled(
          'RequestsPerTenMinutes',
          secondsLeft(usage.requests, limits.requestWindowMs, now),
        )
      }
      if (bytes > 0 && spend(usage.upload, bytes, limits.uploadWindowMs, now) > limits.uploadBytes) {
        throw refuse.throttled('IncomingBytes', secondsLeft(usage.upload, limits.uploadWindowMs, now))
      }
      if (usage.running >= limits.concurrent) {
        throw refuse.throttled('MailboxConcurrency', limits.concurrentRetryAfter)
      }
      usage.running += 1
      return () => {
        usage.running -= 1
      }
    },
  }
}

function usageOf(usages: Map<string, Usage>, key: string, now: number): Usage {
  const known = usages.get(key)
  if (known) return known
  const usage = { running: 0, requests: { started: now, used: 0 }, upload: { started: now, used: 0 } }
  usages.set(key, usage)
  return usage
}

/** A fixed window from the first request on; whether the service's window slides is not documented. */
function spend(window: Window, amount: number, length: number, now: number): number {
  if (now - window.started >= length) {
    window.started = now
    window.used = 0
  }
  window.used += amount
  return window.used
}

function secondsLeft(window: Window, length: number, now: number): number {
  return Math.max(1, Math.ceil((window.started + length - now) / 1000))
}
