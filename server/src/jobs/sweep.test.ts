import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createTestDatabase } from '../../testing/database.ts'
import { sweep } from './sweep.ts'

const { db } = await createTestDatabase()

test('a sweep drops old answers, links long ended and dead workers, and nothing younger', async () => {
  await sql`
    INSERT INTO idempotency (principal, key, request_hash, created_at)
    VALUES ('p', 'old', '', now() - interval '25 hours'), ('p', 'young', '', now() - interval '23 hours')`.execute(
    db,
  )
  await sql`
    WITH o AS (INSERT INTO organisation (name) VALUES ('O') RETURNING id)
    INSERT INTO invitation (organisation_id, token_hash, expires_at)
    SELECT id, 'old'::bytea, now() - interval '31 days' FROM o
    UNION ALL SELECT id, 'young', now() - interval '29 days' FROM o`.execute(db)
  await db.insertInto('worker').values({ host: 'gone' }).execute()
  expect(await sweep(db)).toEqual({ answers: 1, links: 1, files: 0 })
  expect(await db.selectFrom('idempotency').select('key').execute()).toEqual([{ key: 'young' }])
  expect(await db.selectFrom('invitation').select('token_hash').execute()).toEqual([
    { token_hash: Buffer.from('young') },
  ])
  expect(await db.selectFrom('worker').selectAll().execute()).toEqual([])
})
