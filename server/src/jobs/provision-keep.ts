import type { CredentialFacts } from '@tandem/model/api/connections.ts'
import type { Credential } from '../providers/provider.ts'
import type { ProvisionKeep } from '../providers/provisioning.ts'
import {
  type ConnectionState,
  getConnection,
  storeCredential,
  updateConnection,
} from '../store/connections.ts'
import type { Database } from '../store/database.ts'
import { credentialFacts } from '../vault/facts.ts'
import { makeKeyPair } from '../vault/key-pair.ts'

interface KeepDeps {
  db: Database
  open(sealed: string): Promise<Credential>
  seal(text: string): Promise<string>
}

/** Keeps what a set-up makes in the connection itself: settings, and the credential, sealed before anybody else hears of it. */
export function keepInConnection(deps: KeepDeps, id: string): ProvisionKeep {
  const { db } = deps
  const keep = async (credential: Credential) => {
    const facts = credentialFacts(credential)
    const ends = facts.expiresAt !== null && { expiresAt: facts.expiresAt }
    const sealed = await deps.seal(JSON.stringify({ ...credential, ...ends }))
    const { state } = await getConnection(db, id)
    const slot = state === 'active' ? 'next' : 'current'
    await storeCredential(db, id, { sealed, facts, slot, state: 'draft' satisfies ConnectionState })
  }
  return {
    settings: async () => (await getConnection(db, id)).settings as Record<string, unknown>,
    saveSettings: async (settings) => {
      const { state, settings: before } = await getConnection(db, id)
      const next = state === 'active' ? {} : { state: 'draft' as const }
      await updateConnection(db, id, { settings: { ...(before as object), ...settings }, ...next })
    },
    credential: async () => {
      const row = await getConnection(db, id)
      const sealed = row.next_credential ?? row.credential
      const facts = (row.next_credential_facts ?? row.credential_facts) as CredentialFacts | null
      if (sealed === null) return undefined
      if (facts?.kind !== 'certificate') return 'secret'
      const credential = await deps.open(sealed)
      if (credential.kind !== 'certificate') return undefined
      return { thumbprint: facts.fingerprint, certificate: credential.certificate }
    },
    makeCertificate: async (name) => {
      const pair = await makeKeyPair(name)
      await keep({ kind: 'certificate', ...pair })
      return {
        thumbprint: credentialFacts({ kind: 'certificate', ...pair }).fingerprint,
        certificate: pair.certificate,
      }
    },
    saveCredential: keep,
  }
}
