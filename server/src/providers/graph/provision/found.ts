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
  /** Ids of the application permissions on its list. */
  listed: string[]
}

export interface FoundExchange {
  group: { distinguishedName: string; members: string[] } | undefined
  hasPrincipal: boolean
  scope: { filter: string } | undefined
  assignments: { name: string; role: string; scope: string | null }[]
}
