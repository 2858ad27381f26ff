import { execFileSync } from 'node:child_process'
import type { Connection } from '@tandem/model/api/connections.ts'
import type { Problem } from '@tandem/model/api/problem.ts'
import { expect, test } from 'vitest'
import { createConnectBench } from '../../../testing/connect.ts'

const { ask, db, organisation } = await createConnectBench()

interface Pair {
  key: string
  certificate: string
}

/** A key and its certificate, PEM. */
function openssl(): [key: string, certificate: string] {
  const options =
    'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout - -subj /CN=tandem -days 30'
  const text = execFileSync('openssl', options.split(' '), {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const parts = text.match(/-----BEGIN[\s\S]*?-----END[^-]+-----\n/g) ?? []
  return [parts[0] ?? '', parts[1] ?? '']
}

async function draft() {
  const { id } = await organisation()
  const { body } = await ask<Connection>('POST', `/organisations/${id}/connections`, { method: 'memory' })
  return { path: `/connections/${body.id}` }
}

test('PUT /connections/{id}/credential with a certificate wants the key that belongs to it', async () => {
  const [one, two] = [openssl(), openssl()].map(([key, certificate]) => ({ key, certificate })) as [
    Pair,
    Pair,
  ]
  const { path } = await draft()
  const other = { kind: 'certificate', certificate: one.certificate, privateKey: two.key }
  const wrong = await ask<Problem>('PUT', `${path}/credential`, other)
  expect([wrong.status, wrong.body.errors?.[0]?.pointer]).toEqual([400, '/privateKey'])
  const broken = await ask<Problem>('PUT', `${path}/credential`, {
    ...other,
    privateKey: one.key.slice(0, 200),
  })
  expect(broken.body.detail).toContain('not a private key')
  const { body } = await ask<Connection>('PUT', `${path}/credential`, { ...other, privateKey: one.key })
  expect(body.credential).toMatchObject({
    kind: 'certificate',
    fingerprint: expect.stringMatching(/^[0-9A-F]{40}$/),
  })
  const column = await db.selectFrom('connection').selectAll().execute()
  expect(JSON.stringify(column)).not.toContain(one.key.split('\n')[2])
})
