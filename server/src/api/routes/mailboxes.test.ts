import type { Mailbox } from '@tandem/model/api/mailboxes.ts'
import type { Problem } from '@tandem/model/api/problem.ts'
import { expect, test } from 'vitest'
import { createConnectBench } from '../../../testing/connect.ts'
import { createConnection, moveConnection } from '../../store/connections.ts'
import { storeFound } from '../../store/found-mailboxes.ts'

const { ask, db, organisation } = await createConnectBench()

async function make(state: 'verified' | 'draft' = 'verified') {
  const { id, headers } = await organisation()
  const wish = {
    organisationId: id,
    method: 'memory',
    settings: { place: 'Bay', floor: '1' },
    wanted: { contacts: true },
  }
  const connection = await createConnection(db, wish)
  await moveConnection(db, connection.id, ['draft'], state)
  const path = `/connections/${connection.id}`
  const add = async (...addresses: string[]) =>
    await ask<{ added: Mailbox[]; known: Mailbox[] }>('POST', `${path}/mailboxes`, { addresses })
  const state_ = async () => (await ask('GET', path)).body.state
  return { connection, headers, path, add, state: state_ }
}
const tasks = async (id: string) =>
  (await db.selectFrom('todo').select('task').where('mailbox_id', '=', id).orderBy('task').execute()).map(
    (row) => row.task,
  )

test('POST /connections/{id}/mailboxes lower-cases, adds and names those that were there', async () => {
  const { add } = await make()
  await add('ada@x.example')
  const { status, body } = await add(' Ada@X.example', 'ben@x.example')
  expect(status).toBe(201)
  expect(body.added.map((row) => [row.address, row.source, row.state])).toEqual([
    ['ben@x.example', 'typed', 'found'],
  ])
  expect(body.known.map((row) => row.address)).toEqual(['ada@x.example'])
})

test('POST /connections/{id}/mailboxes refuses what is no address, with its place', async () => {
  const { path } = await make()
  const { status, body } = await ask<Problem>('POST', `${path}/mailboxes`, {
    addresses: ['ok@x.example', 'nobody'],
  })
  expect(status).toBe(400)
  expect(body.errors?.[0]).toMatchObject({
    pointer: '/addresses/1',
    detail: expect.stringContaining('name@domain'),
  })
})

test('PATCH /mailboxes/{mailbox} {"state":"on"} by address begins the first sync and puts the connection to use', async () => {
  const { add, state } = await make()
  await add('on@x.example')
  const { body } = await ask<Mailbox>('PATCH', '/mailboxes/on@x.example', { state: 'on', skipPrivate: true })
  expect(body).toMatchObject({
    state: 'on',
    collections: [{ kind: 'contacts', state: 'first', skipPrivate: true }],
  })
  expect(await tasks(body.id)).toEqual([
    'folders:contacts',
    'pull:contacts',
    'push:contacts',
    'watch:contacts',
  ])
  expect(await state()).toBe('active')
})

test('PATCH /mailboxes/{mailbox} {"preview":true} looks first and writes nothing; a second "on" starts', async () => {
  const { add } = await make()
  const { body } = await add('look@x.example')
  const path = `/mailboxes/${body.added[0]?.id}`
  const asked = await ask<Mailbox>('PATCH', path, { state: 'on', preview: true })
  expect(asked.body.collections[0]).toMatchObject({
    state: 'waiting',
    preview: { requestedAt: expect.any(String) },
  })
  expect(await tasks(asked.body.id)).toEqual(['folders:contacts', 'preview:contacts'])
  const started = await ask<Mailbox>('PATCH', path, { state: 'on' })
  expect(started.body.collections[0]?.state).toBe('first')
  expect(await tasks(asked.body.id)).toContain('pull:contacts')
})

test('PATCH /mailboxes/{mailbox} refuses choices for what its connection is not for, instead of forgetting them', async () => {
  const { add } = await make()
  await add('narrow@x.example')
  const collections = { events: { skipPrivate: true } }
  const { status, body } = await ask<Problem>('PATCH', '/mailboxes/narrow@x.example', {
    state: 'on',
    collections,
  })
  expect([status, body.code]).toEqual([409, 'wrong-state'])
  expect(body.detail).toContain('not for events')
})

test('PATCH /mailboxes/{mailbox} on an unproven connection says what to do first', async () => {
  const { add } = await make('draft')
  await add('early@x.example')
  const { status, body } = await ask<Problem>('PATCH', '/mailboxes/early@x.example', { state: 'on' })
  expect([status, body.code]).toEqual([409, 'wrong-state'])
  expect(body.detail).toContain('Verify the connection first')
})

