import { z } from 'zod'

export const connectionState = z.enum(['draft', 'verifying', 'verified', 'failed', 'active', 'suspended'])
export type ConnectionState = z.infer<typeof connectionState>

/** What may be shown of a credential: enough to recognise it. */
export const credentialFacts = z.object({
  kind: z.enum(['secret', 'certificate']),
  lastFour: z.string(),
  /** Secret: the first 12 hex digits of its SHA-256. Certificate: its thumbprint (SHA-1), as the directory shows it. */
  fingerprint: z.string(),
  /** As declared; of a certificate, as it says itself. */
  expiresAt: z.string().nullable(),
  /** PEM, public; for the administrator to upload. */
  certificate: z.string().optional(),
})
export type CredentialFacts = z.infer<typeof credentialFacts>

/** What a connection is for; what is not wanted is never touched. */
export const wanted = z.strictObject({
  contacts: z.boolean().default(true),
  calendar: z.boolean().default(false),
  tasks: z.boolean().default(false),
  /** Mail goes out as the mailboxes' people. */
  send: z.boolean().default(false),
  /** Mail may be read and drafts written: then a message goes out exactly once, whatever is lost on the way. */
  readMail: z.boolean().default(false),
})
export type Wanted = z.infer<typeof wanted>

export const connection = z.object({
  id: z.uuid(),
  organisationId: z.uuid(),
  method: z.string(),
  state: connectionState,
  /** Not secret: the method's own (tenantId, clientId …). */
  settings: z.record(z.string(), z.unknown()),
  wanted,
  testMailbox: z.string().nullable(),
  refusedMailbox: z.string().nullable(),
  /** Names typed on the other side carry it: "Tandem-2". */
  attempt: z.int(),
  credential: credentialFacts.nullable(),
  /** A newer credential that waits for a verification; the other one works on meanwhile. */
  nextCredential: credentialFacts.nullable(),
  /** Why the newer one is not in use: the last verification of it failed. */
  nextRefused: z.object({ at: z.string(), headline: z.string(), reportId: z.uuid() }).nullable(),
  /** The one that was in use before the last switch; kept for a week, so that it can be put back. */
  previousCredential: credentialFacts.nullable(),
  previousSince: z.string().nullable(),
  /** When the directory says that the credential in use ends, or why it does not say. */
  directoryEnd: z
    .object({
      endsAt: z.string().nullable(),
      why: z.enum(['not-allowed', 'not-listed']).nullable(),
      readAt: z.string(),
    })
    .nullable(),
  /** A suspected breach that waits for a new credential. */
  breachedAt: z.string().nullable(),
  /** When the directory was last read to its end. */
  discoveredAt: z.string().nullable(),
  mailboxes: z.object({ found: z.int(), on: z.int(), off: z.int(), trouble: z.int() }),
  createdAt: z.string(),
  updatedAt: z.string(),
})
export type Connection = z.infer<typeof connection>

export const connectionList = z.object({ items: z.array(connection), nextCursor: z.string().nullable() })

const mailboxAddress = z
  .string()
  .trim()
  .toLowerCase()
  .max(320)
  .regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/u, 'is not an e-mail address: write it as name@domain')

/** `settings` may be incomplete while an administrator is still typing; a verification needs them whole. */
export const createConnection = z.strictObject({
  method: z.string().min(1),
  settings: z.record(z.string(), z.unknown()).default({}),
  wanted: wanted.prefault({}),
  testMailbox: mailboxAddress.nullish(),
  refusedMailbox: mailboxAddress.nullish(),
})

export const patchConnection = z.strictObject({
  settings: z.record(z.string(), z.unknown()).optional(),
  wanted: wanted.optional(),
  testMailbox: mailboxAddress.nullish(),
  refusedMailbox: mailboxAddress.nullish(),
})
export type PatchConnection = z.infer<typeof patchConnection>

/** Sealed in the request that brings it, never answered. */
export const putCredential = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('secret'),
    value: z.string().trim().min(1, 'is empty: paste the Value of the client secret').max(500),
    expiresAt: z.iso.datetime({ offset: true }).or(z.iso.date()).optional(),
  }),
  z.strictObject({
    kind: z.literal('certificate'),
    /** PEM. */
    certificate: z.string().min(1).max(20_000),
    /** PEM, PKCS #8 without a password. */
    privateKey: z.string().min(1).max(20_000),
  }),
])
export type PutCredential = z.infer<typeof putCredential>
