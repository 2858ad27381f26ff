import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createContact, createContactFolder } from '../../../emulator/src/tenant/mailbox.ts'
import { createProduct } from '../../testing/product.ts'
import { getCollection } from '../store/collections.ts'

const { app, db, asOperator, emulator, tenant, people } = await createProduct({ people: 2, contacts: 3 })
const { world, control } = emulator
const [ann, bob] = [people[0]!, people[1]!]
const { connection_id: connectionId } = await db
  .selectFrom('mailbox')
  .select('connection_id')
  .where('id', '=', ann.id)
  .executeTakeFirstOrThrow()

async function ask(method: 'POST' | 'PATCH', path: string, payload: object = {}): Promise<void> {
  const answer = await app.inject({ method, url: `/api/v1${path}`, headers: asOperator, payload })
  expect(answer.statusCode, answer.body).toBeLessThan(300)
}
const turn = async (id: string, changes: object) => await ask('PATCH', `/mailboxes/${id}`, changes)
const row = async (id: string) => (await getCollection(db, id, 'contacts'))!
const soon = async (check: () => Promise<void>) => await vi.waitFor(check, { timeout: 8000, interval: 20 })
const subscriptions = () => [...tenant.subscriptions.keys()].sort()
/** The service has exactly these subscriptions, and Tandem knows of them. */
const watchedAre = async (ids: string[]) =>
  await soon(async () => {
    const known = await Promise.all(ids.map(async (id) => (await row(id)).subscription_id))
    expect(known).not.toContain(null)
    expect(subscriptions()).toEqual(known.sort())
  })
const todo = async (id: string) =>
  (await db.selectFrom('todo').select('task').where('mailbox_id', '=', id).execute()).map(({ task }) => task)

const started = () =>
  control.log.list({ limit: 1000 }).filter((entry) => /subscriptions$/.test(entry.path)).length

/** What a service that has not heard yet still posts. */
async function notifyLate(subscription: { id: string | null; secret: string | null }): Promise<void> {
  const { id, secret } = subscription
  for (const lifecycleEvent of [undefined, 'missed', 'subscriptionRemoved', 'reauthorizationRequired']) {
    const payload = { value: [{ subscriptionId: id, clientState: secret, lifecycleEvent }] }
    const answer = await app.inject({ method: 'POST', url: '/hooks/graph', payload })
    expect(answer.statusCode).toBe(202)
  }
}

beforeEach(async () => {
  for (const { id } of people) await turn(id, { state: 'on' })
  await watchedAre(people.map(({ id }) => id))
})
afterEach(() => control.faults.clear())

test('switching a mailbox off stops its subscription; what that one still sends does nothing', async () => {
  const { subscription_id: id, subscription_secret: secret } = await row(ann.id)
  await turn(ann.id, { state: 'off' })
  await watchedAre([bob.id])
  await notifyLate({ id, secret })
  expect(await todo(ann.id)).toEqual([])
  await turn(ann.id, { state: 'on' })
  await watchedAre([ann.id, bob.id])
  const before = await row(ann.id)
  expect(before.subscription_secret).not.toBe(secret)
  await notifyLate({ id, secret })
  expect((await row(ann.id)).last_notified_at).toEqual(before.last_notified_at)
})

test('switching many off stops them all, also when the service does not answer at first', async () => {
  control.faults.add({ match: { method: 'DELETE' }, times: 2, effect: { cut: 'before' } })
  await ask('PATCH', `/connections/${connectionId}/mailboxes`, { ids: 'all', state: 'off' })
  await watchedAre([])
})

test('suspending a connection stops the subscriptions of its mailboxes; putting it to use again starts new ones', async () => {
  const { subscription_id: id, subscription_secret: secret } = await row(bob.id)
  await ask('POST', `/connections/${connectionId}/suspend`)
  await watchedAre([])
  await notifyLate({ id, secret })
  expect([...(await todo(ann.id)), ...(await todo(bob.id))]).toEqual([])
  await ask('POST', `/connections/${connectionId}/activate`)
  await watchedAre([ann.id, bob.id])
})

test('a mailbox that is switched off while its subscription is being started ends without one', async () => {
  await turn(ann.id, { state: 'off' })
  await watchedAre([bob.id])
  const begun = started()
  const match = { method: 'POST', pathContains: '/subscriptions' }
  const fault = control.faults.add({ match, times: 1, effect: { delayMs: 400 } })
  await turn(ann.id, { state: 'on' })
  await soon(async () => {
    expect(control.faults.list().find(({ id }) => id === fault.id)?.struck).toBe(1)
  })
  await turn(ann.id, { state: 'off' })
  await soon(async () => {
    expect(started()).toBe(begun + 1)
  })
  await watchedAre([bob.id])
  expect((await row(ann.id)).subscription_id).toBeNull()
})

test('another folder is watched in place of the first, and what the old subscription still sends does nothing', async () => {
  await turn(bob.id, { state: 'off' })
  await watchedAre([ann.id])
  await soon(async () => {
    const lease = await db.selectFrom('lease').select('worker_id').where('mailbox_id', '=', bob.id).execute()
    expect(lease).toEqual([{ worker_id: null }])
  })
  for (const table of ['collection', 'record'] as const)
    await db.deleteFrom(table).where('mailbox_id', '=', bob.id).execute()
  // Nothing can be read yet, so the folder can still be chosen.
  control.faults.add({ match: { operation: 'contacts.delta' }, effect: { status: 403 } })
  await turn(bob.id, { state: 'on' })
  await watchedAre([ann.id, bob.id])
  const folder = createContactFolder(world, tenant, bob.user, 'Customers')
  createContact(world, tenant, bob.user, folder.id, { displayName: 'Customer' })
  const { subscription_id: id, subscription_secret: secret } = await row(bob.id)
  await turn(bob.id, { folder: folder.id })
  control.faults.clear()
  await ask('POST', `/mailboxes/${bob.id}/sync`)
  await soon(async () => expect([null, id]).not.toContain((await row(bob.id)).subscription_id))
  await watchedAre([ann.id, bob.id])
  expect(tenant.subscriptions.get((await row(bob.id)).subscription_id!)!.folderId).toBe(folder.id)
  const { last_notified_at: notified } = await row(bob.id)
  await notifyLate({ id, secret })
  expect((await row(bob.id)).last_notified_at).toEqual(notified)
  await soon(async () => {
    const names = await db.selectFrom('record').select('sort_name').where('mailbox_id', '=', bob.id).execute()
    expect(names).toHaveLength(1)
  })
})
