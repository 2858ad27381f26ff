import { X509Certificate } from 'node:crypto'
import { z } from 'zod'
import { ProviderError } from '../failures.ts'
import type { Credential, CredentialEnd } from '../provider.ts'
import type { GraphClient } from './http.ts'
import { query, quoted } from './paths.ts'
import type { GraphSettings } from './settings.ts'

const listed = z.object({ endDateTime: z.iso.datetime({ offset: true }) })
const application = z.object({
  passwordCredentials: z.array(listed.extend({ hint: z.string().nullish() })).default([]),
  keyCredentials: z.array(listed.extend({ customKeyIdentifier: z.string().nullish() })).default([]),
})

/**
 * When the directory says that the credential ends. A secret is known by its first three characters, which the directory
 * shows as `hint` (passwordCredential in the reference), a certificate by its thumbprint. Needs Application.Read.All.
 */
export async function credentialEnd(
  client: GraphClient,
  settings: GraphSettings,
  credential: Credential,
): Promise<CredentialEnd> {
  const $filter = `appId eq ${quoted(settings.clientId)}`
  const path = `/v1.0/applications${query({ $filter, $select: 'passwordCredentials,keyCredentials' })}`
  const answer = await client({ method: 'GET', path }).catch((error: unknown) => {
    if (error instanceof ProviderError && error.failure.kind === 'Forbidden') return undefined
    throw error
  })
  if (answer === undefined) return { why: 'not-allowed' }
  // An application that another tenant registered is not in this directory.
  const read = z.object({ value: z.array(application) }).safeParse(answer.body)
  const [found] = read.data?.value ?? []
  const ends = found ? endsOf(found, credential) : []
  return ends[0] === undefined ? { why: 'not-listed' } : { endsAt: ends[0] }
}

/** Two secrets may begin alike: then the one that ends first counts, of those that still work. */
function endsOf(found: z.infer<typeof application>, credential: Credential): string[] {
  const matching =
    credential.kind === 'secret'
      ? found.passwordCredentials.filter(({ hint }) => hint === credential.value.slice(0, 3))
      : found.keyCredentials.filter(({ customKeyIdentifier }) =>
          isThumbprint(customKeyIdentifier, credential),
        )
  const ends = matching.map((one) => new Date(one.endDateTime).toISOString()).sort()
  const working = ends.filter((end) => Date.parse(end) > Date.now())
  return working.length > 0 ? working : ends.reverse()
}

/** Seen as hexadecimal digits and, being binary, as base64. */
function isThumbprint(identifier: string | null | undefined, credential: Credential): boolean {
  if (identifier == null || credential.kind !== 'certificate') return false
  const thumbprint = new X509Certificate(credential.certificate).fingerprint.replaceAll(':', '')
  return (
    identifier.toUpperCase() === thumbprint ||
    Buffer.from(identifier, 'base64').toString('hex').toUpperCase() === thumbprint
  )
}
