import { sql } from 'kysely'
import type { Database } from '../store/database.ts'
import { buryWorkers } from '../store/worker.ts'

/** Drops what is old: answers kept for repeated requests (24 h), links that ended 30 days ago, dead workers. */
export async function sweep(db: Database): Promise<{ answers: number; links: number }> {
  const answers = await db
    .deleteFrom('idempotency')
    .where('created_at', '<', sql<Date>`now() - interval '24 hours'`)
    .executeTakeFirst()
  const links = await db
    .deleteFrom('invitation')
    .where('expires_at', '<', sql<Date>`now() - interval '30 days'`)
    .executeTakeFirst()
  await buryWorkers(db)
  return { answers: Number(answers.numDeletedRows), links: Number(links.numDeletedRows) }
}
