import { allPrincipals, graphAppId, preauthorised } from './first-party.ts'
import type { DirectoryRole, PermissionGrant, ServicePrincipal, Tenant, User } from './types.ts'
import type { World } from './world.ts'

/** Scopes of the sign-in itself; they belong to Microsoft Graph. */
export const signInScopes: readonly string[] = ['openid', 'profile', 'email', 'offline_access']

/** What people may consent to by themselves: with Microsoft's policy of 2025 no more than to be signed in (platform-facts 1.6). */
export const userConsentable: readonly string[] = [...signInScopes, 'User.Read']

/** Who may consent for everybody. */
const consentRoles: readonly DirectoryRole[] = ['Global Administrator', 'Privileged Role Administrator']

/** Whether this person may consent for the whole organisation. */
export function mayConsentForAll(user: User): boolean {
  return holdsRole(user, ...consentRoles)
}

/** Whether the person holds one of the roles. */
export function holdsRole(user: User, ...roles: DirectoryRole[]): boolean {
  return roles.some((role) => user.directoryRoles?.includes(role))
}

/** The presence of an application in the tenant. */
export function principalOfApp(tenant: Tenant, appId: string): ServicePrincipal | undefined {
  return allPrincipals(tenant).find((one) => one.appId === appId)
}

/** Every delegated permission that holds for this person with this client at this service. */
export function consentedScopes(
  tenant: Tenant,
  appId: string,
  resourceAppId: string,
  userId: string,
): Set<string> {
  const scopes = new Set(preauthorised[appId]?.[resourceAppId] ?? [])
  if (appId in preauthorised && resourceAppId === graphAppId) for (const one of signInScopes) scopes.add(one)
  const clientId = principalOfApp(tenant, appId)?.id
  const resourceId = principalOfApp(tenant, resourceAppId)?.id
  for (const grant of tenant.permissionGrants) {
    if (grant.clientId !== clientId || grant.resourceId !== resourceId) continue
    if (grant.principalId !== undefined && grant.principalId !== userId) continue
    for (const scope of words(grant.scope)) scopes.add(scope)
  }
  return scopes
}

/** Adds to a consent, or makes it; without `principalId` it holds for everybody. */
export function grantScopes(
  world: World,
  tenant: Tenant,
  given: Omit<PermissionGrant, 'id' | 'scope'> & { scopes: Iterable<string> },
): PermissionGrant {
  const { clientId, resourceId, principalId } = given
  const held = tenant.permissionGrants.find(
    (one) => one.clientId === clientId && one.resourceId === resourceId && one.principalId === principalId,
  )
  const grant: PermissionGrant = held ?? {
    id: world.ids.text(43),
    clientId,
    resourceId,
    ...(principalId !== undefined && { principalId }),
    scope: '',
  }
  if (held === undefined) tenant.permissionGrants.push(grant)
  grant.scope = [...new Set([...words(grant.scope), ...given.scopes])].join(' ')
  world.emit({ kind: 'directory', tenantId: tenant.id })
  return grant
}

/** The words of a text that is separated by blanks. */
export function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '')
}
