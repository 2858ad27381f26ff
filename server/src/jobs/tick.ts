import { sql } from 'kysely'
import { hint } from '../queue/add.ts'
import type { MailboxTask } from '../queue/payloads.ts'
import type { Database } from '../store/database.ts'

/** At most this many hints a round: the next one is five seconds away. */
const limit = 5000

/**
 * Hints at everything whose time has come and that is not waiting already: pulls (`pull_every_seconds` after the
 * last), audits, previews asked for, subscriptions about to end, mail to be sent. Returns how many. With each pull it also looks after
 * what a rest of the connection may have left behind: a missing subscription, edits nobody is to send.
 */
export async function tick(db: Database, options: { auditSeconds: number }): Promise<number> {
  const { rows } = await sql<{ mailboxId: string; task: MailboxTask }>`
    WITH alive AS (
      SELECT c.* FROM collection c
      JOIN mailbox m ON m.id = c.mailbox_id AND m.state IN ('on', 'trouble')
      JOIN connection n ON n.id = m.connection_id AND n.state = 'active'
        AND (n.wanted ->> CASE c.kind WHEN 'events' THEN 'calendar' WHEN 'inbox' THEN 'readMail' ELSE c.kind END)::boolean
    ), pulls AS (
      SELECT * FROM alive a
      WHERE state IN ('first', 'live')
        AND (last_pull_at IS NULL OR last_pull_at + make_interval(secs => pull_every_seconds) <= now())
        AND NOT EXISTS (SELECT FROM todo t WHERE t.mailbox_id = a.mailbox_id AND t.task = 'pull:' || a.kind)
    ), due AS (
      SELECT mailbox_id, 'pull:' || kind AS task FROM pulls
      UNION ALL
      SELECT mailbox_id, 'watch:' || kind FROM pulls WHERE subscription_id IS NULL
      UNION ALL
      SELECT p.mailbox_id, 'push:' || p.kind FROM pulls p
      WHERE p.write_back AND EXISTS (
        SELECT FROM outbox o WHERE o.mailbox_id = p.mailbox_id AND o.kind = p.kind AND o.state <> 'failed'
      )
      UNION ALL
      SELECT mailbox_id, 'watch:' || kind FROM alive
      WHERE state IN ('first', 'live') AND subscription_expires_at < now() + interval '10 minutes'
      UNION ALL
      SELECT mailbox_id, 'audit:' || kind FROM alive
      WHERE state = 'live'
        AND coalesce(verified_complete_at, '-infinity') + make_interval(secs => ${options.auditSeconds}) <= now()
      UNION ALL
      SELECT mailbox_id, 'preview:' || kind FROM alive
      WHERE state = 'waiting' AND preview ? 'requestedAt' AND preview ->> 'finishedAt' IS NULL
      UNION ALL
      SELECT DISTINCT o.mailbox_id, 'send:messages' FROM outgoing_message o
      JOIN mailbox m ON m.id = o.mailbox_id AND m.state IN ('on', 'trouble')
      JOIN connection n ON n.id = m.connection_id AND n.state = 'active' AND n.wanted @> '{"send": true}'
      WHERE o.state IN ('held', 'queued', 'sending') AND o.due_at <= now()
    )
    SELECT DISTINCT d.mailbox_id AS "mailboxId", d.task FROM due d
    WHERE NOT EXISTS (SELECT FROM todo t WHERE t.mailbox_id = d.mailbox_id AND t.task = d.task)
    LIMIT ${limit}`.execute(db)
  await hint(
    db,
    rows.map((row) => ({ ...row, reason: 'timer' })),
  )
  return rows.length
}
