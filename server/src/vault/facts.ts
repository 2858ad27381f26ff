import { createHash, X509Certificate } from 'node:crypto'
import type { CredentialFacts } from '@tandem/model/api/connections.ts'

type Given =
  | { kind: 'secret'; value: string; expiresAt?: string }
  | { kind: 'certificate'; certificate: string; expiresAt?: string }

/** What may be shown of a credential for ever: enough to recognise it, nothing to use it with. */
export function credentialFacts(credential: Given): CredentialFacts {
  if (credential.kind === 'certificate') return certificateFacts(credential.certificate)
  const digest = createHash('sha256').update(credential.value).digest('hex')
  return {
    kind: 'secret',
    lastFour: credential.value.slice(-4),
    fingerprint: digest.slice(0, 12),
    expiresAt: credential.expiresAt ?? null,
  }
}

/** The directory shows a certificate by the SHA-1 of its DER form, so an administrator compares that. */
function certificateFacts(pem: string): CredentialFacts {
  const certificate = new X509Certificate(pem)
  const thumbprint = certificate.fingerprint.replaceAll(':', '')
  return {
    kind: 'certificate',
    lastFour: thumbprint.slice(-4),
    fingerprint: thumbprint,
    expiresAt: new Date(certificate.validTo).toISOString(),
    certificate: certificate.toString(),
  }
}
