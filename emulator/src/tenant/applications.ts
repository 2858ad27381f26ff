import type { Application, ServicePrincipal, Tenant } from './types.ts'
import type { World } from './world.ts'

/** Registers an application alone; unlike in the portal it has no service principal yet. */
export function registerApplication(world: World, tenant: Tenant, displayName: string): Application {
  const application: Application = {
    id: world.ids.guid(),
    appId: world.ids.guid(),
    displayName,
    createdAt: world.clock.now(),
    passwords: [],
    certificates: [],
    requiredResourceAccess: [],
    publicClient: false,
    redirectUris: [],
  }
  tenant.applications.set(application.id, application)
  tell(world, tenant)
  return application
}

/** Deletes a registration, and with it its service principal in the same tenant. */
export function removeApplication(world: World, tenant: Tenant, application: Application): void {
  tenant.applications.delete(application.id)
  for (const principal of tenant.servicePrincipals.values()) {
    if (principal.appId === application.appId) removePrincipal(world, tenant, principal)
  }
  tell(world, tenant)
}

/** Deletes a service principal with everything that was granted to it. */
export function removePrincipal(world: World, tenant: Tenant, principal: ServicePrincipal): void {
  tenant.servicePrincipals.delete(principal.id)
  tenant.permissionGrants = tenant.permissionGrants.filter(({ clientId }) => clientId !== principal.id)
  tenant.roleAssignments = tenant.roleAssignments.filter(
    ({ servicePrincipalId }) => servicePrincipalId !== principal.id,
  )
  tell(world, tenant)
}

function tell(world: World, tenant: Tenant): void {
  world.emit({ kind: 'directory', tenantId: tenant.id })
}
