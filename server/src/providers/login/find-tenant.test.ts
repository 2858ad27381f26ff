import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Agent } from 'undici'
import { afterAll, expect, test } from 'vitest'
import { createEmulator } from '../../../../emulator/src/main.ts'
import { findTenant } from './find-tenant.ts'

const emulator = await createEmulator({ seed: 'demo' })
const dispatcher = new Agent({ connect: { ca: emulator.ca } })
afterAll(async () => {
  await dispatcher.close()
  await emulator.close()
})
const outside = { dispatcher, loginUrl: emulator.url, serviceUrl: emulator.url, timeout: 2000 }

test('a domain of a tenant is found with the tenant’s id; one of nobody is unknown', async () => {
  const harbor = [...emulator.world.tenants.values()][0]!
  expect(await findTenant('harborrealty.example', outside)).toEqual({ kind: 'found', tenantId: harbor.id })
  expect(await findTenant('harborreality.example', outside)).toEqual({ kind: 'unknown' })
  expect(await findTenant('خطأ.example', outside)).toEqual({ kind: 'unknown' })
})

/** What the public sign-in service answers for a domain of a national cloud (learn.microsoft.com, metadata of *.us). */
test('a tenant of another cloud is told from an unknown one', async () => {
  const elsewhere = {
    issuer: 'https://login.microsoftonline.us/cab8a31a-1906-4287-a0d8-4eef66b95f6e/v2.0',
    token_endpoint: 'https://login.microsoftonline.us/cab8a31a-1906-4287-a0d8-4eef66b95f6e/oauth2/v2.0/token',
    cloud_instance_name: 'microsoftonline.us',
  }
  const service = createServer((_, answer) => answer.end(JSON.stringify(elsewhere)))
  await new Promise<void>((done) => service.listen(0, '127.0.0.1', done))
  const loginUrl = `http://127.0.0.1:${(service.address() as AddressInfo).port}`
  expect(await findTenant('agency.example', { ...outside, loginUrl })).toEqual({
    kind: 'elsewhere',
    cloud: 'microsoftonline.us',
  })
  service.close()
})

test('a service that cannot be reached, or answers nonsense, is no answer about the domain', async () => {
  const nowhere = { ...outside, loginUrl: 'https://127.0.0.1:9' }
  await expect(findTenant('contoso.com', nowhere)).rejects.toMatchObject({ failure: { kind: 'Unavailable' } })
  const service = createServer((_, answer) => answer.end('<html>'))
  await new Promise<void>((done) => service.listen(0, '127.0.0.1', done))
  const loginUrl = `http://127.0.0.1:${(service.address() as AddressInfo).port}`
  await expect(findTenant('contoso.com', { ...outside, loginUrl })).rejects.toMatchObject({
    failure: { kind: 'Unavailable' },
  })
  service.close()
})
