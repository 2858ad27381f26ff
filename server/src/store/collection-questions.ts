import { sql } from 'kysely'
import type { Db } from './database.ts'

/** Asks for a preview of the first sync; false if that has begun. */
export async function askPreview(tx: Db, mailboxId: string, kind: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('collection')
    .set({ preview: sql`jsonb_build_object('requestedAt', now())` })
    .where('mailbox_id', '=', mailboxId)
    .where('kind', '=', kind)
    .where('state', '=', 'waiting')
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/**
 * Answers the wipe guard; false if it asks nothing. Yes lets the next pull delete; no forgets the question and the
 * cursor, so that the next pull reads everything once more, and asks again if it is still so.
 */
export async function answerWipe(tx: Db, mailboxId: string, kind: string, accept: boolean): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('collection')
    .set(accept ? { answer: 'accept' } : { state: 'live', question: null, answer: null, cursor: null })
    .where('mailbox_id', '=', mailboxId)
    .where('kind', '=', kind)
    .where('state', '=', 'stopped')
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
