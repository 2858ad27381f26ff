import type { Connection } from '@tandem/model/api/connections.ts'
import type { ProvisionKeep } from '../providers/provisioning.ts'
import { credentialFacts } from '../vault/facts.ts'
import { makeKeyPair } from '../vault/key-pair.ts'
import type { Client } from './client.ts'

/**
 * Keeps what a set-up makes in the connection, through the API: it seals, and nobody here can open it again. A pair whose
 * certificate did not reach the directory before a crash is replaced by a new one.
 */
export function keepOverApi(client: Client, id: string): ProvisionKeep {
  const path = `/connections/${id}`
  const read = async () => await client.get<Connection>(path)
  return {
    settings: async () => (await read()).settings,
    saveSettings: async (settings) => {
      await client.send('PATCH', path, { settings })
    },
    credential: async () => {
      const { credential, nextCredential } = await read()
      const held = nextCredential ?? credential
      if (held === null) return undefined
      return held.kind === 'secret' ? 'secret' : { thumbprint: held.fingerprint }
    },
    makeCertificate: async (name) => {
      const pair = await makeKeyPair(name)
      await client.send('PUT', `${path}/credential`, { kind: 'certificate', ...pair })
      const { fingerprint } = credentialFacts({ kind: 'certificate', ...pair })
      return { thumbprint: fingerprint, certificate: pair.certificate }
    },
    saveCredential: async (credential) => {
      await client.send('PUT', `${path}/credential`, credential)
    },
  }
}
