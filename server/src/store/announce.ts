import { sql } from 'kysely'
import type { Db } from './database.ts'

/** Something other than a record changed; whoever watches the organisation reads it anew. */
export interface Announcement {
  organisationId: string
  topic: 'connection' | 'verification' | 'mailbox' | 'collection' | 'conflict' | 'batch' | 'job' | 'message'
  id: string
}

/** Tells the streams of all server processes, at commit. Changes of records announce themselves (trigger). */
export async function announce(db: Db, announcement: Announcement): Promise<void> {
  await sql`SELECT pg_notify('tandem_event', ${JSON.stringify(announcement)})`.execute(db)
}
