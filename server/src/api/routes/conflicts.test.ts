import { expect, test } from 'vitest'
import { createTestApi } from '../../../testing/api.ts'
import { createTestMailbox } from '../../../testing/mailbox.ts'

const { app, db, asOperator, organisation } = await createTestApi()

async function ask(method: 'GET' | 'POST', path: string, payload?: object, headers = asOperator) {
  return await app.inject({ method, url: `/api/v1${path}`, headers, payload })
}

/** A contact whose phone was changed on both sides; the mailbox's stands. */
async function contested() {
  const mailbox = await createTestMailbox(db)
  const path = `/mailboxes/${mailbox.id}/contacts`
  const contact = (await ask('POST', path, { givenName: 'Ada', mobilePhone: '2' })).json()
  const fields = [{ field: 'mobilePhone', base: '0', tandem: '1', mailbox: '2', chosen: 'mailbox' }]
  const { id } = await db
    .insertInto('conflict')
    .values({
      organisation_id: mailbox.organisationId,
      mailbox_id: mailbox.id,
      kind: 'contacts',
      record_id: contact.id,
      reason: 'fields',
      fields: JSON.stringify(fields),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { id, mailbox, contact: async () => (await ask('GET', `${path}/${contact.id}`)).json() }
}

test('GET /conflicts lists open ones with the name of their record; the contact shows that it has one', async () => {
  const { id, mailbox, contact } = await contested()
  const { items } = (await ask('GET', `/conflicts?mailbox=${mailbox.address}`)).json()
  expect(items).toMatchObject([{ id, recordName: 'Ada', reason: 'fields', state: 'open', resolvedBy: null }])
  expect(await contact()).toMatchObject({ hasConflict: true })
  const { headers } = await organisation()
  expect((await ask('GET', `/conflicts/${id}`, undefined, headers)).statusCode).toBe(404)
})

test('POST /conflicts/{id}/resolve gives the other value back as an edit, once', async () => {
  const { id, contact } = await contested()
  const { headers } = await organisation()
  const choices = { mobilePhone: 'tandem' }
  expect((await ask('POST', `/conflicts/${id}/resolve`, { choices }, headers)).statusCode).toBe(404)
  const answer = await ask('POST', `/conflicts/${id}/resolve`, { choices })
  expect(answer.json()).toMatchObject({ state: 'resolved', resolvedBy: expect.stringMatching(/^key:/) })
  expect(await contact()).toMatchObject({
    mobilePhone: '1',
    version: 2,
    hasConflict: false,
    syncState: 'pending',
  })
  expect((await ask('POST', `/conflicts/${id}/resolve`, { choices })).json().code).toBe('wrong-state')
})

test('POST /batches/{id}/undo takes a bulk request back; GET …/batches and /timeline tell of it', async () => {
  const mailbox = await createTestMailbox(db)
  const { id: mailboxId } = mailbox
  const kept = (await ask('POST', `/mailboxes/${mailboxId}/contacts`, { givenName: 'Ada' })).json()
  await ask('POST', `/mailboxes/${mailboxId}/contacts/bulk`, {
    create: [{ givenName: 'Grace' }, { givenName: 'Joan' }],
    update: [{ id: kept.id, version: 1, givenName: 'Augusta' }],
  })
  const batches = async () => (await ask('GET', `/mailboxes/${mailboxId}/batches`)).json().items
  const [bulk] = await batches()
  expect(bulk).toMatchObject({ origin: 'api', created: 2, updated: 1, deleted: 0, undoneAt: null })
  const { headers } = await organisation()
  expect((await ask('POST', `/batches/${bulk.id}/undo`, undefined, headers)).statusCode).toBe(404)
  expect((await ask('POST', `/batches/${bulk.id}/undo`)).json()).toMatchObject({ reverted: 3, skipped: [] })
  const { items } = (await ask('GET', `/mailboxes/${mailboxId}/contacts`)).json()
  expect(items).toMatchObject([{ id: kept.id, givenName: 'Ada' }])
  expect((await batches())[0]).toMatchObject({ origin: 'undo', updated: 1, deleted: 2 })
  const hours = (await ask('GET', `/mailboxes/${mailboxId}/timeline`)).json().items
  expect(hours).toHaveLength(24)
  expect(hours.reduce((sum: number, hour: { fromTandem: number }) => sum + hour.fromTandem, 0)).toBe(7)
})
