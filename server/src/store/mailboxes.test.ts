import { beforeEach, expect, test } from 'vitest'
import { createTestDatabase } from '../../testing/database.ts'
import { createConnection } from './connections.ts'
import { finishReading, storeFound } from './found-mailboxes.ts'
import { collectionFacts, listMailboxes } from './mailbox-list.ts'
import { switchOffMany, switchOn, switchOnMany } from './mailbox-switch.ts'
import { addTypedMailboxes, findMailbox, findMailboxByAddress, getMailbox, setTrouble } from './mailboxes.ts'
import { createOrganisation } from './organisations.ts'

const { db } = await createTestDatabase()
let connection: Awaited<ReturnType<typeof makeConnection>>

async function makeConnection(name = 'Harbor') {
  const organisation = await createOrganisation(db, { name })
  return await createConnection(db, {
    organisationId: organisation.id,
    method: 'x',
    settings: {},
    wanted: { contacts: true },
  })
}
const person = (name: string, address = `${name}@x.example`) => ({
  remoteId: `id-${name}`,
  address,
  displayName: name,
})

beforeEach(async () => {
  await db.deleteFrom('organisation').execute()
  connection = await makeConnection()
})

test('a second reading of the directory adds, renames, follows moved addresses and marks who is gone', async () => {
  const began = new Date()
  expect(
    await storeFound(db, connection, [person('ada', 'Ada@X.example'), person('ben'), person('cy')], began),
  ).toBe(3)
  await finishReading(db, connection, began)
  const ada = await findMailbox(db, 'ADA@x.example')

  const again = new Date(Date.now() + 1000)
  const page = [
    person('ada', 'ada.l@x.example'),
    { ...person('ben'), displayName: 'Benjamin' },
    person('dee'),
  ]
  expect(await storeFound(db, connection, page, again)).toBe(1)
  expect(await finishReading(db, connection, again)).toBe(1)

  const rows = await listMailboxes(db, { scope: null, connectionId: connection.id, limit: 10 })
  expect(rows.map((row) => [row.address, row.display_name, row.gone_at !== null])).toEqual([
    ['ada.l@x.example', 'ada', false],
    ['ben@x.example', 'Benjamin', false],
    ['cy@x.example', 'cy', true],
    ['dee@x.example', 'dee', false],
  ])
  expect(rows[0]?.id).toBe(ada.id)
})

test('somebody who comes back to the directory is no longer marked as gone', async () => {
  await storeFound(db, connection, [person('ada')], new Date())
  await finishReading(db, connection, new Date(Date.now() + 1000))
  expect((await findMailbox(db, 'ada@x.example')).gone_at).not.toBeNull()
  await storeFound(db, connection, [person('ada')], new Date(Date.now() + 2000))
  expect((await findMailbox(db, 'ada@x.example')).gone_at).toBeNull()
})

test('a typed address is lower-cased, and one that is known is named instead of doubled', async () => {
  await storeFound(db, connection, [person('ada')], new Date())
  const { added, known } = await addTypedMailboxes(db, connection, [
    'Ada@x.example',
    'New@x.example',
    'new@x.example',
  ])
  expect(added.map((row) => [row.address, row.source])).toEqual([['new@x.example', 'typed']])
  expect(known.map((row) => row.address)).toEqual(['ada@x.example'])
})

test('switching on makes the collection and the lease; a preview waits, and a second "on" starts it', async () => {
  await addTypedMailboxes(db, connection, ['a@x.example', 'b@x.example'])
  const [a, b] = await listMailboxes(db, { scope: null, limit: 10 })
  const ids = [a?.id ?? '', b?.id ?? '']
  expect(
    await switchOnMany(db, ids, { preview: true, choices: { contacts: { skipPrivate: true } } }),
  ).toEqual(expect.arrayContaining(ids.map((id) => ({ id, kind: 'contacts', collectionState: 'waiting' }))))
  const leases = await db.selectFrom('lease').selectAll().execute()
  expect(leases).toHaveLength(2)
  expect(await switchOn(db, ids[0] ?? '')).toEqual([
    { id: ids[0], kind: 'contacts', collectionState: 'first' },
  ])
  const facts = (await collectionFacts(db, ids)).get(ids[0] ?? '')
  expect(facts).toMatchObject([{ kind: 'contacts', state: 'first', skipPrivate: true, hasCursor: false }])
})

