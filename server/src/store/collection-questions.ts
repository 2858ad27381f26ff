import { sql } from 'kysely'
import type { Db } from './database.ts'

/** What a person says to the wipe guard: delete them here, put them back there, or look once more. */
export type WipeAnswer = 'delete' | 'put back' | 'look again'

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
 * Answers the wipe guard; false if it asks nothing. `delete` lets the next pull delete. The others forget the question:
 * `look again` also the cursor, so that the next pull reads everything once more, and asks again if it is still so;
 * `put back` queues what is gone to be made anew (the caller hints `push:contacts`).
 */
export async function answerWipe(
  tx: Db,
  mailboxId: string,
  kind: string,
  answer: WipeAnswer,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('collection')
    .set(answers[answer])
    .where('mailbox_id', '=', mailboxId)
    .where('kind', '=', kind)
    .where('state', '=', 'stopped')
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  if (answer === 'put back') await putBack(tx, mailboxId, kind)
  return true
}

const forgotten = { state: 'live', question: null, answer: null }
const answers = {
  delete: { answer: 'accept' },
  'put back': forgotten,
  'look again': { ...forgotten, cursor: null },
}

/** Records said to be gone lose their item and wait to be made anew, with a new operation: the old one's item is gone. */
async function putBack(tx: Db, mailboxId: string, kind: string): Promise<void> {
  await sql`
    WITH back AS (
      UPDATE record SET remote_id = NULL, remote_version = NULL, base = NULL, gone_at = NULL, unshown = false
      WHERE mailbox_id = ${mailboxId} AND kind = ${kind} AND gone_at IS NOT NULL AND deleted_at IS NULL
      RETURNING id)
    INSERT INTO outbox (record_id, mailbox_id, kind) SELECT id, ${mailboxId}::uuid, ${kind} FROM back
    ON CONFLICT (record_id) DO UPDATE SET state = 'open', failure = NULL, operation_id = gen_random_uuid()`.execute(
    tx,
  )
}
