import { expect, test } from 'vitest'
import { testTenant } from './test-tenant.ts'

const folders = '/v1.0/users/anna@hafen.example/contactFolders'

test('Contact folders are made below the default one, listed, renamed and removed', async () => {
  const { ask } = testTenant()
  expect((await ask('GET', folders)).json.value).toEqual([])
  const made = await ask('POST', folders, { body: { displayName: 'Owners' } })
  const byName = await ask('GET', `${folders}/contacts`)
  expect(byName.json.displayName).toBe('Contacts')
  expect([made.status, made.json.parentFolderId]).toEqual([201, byName.json.id])
  const renamed = await ask('PATCH', `${folders}/${made.json.id}`, { body: { displayName: 'Buyers' } })
  expect([renamed.status, renamed.json.displayName]).toEqual([200, 'Buyers'])
  expect(
    (await ask('GET', `${folders}?$count=true&$filter=displayName eq 'buyers'`)).json['@odata.count'],
  ).toBe(1)
  expect((await ask('DELETE', `${folders}/${made.json.id}`)).status).toBe(204)
  expect((await ask('GET', `${folders}/${made.json.id}`)).json.error.code).toBe('ErrorItemNotFound')
})

test('Contacts live in child folders, and go with them', async () => {
  const { ask, anna } = testTenant()
  const outer = (await ask('POST', folders, { body: { displayName: 'Outer' } })).json
  const inner = (await ask('POST', `${folders}/${outer.id}/childFolders`, { body: { displayName: 'Inner' } }))
    .json
  expect((await ask('GET', `${folders}/${outer.id}/childFolders`)).json.value).toEqual([
    { id: inner.id, parentFolderId: outer.id, displayName: 'Inner' },
  ])
  const path = `${folders}/${outer.id}/childFolders/${inner.id}/contacts`
  const contact = await ask('POST', path, { body: { givenName: 'A' } })
  expect([contact.status, contact.json.parentFolderId]).toEqual([201, inner.id])
  expect((await ask('GET', `${folders}('${inner.id}')/contacts('${contact.json.id}')`)).status).toBe(200)
  expect((await ask('GET', `${folders}/${outer.id}/contacts/${contact.json.id}`)).status).toBe(404)
  expect((await ask('GET', `/v1.0/users/${anna.id}/contacts/${contact.json.id}`)).status).toBe(200)
  expect((await ask('DELETE', `${folders}/${outer.id}`)).status).toBe(204)
  expect((await ask('GET', `/v1.0/users/${anna.id}/contacts/${contact.json.id}`)).status).toBe(404)
})

test('A second folder of the same name answers 409, the default folder cannot be removed, a name is needed', async () => {
  const { ask } = testTenant()
  await ask('POST', folders, { body: { displayName: 'Owners' } })
  const second = await ask('POST', folders, { body: { displayName: 'owners' } })
  expect([second.status, second.json.error.code]).toEqual([409, 'ErrorFolderExists'])
  expect((await ask('DELETE', `${folders}/contacts`)).json.error.code).toBe('ErrorDeleteDistinguishedFolder')
  expect((await ask('POST', folders, { body: {} })).json.error.code).toBe('ErrorInvalidRequest')
  expect((await ask('POST', folders, { body: { color: 'red' } })).json.error.code).toBe('RequestBodyRead')
})
