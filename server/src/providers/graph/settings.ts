import { X509Certificate } from 'node:crypto'
import { z } from 'zod'
import type { Credential } from '../provider.ts'

/** What the administrator types: nothing secret. */
export interface GraphSettings {
  tenantId: string
  clientId: string
}

/** Scope of tokens for application access: whatever was consented to. */
export const graphScope = 'https://graph.microsoft.com/.default'

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const domain = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/i

/** Settings as pasted: blanks and quotes around a value are taken off. */
export const graphSettings: z.ZodType<GraphSettings> = z.object({
  tenantId: pasted().check(
    z.refine((value) => guid.test(value) || domain.test(value), {
      error: (issue) =>
        `“${shown(issue.input)}” is neither a tenant id nor a domain. Copy “Directory (tenant) ID” from Entra admin centre → Overview, or type a domain such as contoso.com.`,
    }),
  ),
  clientId: pasted().check(
    z.refine((value) => guid.test(value), {
      error: (issue) =>
        `“${shown(issue.input)}” is not an application id. Copy “Application (client) ID” from Entra admin centre → App registrations → your application → Overview: 32 letters and digits in five groups.`,
    }),
  ),
}) as z.ZodType<GraphSettings>

const expiresAt = z.iso
  .datetime({ offset: true, error: 'The expiry is written like 2027-03-31T00:00:00Z.' })
  .optional()

/**
 * The credential. A value with the shape of a GUID is let through, because the verification explains better than a field
 * can what it is: `looksLikeSecretId`.
 */
export const graphCredential: z.ZodType<Credential> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('secret'),
    value: pasted().check(z.minLength(1, 'Paste the secret’s Value.')),
    expiresAt,
  }),
  z.object({
    kind: z.literal('certificate'),
    certificate: z
      .string()
      .trim()
      .check(z.refine(isCertificate, 'This is not a certificate in PEM form (-----BEGIN CERTIFICATE-----).')),
    privateKey: z
      .string()
      .trim()
      .check(
        z.regex(
          /^-----BEGIN (RSA |EC )?PRIVATE KEY-----/,
          'This is not a private key in PEM form (-----BEGIN PRIVATE KEY-----).',
        ),
      ),
    expiresAt,
  }),
]) as z.ZodType<Credential>

/** True for the Secret ID, which Entra shows beside the Value; a secret's Value never has the shape of a GUID. */
export function looksLikeSecretId(value: string): boolean {
  return guid.test(value.trim())
}

function pasted() {
  return z
    .string()
    .transform((value) =>
      value
        .trim()
        .replace(/^["'“”‘’]+|["'“”‘’]+$/g, '')
        .trim(),
    )
    .pipe(z.string())
}

/** What was typed, to be recognised; of what could be a secret pasted into the wrong field only its beginning. */
function shown(value: unknown): string {
  const text = String(value)
  const isHarmless = /^[0-9a-f-]{1,80}$/i.test(text) || /^[^~_]{0,30}$/.test(text)
  return isHarmless ? text : `${text.slice(0, 4)}…`
}

function isCertificate(text: string): boolean {
  try {
    return new X509Certificate(text).raw.length > 0
  } catch (error) {
    if (error instanceof Error) return false
    throw error
  }
}
