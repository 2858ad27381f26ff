import { z } from 'zod'
import { messageState } from './messages.ts'
import { id, instant, page, pageQuery } from './paging.ts'
import { conversation, conversationState } from './queues.ts'

/** A person by their addresses: whoever wrote first to a queue. */
export const customer = z.object({
  id,
  organisationId: id,
  /** As they wrote it themselves, or as somebody here wrote it; empty: they gave none. */
  name: z.string(),
  /** What people here call them, and what rules look at: `VIP`. By alphabet. */
  labels: z.array(z.string()),
  /** In lower case, by alphabet. */
  addresses: z.array(z.string()),
})
export type Customer = z.infer<typeof customer>
export const customerPage = page(customer)
export const customerQuery = pageQuery.extend({
  /** The customer of this address. */
  address: z.string().trim().max(320).optional(),
  /** Words in names and addresses; accents do not matter. */
  search: z.string().trim().max(200).optional(),
})

/** An event to which the customer is invited. */
export const meeting = z.object({
  id,
  mailboxId: id,
  /** Empty: it is private. */
  subject: z.string(),
  isPrivate: z.boolean(),
  isCancelled: z.boolean(),
  /** It happens again and again, from `at` on. */
  repeats: z.boolean(),
  at: instant,
  /** `null`: it repeats without end. */
  endsAt: instant.nullable(),
})
export type Meeting = z.infer<typeof meeting>

/** A customer with what is shown beside a conversation. */
export const wholeCustomer = customer.extend({
  /** Contacts of the organisation with one of the addresses, at most 5. */
  contacts: z.array(z.object({ id, mailboxId: id, name: z.string(), phones: z.array(z.string()) })),
  /** At most 20, those that are open first, then newest activity first. */
  conversations: z.array(conversation),
  /** At most 6: what is to come, the next first, then what was, the newest first. */
  meetings: z.array(meeting),
})
export type WholeCustomer = z.infer<typeof wholeCustomer>

/** What happened with a customer, as far as the caller may see it. */
export const timelineEntry = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('conversation'),
    id,
    /** When its newest message came. */
    at: instant,
    queueId: id,
    state: conversationState,
    subject: z.string(),
    preview: z.string(),
    messages: z.int(),
  }),
  z.object({
    kind: z.literal('note'),
    id,
    at: instant,
    conversationId: id,
    /** Of the conversation. */
    subject: z.string(),
    author: z.string(),
    text: z.string(),
  }),
  /** Sent to one of the addresses, from whichever mailbox. */
  z.object({
    kind: z.literal('mail'),
    id,
    /** When it was sent, or else written. */
    at: instant,
    mailboxId: id,
    conversationId: id.nullable(),
    state: messageState,
    subject: z.string(),
    preview: z.string(),
  }),
  meeting.extend({ kind: z.literal('meeting') }),
])
export type CustomerEntry = z.infer<typeof timelineEntry>
export const timelinePage = page(timelineEntry)
export const timelineQuery = pageQuery.extend({
  /** Words that an entry must all have; accents do not matter. */
  search: z.string().trim().max(200).optional(),
})

const label = z.string().trim().min(1).max(50)
/** What is there is changed. */
export const patchCustomer = z
  .strictObject({
    name: z.string().trim().min(1).max(200).optional(),
    /** All of them: what is not named is taken away. Each once, whatever its case. */
    labels: z.array(label).max(20).optional(),
  })
  .refine((body) => Object.keys(body).length > 0, { error: 'Name what is to change: name or labels.' })
export type PatchCustomer = z.infer<typeof patchCustomer>
/** The customer that becomes one with that of the path, and ends. */
export const mergeCustomer = z.strictObject({ customer: id })
/** These addresses, with what was begun from them, are a customer of their own. */
export const partCustomer = z.strictObject({
  addresses: z.array(z.string().trim().toLowerCase().min(1).max(320)).min(1).max(100),
})
