import { type Selectable, sql } from 'kysely'
import { TandemError } from '../errors.ts'
import type { Db } from './database.ts'
import type { SupportApproval } from './schema.ts'

export type ApprovalRow = Selectable<SupportApproval>

/** An organisation lets operators see its data until `endsAt`. */
export async function grantApproval(
  tx: Db,
  given: { organisationId: string; reason: string; grantedBy: string; endsAt: Date },
): Promise<ApprovalRow> {
  return await tx
    .insertInto('support_approval')
    .values({
      organisation_id: given.organisationId,
      reason: given.reason,
      granted_by: given.grantedBy,
      ends_at: given.endsAt,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** Approvals of an organisation, newest first. */
export async function listApprovals(db: Db, organisationId: string): Promise<ApprovalRow[]> {
  return await db
    .selectFrom('support_approval')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(200)
    .execute()
}

/** Ends an approval now; a second time changes nothing. */
export async function endApproval(
  tx: Db,
  id: string,
  given: { scope: string | null; by: string },
): Promise<ApprovalRow> {
  let update = tx
    .updateTable('support_approval')
    .set({
      ended_at: sql<Date>`coalesce(ended_at, now())`,
      ended_by: sql<string>`coalesce(ended_by, ${given.by})`,
    })
    .where('id', '=', id)
  if (given.scope !== null) update = update.where('organisation_id', '=', given.scope)
  const row = await update.returningAll().executeTakeFirst()
  if (!row) throw new TandemError('not-found', `There is no approval ${id}.`)
  return row
}
