import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll } from 'vitest'
import { createEmulator } from '../../emulator/src/main.ts'
import type { Mailbox, Tenant, User } from '../../emulator/src/tenant/types.ts'
import { readConfig } from '../src/config.ts'
import { startWork } from '../src/jobs/start.ts'
import { itemFields } from '../src/providers/graph/map.ts'
import type { Wanted } from '../src/providers/provider.ts'
import { providers } from '../src/providers/registry.ts'
import { ensureIdentity } from '../src/vault/identity.ts'
import { createOpener } from '../src/vault/open.ts'
import { seal } from '../src/vault/seal.ts'
import { createTestApi } from './api.ts'
import { connectTenant } from './tenant.ts'

const domain = 'product.example'

/** A person of the emulated tenant, and Tandem's mailbox for them. */
export interface Person {
  id: string
  tenant: Tenant
  user: User
  mailbox: Mailbox
}

/**
 * The product as it runs: the API listening (also for notifications), a worker, and an emulated tenant of `people`, each
 * with `contacts`. Connected, nothing switched on. All ends with the test file.
 */
export async function createProduct(given: {
  people: number
  contacts: number
  /** Of the application; contacts and people, if absent. */
  permissions?: string[]
  wanted?: Wanted
  devicePollSeconds?: number
}) {
  const users = Array.from({ length: given.people }, (_, nth) => ({
    address: `person${nth}@${domain}`,
    displayName: `Person ${nth}`,
    generatedContacts: given.contacts,
  }))
  const applications = [
    {
      displayName: 'Tandem-1',
      secrets: [{}],
      permissions: given.permissions ?? ['Contacts.ReadWrite', 'User.Read.All'],
    },
  ]
  const emulator = await createEmulator({
    ...(given.devicePollSeconds !== undefined && { devicePollSeconds: given.devicePollSeconds }),
    seed: { tenants: [{ displayName: 'Product', domains: [domain], users, applications }] },
  })
  afterAll(() => emulator.close())
  const data = await mkdtemp(join(tmpdir(), 'tandem-product-'))
  const { recipients, identityFile } = await ensureIdentity(data)
  const api = await createTestApi({ providers, seal: (text) => seal(recipients, text) })
  const publicUrl = await api.app.listen({ host: '127.0.0.1', port: 0 })
  const ids = await connectTenant(api.db, emulator.tenants[0]!, recipients)
  if (given.wanted)
    await api.db
      .updateTable('connection')
      .set({ wanted: JSON.stringify(given.wanted) })
      .execute()
  const config = readConfig({
    TANDEM_DATA: data,
    LOGIN_URL: emulator.url,
    SERVICE_URL: emulator.url,
    EXCHANGE_URL: emulator.url,
    OUTSIDE_CA_FILE: emulator.caFile,
    PUBLIC_URL: publicUrl,
  })
  const open = await createOpener(identityFile)
  const log = pino({ level: 'silent' })
  const work = await startWork({ config, db: api.db, url: api.url, log, open, providers })
  afterAll(async () => {
    await work.close()
    await rm(data, { recursive: true, force: true })
  })
  const rows = await api.db.selectFrom('mailbox').select(['id', 'address']).where('id', 'in', ids).execute()
  const tenant = [...emulator.world.tenants.values()][0]!
  const byAddress = new Map([...tenant.users.values()].map((user) => [user.userPrincipalName, user]))
  const people = rows.map(({ id, address }): Person => {
    const user = byAddress.get(address)!
    return { id, tenant, user, mailbox: user.mailbox! }
  })
  return { ...api, publicUrl, emulator, tenant, people }
}

/** What a person's mailbox holds, as Tandem would, in the order of the references. */
export function itemsOf({ mailbox }: Person): { ref: string; version: string; item: object }[] {
  return [...mailbox.contacts.values()]
    .map((one) => ({
      ref: one.immutableId,
      version: one.changeKey,
      item: itemFields({ ...one.fields, id: one.immutableId }),
    }))
    .sort((a, b) => (a.ref < b.ref ? -1 : 1))
}
