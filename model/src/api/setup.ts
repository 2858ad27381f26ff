import { z } from 'zod'
import { verification } from '../verification.ts'
import { connection, patchConnection } from './connections.ts'
import { id, instant } from './paging.ts'

/** What the bearer of an invitation sees: one organisation, one connection, nothing secret. */
export const setup = z.object({
  organisation: z.object({ id, name: z.string() }),
  /** The methods that can be chosen while there is no connection. */
  methods: z.array(z.string()),
  /** null until a method is chosen with PATCH {method}. */
  connection: connection.omit({ mailboxes: true }).nullable(),
  /** Name for everything that is made on the other side: "Tandem-2". */
  applicationName: z.string(),
  steps: z.object({
    settings: z.boolean(),
    credential: z.boolean(),
    testMailbox: z.boolean(),
    verified: z.boolean(),
  }),
  /** Newest first. */
  verifications: z.array(verification),
  expiresAt: instant,
})
export type Setup = z.infer<typeof setup>

export const patchSetup = patchConnection.extend({
  method: z.string().min(1).optional(),
  /** Begins a new attempt: the settings stay, the credential is dropped, names get the next number. */
  newAttempt: z.literal(true).optional(),
})
