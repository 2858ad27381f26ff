import type { RawStore } from '../mail/inbound/raw-store.ts'
import { announce } from '../store/announce.ts'
import { recordAct } from '../store/audit-log.ts'
import type { Database } from '../store/database.ts'
import { sweepRaw } from '../store/raw-names.ts'
import { queuesToClear, removeOld, takeUntold } from '../store/removed-conversations.ts'

/**
 * What of the mail of queues goes by itself, every hour: closed conversations that are kept no longer, then bytes that no message names any
 * more. Returns how many.
 */
export async function sweepMail(deps: {
  db: Database
  rawMail: Pick<RawStore, 'delete'>
}): Promise<{ conversations: number; raw: number }> {
  const { db, rawMail } = deps
  let conversations = 0
  for (const queue of await queuesToClear(db)) {
    await removeOld(db, queue.id)
    conversations += await db.transaction().execute((tx) => tell(tx, queue))
  }
  return { conversations, raw: await sweepRaw(db, rawMail.delete) }
}

async function tell(
  tx: Parameters<typeof recordAct>[0],
  { id, organisationId }: { id: string; organisationId: string },
): Promise<number> {
  const count = await takeUntold(tx, id)
  if (count === 0) return 0
  await announce(tx, { organisationId, topic: 'queue', id })
  await recordAct(tx, {
    organisationId,
    who: 'tandem',
    act: 'queue.conversations-removed',
    target: `mailbox:${id}`,
    detail: { conversations: count },
  })
  return count
}
