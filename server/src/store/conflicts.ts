import { sql } from 'kysely'
import { announce } from './announce.ts'
import type { Batch } from './batches.ts'
import type { Db } from './database.ts'

/** Keeps what was not chosen where both sides changed the same. */
export async function addConflicts(
  tx: Db,
  batch: Batch,
  conflicts: { id: string; reason: 'fields' | 'deleted'; fields: unknown[] }[],
): Promise<void> {
  if (conflicts.length === 0) return
  const { owner, kind } = batch
  const { rows } = await sql<{ id: string }>`
    INSERT INTO conflict (organisation_id, mailbox_id, kind, record_id, reason, fields)
    SELECT ${owner.organisationId}, ${owner.id}, ${kind}, id, reason, fields
    FROM jsonb_to_recordset(${JSON.stringify(conflicts)}::jsonb) AS x(id uuid, reason text, fields jsonb)
    RETURNING id`.execute(tx)
  for (const { id } of rows)
    await announce(tx, { organisationId: owner.organisationId, topic: 'conflict', id })
}
