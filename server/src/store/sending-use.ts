import { sql } from 'kysely'
import type { Db } from './database.ts'

/** Seconds that count as a minute: a little more, since the service counts a message when it arrives, we when it leaves. */
export const minuteSeconds = 62

/** What a mailbox has used of its service's limits: rolling windows, as Exchange counts. */
export interface SendingUse {
  now: Date
  /** When each message of the last minute was handed over, oldest first. */
  lastMinute: Date[]
  recipientsToday: number
}

/** What was handed over in the last minute and the last 24 hours. */
export async function sendingUse(db: Db, mailboxId: string): Promise<SendingUse> {
  const { rows } = await sql<{ now: Date; lastMinute: string[]; recipientsToday: number }>`
    SELECT now(), coalesce(jsonb_agg(at ORDER BY at) FILTER (WHERE at > now() - make_interval(secs => ${minuteSeconds})), '[]')
        AS "lastMinute",
      coalesce(sum(recipients), 0)::int AS "recipientsToday"
    FROM sending_use WHERE mailbox_id = ${mailboxId} AND at > now() - interval '24 hours'`.execute(db)
  const { now, lastMinute, recipientsToday } = rows[0]!
  return { now, lastMinute: lastMinute.map((at) => new Date(at)), recipientsToday }
}

/** When the window of a day has room again for `recipients` more; undefined: it never had. */
export async function dayHasRoom(
  db: Db,
  mailboxId: string,
  limit: number,
  recipients: number,
): Promise<Date | undefined> {
  // The first row after whose end (and that of all before it) what is left leaves room.
  const { rows } = await sql<{ at: Date }>`
    SELECT at + interval '24 hours' AS at FROM (
      SELECT at, coalesce(sum(recipients) OVER (ORDER BY at ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING), 0)
        AS later
      FROM sending_use WHERE mailbox_id = ${mailboxId} AND at > now() - interval '24 hours') used
    WHERE later <= ${limit - recipients} ORDER BY at LIMIT 1`.execute(db)
  return rows[0]?.at
}

/** Counts messages before they are handed over; one that is handed over once more counts from then. */
export async function countUse(
  tx: Db,
  mailboxId: string,
  messages: { id: string; recipients: number }[],
): Promise<void> {
  if (messages.length === 0) return
  await sql`
    INSERT INTO sending_use (message_id, mailbox_id, recipients)
    SELECT id, ${mailboxId}, recipients
    FROM jsonb_to_recordset(${JSON.stringify(messages)}::jsonb) AS x(id uuid, recipients int)
    ON CONFLICT (message_id) DO UPDATE SET at = now()`.execute(tx)
}

/** They surely did not go out. */
export async function giveBackUse(tx: Db, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  await sql`DELETE FROM sending_use WHERE message_id = ANY(${ids}::uuid[])`.execute(tx)
}

/** Drops what no window reaches any more. */
export async function sweepUse(db: Db): Promise<void> {
  await sql`DELETE FROM sending_use WHERE at < now() - interval '25 hours'`.execute(db)
}
