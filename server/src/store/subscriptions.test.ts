import { expect, test } from 'vitest'
import { createTestDatabase } from '../../testing/database.ts'
import { createTestMailbox } from '../../testing/mailbox.ts'
import { noteNotified } from './subscriptions.ts'

const { db } = await createTestDatabase()

test('posts that name the same subscriptions, many at a time, never wait for each other in a ring', async () => {
  const ids: string[] = []
  for (let nth = 0; nth < 8; nth += 1) {
    const { id } = await createTestMailbox(db)
    ids.push(`s${nth}`)
    const values = { subscription_id: `s${nth}`, subscription_secret: 'x' }
    await db.updateTable('collection').set(values).where('mailbox_id', '=', id).execute()
  }
  const posts = Array.from({ length: 300 }, (_, nth) =>
    ids.filter((_id, place) => (nth * 7 + place * 5) % 3 > 0),
  )
  const ends = await Promise.allSettled(posts.map((post) => noteNotified(db, post, [])))
  expect(ends.filter((end) => end.status === 'rejected')).toEqual([])
})
