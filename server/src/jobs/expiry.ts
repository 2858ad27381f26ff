import type { CredentialFacts } from '@tandem/model/api/connections.ts'
import { ProviderError } from '../providers/failures.ts'
import type { Credential } from '../providers/provider.ts'
import { storeDirectoryEnd } from '../store/credential-slots.ts'
import type { Database } from '../store/database.ts'
import { AtRest, type Sessions } from './sessions.ts'

interface ExpiryJob {
  log: { warn(facts: object, text: string): void }
}

/** The job `expiry`: asks the directory when the credential in use ends, and keeps what it says, or why it says nothing. */
export function createExpiry(deps: {
  db: Database
  sessions: Sessions
  open(sealed: string): Promise<Credential>
}) {
  return async ({ connectionId }: { connectionId: string }, job: ExpiryJob): Promise<void> => {
    try {
      const { connection, provider, settings, access, outside } = await deps.sessions.access(connectionId)
      const facts = connection.credential_facts as CredentialFacts | null
      if (!provider.credentialEnd || connection.credential === null || !facts) return
      const credential = await deps.open(connection.credential)
      const end = await provider.credentialEnd(settings, credential, access, outside)
      await storeDirectoryEnd(deps.db, connectionId, {
        fingerprint: facts.fingerprint,
        endsAt: 'endsAt' in end ? end.endsAt : null,
        why: 'why' in end ? end.why : null,
        readAt: new Date().toISOString(),
      })
    } catch (failure) {
      if (failure instanceof AtRest) return
      if (!(failure instanceof ProviderError)) throw failure
      // The next round asks again.
      const { kind, detail } = failure.failure
      job.log.warn({ connectionId, failure: kind, detail }, 'end of the credential not read')
    }
  }
}
