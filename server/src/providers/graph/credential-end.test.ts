import { X509Certificate } from 'node:crypto'
import { Agent } from 'undici'
import { afterAll, expect, test } from 'vitest'
import { createEmulator } from '../../../../emulator/src/main.ts'
import { certificates } from '../../../testing/certificates.ts'
import type { Credential } from '../provider.ts'
import { graph } from './provider.ts'

const day = 86_400_000
const application = (displayName: string, permissions: string[]) => ({
  displayName,
  permissions,
  secrets: [
    { value: `Abc8Q~first-of-${displayName}`, days: 100 },
    { value: `Xyz8Q~second-of-${displayName}`, days: 10 },
    { value: `Xyz8Q~third-of-${displayName}`, days: -5 },
  ],
  certificates: [
    { base64: new X509Certificate(certificates.one.certificate).raw.toString('base64'), days: 50 },
  ],
})
const emulator = await createEmulator({
  seed: {
    tenants: [
      {
        displayName: 'Ends',
        domains: ['ends.example'],
        applications: [application('allowed', ['Application.Read.All']), application('silent', [])],
      },
    ],
  },
})
const dispatcher = new Agent({ connect: { ca: emulator.ca } })
afterAll(async () => {
  await dispatcher.close()
  await emulator.close()
})
const tenant = [...emulator.world.tenants.values()][0]!

async function ask(name: string, credential: Credential) {
  const { appId } = [...tenant.applications.values()].find((one) => one.displayName === name)!
  const outside = { dispatcher, loginUrl: emulator.url, serviceUrl: emulator.url, timeout: 5000 }
  const settings = { tenantId: tenant.id, clientId: appId }
  const signedIn = graph.signIn(settings, { kind: 'secret', value: `Abc8Q~first-of-${name}` }, outside)
  return await graph.credentialEnd!(settings, credential, signedIn, outside)
}

const daysTill = (end: object) =>
  Math.round((Date.parse((end as { endsAt: string }).endsAt) - Date.now()) / day)

test('a secret is found by its first three characters; of two that begin alike the one that works and ends first', async () => {
  expect(daysTill(await ask('allowed', { kind: 'secret', value: 'Abc8Q~first-of-allowed' }))).toBe(100)
  expect(daysTill(await ask('allowed', { kind: 'secret', value: 'Xyz8Q~second-of-allowed' }))).toBe(10)
})

test('a certificate is found by its thumbprint', async () => {
  const { certificate, privateKey } = certificates.one
  const end = await ask('allowed', { kind: 'certificate', certificate, privateKey })
  expect(daysTill(end)).toBe(50)
  expect(new X509Certificate(certificate).validTo).toContain('2076')
})

test('what is not listed, or may not be read, is said as such', async () => {
  const { certificate, privateKey } = certificates.two
  expect(await ask('allowed', { kind: 'certificate', certificate, privateKey })).toEqual({
    why: 'not-listed',
  })
  expect(await ask('silent', { kind: 'secret', value: 'Abc' })).toEqual({ why: 'not-allowed' })
})
