import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, inject } from 'vitest'
import { type Database, openDatabase } from '../src/store/database.ts'

/** A database of its own for a test file: a clone of the migrated template, dropped at the end. */
export async function createTestDatabase(): Promise<{ url: string; db: Database }> {
  const name = `test_${randomBytes(6).toString('hex')}`
  await administer(`CREATE DATABASE ${name} TEMPLATE ${inject('templateName')}`)
  const url = inject('postgresUrl').replace(/\/postgres$/, `/${name}`)
  const db = openDatabase(url, { pool: 10, name: 'test' })
  afterAll(async () => {
    await db.destroy()
    await administer(`DROP DATABASE ${name} WITH (FORCE)`)
  })
  return { url, db }
}

async function administer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('postgresUrl') })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
