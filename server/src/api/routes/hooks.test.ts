import { expect, test } from 'vitest'
import { createTestApi } from '../../../testing/api.ts'
import { createTestMailbox } from '../../../testing/mailbox.ts'
import { createMemoryServer } from '../../providers/memory/provider.ts'

const { app, db } = await createTestApi({ providers: { memory: createMemoryServer().provider } })

async function watched(id: string, state = 'on') {
  const mailbox = await createTestMailbox(db)
  await db
    .updateTable('collection')
    .set({ subscription_id: id, subscription_secret: 'right', subscription_expires_at: new Date() })
    .where('mailbox_id', '=', mailbox.id)
    .execute()
  await db.updateTable('mailbox').set({ state }).where('id', '=', mailbox.id).execute()
  const tasks = async () => {
    const rows = await db
      .selectFrom('todo')
      .select('task')
      .where('mailbox_id', '=', mailbox.id)
      .orderBy('task')
      .execute()
    return rows.map((row) => row.task)
  }
  return { mailbox, tasks }
}

async function post(payload: object, method = 'memory') {
  return await app.inject({ method: 'POST', url: `/hooks/${method}`, payload })
}

test('POST /hooks/{method} with the right secret makes us look', async () => {
  const { mailbox, tasks } = await watched('s1')
  expect((await post({ subscriptionId: 's1', secret: 'right', kind: 'pull' })).statusCode).toBe(202)
  expect(await tasks()).toEqual(['pull:contacts'])
  const row = await db
    .selectFrom('collection')
    .select('last_notified_at')
    .where('mailbox_id', '=', mailbox.id)
    .execute()
  expect(row[0]!.last_notified_at).not.toBeNull()
})

test('POST /hooks/{method} that says the subscription is lost forgets it, looks, and watches anew', async () => {
  const { mailbox, tasks } = await watched('s2')
  await post({ subscriptionId: 's2', secret: 'right', kind: 'lost' })
  expect(await tasks()).toEqual(['pull:contacts', 'watch:contacts'])
  const row = await db
    .selectFrom('collection')
    .select('subscription_id')
    .where('mailbox_id', '=', mailbox.id)
    .execute()
  expect(row).toEqual([{ subscription_id: null }])
})

test('POST /hooks/{method} with a wrong secret, an unknown subscription or for a mailbox switched off does nothing', async () => {
  const { tasks } = await watched('s3')
  const off = await watched('s4', 'off')
  expect((await post({ subscriptionId: 's3', secret: 'wrong' })).statusCode).toBe(202)
  expect((await post({ subscriptionId: 'unknown', secret: 'right' })).statusCode).toBe(202)
  expect((await post({ subscriptionId: 's4', secret: 'right' })).statusCode).toBe(202)
  expect([...(await tasks()), ...(await off.tasks())]).toEqual([])
})

test('POST /hooks/{method} of a method nobody has answers 404', async () => {
  expect((await post({}, 'nobody')).statusCode).toBe(404)
})
