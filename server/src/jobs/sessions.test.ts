import { expect, test } from 'vitest'
import { createTestDatabase } from '../../testing/database.ts'
import { createTestProvider, noOutside } from '../../testing/provider.ts'
import { createConnection, moveConnection, storeCredential, updateConnection } from '../store/connections.ts'
import { switchOffMany, switchOnMany } from '../store/mailbox-switch.ts'
import { addTypedMailboxes } from '../store/mailboxes.ts'
import { createOrganisation } from '../store/organisations.ts'
import { AtRest, createSessions, quietAtRest } from './sessions.ts'

const { db } = await createTestDatabase()

async function make() {
  const { memory, signIns } = createTestProvider()
  const organisation = await createOrganisation(db, { name: 'Harbor' })
  const connection = await createConnection(db, {
    organisationId: organisation.id,
    method: 'memory',
    settings: { place: 'Bay', floor: '1' },
    wanted: { contacts: true },
  })
  await storeCredential(db, connection.id, { sealed: 'one', facts: {}, slot: 'current', state: 'active' })
  const { added } = await addTypedMailboxes(db, connection, ['a@x.example', 'b@x.example'])
  const ids = added.map((row) => row.id)
  await switchOnMany(db, ids)
  const open = async (sealed: string) => ({ kind: 'secret' as const, value: sealed })
  const sessions = createSessions({ db, open, outside: noOutside, registry: { memory } })
  return { sessions, signIns, connection, ids: ids as [string, string] }
}

test('all mailboxes and callers of a connection share one sign-in', async () => {
  const { sessions, signIns, ids } = await make()
  const opened = await Promise.all([...ids, ...ids].map((id) => sessions.session(id)))
  expect(opened.map(({ mailbox }) => mailbox.address).sort()).toEqual([
    'a@x.example',
    'a@x.example',
    'b@x.example',
    'b@x.example',
  ])
  expect(signIns).toEqual([{ kind: 'secret', value: 'one' }])
})

test('a new credential or other settings, stored by another process, are signed in with at the next call', async () => {
  const { sessions, signIns, connection, ids } = await make()
  await sessions.session(ids[0])
  await storeCredential(db, connection.id, { sealed: 'two', facts: {}, slot: 'current', state: 'active' })
  await sessions.session(ids[0])
  await updateConnection(db, connection.id, { settings: { place: 'Hill', floor: '1' } })
  await sessions.session(ids[1])
  expect(signIns).toHaveLength(3)
  expect(signIns[1]).toEqual({ kind: 'secret', value: 'two' })
})

test('a suspended connection and a mailbox that is off are at rest, and the tokens are dropped', async () => {
  const { sessions, signIns, connection, ids } = await make()
  await sessions.session(ids[0])
  await moveConnection(db, connection.id, ['active'], 'suspended')
  await expect(sessions.session(ids[0])).rejects.toThrow(AtRest)
  await moveConnection(db, connection.id, ['suspended'], 'verified')
  await expect(sessions.session(ids[0])).rejects.toThrow(AtRest)
  await moveConnection(db, connection.id, ['verified'], 'active')
  await sessions.session(ids[0])
  expect(signIns).toHaveLength(2)
  await switchOffMany(db, [ids[1]])
  await expect(sessions.session(ids[1])).rejects.toThrow(AtRest)
  await expect(sessions.session(crypto.randomUUID())).rejects.toThrow(AtRest)
})

test('a task on something at rest ends as done; every other failure stays one', async () => {
  const { sessions, ids } = await make()
  await switchOffMany(db, [ids[0]])
  const task = quietAtRest(async (id: string) => {
    await sessions.session(id)
    throw new Error('a real one')
  })
  expect(await task(ids[0])).toEqual({ done: true })
  await expect(task(ids[1])).rejects.toThrow('a real one')
})

test('forgetting a connection signs in anew, and a sign-in that failed is not kept', async () => {
  const { memory } = createTestProvider()
  const { connection, ids } = await make()
  let opens = 0
  const open = async () => {
    opens += 1
    if (opens === 1) throw new Error('the identity file is missing')
    return { kind: 'secret' as const, value: 'x' }
  }
  const sessions = createSessions({ db, open, outside: noOutside, registry: { memory } })
  await expect(sessions.session(ids[0])).rejects.toThrow('identity file')
  await sessions.session(ids[0])
  sessions.forget(connection.id)
  await sessions.session(ids[0])
  expect(opens).toBe(3)
})

test('forgetting a connection ends the sign-in for those at work too, and its reuse signs in anew', async () => {
  const { sessions, signIns, connection } = await make()
  const { access } = await sessions.access(connection.id)
  expect(await access.token()).toEqual(expect.any(String))
  await storeCredential(db, connection.id, { sealed: 'two', facts: {}, slot: 'current', state: 'active' })
  await sessions.access(connection.id)
  expect(await access.token()).toEqual(expect.any(String))
  sessions.forget(connection.id)
  await expect(access.token()).rejects.toThrow(AtRest)
  await sessions.access(connection.id)
  expect(signIns).toHaveLength(3)
})
