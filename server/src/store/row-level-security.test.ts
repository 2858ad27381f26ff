import { sql } from 'kysely'
import pg from 'pg'
import { expect, test } from 'vitest'
import { createTestDatabase } from '../../testing/database.ts'
import { createTestMailbox } from '../../testing/mailbox.ts'
import { addJob } from '../queue/add.ts'
import { newBatch } from './batches.ts'
import { type Database, openDatabase } from './database.ts'
import { createRecords } from './record-edits.ts'
import { inScope, requireScope, type Scope } from './scope.ts'

const { db, url } = await createTestDatabase()
const ours = await createTestMailbox(db)
const theirs = await createTestMailbox(db)
for (const mailbox of [ours, theirs])
  await db.transaction().execute(async (tx) => {
    await createRecords(tx, newBatch(mailbox, 'contacts', 'api'), [{ displayName: 'Ann' }])
  })
const scopeOf = (organisation: string, mailboxes: string[] | null = null): Scope => ({
  organisation,
  mailboxes,
  principal: 'key:1',
})
const names = async (from: Database) =>
  (await from.selectFrom('record').select('mailbox_id').execute()).map((row) => row.mailbox_id)

/** They hold nothing of an organisation; callers have no right to any of them. */
const ofNobody = ['account', 'migration', 'session', 'twoFactor', 'unnamed_raw', 'verification', 'worker']

test('every table is protected by a policy, or known to hold nothing of an organisation and closed to callers', async () => {
  const { rows } = await sql<{ name: string; protected: boolean; policies: number; open: boolean }>`
    SELECT c.relname AS name, c.relrowsecurity AS protected,
      (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid) AS policies,
      has_table_privilege('tandem_organisation', c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE') AS open
    FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
    ORDER BY 1`.execute(db)
  const wrong = rows.flatMap((table) => {
    const closed = ofNobody.includes(table.name)
    if (closed && !table.open) return []
    if (!closed && table.protected && table.policies > 0) return []
    return `${table.name}: give it a column organisation_id or mailbox_id (its policy is then made by itself), or call protect('${table.name}', condition) in its migration, or (nothing of an organisation in it) add it to ofNobody here`
  })
  expect(wrong).toEqual([])
})

test('a statement without any WHERE sees the rows of the caller’s organisation alone, also one that was just used for another', async () => {
  const one = openDatabase(url, { pool: 1 })
  try {
    for (const { id, organisationId } of [ours, theirs, theirs, ours])
      expect(await inScope(scopeOf(organisationId), () => names(one))).toEqual([id])
    expect((await names(one)).sort()).toEqual([ours.id, theirs.id].sort())
    expect(await inScope(scopeOf(ours.organisationId, []), () => names(one))).toEqual([])
    expect(await inScope(scopeOf(ours.organisationId, [ours.id]), () => names(one))).toEqual([ours.id])
    expect(await inScope(scopeOf(ours.organisationId, [theirs.id]), () => names(one))).toEqual([])
  } finally {
    await one.destroy()
  }
})

test('a transaction is held to its scope, and so are writes: a foreign row is neither changed, deleted nor made', async () => {
  await inScope(scopeOf(ours.organisationId), async () => {
    await db.transaction().execute(async (tx) => {
      const changed = await tx.updateTable('record').set({ sort_name: 'mine' }).executeTakeFirst()
      expect(Number(changed.numUpdatedRows)).toBe(1)
      await tx.deleteFrom('record').where('mailbox_id', '=', theirs.id).execute()
    })
    const foreign = {
      organisation_id: theirs.organisationId,
      mailbox_id: theirs.id,
      kind: 'contacts',
      fields: '{}',
    }
    await expect(db.insertInto('record').values(foreign).execute()).rejects.toThrow(/row-level security/)
    await expect(sql`SELECT * FROM session`.execute(db)).rejects.toThrow(/permission denied/)
  })
  const row = await db
    .selectFrom('record')
    .select('sort_name')
    .where('mailbox_id', '=', theirs.id)
    .executeTakeFirst()
  expect(row?.sort_name).not.toBe('mine')
})

test('requests side by side on few connections never see each other’s rows, also when connections die', async () => {
  const few = openDatabase(url, { pool: 3, name: 'dying' })
  try {
    const ask = async (nth: number) => {
      const { id, organisationId } = nth % 2 === 0 ? ours : theirs
      if (nth % 40 === 0)
        await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'dying'`.execute(
          db,
        )
      const seen = await inScope(scopeOf(organisationId), () => names(few)).catch(() => [id])
      expect(seen).toEqual([id])
    }
    await Promise.all(Array.from({ length: 400 }, (_, nth) => ask(nth)))
    expect((await names(few)).sort()).toEqual([ours.id, theirs.id].sort())
  } finally {
    await few.destroy()
  }
})

test('a caller may queue a job but read none, and a view that requires a scope refuses a statement without', async () => {
  await inScope(scopeOf(ours.organisationId), async () => {
    await addJob(db, 'verify', { reportId: ours.id })
    await expect(sql`SELECT * FROM graphile_worker.jobs`.execute(db)).rejects.toThrow(/permission denied/)
  })
  const { rows } = await sql`SELECT FROM graphile_worker.jobs WHERE task_identifier = 'verify'`.execute(db)
  expect(rows).toHaveLength(1)
  await expect(names(requireScope(db))).rejects.toThrow(/without a scope/)
  expect(await inScope('all', () => names(requireScope(db)))).toHaveLength(2)
})

test('where the connecting user may not make roles, the start says which two statements to run', async () => {
  const { ensureOrganisationRole } = await import('./organisation-role.ts')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('CREATE ROLE powerless NOLOGIN; SET SESSION AUTHORIZATION powerless')
    await expect(ensureOrganisationRole(client)).rejects.toThrow('GRANT tandem_organisation TO powerless;')
    await client.query(
      'RESET SESSION AUTHORIZATION; GRANT tandem_organisation TO powerless; SET SESSION AUTHORIZATION powerless',
    )
    await ensureOrganisationRole(client)
  } finally {
    await client.query('RESET SESSION AUTHORIZATION; DROP ROLE powerless')
    await client.end()
  }
})
