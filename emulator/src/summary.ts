import type { Tenant } from './tenant/types.ts'
import type { World } from './tenant/world.ts'

/** What a script needs to use a tenant. */
export interface TenantSummary {
  id: string
  domain: string
  displayName: string
  /** Of the first application that has a valid secret; absent where there is none yet. */
  clientId?: string
  clientSecret?: string
  /** ISO 8601. */
  clientSecretExpiresAt?: string
  users: { id: string; address: string; displayName: string; password?: string }[]
}

/** All tenants with their first application's credentials and their people. */
export function summarise(world: World): TenantSummary[] {
  return [...world.tenants.values()].map((tenant) => ({
    id: tenant.id,
    domain: tenant.domains[0] ?? '',
    displayName: tenant.displayName,
    ...firstCredentials(tenant, world.clock.now()),
    users: [...tenant.users.values()].map(({ id, userPrincipalName, displayName, password }) => ({
      id,
      address: userPrincipalName,
      displayName,
      ...(password !== undefined && { password }),
    })),
  }))
}

function firstCredentials(tenant: Tenant, now: number): Partial<TenantSummary> {
  for (const application of tenant.applications.values()) {
    const valid = application.passwords.find(({ start, end }) => start <= now && now < end)
    if (valid === undefined) continue
    const clientSecretExpiresAt = new Date(valid.end).toISOString()
    return { clientId: application.appId, clientSecret: valid.secret, clientSecretExpiresAt }
  }
  return {}
}
