import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createTestDatabase } from '../../testing/database.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { createConnection, getConnection, storeCredential } from '../store/connections.ts'
import { createOrganisation } from '../store/organisations.ts'
import { ensureIdentity } from './identity.ts'
import { createOpener } from './open.ts'
import { rotate } from './rotate.ts'
import { seal } from './seal.ts'

const { db } = await createTestDatabase()

test('after a rotation every credential is sealed to the new key alone', async () => {
  const { path: folder, remove } = await temporaryFolder('rotate')
  onTestFinished(remove)
  const old = await ensureIdentity(join(folder, 'old'))
  const young = await ensureIdentity(join(folder, 'young'))
  const organisation = await createOrganisation(db, { name: 'Harbor' })
  const wish = { organisationId: organisation.id, method: 'x', settings: {}, wanted: { contacts: true } }
  const { id } = await createConnection(db, wish)
  await createConnection(db, wish)
  for (const slot of ['current', 'next'] as const)
    await storeCredential(db, id, { sealed: await seal(old.recipients, slot), facts: {}, slot })

  const openOld = await createOpener(old.identityFile)
  expect(await rotate(db, openOld, young.recipients)).toBe(2)

  const row = await getConnection(db, id)
  const open = await createOpener(young.identityFile)
  expect(await open(row.credential ?? '')).toBe('current')
  expect(await open(row.next_credential ?? '')).toBe('next')
  await expect(openOld(row.credential ?? '')).rejects.toThrow('another key')
})
