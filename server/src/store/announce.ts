import { sql } from 'kysely'
import type { Db } from './database.ts'

/** Something other than a record changed; whoever watches the organisation reads it anew. */
export interface Announcement {
  organisationId: string
  topic:
    | 'connection'
    | 'verification'
    | 'mailbox'
    | 'collection'
    | 'conflict'
    | 'batch'
    | 'job'
    | 'message'
    | 'notice'
    /** `id` is the mailbox's. */
    | 'queue'
  id: string
}

/** Tells the streams of all server processes, at commit. Changes of records announce themselves (trigger). */
export async function announce(db: Db, announcement: Announcement): Promise<void> {
  await sql`SELECT pg_notify('tandem_event', ${JSON.stringify(announcement)})`.execute(db)
}

/** The channel on which workers are told to forget the tokens of a connection. */
export const forgetChannel = 'tandem_forget'

/** Tells all workers to forget the tokens of a connection, at commit. */
export async function announceForgetting(db: Db, connectionId: string): Promise<void> {
  await sql`SELECT pg_notify(${forgetChannel}, ${connectionId})`.execute(db)
}
