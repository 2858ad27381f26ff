import { sql } from 'kysely'
import type { Db } from './database.ts'

/** What the list shows of an organisation at a glance. */
export interface OrganisationHealth {
  organisationId: string
  connections: HealthOfConnection[]
  mailboxes: { found: number; on: number; off: number; trouble: number }
  openInvitations: number
  openConflicts: number
  lastChangeAt: string | null
}

export interface HealthOfConnection {
  id: string
  method: string
  state: string
  attempt: number
  hasCredential: boolean
  expiresAt: string | null
  /** Who must act after the newest failed report, by its first failed check. */
  actor: string | null
  headline: string | null
}

/** Health of many organisations in one statement, whatever their number. */
export async function organisationHealth(db: Db, ids: string[]): Promise<Map<string, OrganisationHealth>> {
  const { rows } = await sql<OrganisationHealth>`
    SELECT o.id AS "organisationId",
      (SELECT coalesce(jsonb_agg(jsonb_build_object(
          'id', c.id, 'method', c.method, 'state', c.state, 'attempt', c.attempt,
          'hasCredential', c.credential IS NOT NULL, 'expiresAt', credential_end(c),
          'actor', failed.result->>'actor', 'headline', failed.result->>'headline') ORDER BY c.created_at, c.id), '[]')
        FROM connection c
        LEFT JOIN LATERAL (
          SELECT checks, state FROM verification_report r WHERE r.connection_id = c.id
          ORDER BY created_at DESC LIMIT 1) AS newest ON newest.state = 'failed'
        LEFT JOIN LATERAL (
          SELECT result FROM jsonb_array_elements(newest.checks) AS result
          WHERE result->>'state' = 'failed' LIMIT 1) AS failed ON true
        WHERE c.organisation_id = o.id) AS connections,
      (SELECT jsonb_build_object(
          'found', count(*) FILTER (WHERE state = 'found'), 'on', count(*) FILTER (WHERE state = 'on'),
          'off', count(*) FILTER (WHERE state = 'off'), 'trouble', count(*) FILTER (WHERE state = 'trouble'))
        FROM mailbox WHERE organisation_id = o.id) AS mailboxes,
      (SELECT count(*) FROM invitation WHERE organisation_id = o.id AND revoked_at IS NULL
        AND expires_at > now()) AS "openInvitations",
      (SELECT count(*) FROM mailbox m JOIN conflict x ON x.mailbox_id = m.id AND x.state = 'open'
        WHERE m.organisation_id = o.id) AS "openConflicts",
      (SELECT at FROM change WHERE organisation_id = o.id ORDER BY xact DESC, seq DESC LIMIT 1) AS "lastChangeAt"
    FROM organisation o WHERE o.id = ANY(${ids}::uuid[])`.execute(db)
  const readable = rows.map((row) => ({ ...row, lastChangeAt: iso(row.lastChangeAt) }))
  return new Map(readable.map((row) => [row.organisationId, row]))
}

function iso(value: unknown): string | null {
  return value instanceof Date ? value.toISOString() : null
}
