import { sql } from 'kysely'
import type { Database } from '../src/store/database.ts'
import { seal } from '../src/vault/seal.ts'

/** An emulated tenant, as `startEmulator` and `createEmulator` describe it. */
interface Tenant {
  id: string
  clientId?: string | undefined
  clientSecret?: string | undefined
  users: { address: string }[]
}

/** An organisation with an active connection to `tenant` and a mailbox for each of its people, none switched on. */
export async function connectTenant(db: Database, tenant: Tenant, recipients: string[]): Promise<string[]> {
  const sealed = await seal(recipients, JSON.stringify({ kind: 'secret', value: tenant.clientSecret }))
  const settings = JSON.stringify({ tenantId: tenant.id, clientId: tenant.clientId })
  const addresses = tenant.users.map((user) => user.address)
  const { rows } = await sql<{ id: string }>`
    WITH o AS (INSERT INTO organisation (name) VALUES ('Connected') RETURNING id),
    c AS (
      INSERT INTO connection (organisation_id, method, state, settings, credential)
      SELECT id, 'graph', 'active', ${settings}::jsonb, ${sealed} FROM o RETURNING id, organisation_id
    )
    INSERT INTO mailbox (organisation_id, connection_id, address)
    SELECT c.organisation_id, c.id, address FROM c, unnest(${addresses}::text[]) AS address
    RETURNING id`.execute(db)
  return rows.map((row) => row.id)
}
