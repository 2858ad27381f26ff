import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runMigrations } from 'graphile-worker'
import pg from 'pg'
import { openPool } from './database.ts'
import { ensureOrganisationRole } from './organisation-role.ts'

const folder = join(import.meta.dirname, '../../migrations')
/** Any constant: one migration at a time, however many processes start. */
const migrationLock = 7_204_519

/** Applies graphile-worker's own migrations and our missing ones, each in its transaction; returns our names. */
export async function migrate(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [migrationLock])
    await ensureOrganisationRole(client)
    await migrateJobs(url)
    await client.query(
      'CREATE TABLE IF NOT EXISTS migration (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())',
    )
    const { rows } = await client.query<{ name: string }>('SELECT name FROM migration')
    const applied = new Set(rows.map((row) => row.name))
    const missing = (await migrationNames()).filter((name) => !applied.has(name))
    for (const name of missing) await applyOne(client, name)
    // Also those of migrations that do not think of it: who may see their rows follows from their columns.
    await client.query('SELECT protect_tables()')
    return missing
  } finally {
    await client.end()
  }
}

/** Names of all migrations, in order. */
export async function migrationNames(): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
}

async function migrateJobs(url: string): Promise<void> {
  // A pool of its own making graphile-worker lets go of without waiting for the end of its connections.
  const pool = openPool(url, { pool: 2 })
  try {
    await runMigrations({ pgPool: pool })
  } finally {
    await pool.end()
  }
}

async function applyOne(client: pg.Client, name: string): Promise<void> {
  const sql = await readFile(join(folder, name), 'utf8')
  await client.query('BEGIN')
  try {
    await client.query(sql)
    await client.query('INSERT INTO migration (name) VALUES ($1)', [name])
    await client.query('COMMIT')
  } catch (cause) {
    await client.query('ROLLBACK')
    throw new Error(`Migration ${name} failed`, { cause })
  }
}
