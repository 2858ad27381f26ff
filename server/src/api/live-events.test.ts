import { streamTopics } from '@tandem/model/api/changes.ts'
import { sql } from 'kysely'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { createTestDatabase } from '../../testing/database.ts'
import { feedEnd } from '../store/change-feed.ts'
import { createChangeHub } from './change-hub.ts'
import { liveEvents } from './live-events.ts'

test('a reader that does not read is held ten thousand announcements for, then its stream ends', async () => {
  const { db, url } = await createTestDatabase()
  const hub = createChangeHub(url, pino({ level: 'silent' }))
  await hub.ready()
  let heard = 0
  hub.subscribe(null, () => {
    heard += 1
  })
  const wish = {
    organisationId: null,
    scope: 'all' as const,
    place: await feedEnd(db),
    topics: new Set(streamTopics),
  }
  const events = liveEvents({ db, hub }, wish, new AbortController().signal)
  expect((await events.next()).value).toContain('event: ready')
  const announceMany = async (most: number) =>
    await sql`
      SELECT pg_notify('tandem_event', json_build_object('organisationId', 'o', 'topic', 'job', 'id', n)::text)
      FROM generate_series(1, ${most}::int) AS n`.execute(db)
  await announceMany(5000)
  await announceMany(5000)
  await expect.poll(() => heard).toBe(10_000)
  expect((await events.next()).value?.match(/^event: job$/gm)).toHaveLength(5000)
  await announceMany(10_001)
  await expect.poll(() => heard).toBe(20_001)
  expect((await events.next()).done).toBe(true)
  await hub.close()
})

test('a stream ends at once when its reader goes, also while it waits', async () => {
  const { db, url } = await createTestDatabase()
  const hub = createChangeHub(url, pino({ level: 'silent' }))
  const gone = new AbortController()
  const wish = {
    organisationId: null,
    scope: 'all' as const,
    place: await feedEnd(db),
    topics: new Set(streamTopics),
  }
  const events = liveEvents({ db, hub }, wish, gone.signal)
  await events.next()
  const waiting = events.next()
  setTimeout(() => gone.abort(), 20)
  expect((await waiting).done).toBe(true)
  await hub.close()
})
