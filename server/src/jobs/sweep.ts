import { sql } from 'kysely'
import { sweepAttachments } from '../store/attachments.ts'
import { dropOldCredentials } from '../store/credential-slots.ts'
import type { Database } from '../store/database.ts'
import { sweepUse } from '../store/sending-use.ts'
import { sweepReports } from '../store/verification-reports.ts'
import { sweepDeliveries } from '../store/webhook-work.ts'
import { buryWorkers } from '../store/worker.ts'

/**
 * Drops what is old: answers kept for repeated requests (24 h), links that ended 30 days ago, files that nobody sent (a day)
 * or that were sent (a week), credentials replaced a week ago, regular reports that told nothing (30 days), dead workers.
 */
export async function sweep(db: Database): Promise<{ answers: number; links: number; files: number }> {
  const answers = await db
    .deleteFrom('idempotency')
    .where('created_at', '<', sql<Date>`now() - interval '24 hours'`)
    .executeTakeFirst()
  const links = await db
    .deleteFrom('invitation')
    .where('expires_at', '<', sql<Date>`now() - interval '30 days'`)
    .executeTakeFirst()
  const files = await sweepAttachments(db)
  await sweepUse(db)
  await db.transaction().execute((tx) => dropOldCredentials(tx, 7))
  await sweepDeliveries(db)
  await sweepReports(db)
  await buryWorkers(db)
  return { answers: Number(answers.numDeletedRows), links: Number(links.numDeletedRows), files }
}