test('PATCH /mailboxes/{mailbox} changes policy at any time, the folder only until the first sync has begun', async () => {
  const { add } = await make()
  const { body } = await add('policy@x.example')
  const path = `/mailboxes/${body.added[0]?.id}`
  const early = await ask<Problem>('PATCH', path, { writeBack: false })
  expect([early.status, early.body.code]).toEqual([409, 'wrong-state'])
  await ask('PATCH', path, { state: 'on', folder: 'f1' })
  const edited = await ask<Mailbox>('PATCH', path, {
    folder: 'f2',
    conflictPolicy: 'tandem',
    writeBack: false,
  })
  expect(edited.body.collections[0]).toMatchObject({
    folder: 'f2',
    conflictPolicy: 'tandem',
    writeBack: false,
  })
  await db.updateTable('collection').set({ cursor: 'c' }).where('mailbox_id', '=', edited.body.id).execute()
  expect((await ask('PATCH', path, { folder: 'f1' })).status).toBe(409)
  expect((await ask('PATCH', path, { folder: 'f2', writeBack: true })).status).toBe(200)
  expect((await ask<Problem>('PATCH', path, { folders: [] })).status).toBe(400)
})

test('PATCH /mailboxes/{mailbox} {"state":"off"} ends the work and keeps what is here', async () => {
  const { add } = await make()
  const { body } = await add('off@x.example')
  const path = `/mailboxes/${body.added[0]?.id}`
  await ask('PATCH', path, { state: 'on' })
  const off = await ask<Mailbox>('PATCH', path, { state: 'off' })
  expect(off.body).toMatchObject({ state: 'off', collections: [{ kind: 'contacts' }] })
  expect(await tasks(off.body.id)).toEqual([])
})

test('PATCH /connections/{id}/mailboxes switches all of the directory at once, but nobody else’s', async () => {
  const { connection, path } = await make()
  const other = await make()
  const people = Array.from({ length: 300 }, (_, n) => ({
    remoteId: `r${n}`,
    address: `p${n}@many.example`,
    displayName: '',
  }))
  await storeFound(db, connection, people, new Date())
  const foreign = await other.add('foreign@x.example')
  const id = foreign.body.added[0]?.id
  expect((await ask('PATCH', `${path}/mailboxes`, { ids: [id], state: 'on' })).body).toEqual({ switched: 0 })
  expect((await ask('PATCH', `${path}/mailboxes`, { ids: 'all', state: 'on' })).body).toEqual({
    switched: 300,
  })
  expect((await ask<Mailbox>('GET', `/mailboxes/${id}`)).body.state).toBe('found')
  const on = await ask<{ items: Mailbox[] }>('GET', `${path}/mailboxes?state=on&limit=500`)
  expect(on.body.items).toHaveLength(300)
  expect((await ask('PATCH', `${path}/mailboxes`, { ids: 'all', state: 'off' })).body).toEqual({
    switched: 300,
  })
})

test('GET /mailboxes pages in the order of addresses, each mailbox once, and searches in address and name', async () => {
  const { connection, path } = await make()
  const people = ['c', 'a', 'e', 'b', 'd'].map((name) => ({
    remoteId: name,
    address: `${name}@page.example`,
    displayName: `Person ${name.toUpperCase()}`,
  }))
  await storeFound(db, connection, people, new Date())
  const seen: string[] = []
  let cursor = ''
  do {
    const { body } = await ask<{ items: Mailbox[]; nextCursor: string | null }>(
      'GET',
      `${path}/mailboxes?limit=2${cursor && `&cursor=${cursor}`}`,
    )
    seen.push(...body.items.map((row) => row.address[0] ?? ''))
    cursor = body.nextCursor ?? ''
  } while (cursor)
  expect(seen).toEqual(['a', 'b', 'c', 'd', 'e'])
  const found = await ask<{ items: Mailbox[] }>(
    'GET',
    `/mailboxes?search=son%20D&connection=${connection.id}`,
  )
  expect(found.body.items.map((row) => row.address)).toEqual(['d@page.example'])
  expect((await ask('GET', '/mailboxes?cursor=nonsense')).status).toBe(400)
})

test('GET /mailboxes/{mailbox} by an address of two organisations: 409 with the ids; for a key its own', async () => {
  const [one, two] = [await make(), await make()]
  const ids = [await one.add('same@x.example'), await two.add('same@x.example')].map(
    ({ body }) => body.added[0]?.id ?? '',
  )
  const both = await ask<Problem>('GET', '/mailboxes/same@x.example')
  expect(both.status).toBe(409)
  for (const id of ids) expect(both.body.detail).toContain(id)
  expect((await ask('GET', '/mailboxes/same@x.example', undefined, two.headers)).body.id).toBe(ids[1])
  expect((await ask('GET', `/mailboxes/${ids[0]}`, undefined, two.headers)).status).toBe(404)
  expect((await ask('PATCH', `/mailboxes/${ids[0]}`, { state: 'off' }, two.headers)).status).toBe(404)
  const list = await ask<{ items: Mailbox[] }>('GET', '/mailboxes', undefined, two.headers)
  expect(list.body.items.map((row) => row.id)).toEqual([ids[1]])
})
