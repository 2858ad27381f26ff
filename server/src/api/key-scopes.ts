import { type KeyGroup, keyScopes } from '@tandem/model/api/api-keys.ts'

/** What a route needs of a key with scopes: `contacts:write`; `any`: whatever it has. */
export type KeyScope = `${KeyGroup}:${'read' | 'write'}` | 'any'

const mailbox = '/api/v1/mailboxes/:mailbox/'
/** The first that fits; a route that none fits is for keys without scopes alone. */
const groups: [beginning: string, group: KeyGroup][] = [
  [`${mailbox}contacts`, 'contacts'],
  [`${mailbox}events`, 'calendar'],
  [`${mailbox}calendar`, 'calendar'],
  ['/api/v1/calendar-feeds', 'calendar'],
  [`${mailbox}tasks`, 'tasks'],
  [`${mailbox}messages`, 'mail'],
  [`${mailbox}attachments`, 'mail'],
  [`${mailbox}sending`, 'mail'],
  ['/api/v1/templates', 'mail'],
  [`${mailbox}queue`, 'connections'],
  [`${mailbox}mail-folders`, 'connections'],
  ['/api/v1/queues', 'mail'],
  ['/api/v1/agents', 'mail'],
  ['/api/v1/supervision', 'mail'],
  ['/api/v1/conversations', 'mail'],
  ['/api/v1/inbound-messages', 'mail'],
  ['/api/v1/customers', 'mail'],
  ['/api/v1/webhooks', 'webhooks'],
  ['/api/v1/organisations/:id/webhooks', 'webhooks'],
  // What the sync asks and did: it tells of records of every kind.
  ['/api/v1/conflicts', 'sync'],
  ['/api/v1/batches', 'sync'],
  ['/api/v1/jobs', 'sync'],
  [mailbox, 'sync'],
  ['/api/v1/organisations', 'connections'],
  ['/api/v1/connections', 'connections'],
  ['/api/v1/verifications', 'connections'],
  ['/api/v1/invitations', 'connections'],
  ['/api/v1/notices', 'connections'],
  ['/api/v1/expiries', 'connections'],
]
/** Which mailboxes there are, and that something changed (no content). */
const forAll = [
  '/api/v1/session',
  '/api/v1/changes',
  '/api/v1/stream',
  '/api/v1/mailboxes',
  '/api/v1/mailboxes/:mailbox',
]

/** What a key with scopes needs for a route. */
export function scopeOfRoute(method: string, path: string): KeyScope | undefined {
  const reads = method === 'GET' || method === 'HEAD'
  if (forAll.includes(path)) return reads ? 'any' : 'connections:write'
  const group = groups.find(([beginning]) => path.startsWith(beginning))?.[1]
  return group && `${group}:${reads ? 'read' : 'write'}`
}

/** Whether a key's scopes (`null`: all) let it do what needs `need`; writing includes reading. */
export function scopeCovers(scopes: string[] | null, need: KeyScope | undefined): boolean {
  if (scopes === null) return true
  if (need === undefined) return false
  if (need === 'any') return scopes.some((scope) => (keyScopes as readonly string[]).includes(scope))
  return scopes.includes(need) || scopes.includes(need.replace(/:read$/, ':write'))
}
