import type { QueueRouting } from '@tandem/model/api/routing.ts'
import { searchable } from '../lib/search-text.ts'
import { addEvents } from '../store/conversation-events.ts'
import { labelsByAddress } from '../store/customers.ts'
import type { Db } from '../store/database.ts'
import type { InboundContent } from '../store/inbound-messages.ts'
import {
  getRoutings,
  holdReached,
  knownSenders,
  moveConversations,
  type Routed,
  saveRouted,
} from '../store/routing.ts'
import { afterOpenMinutes } from './hours.ts'
import { languageOf } from './language.ts'
import { asked, evaluate, type RuledMail, strongest, type Wants } from './rules.ts'

/** A message that came in, and its conversation. */
export interface News {
  conversationId: string
  /** ISO 8601. */
  receivedAt: string
  content: ReadContent
}

/** What rules are read from. */
type ReadContent = Pick<InboundContent, 'from' | 'subject' | 'text' | 'quotedFrom'> & {
  attachments: { isInline: boolean }[]
}

/**
 * Somebody waits for an answer to these messages of a queue: conversations that begin are routed by its rules, the time for an answer runs, what
 * was closed or put off is back. Returns those that began, and how the queue routes.
 */
export async function arrive<One extends News>(
  tx: Db,
  owner: { id: string; organisationId: string },
  news: One[],
): Promise<{ fresh: One[]; routing: QueueRouting | undefined }> {
  const first = new Map(news.toReversed().map((one) => [one.conversationId, one]))
  const reached = await holdReached(tx, [...first.keys()])
  const routings = await getRoutings(tx, [
    ...new Set([owner.id, ...reached.map(({ mailboxId }) => mailboxId)]),
  ])
  const routing = routings.get(owner.id)
  const fresh = reached.filter(({ isNew }) => isNew).map(({ id }) => first.get(id)!)
  const wants = await wantsOf(tx, owner, routing, fresh)
  const moves = [...wants].flatMap(([id, { queueId }]) =>
    queueId === null || queueId === owner.id ? [] : [{ id, mailboxId: queueId }],
  )
  await moveConversations(tx, moves)
  const movedTo = new Map(moves.map(({ id, mailboxId }) => [id, mailboxId]))
  for (const [id, other] of await getRoutings(tx, [...new Set(movedTo.values())])) routings.set(id, other)
  await saveRouted(
    tx,
    reached.flatMap(({ id, mailboxId, isNew, begins, isSnoozed, ownerId }) => {
      if (!begins) return isNew || isSnoozed ? [{ id, wants: wants.get(id) }] : []
      const waitingSince = first.get(id)!.receivedAt
      const promised = deadlines(routings.get(movedTo.get(id) ?? mailboxId), {
        waitingSince: new Date(waitingSince),
        ownerId,
      })
      return [{ id, waitingSince, wants: wants.get(id), ...promised }]
    }),
  )
  await addEvents(tx, [
    ...[...wants].map(([conversationId, { reasons }]) => ({
      conversationId,
      kind: 'routed' as const,
      data: { reasons },
    })),
    ...reached
      .filter(({ begins }) => begins)
      .map(({ id }) => ({ conversationId: id, kind: 'waiting' as const })),
  ])
  return { fresh, routing }
}

/** What conversations that begin ask for, by their ids. */
async function wantsOf(
  tx: Db,
  owner: { id: string; organisationId: string },
  routing: QueueRouting | undefined,
  fresh: News[],
): Promise<Map<string, Wants>> {
  if (!routing) return new Map()
  const asks = (name: keyof Asks) => routing.rules.some(({ when }) => when[name] !== undefined)
  const mails = await readForRules(tx, owner, fresh, {
    language: asks('language'),
    customer: asks('customer'),
    labels: asks('labels'),
  })
  const wants = new Map(
    [...mails].map(([conversationId, mail]) => [conversationId, evaluate(routing, mail, searchable)]),
  )
  return await withQueues(tx, owner, wants)
}

/** What takes time to find out, and only some rules ask for. */
type Asks = Record<'language' | 'customer' | 'labels', boolean>

/** What rules look at, by conversation; its language, and who its sender is, only if that is asked for. */
export async function readForRules(
  tx: Db,
  owner: { organisationId: string },
  fresh: Omit<News, 'receivedAt'>[],
  asks: Asks,
): Promise<Map<string, RuledMail>> {
  const known = asks.customer
    ? await knownSenders(
        tx,
        owner.organisationId,
        fresh.map((one) => ({ address: addressOf(one), conversationId: one.conversationId })),
      )
    : new Set<string>()
  const labels = asks.labels
    ? await labelsByAddress(tx, owner.organisationId, [...new Set(fresh.map(addressOf))])
    : new Map<string, string[]>()
  const mails = new Map<string, RuledMail>()
  for (const one of fresh) {
    const language = asks.language ? await languageOf(newText(one)) : null
    const address = addressOf(one)
    const sender = { isKnown: known.has(address), labels: (labels.get(address) ?? []).map(searchable) }
    mails.set(one.conversationId, { ...ruled(one), language, ...sender })
  }
  return mails
}

/** What another queue asks for counts as well; one that is none (any more), or of others, is not gone to. */
export async function withQueues(
  tx: Db,
  owner: { organisationId: string },
  wants: Map<string, Wants>,
): Promise<Map<string, Wants>> {
  const named = [...new Set([...wants.values()].flatMap(({ queueId }) => queueId ?? []))]
  if (named.length === 0) return wants
  const routings = await getRoutings(tx, named, owner.organisationId)
  for (const one of wants.values()) {
    const routing = one.queueId === null ? undefined : routings.get(one.queueId)
    if (one.queueId !== null && !routing) {
      one.queueId = null
      one.reasons.push('The queue that the rule names is none any more: it stays here.')
    }
    if (routing) {
      const there = asked(routing)
      one.skills = strongest(one.skills, there.skills)
      one.reasons.push(...there.reasons)
    }
  }
  return wants
}

/** Until when an answer is promised, and when it goes elsewhere if nobody has it. */
export function deadlines(
  routing: QueueRouting | undefined,
  { waitingSince, ownerId }: { waitingSince: Date; ownerId: string | null },
): Pick<Routed, 'dueAt' | 'overflowAt'> {
  const { hours = null, targetMinutes, overflow } = routing ?? {}
  const after = (minutes: number | null | undefined) =>
    minutes == null ? undefined : afterOpenMinutes(hours, waitingSince, minutes)
  return {
    dueAt: after(targetMinutes),
    overflowAt: ownerId === null ? after(overflow?.afterMinutes) : undefined,
  }
}

function addressOf({ content }: Pick<News, 'content'>): string {
  return content.from.address.toLowerCase()
}

/** What the sender wrote newly. */
function newText({ content: { text, quotedFrom } }: Pick<News, 'content'>): string {
  return quotedFrom === null ? text : text.slice(0, quotedFrom)
}

function ruled(news: Pick<News, 'content'>): Omit<RuledMail, keyof Asks | 'isKnown'> {
  const { from, subject, attachments } = news.content
  return {
    senderName: searchable(from.name),
    senderAddress: addressOf(news),
    subject: searchable(subject),
    text: searchable(newText(news).slice(0, 100_000)),
    hasAttachment: attachments.some(({ isInline }) => !isInline),
  }
}
