import type { Transaction } from 'kysely'
import { announce } from '../../store/announce.ts'
import {
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

/** Stores messages and the conversations that they belong to, all or nothing; the caller's lease keeps others out. */
export async function storeMails(
  tx: Transaction<DB>,
  owner: { id: string; organisationId: string },
  mails: Fetched[],
): Promise<void> {
  if (mails.length === 0) return
  const keys = [...new Set(mails.flatMap((mail) => mail.keys))]
  const { known, age } = await findByKeys(tx, owner.id, keys)
  const plan = planThreads(mails, known, age)
  await insertConversations(tx, owner, [...plan.made])
  if (plan.merges.length > 0) await mergeConversations(tx, plan.merges)
  await saveKeys(tx, owner, plan.keys)
  await insertInbound(
    tx,
    owner,
    mails.map(({ ref, keys: _keys, ...mail }, place) => ({
      ...mail,
      remoteId: ref,
      conversationId: plan.conversations[place]!,
    })),
  )
  // What a machine wrote is kept, and brings nobody back to work.
  const opens = plan.conversations.filter((_, place) => mails[place]!.kind !== 'reply')
  await recount(tx, [...new Set(plan.conversations)], [...new Set(opens)])
  await announce(tx, { organisationId: owner.organisationId, topic: 'queue', id: owner.id })
}
