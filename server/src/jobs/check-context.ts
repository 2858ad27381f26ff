import type { CredentialFacts } from '@tandem/model/api/connections.ts'
import { TandemError } from '../errors.ts'
import type { CheckContext, Credential, Outside, Provider, Wanted } from '../providers/provider.ts'
import type { ConnectionRow } from '../store/connections.ts'
import type { DirectoryEnd } from '../store/credential-slots.ts'

/** What it takes to carry out checks of connections. */
export interface CheckDeps {
  open(sealed: string): Promise<Credential>
  outside(method: string): Outside
}

/** Opens what a connection's checks work with: settings as the provider reads them, credential, sign-in. */
export async function checkContext(
  deps: CheckDeps,
  given: { connection: ConnectionRow; provider: Provider; sealed: string },
): Promise<Omit<CheckContext<unknown>, 'saw'>> {
  const { connection, provider } = given
  const credential = await deps.open(given.sealed)
  const settings = readSettings(provider, connection.settings)
  const outside = deps.outside(connection.method)
  return {
    settings,
    credential,
    outside,
    wanted: connection.wanted as Wanted,
    testMailbox: connection.test_mailbox ?? undefined,
    refusedMailbox: connection.refused_mailbox ?? undefined,
    access: provider.signIn(settings, credential, outside),
    directoryEnd: knownEnd(connection, given.sealed),
    // The same for every verification of a connection: what a crashed one left behind is found by it.
    marker: `Tandem-Verify-${connection.id}`,
    now: () => new Date(),
    notes: new Map(),
  }
}

/** What the directory said of the credential in use; of one that waits for its proof it said nothing. */
function knownEnd(connection: ConnectionRow, sealed: string): string | undefined {
  const said = connection.directory_end as DirectoryEnd | null
  const facts = connection.credential_facts as CredentialFacts | null
  if (sealed !== connection.credential || said?.fingerprint !== facts?.fingerprint) return undefined
  return said?.endsAt ?? undefined
}

function readSettings(provider: Provider, settings: unknown): unknown {
  const read = provider.settings.safeParse(settings)
  if (read.success) return read.data
  const problems = read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new TandemError(
    'invalid-input',
    `Correct the settings of the connection first. ${problems.join(' ')}`,
  )
}
