import type { Connection } from '@tandem/model/api/connections.ts'
import type { Problem } from '@tandem/model/api/problem.ts'
import { expect, test } from 'vitest'
import { certificates } from '../../../testing/certificates.ts'
import { createConnectBench } from '../../../testing/connect.ts'

const { ask, db, organisation } = await createConnectBench()

async function draft() {
  const { id } = await organisation()
  const { body } = await ask<Connection>('POST', `/organisations/${id}/connections`, { method: 'memory' })
  return { path: `/connections/${body.id}` }
}

test('PUT /connections/{id}/credential with a certificate wants the key that belongs to it', async () => {
  const { one, two } = certificates
  const { path } = await draft()
  const other = { kind: 'certificate', certificate: one.certificate, privateKey: two.privateKey }
  const wrong = await ask<Problem>('PUT', `${path}/credential`, other)
  expect([wrong.status, wrong.body.errors?.[0]?.pointer]).toEqual([400, '/privateKey'])
  const broken = await ask<Problem>('PUT', `${path}/credential`, {
    ...other,
    privateKey: one.privateKey.slice(0, 200),
  })
  expect(broken.body.detail).toContain('not a private key')
  const { body } = await ask<Connection>('PUT', `${path}/credential`, {
    ...other,
    privateKey: one.privateKey,
  })
  expect(body.credential).toMatchObject({
    kind: 'certificate',
    fingerprint: one.thumbprint,
    expiresAt: one.endsAt,
  })
  const column = await db.selectFrom('connection').selectAll().execute()
  expect(JSON.stringify(column)).not.toContain(one.privateKey.split('\n')[2])
})
