import type { CheckResult } from '@tandem/model/verification.ts'
import type { Credential } from '../providers/provider.ts'

/**
 * The same result with every occurrence of the credential blotted out: checks never put one in, but a service's own
 * words, which are kept as evidence, may quote what was sent.
 */
export function withoutSecrets(result: CheckResult, credential: Credential): CheckResult {
  const secrets = secretsOf(credential)
  return blot(result, secrets) as CheckResult
}

function secretsOf(credential: Credential): string[] {
  if (credential.kind === 'secret') return forms(credential.value)
  const lines = credential.privateKey
    .split('\n')
    .filter((line) => line.length > 40 && !line.startsWith('-----'))
  return [credential.privateKey, ...lines]
}

/** As typed, as in a form body, as in a JSON text. */
function forms(value: string): string[] {
  const encoded = new URLSearchParams({ v: value }).toString().slice(2)
  return [...new Set([value, encoded, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)])]
}

function blot(value: unknown, secrets: string[]): unknown {
  if (typeof value === 'string')
    return secrets.reduce((text, secret) => text.replaceAll(secret, '•••'), value)
  if (Array.isArray(value)) return value.map((item) => blot(item, secrets))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, blot(item, secrets)]))
}
