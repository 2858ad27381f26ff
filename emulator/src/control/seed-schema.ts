import { z } from 'zod'

const contact = z.record(z.string(), z.unknown()).describe('Writable properties of a Graph v1.0 contact')
const name = z.string().min(1)
const seconds = z.number().min(0).max(86_400)

export const signInStates = [
  'passwordExpired',
  'locked',
  'mfaRequired',
  'mfaRegistration',
  'blockedByPolicy',
] as const

export const directoryRoles = [
  'Global Administrator',
  'Application Administrator',
  'Privileged Role Administrator',
  'Exchange Administrator',
  'Groups Administrator',
] as const

/** A message as somebody sent it to this person. */
const messageSchema = z.strictObject({
  subject: z.string(),
  from: z.email(),
  fromName: z.string().optional(),
  text: z.string().default(''),
  folder: z.string().default('inbox'),
  isRead: z.boolean().default(false),
  minutesAgo: z.number().min(0).default(60),
})

const properties = z.record(z.string(), z.unknown())

/**
 * An event in a person's calendar, whose attendees have it too; nobody is mailed. In all texts `{today+3}` is a date so many days from the world's
 * today, `{monday-1}` the Monday (`{tuesday-1}` the Tuesday) of so many weeks from this one.
 */
export const eventSchema = z.strictObject({
  event: properties.describe('Writable properties of a Graph v1.0 event'),
  /** Name of the calendar, which is made if it is not there; without one the default calendar. */
  calendar: name.optional(),
  /** A zone of the tz database for an event whose zone has no name (`tzone://Microsoft/Custom`). */
  customZone: name.optional(),
  /** Of a series: what deviates, by the date on which the pattern puts it. */
  occurrences: z
    .array(
      z.strictObject({
        date: z.string(),
        cancelled: z.boolean().default(false),
        event: properties.default({}),
      }),
    )
    .default([]),
  /** By address, how attendees have answered. */
  answers: z.record(z.string(), z.enum(['accepted', 'tentativelyAccepted', 'declined'])).default({}),
})

export const taskSchema = z.strictObject({
  task: properties.describe('Writable properties of a Graph v1.0 todoTask'),
  /** Name of the list, which is made if it is not there; without one the default list. */
  list: name.optional(),
})

export const userSchema = z.strictObject({
  address: z.email().describe('User principal name and mail address'),
  displayName: name,
  id: z.guid().optional(),
  givenName: z.string().optional(),
  surname: z.string().optional(),
  jobTitle: z.string().optional(),
  department: z.string().optional(),
  password: z.string().optional(),
  mailbox: z.enum(['user', 'shared', 'room', 'none']).default('user'),
  /** Without a licence the mailbox answers MailboxNotEnabledForRESTAPI. */
  licensed: z.boolean().optional(),
  onPremises: z.boolean().optional(),
  enabled: z.boolean().default(true),
  signInState: z.enum(signInStates).optional(),
  directoryRoles: z.array(z.enum(directoryRoles)).optional(),
  contacts: z.array(contact).default([]),
  /** So many invented ones as well. */
  generatedContacts: z.number().int().min(0).max(100_000).default(0),
  messages: z.array(messageSchema).default([]),
  /** So many invented ones as well, some of them answered. */
  generatedMessages: z.number().int().min(0).max(100_000).default(0),
  /** Addresses in whose name this person may send. */
  sendAs: z.array(z.email()).optional(),
  events: z.array(eventSchema).default([]),
  generatedEvents: z.number().int().min(0).max(100_000).default(0),
  tasks: z.array(taskSchema).default([]),
  generatedTasks: z.number().int().min(0).max(100_000).default(0),
  folders: z.array(z.strictObject({ displayName: name, contacts: z.array(contact).default([]) })).default([]),
})

export const secretSchema = z.strictObject({
  value: name.optional(),
  displayName: z.string().optional(),
  /** Days until it expires; negative: expired. */
  days: z.number().default(180),
})

export const certificateSchema = z.strictObject({
  /** The certificate, DER in base64. */
  base64: name,
  displayName: z.string().optional(),
  days: z.number().default(365),
})

export const applicationSchema = z.strictObject({
  displayName: name,
  appId: z.guid().optional(),
  secrets: z.array(secretSchema).default([]),
  certificates: z.array(certificateSchema).default([]),
  /** Graph application permissions with admin consent. */
  permissions: z.array(z.string()).default([]),
  /** Delegated permissions with consent for everybody: of Graph, or with `https://outlook.office365.com/` before them of Exchange. */
  delegatedPermissions: z.array(z.string()).default([]),
  publicClient: z.boolean().default(false),
  /** Of the platform "web". */
  redirectUris: z.array(z.url()).default([]),
})

export const groupSchema = z.strictObject({
  displayName: name,
  mail: z.email().optional(),
  members: z.array(z.email()).default([]),
})

export const accessPolicySchema = z.strictObject({
  /** Display name or application id, or `*`. */
  application: name,
  right: z.enum(['RestrictAccess', 'DenyAccess']).default('RestrictAccess'),
  /** A group's display name, or a user's address. */
  scope: name,
  propagationSeconds: seconds.default(0),
})

export const roleAssignmentSchema = z.strictObject({
  application: name,
  /** For example `Application Contacts.ReadWrite`. */
  role: name,
  group: name.optional(),
  propagationSeconds: seconds.default(0),
})

export const tenantSchema = z.strictObject({
  id: z.guid().optional(),
  displayName: name,
  domains: z.array(z.string().toLowerCase().min(1)).min(1),
  users: z.array(userSchema).default([]),
  groups: z.array(groupSchema).default([]),
  applications: z.array(applicationSchema).default([]),
  accessPolicies: z.array(accessPolicySchema).default([]),
  roleAssignments: z.array(roleAssignmentSchema).default([]),
})

/** The documented seed file: tenants with people, applications, groups and policies. Unknown names are refused. */
export const seedSchema = z.strictObject({
  seed: z.number().int().default(1),
  tenants: z.array(tenantSchema),
})

/** A seed as it is written. */
export type Seed = z.input<typeof seedSchema>
export type FullSeed = z.output<typeof seedSchema>
export type SeedTenant = FullSeed['tenants'][number]
export type SeedEvent = z.output<typeof eventSchema>
export type SeedTask = z.output<typeof taskSchema>
