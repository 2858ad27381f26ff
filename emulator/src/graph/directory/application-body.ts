import { z } from 'zod'
import type { Application } from '../../tenant/types.ts'
import { refuse } from '../errors.ts'

const uris = z.strictObject({ redirectUris: z.array(z.string()).optional() }).nullable()
const key = z.looseObject({
  type: z.string().optional(),
  usage: z.string().optional(),
  key: z.string().nullable().optional(),
  keyId: z.string().nullable().optional(),
  displayName: z.string().nullable().optional(),
  startDateTime: z.string().nullable().optional(),
  endDateTime: z.string().nullable().optional(),
})

/** What of an application may be written (application-post-applications, application-update). */
const written = z.strictObject({
  displayName: z.string().min(1).max(256).optional(),
  description: z.string().max(1024).nullable().optional(),
  notes: z.string().nullable().optional(),
  tags: z.array(z.string()).optional(),
  signInAudience: z
    .enum([
      'AzureADMyOrg',
      'AzureADMultipleOrgs',
      'AzureADandPersonalMicrosoftAccount',
      'PersonalMicrosoftAccount',
    ])
    .optional(),
  isFallbackPublicClient: z.boolean().nullable().optional(),
  web: z
    .looseObject({ redirectUris: z.array(z.string()).optional() })
    .nullable()
    .optional(),
  publicClient: uris.optional(),
  spa: uris.optional(),
  keyCredentials: z.array(key).optional(),
  requiredResourceAccess: z
    .array(
      z.strictObject({
        resourceAppId: z.guid(),
        resourceAccess: z.array(z.strictObject({ id: z.guid(), type: z.enum(['Role', 'Scope']) })),
      }),
    )
    .optional(),
})

export type ApplicationBody = z.output<typeof written>
export type KeyBody = z.output<typeof key>

/** Reads a body; properties that are unknown or of a wrong type are refused by name. */
export function readApplication(body: unknown): ApplicationBody {
  const read = written.safeParse(body)
  if (read.success) return read.data
  const [issue] = read.error.issues
  const name = issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path.join('.')
  throw refuse.directoryRequest(`Invalid value specified for property '${name}' of resource 'Application'.`)
}

/** Writes what was given onto an application; keys aside. */
export function writeApplication(application: Application, body: ApplicationBody): void {
  const { displayName, description, notes, tags, signInAudience, requiredResourceAccess } = body
  if (displayName !== undefined) application.displayName = displayName
  if (description != null) application.description = description
  if (notes != null) application.notes = notes
  if (tags !== undefined) application.tags = tags
  if (signInAudience !== undefined) application.signInAudience = signInAudience
  if (requiredResourceAccess !== undefined) application.requiredResourceAccess = requiredResourceAccess
  if (body.isFallbackPublicClient !== undefined)
    application.publicClient = body.isFallbackPublicClient === true
  if (body.web?.redirectUris) application.redirectUris = body.web.redirectUris
  if (body.publicClient?.redirectUris) application.publicRedirectUris = body.publicClient.redirectUris
  if (body.spa?.redirectUris) application.spaRedirectUris = body.spa.redirectUris
}
