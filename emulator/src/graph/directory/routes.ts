import type { Route } from '../call.ts'
import { applicationKeyRoutes } from './application-keys.ts'
import { directoryApplicationRoutes } from './applications.ts'
import { groupRoutes } from './groups.ts'
import { permissionGrantRoutes } from './permission-grants.ts'
import { servicePrincipalRoutes } from './principals.ts'
import { roleAssignmentRoutes } from './role-assignments.ts'

/** Everything with which an application is set up. */
export const provisioningRoutes: Route[] = [
  ...directoryApplicationRoutes,
  ...applicationKeyRoutes,
  ...servicePrincipalRoutes,
  ...roleAssignmentRoutes,
  ...permissionGrantRoutes,
  ...groupRoutes,
]
