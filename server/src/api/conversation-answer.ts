import type { Conversation } from '@tandem/model/api/queues.ts'
import type { FastifyRequest } from 'fastify'
import { TandemError } from '../errors.ts'
import { type ConversationRow, getConversation } from '../store/conversations.ts'
import type { Db } from '../store/database.ts'
import { organisationScope } from './access.ts'

/** A conversation that the caller may see. */
export async function mustBeConversation(
  db: Db,
  request: FastifyRequest,
  id: string,
): Promise<ConversationRow> {
  const row = await getConversation(db, id, organisationScope(request))
  if (row) return row
  throw noConversation()
}

/** It is not there, not theirs, or another one by now. */
export function noConversation(): TandemError {
  return new TandemError(
    'not-found',
    'There is no such conversation, or it has become one with another: list them again.',
  )
}

/** A conversation's row as it is answered. */
export function toConversation(row: ConversationRow): Conversation {
  const { mailboxId, organisationId: _, newest: _newest, sender, firstAt, lastAt, ...rest } = row
  const { waitingSince, dueAt, snoozedUntil } = row
  return {
    ...rest,
    queueId: mailboxId,
    from: sender,
    waitingSince: waitingSince?.toISOString() ?? null,
    dueAt: dueAt?.toISOString() ?? null,
    snoozedUntil: snoozedUntil?.toISOString() ?? null,
    firstAt: new Date(firstAt).toISOString(),
    lastAt: new Date(lastAt).toISOString(),
  }
}
