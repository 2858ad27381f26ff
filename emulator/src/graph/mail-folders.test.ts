import { expect, test } from 'vitest'
import { mailTenant } from './test-tenant.ts'

const folders = '/v1.0/users/anna@hafen.example/mailFolders'

test('GET /mailFolders lists what lies below the root, and counts', async () => {
  const t = mailTenant()
  const { json } = await t.ask('GET', `${folders}?$top=20&$count=true`)
  expect(json['@odata.count']).toBe(7)
  expect(json.value.map(({ displayName }) => displayName)).toEqual([
    'Archive',
    'Deleted Items',
    'Drafts',
    'Inbox',
    'Junk Email',
    'Outbox',
    'Sent Items',
  ])
  await t.ask('POST', `${folders}/inbox/messages`, { body: { isRead: false } })
  await t.ask('POST', `${folders}('inbox')/messages`, { body: { isRead: true } })
  const inbox = await t.ask('GET', `${folders}('Inbox')`)
  expect(inbox.json).toMatchObject({ displayName: 'Inbox', totalItemCount: 2, unreadItemCount: 1 })
  const root = await t.ask('GET', `${folders}/msgfolderroot`)
  expect([root.json.id, root.json.childFolderCount]).toEqual([inbox.json.parentFolderId, 7])
})

test('POST, PATCH and DELETE /mailFolders; a deleted folder lies in Deleted Items first', async () => {
  const t = mailTenant()
  const made = await t.ask('POST', folders, { body: { displayName: 'Objekte' } })
  expect([made.status, made.json.totalItemCount]).toEqual([201, 0])
  expect((await t.ask('POST', folders, { body: { displayName: 'objekte' } })).status).toBe(409)
  const child = await t.ask('POST', `${folders}/${made.json.id}/childFolders`, {
    body: { displayName: 'Elbe 4' },
  })
  await t.ask('POST', `${folders}/${child.json.id}/messages`, { body: { subject: 'Schlüssel' } })
  const renamed = await t.ask('PATCH', `${folders}/${child.json.id}`, { body: { displayName: 'Elbe 5' } })
  expect(renamed.json).toMatchObject({ displayName: 'Elbe 5', totalItemCount: 1 })
  const nested = `${folders}/${made.json.id}/childFolders/${child.json.id}/messages`
  expect((await t.ask('GET', nested)).json.value).toHaveLength(1)
  expect((await t.ask('DELETE', `${folders}/${made.json.id}`)).status).toBe(204)
  const bin = await t.ask('GET', `${folders}/deleteditems/childFolders`)
  expect(bin.json.value.map(({ displayName }) => displayName)).toEqual(['Objekte'])
  expect((await t.ask('DELETE', `${folders}/${made.json.id}`)).status).toBe(204)
  expect((await t.ask('GET', `${folders}/${child.json.id}`)).status).toBe(404)
  expect((await t.ask('GET', '/v1.0/users/anna@hafen.example/messages')).json.value).toEqual([])
})

test('well-known folders stay, and no folder moves into itself', async () => {
  const t = mailTenant()
  const { json } = await t.ask('DELETE', `${folders}/inbox`)
  expect(json.error.code).toBe('ErrorDeleteDistinguishedFolder')
  const outer = await t.ask('POST', folders, { body: { displayName: 'Außen' } })
  const inner = await t.ask('POST', `${folders}/${outer.json.id}/childFolders`, {
    body: { displayName: 'Innen' },
  })
  const move = (id: string, destinationId: string) =>
    t.ask('POST', `${folders}/${id}/move`, { body: { destinationId } })
  expect((await move(outer.json.id, inner.json.id)).status).toBe(400)
  expect((await move(inner.json.id, 'msgfolderroot')).json.parentFolderId).toBe(outer.json.parentFolderId)
  const copy = await t.ask('POST', `${folders}/${inner.json.id}/copy`, {
    body: { destinationId: outer.json.id },
  })
  expect([copy.status, copy.json.parentFolderId]).toEqual([200, outer.json.id])
})

test('hidden folders are listed for those who ask', async () => {
  const t = mailTenant()
  await t.ask('POST', folders, { body: { displayName: 'Unsichtbar', isHidden: true } })
  const names = async (query: string) =>
    (await t.ask('GET', `${folders}?$top=50&${query}`)).json.value.map(({ displayName }) => displayName)
  expect(await names('')).not.toContain('Unsichtbar')
  expect(await names('includeHiddenFolders=true')).toContain('Unsichtbar')
})
