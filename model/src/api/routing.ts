import { z } from 'zod'
import { id, instant } from './paging.ts'

/** Levels by skill, 1 (some) to 5 (best): `{ "german": 3 }`. Names are compared in lower case. */
export const skills = z.record(z.string().trim().toLowerCase().min(1).max(50), z.int().min(1).max(5))
export type Skills = z.infer<typeof skills>

/** 1 is the most urgent. */
export const priority = z.int().min(1).max(5)

export const weekday = z.enum(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'])
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'is not a time of day: write it as 09:00')
const day = z.iso.date('is not a day: write it as 2026-12-25')

/** When a queue is open; minutes of service levels are counted in it. */
export const openingHours = z.strictObject({
  /** IANA (`Europe/Lisbon`). */
  zone: z.string().min(1).max(100),
  week: z
    .array(
      z.strictObject({ day: weekday, from: clock, to: clock }).refine(({ from, to }) => from < to, {
        error: 'ends before it begins: over midnight write two, until 24:00 and from 00:00.',
        path: ['to'],
      }),
    )
    .min(1, 'names no hours: a queue that is never open could keep no promise.')
    .max(50),
  holidays: z
    .array(z.strictObject({ day, name: z.string().trim().max(100).default('') }))
    .max(500)
    .default([]),
})
export type OpeningHours = z.infer<typeof openingHours>

const words = z.array(z.string().trim().min(1).max(200)).min(1).max(100)

/** All that is named must hold; of several values in a list one is enough. Case and accents do not matter. */
export const ruleWhen = z.strictObject({
  /** `mia@example.org`, `@example.org` (also its subdomains), or a part of the name. */
  sender: words.optional(),
  subject: words.optional(),
  /** In the subject or in what the sender wrote newly. */
  words: words.optional(),
  /** ISO 639-1 of the text: `de`. */
  language: z
    .array(z.string().regex(/^[a-z]{2}$/))
    .min(1)
    .max(50)
    .optional(),
  hasAttachment: z.boolean().optional(),
  /** `known`: has written to a queue of the organisation before, or is a contact of one of its mailboxes. */
  customer: z.enum(['known', 'new']).optional(),
  /** Of the customer whose address it is: one of these labels. */
  labels: z.array(z.string().trim().min(1).max(50)).min(1).max(100).optional(),
})
export const ruleEffect = z.strictObject({
  skills: skills.optional(),
  priority: priority.optional(),
  /** Into which queue; its own requirements then count. */
  queueId: id.optional(),
  /** Who gets it if they are available; otherwise whoever can. */
  agentId: z.string().max(100).optional(),
})
export const routingRule = z.strictObject({
  name: z.string().trim().min(1).max(100),
  when: ruleWhen,
  effect: ruleEffect,
  /** Rules after this one are not looked at if it holds. */
  isLast: z.boolean().default(false),
})
export type RoutingRule = z.infer<typeof routingRule>

export const queueRouting = z.strictObject({
  /** `automatic`: open conversations are given to available agents. `by-hand`: agents take what they want. */
  distribution: z.enum(['automatic', 'by-hand']).default('by-hand'),
  /** What an agent must have, at least at this level. */
  skills: skills.default({}),
  priority: priority.default(3),
  /** `null`: always open. */
  hours: openingHours.nullable().default(null),
  /** Open minutes within which an answer is promised; `null`: none is. */
  targetMinutes: z.int().min(1).max(100_000).nullable().default(null),
  /** Sent once for a conversation to a person who wrote first, never to a machine. `closedText`: outside of opening hours. */
  acknowledgement: z
    .strictObject({
      text: z.string().trim().min(1).max(20_000),
      closedText: z.string().trim().min(1).max(20_000).nullable().default(null),
    })
    .nullable()
    .default(null),
  /** What happens when nobody has taken it for so many open minutes: any agent of the queue may, or it goes to another queue. */
  overflow: z
    .strictObject({ afterMinutes: z.int().min(1).max(100_000), queueId: id.nullable().default(null) })
    .nullable()
    .default(null),
  /** From the first to the last, each changes what those before it have said. */
  rules: z.array(routingRule).max(200).default([]),
})
export type QueueRouting = z.infer<typeof queueRouting>

export const presence = z.enum(['available', 'away'])
export const agent = z.object({
  /** The person's. */
  id: z.string(),
  organisationId: id,
  name: z.string(),
  email: z.string(),
  role: z.enum(['administrator', 'agent']),
  skills,
  /** How many conversations that wait for an answer distribution gives them at most. */
  capacity: z.int(),
  presence,
  presenceAt: instant.nullable(),
  /** Theirs that wait for an answer. */
  load: z.int(),
  /** Ids of the queues that they work in. */
  queues: z.array(id),
})
export type Agent = z.infer<typeof agent>
export const agentList = z.object({ items: z.array(agent) })
export const agentPath = z.object({ id: z.string().max(100).describe('A person’s id, or `me`') })
export const patchAgent = z.strictObject({
  skills: skills.optional(),
  capacity: z.int().min(0).max(1000).optional(),
  presence: presence.optional(),
})

/** What happened to a conversation. */
export const conversationEvent = z.object({
  id: z.string(),
  at: instant,
  kind: z.enum([
    /** Somebody waits for an answer: from then on the service level counts. */
    'waiting',
    /** Rules and the queue said what it asks for; `data.reasons` tells why. */
    'routed',
    'given',
    'taken',
    'handed-over',
    'put-back',
    'answered',
    'closed',
    'reopened',
    'snoozed',
    'woken',
    'moved',
    'merged',
    'parted',
    'overflowed',
    'acknowledged',
    'prioritised',
  ]),
  /** `null`: Tandem. */
  actor: z.string().nullable(),
  /** Name of the agent whom it is about. */
  agent: z.string().nullable(),
  /** Sentences that say why. */
  reasons: z.array(z.string()),
})
export type ConversationEvent = z.infer<typeof conversationEvent>

const hourly = z.object({
  /** The beginning of the hour. */
  at: instant,
  came: z.int(),
  answered: z.int(),
  closed: z.int(),
  /** Answered later than promised. */
  late: z.int(),
})
export const supervision = z.object({
  queues: z.array(
    z.object({
      id,
      name: z.string(),
      /** Open, and somebody waits for an answer. */
      waiting: z.int(),
      /** Of those, nobody has them. */
      unowned: z.int(),
      waitingSince: instant.nullable(),
      /** Of those that wait, over their time. */
      late: z.int(),
      /** Within the span: answered, and within the promise (`null`: none was promised). */
      answered: z.int(),
      kept: z.int().nullable(),
      /** Median minutes until an answer. */
      medianMinutes: z.number().nullable(),
    }),
  ),
  agents: z.array(agent.extend({ answered: z.int(), closed: z.int(), late: z.int() })),
  hours: z.array(hourly),
})
export type Supervision = z.infer<typeof supervision>
export const supervisionQuery = z.strictObject({
  organisation: id.optional(),
  queue: id.optional(),
  /** How many hours back. */
  hours: z.coerce.number().int().min(1).max(168).default(24),
})
export const queueNames = z.object({ items: z.array(z.object({ id, name: z.string() })) })

export const looking = z.strictObject({ isWriting: z.boolean() })
/** Somebody who has a conversation open. */
export const looker = z.object({ id: z.string(), name: z.string(), isWriting: z.boolean() })
export type Looker = z.infer<typeof looker>
export const lookers = z.object({ items: z.array(looker) })
export type Lookers = z.infer<typeof lookers>
