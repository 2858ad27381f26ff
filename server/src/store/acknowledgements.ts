import { sql } from 'kysely'
import type { Db } from './database.ts'

/** From whom an acknowledgement goes out. */
export interface Unacknowledged {
  name: string
  address: string
  /** Whether its subject says to which conversation it belongs. */
  hasToken: boolean
}

/**
 * Notes that these conversations are acknowledged, and returns those that were not yet, by their ids: none that was there before the queue or is
 * older than a day, none of the queue itself, and of each address (lower case) one a day.
 */
export async function markAcknowledged(
  tx: Db,
  mailboxId: string,
  wanted: { conversationId: string; address: string; receivedAt: string }[],
): Promise<Map<string, Unacknowledged>> {
  const { rows } = await sql<Unacknowledged & { id: string }>`
    WITH wanted AS (
      SELECT DISTINCT ON (x.address) x.address, x."conversationId" AS id
      FROM jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb)
        AS x("conversationId" uuid, address text, "receivedAt" timestamptz)
      JOIN queue q ON q.mailbox_id = ${mailboxId} AND q.created_at <= x."receivedAt"
      WHERE x."receivedAt" > now() - interval '1 day'
      ORDER BY x.address, x."receivedAt"
    ), sender AS (
      SELECT m.address, coalesce(nullif(m.display_name, ''), m.address) AS name, q.subject_token AS "hasToken"
      FROM mailbox m JOIN queue q ON q.mailbox_id = m.id JOIN connection n ON n.id = m.connection_id AND n.wanted @> '{"send": true}'
      WHERE m.id = ${mailboxId} AND m.state IN ('on', 'trouble')
    ), told AS (
      INSERT INTO acknowledgement AS a (organisation_id, mailbox_id, address)
      SELECT c.organisation_id, ${mailboxId}, w.address
      FROM wanted w JOIN conversation c ON c.id = w.id AND c.acknowledged_at IS NULL
      JOIN sender s ON lower(s.address) <> w.address
      ON CONFLICT (mailbox_id, address) DO UPDATE SET at = now() WHERE a.at < now() - interval '1 day'
      RETURNING a.address
    )
    UPDATE conversation c SET acknowledged_at = now()
    FROM wanted w JOIN told USING (address) CROSS JOIN sender s
    WHERE c.id = w.id RETURNING c.id, s.name, s.address, s."hasToken"`.execute(tx)
  return new Map(rows.map(({ id, ...sender }) => [id, sender]))
}