test('switching off drops what was to be done and keeps the records; on again goes on where it stood', async () => {
  await addTypedMailboxes(db, connection, ['a@x.example'])
  const { id } = await findMailbox(db, 'a@x.example')
  await switchOn(db, id)
  await db
    .updateTable('collection')
    .set({ state: 'live', cursor: 'c1', subscription_id: 's1', subscription_secret: 'x' })
    .where('mailbox_id', '=', id)
    .execute()
  await db.insertInto('todo').values({ mailbox_id: id, task: 'pull:contacts' }).execute()
  const contact = {
    organisation_id: connection.organisation_id,
    mailbox_id: id,
    kind: 'contacts',
    fields: {},
  }
  await db.insertInto('record').values(contact).execute()

  expect(await switchOffMany(db, [id])).toEqual([
    { id: 's1', connectionId: connection.id, mailbox: 'a@x.example' },
  ])
  expect(await switchOffMany(db, [id])).toEqual([])
  expect(await db.selectFrom('todo').selectAll().execute()).toEqual([])
  expect(await switchOn(db, id)).toEqual([{ id, kind: 'contacts', collectionState: 'live' }])
  expect((await collectionFacts(db, [id])).get(id)).toMatchObject([
    { counts: { records: 1 }, hasCursor: true },
  ])
})

test('counts of records, pending and failed edits and open conflicts are not multiplied by each other', async () => {
  await addTypedMailboxes(db, connection, ['a@x.example'])
  const { id } = await findMailbox(db, 'a@x.example')
  await switchOn(db, id)
  const own = { organisation_id: connection.organisation_id, mailbox_id: id, kind: 'contacts' }
  for (let n = 0; n < 3; n++)
    await db
      .insertInto('record')
      .values({ ...own, fields: {} })
      .execute()
  await db
    .insertInto('record')
    .values({ ...own, fields: {}, deleted_at: new Date() })
    .execute()
  const records = await db.selectFrom('record').select('id').execute()
  for (const [n, state] of ['open', 'sending', 'failed'].entries())
    await db
      .insertInto('outbox')
      .values({ record_id: records[n]?.id ?? '', mailbox_id: id, kind: 'contacts', state })
      .execute()
  for (const state of ['open', 'open', 'resolved'])
    await db
      .insertInto('conflict')
      .values({ ...own, kind: 'contacts', record_id: records[0]?.id ?? '', reason: 'fields', state })
      .execute()
  expect((await collectionFacts(db, [id])).get(id)?.[0]?.counts).toEqual({
    records: 3,
    pending: 2,
    failed: 1,
    conflicts: 2,
  })
})

test('an address held by two organisations is refused with the ids to choose from, unless one is meant', async () => {
  const other = await makeConnection('Summit')
  await addTypedMailboxes(db, connection, ['a@x.example'])
  await addTypedMailboxes(db, other, ['a@x.example'])
  const found = await listMailboxes(db, { scope: null, search: 'A@X', limit: 10 })
  // Same address: their order is that of the ids. The one of the other organisation last.
  const rows = found.toSorted(
    (a, b) => Number(a.connection_id === other.id) - Number(b.connection_id === other.id),
  )
  await expect(findMailboxByAddress(db, 'a@x.example')).rejects.toThrow(rows[0]?.id)
  expect((await findMailboxByAddress(db, 'a@x.example', other.organisation_id))?.connection_id).toBe(other.id)
  await expect(findMailbox(db, rows[0]?.id ?? '', other.organisation_id)).rejects.toMatchObject({
    code: 'not-found',
  })
  await switchOn(db, rows[1]?.id ?? '')
  expect((await findMailboxByAddress(db, 'a@x.example'))?.id).toBe(rows[1]?.id)
  await expect(findMailbox(db, 'nobody')).rejects.toMatchObject({ code: 'not-found' })
})

test('trouble is kept with its words until it is over, and an off mailbox has none', async () => {
  await addTypedMailboxes(db, connection, ['a@x.example'])
  const { id } = await findMailbox(db, 'a@x.example')
  const trouble = {
    title: 'The mailbox is gone',
    detail: 'Look in the directory.',
    since: '2026-01-01T00:00:00Z',
  }
  await setTrouble(db, id, trouble)
  expect((await getMailbox(db, id))?.state).toBe('found')
  await switchOn(db, id)
  await setTrouble(db, id, trouble)
  expect(await getMailbox(db, id)).toMatchObject({ state: 'trouble', trouble })
  await setTrouble(db, id, null)
  expect(await getMailbox(db, id)).toMatchObject({ state: 'on', trouble: null })
})
