import { sql } from 'kysely'
import { announce } from './announce.ts'
import type { Db } from './database.ts'

export interface FoundMailbox {
  remoteId: string
  address: string
  displayName: string
}

interface ConnectionKey {
  id: string
  organisation_id: string
}

/**
 * Stores one page of a directory: new ones are added, names follow, and a mailbox whose address changed there keeps
 * its records (the directory's own id tells that it is the same). Answers how many were new.
 */
export async function storeFound(
  db: Db,
  connection: ConnectionKey,
  page: FoundMailbox[],
  readingBegan: Date,
): Promise<number> {
  const entries = JSON.stringify(page.map((entry) => ({ ...entry, address: entry.address.toLowerCase() })))
  await sql`
    UPDATE mailbox m SET address = e.address
    FROM jsonb_to_recordset(${entries}::jsonb) AS e ("remoteId" text, address text)
    WHERE m.connection_id = ${connection.id} AND m.remote_id = e."remoteId" AND m.address <> e.address
      AND NOT EXISTS (
        SELECT 1 FROM mailbox other WHERE other.connection_id = m.connection_id AND other.address = e.address)`.execute(
    db,
  )
  const { rows } = await sql<{ added: number }>`
    WITH stored AS (
      INSERT INTO mailbox AS m (organisation_id, connection_id, address, display_name, remote_id, seen_at)
      SELECT DISTINCT ON (e.address) ${connection.organisation_id}::uuid, ${connection.id}::uuid, e.address,
        e."displayName", e."remoteId", ${readingBegan}::timestamptz
      FROM jsonb_to_recordset(${entries}::jsonb) AS e ("remoteId" text, address text, "displayName" text)
      ON CONFLICT (connection_id, address) DO UPDATE
        SET display_name = excluded.display_name, remote_id = excluded.remote_id, seen_at = excluded.seen_at,
          gone_at = NULL
      RETURNING (xmax = 0) AS fresh
    )
    SELECT count(*) FILTER (WHERE fresh) AS added FROM stored`.execute(db)
  return rows[0]?.added ?? 0
}

/** After a complete reading: those it did not hold are marked as gone. Typed ones it never held are left alone. */
export async function finishReading(db: Db, connection: ConnectionKey, readingBegan: Date): Promise<number> {
  const result = await db
    .updateTable('mailbox')
    .set({ gone_at: sql<Date>`now()` })
    .where('connection_id', '=', connection.id)
    .where('remote_id', 'is not', null)
    .where('gone_at', 'is', null)
    .where((eb) => eb.or([eb('seen_at', '<', readingBegan), eb('seen_at', 'is', null)]))
    .executeTakeFirst()
  await db
    .updateTable('connection')
    .set({ discovered_at: sql<Date>`now()` })
    .where('id', '=', connection.id)
    .execute()
  await announce(db, { organisationId: connection.organisation_id, topic: 'connection', id: connection.id })
  return Number(result.numUpdatedRows)
}
