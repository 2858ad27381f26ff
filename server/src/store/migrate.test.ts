import { expect, test } from 'vitest'
import { createTestDatabase } from '../../testing/database.ts'
import { migrate } from './migrate.ts'

test('a migrated database needs nothing more, also when several processes start at once', async () => {
  const { url } = await createTestDatabase()
  expect(await Promise.all([migrate(url), migrate(url), migrate(url)])).toEqual([[], [], []])
})
