import { sql } from 'kysely'
import type { Database, Db } from './database.ts'

/*
 * Bytes are in the store of raw mail only while a message names them or `unnamed_raw` does. A name is noted there before its bytes
 * are written, so that a crash leaves nothing that nobody knows; storing the message takes the note away, deleting the message
 * writes it again (both by triggers). The sweep deletes under the lock of the note:
 *
 * - A worker that is about to write the same bytes notes them first. It waits for the sweep, and then writes them anew; or it comes
 *   first, and the note is not due for a day.
 * - A worker that took longer than that from writing to storing finds no note, and no message either: it stores nothing and fetches again.
 * - A worker that is storing holds the note, which the sweep passes over; or it holds another message with these bytes, whose deletion waits.
 * - A crash between deleting bytes and deleting the note repeats the deletion.
 */

/**
 * Says that these bytes are about to be written: nobody deletes them for a day. The note need not be on disk at once: where the machine
 * loses its power, its message is not stored either, and is fetched and noted again under the same name.
 */
export async function noteRaw(db: Db, names: string[]): Promise<void> {
  await sql`
    INSERT INTO unnamed_raw (raw, due_at)
    SELECT DISTINCT raw, now() + interval '1 day' FROM set_config('synchronous_commit', 'off', true),
      unnest(${names}::text[]) AS x(raw) ORDER BY raw
    ON CONFLICT (raw) DO UPDATE SET due_at = greatest(unnamed_raw.due_at, excluded.due_at)`.execute(db)
}

/** Until `tx` ends these bytes are not deleted; throws if some were deleted since they were written. */
export async function holdRaw(tx: Db, names: string[]): Promise<void> {
  const noted = await sql<{ raw: string }>`
    SELECT raw FROM unnamed_raw WHERE raw = ANY(${names}::text[]) ORDER BY raw FOR UPDATE`.execute(tx)
  const held = new Set(noted.rows.map(({ raw }) => raw))
  const rest = names.filter((raw) => !held.has(raw))
  if (rest.length === 0) return
  const named = await sql<{ raw: string }>`
    SELECT raw FROM inbound_message WHERE raw = ANY(${rest}::text[]) ORDER BY id FOR KEY SHARE`.execute(tx)
  for (const { raw } of named.rows) held.add(raw)
  if (names.some((raw) => !held.has(raw)))
    throw new Error('Bytes of a message were deleted before it was stored: they are fetched again')
}

/** Names with one lock: `discard` takes as long as a worker with the same bytes waits. */
const atOnce = 20

/** Has all bytes deleted that no message names (any more); returns how many. Safe beside any number of workers and other sweeps. */
export async function sweepRaw(db: Database, discard: (raw: string) => Promise<void>): Promise<number> {
  let deleted = 0
  for (;;) {
    const { seen, gone } = await db.transaction().execute(async (tx) => {
      const due = await sql<{ raw: string }>`
        SELECT raw FROM unnamed_raw WHERE due_at <= now() ORDER BY due_at, raw LIMIT ${atOnce}
        FOR UPDATE SKIP LOCKED`.execute(tx)
      const names = due.rows.map(({ raw }) => raw)
      // A statement of its own: it sees what was stored until the lock was had.
      const free = await sql<{ raw: string }>`
        SELECT raw FROM unnest(${names}::text[]) AS x(raw)
        WHERE NOT EXISTS (SELECT FROM inbound_message m WHERE m.raw = x.raw)`.execute(tx)
      await Promise.all(free.rows.map(({ raw }) => discard(raw)))
      await sql`DELETE FROM unnamed_raw WHERE raw = ANY(${names}::text[])`.execute(tx)
      return { seen: names.length, gone: free.rows.length }
    })
    deleted += gone
    if (seen < atOnce) return deleted
  }
}
