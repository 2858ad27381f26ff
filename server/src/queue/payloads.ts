import { z } from 'zod'

/**
 * Tasks of a mailbox: one row each in `todo`, run under the mailbox's lease (jobs/mailbox-work.ts).
 * `kind` is the resource: `pull:contacts`; what is sent is `messages`.
 */
export const mailboxTasks = ['pull', 'push', 'audit', 'watch', 'preview', 'folders', 'send'] as const
export type MailboxTask = `${(typeof mailboxTasks)[number]}:${string}`

/** Tasks that belong to no mailbox: graphile-worker runs them; the file in jobs/ has the task's name. */
export const jobPayloads = {
  /** Prove a connection; the report is streamed into `verification_report`. */
  verify: z.object({ reportId: z.uuid() }),
  /** Look at what of a connection is there so far, for Setup; the result is in `setup_look`. */
  look: z.object({ connectionId: z.uuid() }),
  /** Set a connection up with an administrator's sign-in; their tokens live in the worker's memory alone. */
  provision: z.object({ provisioningId: z.uuid() }),
  /** Read the directory of a connection into `mailbox`. */
  discover: z.object({ connectionId: z.uuid() }),
  /** Tell a service that nobody listens any more: best effort, what is not stopped runs out by itself. */
  unwatch: z.object({
    connectionId: z.uuid(),
    subscriptions: z.array(z.object({ id: z.string(), mailbox: z.string() })),
  }),
  /** Give conversations of an organisation to agents; bring back what was put off, send elsewhere what nobody took. */
  route: z.object({ organisationId: z.uuid() }),
  /** Find what is due: timers of collections, subscriptions near their end, audits. Every few seconds, one at a time. */
  tick: z.object({}),
  /** Drop what is old: idempotency answers, expired invitations. */
  sweep: z.object({}),
  /** Mail the notices that wait. */
  notices: z.object({}),
  /** Tell whose credential ends soon, and ask the directory anew when each ends. Every hour. */
  expiries: z.object({}),
  /** Erase a person; the addresses are in `erasure` until it is done. */
  erase: z.object({ erasureId: z.uuid() }),
  /** Ask the directory of a connection when its credential ends. */
  expiry: z.object({ connectionId: z.uuid() }),
} as const
export type JobName = keyof typeof jobPayloads
export type JobPayload<N extends JobName> = z.infer<(typeof jobPayloads)[N]>
