import type { Organisation } from '@tandem/model/api/organisations.ts'
import type { Problem } from '@tandem/model/api/problem.ts'
import { expect, test } from 'vitest'
import { createConnectBench } from '../../../testing/connect.ts'

const { ask, organisation } = await createConnectBench()

test('POST /organisations adds one, and its health says what to do first', async () => {
  const { status, body } = await ask<Organisation>('POST', '/organisations', {
    name: ' Harbor Realty ',
    contactEmails: ['it@harbor.example'],
  })
  expect(status).toBe(201)
  expect(body).toMatchObject({
    name: 'Harbor Realty',
    connections: [],
    nextExpiryAt: null,
    nextMove: { who: 'operations' },
  })
  expect((await ask<Organisation>('GET', `/organisations/${body.id}`)).body).toEqual(body)
})

test('POST /organisations refuses an empty name and a contact without @, each with its place', async () => {
  const { status, body } = await ask<Problem>('POST', '/organisations', { name: ' ', contactEmails: ['x'] })
  expect(status).toBe(400)
  expect(body.errors?.map((error) => error.pointer)).toEqual(['/name', '/contactEmails/0'])
})

test('GET /organisations pages by name and each stands in the list once; a key sees its own alone', async () => {
  for (const name of ['B', 'A', 'C']) await ask('POST', '/organisations', { name: `Page ${name}` })
  const first = await ask<{ items: Organisation[]; nextCursor: string }>(
    'GET',
    '/organisations?search=page&limit=2',
  )
  expect(first.body.items.map((row) => row.name)).toEqual(['Page A', 'Page B'])
  const second = await ask<{ items: Organisation[]; nextCursor: null }>(
    'GET',
    `/organisations?search=page&limit=2&cursor=${first.body.nextCursor}`,
  )
  expect(second.body.items.map((row) => row.name)).toEqual(['Page C'])
  expect(second.body.nextCursor).toBeNull()
  const { id, headers } = await organisation('Own')
  const own = await ask<{ items: Organisation[] }>('GET', '/organisations', undefined, headers)
  expect(own.body.items.map((row) => row.id)).toEqual([id])
})

test('PATCH and DELETE /organisations/{id} are an operator’s; a key of it may read alone', async () => {
  const { id, headers } = await organisation()
  expect((await ask('GET', `/organisations/${id}`, undefined, headers)).status).toBe(200)
  expect((await ask('PATCH', `/organisations/${id}`, { name: 'X' }, headers)).status).toBe(403)
  expect((await ask('DELETE', `/organisations/${id}`, undefined, headers)).status).toBe(403)
  expect((await ask('PATCH', `/organisations/${id}`, { name: 'Renamed' })).body.name).toBe('Renamed')
  expect((await ask('PATCH', `/organisations/${id}`, {})).body.name).toBe('Renamed')
  expect(await ask('DELETE', `/organisations/${id}`)).toEqual({ status: 200, body: { id } })
  expect((await ask('GET', `/organisations/${id}`)).status).toBe(404)
})

test('GET /organisations/{id} of another organisation is unknown to a key', async () => {
  const { headers } = await organisation()
  const other = await organisation('Other')
  expect((await ask('GET', `/organisations/${other.id}`, undefined, headers)).status).toBe(404)
})
