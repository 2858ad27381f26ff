import { createHash, randomUUID, X509Certificate } from 'node:crypto'
import { ClientSecretCredential } from '@azure/identity'
import { ConfidentialClientApplication } from '@azure/msal-node'
import { Client as GraphClient } from '@microsoft/microsoft-graph-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callControl } from '../control/room.ts'
import { loadKeys, sharedKeyFolder } from '../keys.ts'
import { createEmulator, type Emulator } from '../main.ts'
import { trust } from '../test-clients.ts'

let emulator: Emulator
let tenant: Emulator['tenants'][number]

beforeAll(async () => {
  emulator = await createEmulator({ seed: 'demo' })
  tenant = emulator.tenants[0]!
  trust(emulator)
})

afterAll(async () => {
  await emulator.close()
})

const scopes = ['https://graph.microsoft.com/.default']

function application(credential: object) {
  const authority = `${emulator.url}/${tenant.id}`
  const auth = {
    clientId: tenant.clientId!,
    authority,
    knownAuthorities: [new URL(authority).host],
    ...credential,
  }
  return new ConfidentialClientApplication({ auth })
}

test('@azure/msal-node gets a token by secret, and keeps it', async () => {
  const client = application({ clientSecret: tenant.clientSecret })
  const first = await client.acquireTokenByClientCredential({ scopes })
  const second = await client.acquireTokenByClientCredential({ scopes })
  expect(first?.accessToken).toMatch(/^ey/)
  expect(second?.accessToken).toBe(first?.accessToken)
  expect(second?.fromCache).toBe(true)
})

test('@azure/msal-node finds the cloud by instance discovery when the host is not known beforehand', async () => {
  const client = application({
    clientSecret: tenant.clientSecret,
    knownAuthorities: [],
    cloudDiscoveryMetadata: await discovered(),
  })
  const result = await client.acquireTokenByClientCredential({ scopes })
  expect(result?.accessToken).toMatch(/^ey/)
})

test('@azure/msal-node gets a token by certificate', async () => {
  const { keys } = await loadKeys(sharedKeyFolder())
  const { raw } = new X509Certificate(keys.signing)
  const path = `/tenants/${tenant.id}/applications/Tandem-1/certificates`
  callControl(emulator.control, 'POST', path, { base64: raw.toString('base64') })
  const thumbprintSha256 = createHash('sha256').update(raw).digest('hex')
  const client = application({ clientCertificate: { thumbprintSha256, privateKey: keys.signingKey } })
  const result = await client.acquireTokenByClientCredential({ scopes })
  expect(result?.accessToken).toMatch(/^ey/)
})

test('@azure/msal-node reports a wrong secret with the code of the service', async () => {
  const client = application({ clientSecret: randomUUID() })
  await expect(client.acquireTokenByClientCredential({ scopes })).rejects.toMatchObject({
    errorCode: 'invalid_client',
    errorNo: 7000215,
  })
})

test('@azure/identity gets a token by secret', async () => {
  const credential = new ClientSecretCredential(tenant.id, tenant.clientId!, tenant.clientSecret!, {
    authorityHost: emulator.url,
    disableInstanceDiscovery: true,
  })
  const token = await credential.getToken(scopes)
  expect(token.token).toMatch(/^ey/)
})

test('@microsoft/microsoft-graph-client writes and reads a contact', async () => {
  const client = application({ clientSecret: tenant.clientSecret })
  const graph = GraphClient.init({
    baseUrl: emulator.url,
    defaultVersion: 'v1.0',
    customHosts: new Set([new URL(emulator.url).hostname]),
    authProvider: async (done) => {
      const result = await client.acquireTokenByClientCredential({ scopes })
      done(null, result?.accessToken ?? null)
    },
  })
  const path = `/users/${tenant.users[0]!.address}/contacts`
  const created = await graph.api(path).post({ givenName: 'Ítalo', surname: '高橋' })
  const read = await graph.api(`${path}/${created.id}`).get()
  expect(read).toMatchObject({ givenName: 'Ítalo', surname: '高橋' })
})

async function discovered(): Promise<string> {
  const authorize = encodeURIComponent(`${emulator.url}/common/oauth2/v2.0/authorize`)
  const url = `${emulator.url}/common/discovery/instance?api-version=1.1&authorization_endpoint=${authorize}`
  const answer = await fetch(url)
  return answer.text()
}
