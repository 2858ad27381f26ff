import type { CredentialFacts } from '@tandem/model/api/connections.ts'
import { sql } from 'kysely'
import type { Db } from './database.ts'

/** When the credential in use of a connection ends: as the directory says, else as declared. */
export interface EndRow {
  id: string
  organisation_id: string
  organisation_name: string
  method: string
  state: string
  facts: CredentialFacts
  endsAt: string | null
  isFromDirectory: boolean
}

/** Every connection that holds a credential, the first to end first, those without a date last. */
export async function listEnds(db: Db, scope: string | null): Promise<EndRow[]> {
  const { rows } = await sql<EndRow>`
    SELECT c.id, c.organisation_id, o.name AS organisation_name, c.method, c.state, c.credential_facts AS facts,
      credential_end(c) AS "endsAt",
      coalesce(c.directory_end ->> 'fingerprint' = c.credential_facts ->> 'fingerprint'
        AND c.directory_end ->> 'endsAt' IS NOT NULL, false) AS "isFromDirectory"
    FROM connection c JOIN organisation o ON o.id = c.organisation_id
    WHERE c.credential_facts ->> 'fingerprint' IS NOT NULL
      AND (${scope}::uuid IS NULL OR c.organisation_id = ${scope})
    ORDER BY credential_end(c)::timestamptz NULLS LAST, o.name, c.id`.execute(db)
  return rows
}

/** Connections in use whose directory was not asked for a day. */
export async function connectionsToAsk(db: Db): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM connection c
    WHERE state IN ('verified', 'active') AND credential IS NOT NULL
      AND coalesce((directory_end ->> 'readAt')::timestamptz, '-infinity') < now() - interval '1 day'`.execute(
    db,
  )
  return rows.map((row) => row.id)
}
