import { sql } from 'kysely'
import type { Db } from './database.ts'

interface Folder {
  id: string
  name: string
}

/** The mail folders of a mailbox as they were last read; `readAt` null: never. */
export async function getMailFolders(
  db: Db,
  mailboxId: string,
): Promise<{ items: Folder[]; readAt: string | null }> {
  const { rows } = await sql<{ items: Folder[]; readAt: string }>`
    SELECT folders AS items, to_jsonb(read_at) #>> '{}' AS "readAt" FROM mail_folders
    WHERE mailbox_id = ${mailboxId}`.execute(db)
  return rows[0] ?? { items: [], readAt: null }
}

/** They were read now. */
export async function saveMailFolders(
  tx: Db,
  mailbox: { id: string; organisationId: string },
  folders: Folder[],
): Promise<void> {
  await sql`
    INSERT INTO mail_folders (mailbox_id, organisation_id, folders)
    VALUES (${mailbox.id}, ${mailbox.organisationId}, ${JSON.stringify(folders)}::jsonb)
    ON CONFLICT (mailbox_id) DO UPDATE SET folders = excluded.folders, read_at = now()`.execute(tx)
}
