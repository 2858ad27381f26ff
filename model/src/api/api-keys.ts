import { z } from 'zod'
import { id, instant } from './paging.ts'

/** What keys may be limited to: `contacts:read`, `mail:write`. Writing includes reading. */
export const keyGroups = ['contacts', 'calendar', 'tasks', 'mail', 'sync', 'connections', 'webhooks'] as const
export type KeyGroup = (typeof keyGroups)[number]
export const keyScopes = keyGroups.flatMap((group) => [`${group}:read`, `${group}:write`] as const)
const scopes = z.array(z.enum(keyScopes)).min(1, 'is empty: leave it out for a key that may do everything')

/** A program's key, without the key itself. */
export const apiKey = z
  .object({
    id,
    /** `null`: an operator's key, for all organisations. */
    organisationId: id.nullable(),
    name: z.string(),
    /** `null`: everything. */
    scopes: z.array(z.string()).nullable(),
    lastFour: z.string(),
    createdAt: instant,
    expiresAt: instant.nullable(),
    lastUsedAt: instant.nullable(),
  })
  .meta({ id: 'ApiKey' })
export type ApiKey = z.infer<typeof apiKey>

export const newApiKey = z.strictObject({
  name: z.string().trim().min(1, 'Give the key a name that tells where it is used.').max(200),
  /** Leave out for an operator's key. */
  organisationId: id.nullish(),
  /** Leave out for a key that may do everything. */
  scopes: scopes.nullish(),
  expiresAt: instant.nullish(),
})

/** The answer to making a key: the only time it is shown. `key` is `null` when a repeated request is answered again. */
export const madeApiKey = apiKey.extend({ key: z.string().nullable() })
export type MadeApiKey = z.infer<typeof madeApiKey>

export const apiKeyList = z.object({ items: z.array(apiKey), nextCursor: z.null() })
