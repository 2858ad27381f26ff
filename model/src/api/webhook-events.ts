import { z } from 'zod'
import { id, instant } from './paging.ts'
import { conversationEvent } from './routing.ts'

/** At most so many changes, or messages, stand in one event; a long list becomes several events. */
export const mostPerEvent = 100

/** One change of a record, as in the change feed; what all of an event's changes have in common stands beside them. */
const recordChange = z.object({
  recordId: id,
  operation: z.enum(['create', 'update', 'delete']),
  origin: z.enum(['mailbox', 'api', 'undo', 'audit']),
  batchId: id.nullable(),
  /** The record's version after it: one that is lower than what you have is old news. */
  version: z.int(),
  at: instant,
})

const changed = z.object({
  organisationId: id,
  mailboxId: id,
  /** In the order in which they may be taken over. */
  changes: z.array(recordChange).min(1).max(mostPerEvent),
})

const messages = z.object({
  organisationId: id,
  mailboxId: id,
  messages: z
    .array(
      z.object({
        id,
        state: z.enum(['sent', 'failed', 'unknown']),
        messageId: z.string(),
        /** Why it failed or is unknown. */
        title: z.string().nullable(),
        detail: z.string().nullable(),
      }),
    )
    .min(1)
    .max(mostPerEvent),
})

const conversations = z.object({
  organisationId: id,
  /** The queue's mailbox. */
  mailboxId: id,
  conversations: z
    .array(
      z.object({
        conversationId: id,
        what: conversationEvent.shape.kind,
        /** The agent whom it is about. */
        agentId: z.string().nullable(),
        /** Who did it; null: Tandem. */
        actor: z.string().nullable(),
        /** Of `merged`: the conversation that is no more. */
        mergedId: id.nullable(),
        at: instant,
      }),
    )
    .min(1)
    .max(mostPerEvent),
})

const mailbox = z.object({
  organisationId: id,
  mailboxId: id,
  address: z.string(),
  title: z.string().nullable(),
  detail: z.string().nullable(),
})

/** Every type of event with the shape of its `data`; the description is the list in docs/webhooks.md. */
export const webhookData = {
  'contact.changed': changed.describe('Contacts of a mailbox were created, changed or deleted'),
  'event.changed': changed.describe('Events of a calendar were created, changed or deleted'),
  'task.changed': changed.describe('Tasks of a mailbox were created, changed or deleted'),
  'message.sent': messages.describe('Messages have gone out'),
  'message.failed': messages.describe('Messages could not be sent'),
  'message.unknown': messages.describe('Nobody can tell whether messages went out; a person decides'),
  'conversation.waiting': conversations.describe('In conversations of a queue somebody waits for an answer'),
  'conversation.assigned': conversations.describe('Conversations were given to agents, taken or handed over'),
  'conversation.answered': conversations.describe('Conversations were answered'),
  'conversation.closed': conversations.describe('Conversations were closed'),
  'conversation.changed': conversations.describe(
    'Conversations were put back, put off, moved, merged, parted or reopened',
  ),
  'mailbox.trouble': mailbox.describe('A mailbox is in trouble, or in another trouble than before'),
  'mailbox.recovered': mailbox.describe('A mailbox works again'),
  'connection.changed': z
    .object({ organisationId: id, connectionId: id, state: z.string(), previousState: z.string() })
    .describe('A connection has another state'),
  'verification.finished': z
    .object({ organisationId: id, connectionId: id, verificationId: id, state: z.enum(['passed', 'failed']) })
    .describe('A verification has ended'),
  test: z.object({ organisationId: id, webhookId: id }).describe('Somebody pressed the test button'),
} as const

export type WebhookType = keyof typeof webhookData
export const webhookTypes = Object.keys(webhookData) as [WebhookType, ...WebhookType[]]

/** The body of a request to a webhook (Standard Webhooks, "Payload structure"). */
export interface WebhookPayload {
  type: WebhookType
  /** When it happened; of a list: its last. */
  timestamp: string
  data: Record<string, unknown>
}
