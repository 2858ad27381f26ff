import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createTestDatabase } from '../../testing/database.ts'
import { bothSides, createTestSync } from '../../testing/sync.ts'
import { createContacts, deleteContacts, updateContact } from '../store/contact-edits.ts'
import { pull } from './pull.ts'
import { push } from './push.ts'

const { db } = await createTestDatabase()
const tables = ['record', 'outbox', 'collection']
/** The statement that docs/operations.md gives to those who restore a dump. */
const document = readFileSync(resolve(import.meta.dirname, '../../../docs/operations.md'), 'utf8')
const statement = /`(UPDATE outbox [^`]+)`/.exec(document)?.[1] ?? ''

test('after a dump was restored, waiting edits that had arrived are neither made twice nor lost', async () => {
  const bench = await createTestSync(db)
  const people = ['Kept', 'Edited', 'Deleted'].map((displayName) => ({ displayName }))
  const [, edited, deleted] = await createContacts(db, bench.mailbox, people)
  await push(bench.sync)
  await pull(bench.sync)
  await createContacts(db, bench.mailbox, [{ displayName: 'Waiting in the dump' }])
  await updateContact(db, bench.mailbox, edited!.id, undefined, { jobTitle: 'Head' })
  await deleteContacts(db, bench.mailbox, [{ id: deleted!.id }])

  for (const table of tables)
    await sql`CREATE TABLE ${sql.table(`dump_${table}`)} AS TABLE ${sql.table(table)}`.execute(db)
  await push(bench.sync)
  await createContacts(db, bench.mailbox, [{ displayName: 'Made after the dump' }])
  await push(bench.sync)
  for (const table of tables.toReversed()) await sql`DELETE FROM ${sql.table(table)}`.execute(db)
  for (const table of tables)
    await sql`INSERT INTO ${sql.table(table)} TABLE ${sql.table(`dump_${table}`)}`.execute(db)

  await sql.raw(statement).execute(db)
  await push(bench.sync)
  await pull(bench.sync)
  await push(bench.sync)
  const { tandem, mailbox } = await bothSides(bench)
  expect(tandem).toEqual(mailbox)
  expect(tandem.map((fields) => fields.displayName).sort()).toEqual([
    'Edited',
    'Kept',
    'Made after the dump',
    'Waiting in the dump',
  ])
  expect(tandem).toContainEqual({ displayName: 'Edited', jobTitle: 'Head' })
})
