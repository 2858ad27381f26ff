import type { PatchConversation } from '@tandem/model/api/queues.ts'
import type { FastifyRequest } from 'fastify'
import { TandemError } from '../errors.ts'
import { asked } from '../routing/rules.ts'
import {
  closeConversation,
  type HeldConversation,
  reopenConversation,
  setOwner,
  setPriority,
  snoozeConversation,
  workerOf,
} from '../store/conversation-acts.ts'
import { addEvents, type NewEvent } from '../store/conversation-events.ts'
import type { Db } from '../store/database.ts'
import { getRoutings, moveConversations, saveRouted } from '../store/routing.ts'
import { principalName } from './access.ts'

/** The caller as somebody who can have conversations; a program or an operator cannot. */
export function selfOf({ principal }: FastifyRequest): string | null {
  return principal.kind === 'agent' || principal.kind === 'administrator' ? principal.id : null
}

/** Carries out what a caller wants of a conversation that is held; each change is written down. */
export async function changeConversation(
  tx: Db,
  request: FastifyRequest,
  held: HeldConversation,
  body: PatchConversation,
): Promise<void> {
  const events: Event[] = []
  const { ownerId, queueId, priority, snoozedUntil, state } = body
  const now = { ...held }
  if (queueId !== undefined && queueId !== held.mailboxId) {
    await move(tx, held, queueId)
    Object.assign(now, { mailboxId: queueId, ownerId: null })
    events.push({ kind: 'moved' })
  }
  if (ownerId !== undefined) {
    const given = await give(tx, request, now, ownerId)
    now.ownerId = ownerId === null ? null : given.agentId
    events.push(given)
  }
  if (priority !== undefined) {
    await setPriority(tx, held.id, priority)
    events.push({ kind: 'prioritised', data: { reasons: [`Priority ${priority}.`] } })
  }
  if (snoozedUntil !== undefined) events.push(await snooze(tx, held, snoozedUntil))
  if (state === 'closed' && held.state === 'open') {
    await closeConversation(tx, held.id)
    events.push({ kind: 'closed', agentId: now.ownerId ?? selfOf(request) })
  }
  if (state === 'open' && held.state === 'closed') {
    await reopenConversation(tx, held.id, selfOf(request))
    events.push({ kind: 'reopened', agentId: selfOf(request) })
  }
  const actor = principalName(request)
  await addEvents(
    tx,
    events.map((event) => ({ ...event, conversationId: held.id, actor })),
  )
}

type Event = Omit<NewEvent, 'conversationId' | 'actor'>

async function give(
  tx: Db,
  request: FastifyRequest,
  held: HeldConversation,
  wish: string | null,
): Promise<Event & { agentId: string | null }> {
  mustBeOpen(held)
  if (wish === null) {
    await setOwner(tx, held.id, null, held.ownerId)
    return { kind: 'put-back', agentId: held.ownerId }
  }
  const person = await workerIn(tx, request, held, wish)
  await setOwner(tx, held.id, person.id)
  return { kind: person.id === selfOf(request) ? 'taken' : 'handed-over', agentId: person.id }
}

/** Takes what nobody has; what somebody else has stays theirs. */
export async function takeConversation(
  tx: Db,
  request: FastifyRequest,
  held: HeldConversation,
): Promise<void> {
  mustBeOpen(held)
  const person = await workerIn(tx, request, held, 'me')
  if (held.ownerId === person.id) return
  if (held.ownerId !== null)
    throw new TandemError(
      'wrong-state',
      `${held.ownerName} has this conversation already. Talk to them, or have it handed over.`,
    )
  await setOwner(tx, held.id, person.id)
  await addEvents(tx, [
    { conversationId: held.id, kind: 'taken', agentId: person.id, actor: principalName(request) },
  ])
}

async function workerIn(tx: Db, request: FastifyRequest, held: HeldConversation, wish: string) {
  const id = wish === 'me' ? selfOf(request) : wish
  if (id === null)
    throw new TandemError(
      'not-allowed',
      'Only agents and administrators of the organisation can have conversations: name one of them as ownerId.',
    )
  const person = await workerOf(tx, id, held)
  if (person) return person
  throw invalid(
    '/ownerId',
    'Nobody with this id works in the queue. GET /api/v1/agents lists who does; an administrator gives agents their queues.',
  )
}

async function move(tx: Db, held: HeldConversation, queueId: string): Promise<void> {
  mustBeOpen(held)
  const routing = (await getRoutings(tx, [queueId], held.organisationId)).get(queueId)
  if (!routing)
    throw invalid('/queueId', 'There is no such queue in this organisation. GET /api/v1/queues lists them.')
  await moveConversations(tx, [{ id: held.id, mailboxId: queueId }])
  await setOwner(tx, held.id, null)
  const wants = { ...asked(routing), agentId: null }
  await saveRouted(tx, [{ id: held.id, wants }])
}

async function snooze(tx: Db, held: HeldConversation, wish: string | null): Promise<Event> {
  mustBeOpen(held)
  const until = wish === null ? null : new Date(wish)
  if (until && until.getTime() <= Date.now())
    throw invalid('/snoozedUntil', 'This moment has passed: name one that is still to come.')
  await snoozeConversation(tx, held.id, until)
  return until ? { kind: 'snoozed', data: { reasons: [`Until ${until.toISOString()}.`] } } : { kind: 'woken' }
}

function mustBeOpen({ state }: HeldConversation): void {
  if (state === 'open') return
  throw new TandemError('wrong-state', 'The conversation is closed. Open it first: {"state": "open"}.')
}

function invalid(pointer: string, detail: string): TandemError {
  return new TandemError('invalid-input', detail, [{ pointer, detail }])
}
