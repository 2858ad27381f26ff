import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createTestDatabase } from '../../testing/database.ts'
import { scheduleTimers } from './timers.ts'

const { db } = await createTestDatabase()
const noon = Date.UTC(2040, 0, 1, 12)
const waiting = async () => {
  const { rows } = await sql<{ job: string }>`
    SELECT task_identifier || ' ' || to_char(run_at AT TIME ZONE 'UTC', 'HH24:MI:SS') AS job
    FROM graphile_worker.jobs ORDER BY run_at, 1`.execute(db)
  return rows.map((row) => row.job)
}

test('several workers ask for one tick each five seconds, and one that is due is never put off', async () => {
  for (const offset of [0, 1200, 4999]) await scheduleTimers(db, noon + offset)
  expect(await waiting()).toEqual([
    'tick 12:00:05',
    'notices 12:01:00',
    'expiries 13:00:00',
    'sweep 13:00:00',
  ])
  for (const offset of [5000, 6200]) await scheduleTimers(db, noon + offset)
  expect(await waiting()).toEqual([
    'tick 12:00:05',
    'tick 12:00:10',
    'notices 12:01:00',
    'expiries 13:00:00',
    'sweep 13:00:00',
  ])
})
