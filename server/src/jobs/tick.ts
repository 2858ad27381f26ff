import { sql } from 'kysely'
import { type Hint, hint } from '../queue/add.ts'
import type { MailboxTask } from '../queue/payloads.ts'
import type { Database } from '../store/database.ts'

/** At most this many hints a round: the next one is five seconds away. */
const limit = 5000

/**
 * Hints at everything whose time has come and that is not waiting already: pulls (`pull_every_seconds` after the
 * last), audits, previews asked for, subscriptions missing or about to end. Returns how many. The regular renewal of
 * a subscription is asked for by its own task (`again`); here is the net below it.
 */
export async function tick(db: Database, options: { auditSeconds: number }): Promise<number> {
  const { rows } = await sql<{ mailboxId: string; task: MailboxTask }>`
    WITH alive AS (
      SELECT c.* FROM collection c
      JOIN mailbox m ON m.id = c.mailbox_id AND m.state IN ('on', 'trouble')
      JOIN connection n ON n.id = m.connection_id AND n.state = 'active'
    ), due AS (
      SELECT mailbox_id, 'pull:' || kind AS task FROM alive
      WHERE state IN ('first', 'live')
        AND (last_pull_at IS NULL OR last_pull_at + make_interval(secs => pull_every_seconds) <= now())
      UNION ALL
      SELECT mailbox_id, 'audit:' || kind FROM alive
      WHERE state = 'live'
        AND coalesce(verified_complete_at, '-infinity') + make_interval(secs => ${options.auditSeconds}) <= now()
      UNION ALL
      SELECT mailbox_id, 'preview:' || kind FROM alive
      WHERE state = 'waiting' AND preview ? 'requestedAt' AND preview ->> 'finishedAt' IS NULL
      UNION ALL
      SELECT mailbox_id, 'watch:' || kind FROM alive
      WHERE state IN ('first', 'live')
        AND coalesce(subscription_expires_at, '-infinity') < now() + interval '10 minutes'
    )
    SELECT d.mailbox_id AS "mailboxId", d.task FROM due d
    WHERE NOT EXISTS (SELECT FROM todo t WHERE t.mailbox_id = d.mailbox_id AND t.task = d.task)
    LIMIT ${limit}`.execute(db)
  const hints: Hint[] = rows.map((row) => ({ ...row, reason: 'timer' }))
  await hint(db, hints)
  return hints.length
}
