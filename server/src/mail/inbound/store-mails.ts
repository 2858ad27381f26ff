import type { Transaction } from 'kysely'
import {
  announceConversations,
  findByKeys,
  insertConversations,
  mergeConversations,
  recount,
  saveKeys,
} from '../../store/conversations.ts'
import { insertInbound } from '../../store/inbound-messages.ts'
import type { DB } from '../../store/schema.ts'
import type { Fetched } from './read-mail.ts'
import { planThreads } from './threads.ts'

/** A message that was stored, and its conversation. */
export type Stored = Fetched & { conversationId: string }

/**
 * Stores messages and the conversations that they belong to, all or nothing; the caller's lease keeps others out. `arrived` is told of
 * those to which somebody waits for an answer: what a machine wrote is kept, and brings nobody back to work.
 */
export async function storeMails(
  tx: Transaction<DB>,
  owner: { id: string; organisationId: string },
  mails: Fetched[],
  arrived: (
    tx: Transaction<DB>,
    owner: { id: string; organisationId: string },
    news: Stored[],
  ) => Promise<void>,
): Promise<void> {
  if (mails.length === 0) return
  const keys = [...new Set(mails.flatMap((mail) => [...mail.keys, ...mail.fallbacks]))]
  const { known, age, apart } = await findByKeys(tx, owner.id, keys)
  const plan = planThreads(mails, known, age, apart)
  await insertConversations(tx, owner, [...plan.made])
  if (plan.merges.length > 0) await mergeConversations(tx, plan.merges)
  await saveKeys(tx, owner, plan.keys)
  const stored = mails.map((mail, place) => ({ ...mail, conversationId: plan.conversations[place]! }))
  await insertInbound(
    tx,
    owner,
    stored.map(({ ref, keys: _keys, fallbacks: _fallbacks, ...mail }) => ({ ...mail, remoteId: ref })),
  )
  await recount(tx, [...new Set(plan.conversations)])
  await arrived(
    tx,
    owner,
    stored.filter(({ kind }) => kind !== 'reply'),
  )
  await announceConversations(tx, plan.conversations)
}
