import { holdsRole } from '../../tenant/consents.ts'
import type { DirectoryRole } from '../../tenant/types.ts'
import type { WireResponse } from '../../wire.ts'
import { authoriseDirectory } from '../authorise.ts'
import type { Call, Route } from '../call.ts'
import { refuse } from '../errors.ts'

/** Who may change a kind of directory object: a permission of the token and, for people, a role of the directory. */
export interface Guard {
  permissions: readonly string[]
  roles: readonly DirectoryRole[]
}

/** Reading applications is open to every person with the scope; any of these permissions is enough (application-list). */
export const readApplications: Guard = {
  permissions: [
    'Application.Read.All',
    'Application.ReadWrite.OwnedBy',
    'Application.ReadWrite.All',
    'Directory.Read.All',
  ],
  roles: [],
}
export const writeApplications: Guard = {
  permissions: ['Application.ReadWrite.All', 'Application.ReadWrite.OwnedBy'],
  roles: ['Global Administrator', 'Application Administrator'],
}
/** Permissions of Graph itself are granted by these roles alone (serviceprincipal-post-approleassignedto). */
export const assignRoles: Guard = {
  permissions: ['AppRoleAssignment.ReadWrite.All'],
  roles: ['Global Administrator', 'Privileged Role Administrator'],
}
export const grantPermissions: Guard = {
  permissions: ['DelegatedPermissionGrant.ReadWrite.All'],
  roles: ['Global Administrator', 'Privileged Role Administrator', 'Application Administrator'],
}
export const readGroups: Guard = {
  permissions: ['Group.Read.All', 'Group.ReadWrite.All', 'Directory.Read.All'],
  roles: [],
}
export const writeGroups: Guard = {
  permissions: ['Group.ReadWrite.All'],
  roles: ['Global Administrator', 'Groups Administrator', 'Exchange Administrator'],
}

/** A route to a directory object. */
export function objectRoute(
  method: string,
  path: string,
  guard: Guard,
  run: (call: Call) => WireResponse | Promise<WireResponse>,
): Route {
  return {
    method,
    path,
    throttled: false,
    run: (call) => {
      authoriseDirectory(call, guard.permissions)
      if (guard.roles.length > 0) checkRole(call, guard.roles)
      return run(call)
    },
  }
}

function checkRole({ tenant, claims }: Call, roles: readonly DirectoryRole[]): void {
  if (claims.scp === undefined) return
  const user = tenant.users.get(claims.oid)
  if (user === undefined || !holdsRole(user, ...roles)) throw refuse.directoryDenied()
}
