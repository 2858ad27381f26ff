import { sql } from 'kysely'
import type { Db } from './database.ts'

export interface Subscription {
  id: string
  secret: string
  mailboxId: string
  kind: string
}

/** The subscriptions of mailboxes that are switched on, among the given ids. */
export async function findSubscriptions(db: Db, ids: string[]): Promise<Subscription[]> {
  const { rows } = await sql<Subscription>`
    SELECT c.subscription_id AS id, c.subscription_secret AS secret, c.mailbox_id AS "mailboxId", c.kind
    FROM collection c JOIN mailbox m ON m.id = c.mailbox_id
    WHERE c.subscription_id = ANY(${ids}::text[]) AND c.subscription_secret IS NOT NULL
      AND m.state IN ('on', 'trouble')`.execute(db)
  return rows
}

/** Notes that notifications came, and forgets the subscriptions that are lost. */
export async function noteNotified(db: Db, ids: string[], lost: string[]): Promise<void> {
  await sql`
    UPDATE collection SET last_notified_at = now(),
      subscription_id = CASE WHEN subscription_id = ANY(${lost}::text[]) THEN NULL ELSE subscription_id END,
      subscription_expires_at =
        CASE WHEN subscription_id = ANY(${lost}::text[]) THEN NULL ELSE subscription_expires_at END
    WHERE subscription_id = ANY(${ids}::text[])`.execute(db)
}
