import type pg from 'pg'
import { TandemError } from '../errors.ts'

/** Under which callers' statements run (migration 0030). Roles belong to the cluster, not to a database. */
export const organisationRole = 'tandem_organisation'

/**
 * Makes sure that the role exists, that it is held back by row-level security, and that we may take it. Where the
 * connecting user may not make roles, the error names the statements that somebody else has to run once.
 */
export async function ensureOrganisationRole(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ free: boolean }>(
    'SELECT rolsuper OR rolbypassrls AS free FROM pg_roles WHERE rolname = $1',
    [organisationRole],
  )
  if (rows[0]?.free)
    throw new TandemError(
      'unavailable',
      `The database role ${organisationRole} is not held back by row-level security. As an administrator of the database run:\n  ALTER ROLE ${organisationRole} NOSUPERUSER NOBYPASSRLS;`,
    )
  // Another process, or another database of the cluster, may make it at the same time.
  if (rows.length === 0) await attempt(client, `CREATE ROLE ${organisationRole} NOLOGIN`)
  if (await canTakeRole(client)) return
  await attempt(client, `GRANT ${organisationRole} TO CURRENT_USER`)
  if (await canTakeRole(client)) return
  const user = (await client.query<{ name: string }>('SELECT quote_ident(current_user) AS name')).rows[0]
    ?.name
  throw new TandemError(
    'unavailable',
    `Tandem keeps organisations apart by a database role of its own, and ${user} may not make it. As an administrator of the database run once, then start again:\n  CREATE ROLE ${organisationRole} NOLOGIN;\n  GRANT ${organisationRole} TO ${user};\n(If the first says that the role exists, the second alone is missing.)`,
  )
}

async function canTakeRole(client: pg.Client): Promise<boolean> {
  if (!(await attempt(client, `SET ROLE ${organisationRole}`))) return false
  await client.query('RESET ROLE')
  return true
}

/** insufficient_privilege, undefined_object, invalid_parameter_value (SET ROLE), duplicate_object, unique_violation. */
const expected = new Set(['42501', '42704', '22023', '42710', '23505'])

/** False when it was refused; the caller looks at what is there. */
async function attempt(client: pg.Client, statement: string): Promise<boolean> {
  try {
    await client.query(statement)
    return true
  } catch (error) {
    if (expected.has((error as { code?: string }).code ?? '')) return false
    throw error
  }
}
