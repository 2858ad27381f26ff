import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createTestApi } from '../../testing/api.ts'
import { createTestMailbox } from '../../testing/mailbox.ts'
import { createPerson } from '../../testing/people.ts'
import { newBatch } from '../store/batches.ts'
import { createRecords } from '../store/record-edits.ts'
import { createApp } from './app.ts'

const api = await createTestApi()
const ours = await createTestMailbox(api.db)
const theirs = await createTestMailbox(api.db)
for (const mailbox of [ours, theirs])
  await api.db.transaction().execute(async (tx) => {
    await createRecords(tx, newBatch(mailbox, 'contacts', 'api'), [
      { displayName: 'Ann' },
      { displayName: 'Bob' },
    ])
  })
const app = await createApp(api.deps)
/** As somebody might write it who has forgotten everything. */
app.post('/broken', { config: { access: ['organisation', 'agent'] }, schema: { hide: true } }, async () => {
  const read = async () => (await sql<{ mailbox_id: string }>`SELECT * FROM record`.execute(api.db)).rows
  const one = await read()
  const inTransaction = await api.db
    .transaction()
    .execute(
      async (tx) => (await sql<{ mailbox_id: string }>`DELETE FROM record RETURNING *`.execute(tx)).rows,
    )
  await new Promise((done) => setTimeout(done, 5))
  return [...one, ...inTransaction, ...(await read())].map((row) => row.mailbox_id)
})
await app.ready()

test('a route that reads and deletes all records without any WHERE, and without a look at who asks, reaches no foreign row', async () => {
  const agent = await createPerson(api, { role: 'agent', organisationId: ours.organisationId })
  const seen = async (headers: Record<string, string>) => {
    // With a body, whose end is told from outside of the request's context.
    const answer = await app.inject({
      method: 'POST',
      url: '/broken',
      headers,
      payload: { some: 'body'.repeat(5000) },
    })
    expect(answer.statusCode).toBe(200)
    return answer.json() as string[]
  }
  expect(await seen(agent.headers)).toEqual([])
  const stranger = await createPerson(api, { role: 'administrator', organisationId: theirs.organisationId })
  const rows = await Promise.all([seen(stranger.headers), seen(stranger.headers)])
  expect(new Set(rows.flat())).toEqual(new Set([theirs.id]))
  const left = await api.db.selectFrom('record').select('mailbox_id').execute()
  expect(left.map((row) => row.mailbox_id)).toEqual([ours.id, ours.id])
  await app.close()
})
