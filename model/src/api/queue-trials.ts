import { z } from 'zod'
import { id, instant } from './paging.ts'
import { queueRouting, ruleWhen, skills } from './routing.ts'

/** A mail that is thought of, and how its queue would route. */
export const tryRouting = z.strictObject({
  routing: queueRouting,
  mail: z.strictObject({
    from: z.strictObject({
      name: z.string().max(255).default(''),
      address: z.string().trim().max(320).default(''),
    }),
    subject: z.string().max(998).default(''),
    text: z.string().max(200_000).default(''),
    hasAttachment: z.boolean().default(false),
  }),
})
export type TryRouting = z.infer<typeof tryRouting>

/** Which conditions of a rule did not hold. */
export const ruleCondition = ruleWhen.keyof()
export type RuleCondition = z.infer<typeof ruleCondition>

export const triedRouting = z.object({
  /** ISO 639-1; `null`: nobody can tell. */
  language: z.string().nullable(),
  /** The sender has written to a queue before, or is a contact. */
  isKnown: z.boolean(),
  /** Of the sender, as a customer. */
  labels: z.array(z.string()),
  /** One for each rule, in their order. `unreached`: one before it ended the reading. */
  rules: z.array(
    z.object({
      state: z.enum(['holds', 'fails', 'unreached']),
      /** Phrases that say why it holds; none: it asks for nothing. */
      why: z.array(z.string()),
      /** What does not hold. */
      missing: z.array(ruleCondition),
    }),
  ),
  skills,
  priority: z.int(),
  /** `null`: it stays. */
  queueId: id.nullable(),
  agentId: z.string().nullable(),
  reasons: z.array(z.string()),
  /** Whether the queue is open now, and until when an answer to a mail of this moment is promised. */
  isOpen: z.boolean(),
  dueAt: instant.nullable(),
  overflowAt: instant.nullable(),
})
export type TriedRouting = z.infer<typeof triedRouting>

/** What a test mail goes through, in this order. */
export const testStep = z.enum(['sent', 'arrived', 'fetched', 'routed', 'given'])
export type TestStep = z.infer<typeof testStep>

export const queueTest = z.object({
  id,
  subject: z.string(),
  startedAt: instant,
  /** `stopped`: it does not go on by itself, or not yet: `advice` says what to do. */
  state: z.enum(['running', 'through', 'stopped']),
  steps: z.array(
    z.object({
      step: testStep,
      /** `null`: not yet. */
      at: instant.nullable(),
      /** A sentence of what was seen. */
      said: z.string().nullable(),
    }),
  ),
  advice: z.object({ title: z.string(), detail: z.string() }).nullable(),
  conversationId: id.nullable(),
})
export type QueueTest = z.infer<typeof queueTest>
/** The newest, if there was one. */
export const lastQueueTest = z.object({ test: queueTest.nullable() })
