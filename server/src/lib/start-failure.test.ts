import { createServer } from 'node:net'
import pg from 'pg'
import { expect, test } from 'vitest'
import { startFailure } from './start-failure.ts'

test('a database that does not answer, a port that is taken: each says what to do and shows no password', async () => {
  const DATABASE_URL = 'postgres://tandem:hidden-password@127.0.0.1:1/tandem'
  const refused = await new pg.Client({ connectionString: DATABASE_URL })
    .connect()
    .catch((error: unknown) => error)
  const text = startFailure(refused, { DATABASE_URL })
  expect(text).toBe(
    'PostgreSQL at 127.0.0.1:1 does not answer (ECONNREFUSED): start it, or correct DATABASE_URL.',
  )

  const first = createServer().listen(0, '127.0.0.1')
  await new Promise((done) => first.once('listening', done))
  const { port } = first.address() as { port: number }
  const second = createServer().listen(port, '127.0.0.1')
  const taken = await new Promise((done) => second.once('error', done))
  first.close()
  expect(startFailure(taken, {})).toBe(
    `Port ${port} is in use: stop what runs there, or set PORT to another.`,
  )
  expect(startFailure(new Error('something else'), {})).toBe('something else')
})
