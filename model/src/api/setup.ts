import { z } from 'zod'
import { checkResult, verificationSummary } from '../verification.ts'
import { connection, patchConnection } from './connections.ts'
import { id, instant } from './paging.ts'

/** A look at what is there so far: sign-in and permissions; asked for whenever something changes. */
export const setupLook = z.object({
  state: z.enum(['queued', 'running', 'done']),
  /** Of the last look that ended; while another one is under way still the old ones. */
  checks: z.array(checkResult),
  /** Since it was asked for: a look that nobody takes up means that no worker runs. */
  secondsWaited: z.number().nullable(),
  /** Since the last one that ended; null: there was none yet. */
  secondsOld: z.number().nullable(),
})
export type SetupLook = z.infer<typeof setupLook>

/** What only the administrator knows; kept per connection, so that Setup can be left and resumed anywhere. */
const notes = {
  /** Steps that they say are done; a new attempt begins without. */
  marks: z.record(z.string().max(60), z.boolean()),
  /** What was chosen or typed that is no setting: {"scope": "group", "group": "tandem@contoso.com"}. */
  choices: z.record(z.string().max(60), z.string().max(320)),
}
const few = (record: object) => Object.keys(record).length <= 30

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
  notes: z.object(notes),
  /** null until there is a credential to look with. */
  look: setupLook.nullable(),
  /** Newest first, at most 50. */
  verifications: z.array(verificationSummary),
  expiresAt: instant,
})
export type Setup = z.infer<typeof setup>

export const patchSetup = patchConnection.extend({
  method: z.string().min(1).optional(),
  /** Begins a new attempt: the settings stay, the credential is dropped, names get the next number. */
  newAttempt: z.literal(true).optional(),
  /** Added to those there are. */
  marks: notes.marks.refine(few, 'has too many entries').optional(),
  choices: notes.choices.refine(few, 'has too many entries').optional(),
})

export const putCredentialQuery = z.object({
  /**
   * The fingerprint of the credential that this one is meant to replace, `none` for none. If another one is held
   * (somebody else entered it meanwhile), nothing is stored and the answer says so. Without it whatever is held is replaced.
   */
  replaces: z.string().max(100).optional(),
})

export const tenantQuery = z.object({
  domain: z
    .string()
    .trim()
    .toLowerCase()
    .max(253)
    .regex(
      /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,}$/u,
      'is not a domain: write it like contoso.com',
    ),
})

/** Whose a domain is, as the sign-in service tells everybody. */
export const foundTenant = z.object({
  domain: z.string(),
  tenantId: z.string().nullable(),
  /** Why there is none: a sentence for the person who types. */
  problem: z.string().nullable(),
})
export type FoundTenant = z.infer<typeof foundTenant>
