import { z } from 'zod'

const contact = z.record(z.string(), z.unknown()).describe('Writable properties of a Graph v1.0 contact')

const user = z.strictObject({
  address: z.email().describe('User principal name and mail address'),
  displayName: z.string().min(1),
  id: z.guid().optional(),
  givenName: z.string().optional(),
  surname: z.string().optional(),
  jobTitle: z.string().optional(),
  department: z.string().optional(),
  password: z.string().optional(),
  mailbox: z.enum(['user', 'shared', 'room', 'none']).default('user'),
  licensed: z
    .boolean()
    .optional()
    .describe('Without a licence the mailbox answers MailboxNotEnabledForRESTAPI'),
  onPremises: z.boolean().optional(),
  enabled: z.boolean().default(true),
  signInState: z
    .enum(['passwordExpired', 'locked', 'mfaRequired', 'mfaRegistration', 'blockedByPolicy'])
    .optional(),
  contacts: z.array(contact).default([]),
  generatedContacts: z
    .number()
    .int()
    .min(0)
    .max(100_000)
    .default(0)
    .describe('So many invented ones as well'),
  folders: z
    .array(z.strictObject({ displayName: z.string().min(1), contacts: z.array(contact).default([]) }))
    .default([]),
})

const application = z.strictObject({
  displayName: z.string().min(1),
  appId: z.guid().optional(),
  secrets: z
    .array(
      z.strictObject({
        value: z.string().min(1).optional(),
        displayName: z.string().optional(),
        days: z.number().default(180).describe('Days until it expires; negative: expired'),
      }),
    )
    .default([]),
  certificates: z
    .array(z.strictObject({ base64: z.string(), displayName: z.string().optional() }))
    .default([]),
  permissions: z.array(z.string()).default([]).describe('Graph application permissions with admin consent'),
  publicClient: z.boolean().default(false),
})

const tenant = z.strictObject({
  id: z.guid().optional(),
  displayName: z.string().min(1),
  domains: z.array(z.string().min(1)).min(1),
  users: z.array(user).default([]),
  groups: z
    .array(
      z.strictObject({
        displayName: z.string().min(1),
        mail: z.email().optional(),
        members: z.array(z.email()).default([]),
      }),
    )
    .default([]),
  applications: z.array(application).default([]),
  accessPolicies: z
    .array(
      z.strictObject({
        application: z.string().describe('Display name'),
        right: z.enum(['RestrictAccess', 'DenyAccess']).default('RestrictAccess'),
        scope: z.string().describe("A group's display name or a user's address"),
        propagationSeconds: z.number().min(0).default(0),
      }),
    )
    .default([]),
  roleAssignments: z
    .array(
      z.strictObject({
        application: z.string(),
        role: z.string().describe('For example `Application Contacts.ReadWrite`'),
        group: z.string().optional(),
        propagationSeconds: z.number().min(0).default(0),
      }),
    )
    .default([]),
})

/** The documented seed file: tenants with people, applications, groups and policies. Unknown names are refused. */
export const seedSchema = z.strictObject({ seed: z.number().int().default(1), tenants: z.array(tenant) })

/** A seed as it is written. */
export type Seed = z.input<typeof seedSchema>
export type FullSeed = z.output<typeof seedSchema>
export type SeedTenant = FullSeed['tenants'][number]
