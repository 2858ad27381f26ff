/** The service whose permissions are granted. */
export const graphAppId = '00000003-0000-0000-c000-000000000000'

/** What is there now: everything the plan looks at, and nothing else. */
export interface Found {
  tenantId: string
  /** The permissions that Graph publishes in this tenant, by name; and the object id of its service principal. */
  graph: { id: string; roles: Record<string, string> }
  application: FoundApplication | undefined
  principal: { id: string; enabled: boolean } | undefined
  /** Permissions of Graph that are granted to the application, tenant-wide. */
  grants: { id: string; role: string }[]
  /** What Tandem holds: the thumbprint of its certificate, or a secret. */
  held: { thumbprint: string } | 'secret' | undefined
  exchange: FoundExchange | undefined
}

export interface FoundApplication {
  id: string
  appId: string
  displayName: string
  /** SHA-1 of the certificates, upper-case hex. */
  thumbprints: string[]
  /** Among its secrets is one with our name. */
  hasSecret: boolean
  /** Permissions on its list, as the directory holds them: of any service, delegated ones among them. */
  access: ResourceAccess[]
}

/** The permissions of one service on the list of an application (requiredResourceAccess). */
export interface ResourceAccess {
  resourceAppId: string
  resourceAccess: { id: string; type: string }[]
}

export interface FoundExchange {
  group: { distinguishedName: string; members: string[] } | undefined
  hasPrincipal: boolean
  scope: { filter: string } | undefined
  assignments: { name: string; role: string; scope: string | null }[]
}

/** Ids of the application permissions of `service` on a list. */
export function rolesListed(list: ResourceAccess[], service: string): string[] {
  return list
    .filter(({ resourceAppId }) => resourceAppId === service)
    .flatMap(({ resourceAccess }) => resourceAccess.filter(({ type }) => type === 'Role').map(({ id }) => id))
}

/** The list with these application permissions of `service`: all that is on it stays. */
export function withRoles(list: ResourceAccess[], service: string, ids: string[]): ResourceAccess[] {
  const listed = rolesListed(list, service)
  const added = ids.filter((id) => !listed.includes(id)).map((id) => ({ id, type: 'Role' }))
  const own = list.find(({ resourceAppId }) => resourceAppId === service)
  if (own === undefined) return [...list, { resourceAppId: service, resourceAccess: added }]
  const grown = { ...own, resourceAccess: [...own.resourceAccess, ...added] }
  return list.map((one) => (one === own ? grown : one))
}
