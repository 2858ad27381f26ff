import { z } from 'zod'
import { grantRole, revokeRole } from '../tenant/directory.ts'
import type { Tenant, User } from '../tenant/types.ts'
import type { World } from '../tenant/world.ts'
import { applicationOf, ControlRefused, type ControlRoute, tenantOf, withBody } from './route.ts'
import { seedCalendar } from './seed-calendar.ts'
import {
  consentToScopes,
  seedAccessPolicy,
  seedApplication,
  seedCertificate,
  seedGroup,
  seedRoleAssignment,
  seedSecret,
  seedTenant,
  seedUser,
  userOf,
} from './seed-parts.ts'
import {
  accessPolicySchema,
  applicationSchema,
  certificateSchema,
  directoryRoles,
  groupSchema,
  roleAssignmentSchema,
  secretSchema,
  signInStates,
  tenantSchema,
  userSchema,
} from './seed-schema.ts'

const userChange = z.strictObject({
  displayName: z.string().min(1).optional(),
  jobTitle: z.string().optional(),
  password: z.string().optional(),
  enabled: z.boolean().optional(),
  licensed: z.boolean().optional(),
  onPremises: z.boolean().optional(),
  /** `null`: nothing hinders any more. */
  signInState: z.enum(signInStates).nullable().optional(),
  sendAs: z.array(z.email()).optional(),
  directoryRoles: z.array(z.enum(directoryRoles)).optional(),
})
const applicationChange = z.strictObject({
  redirectUris: z.array(z.url()).optional(),
  disabled: z.boolean().optional(),
  publicClient: z.boolean().optional(),
})
const permissions = z.strictObject({ granted: z.array(z.string().min(1)) })
const members = z.strictObject({ members: z.array(z.email()) })
const lifetime = z.strictObject({ days: z.number() })

const application = '/tenants/{tenant}/applications/{application}'

/** Calls that change people, applications, groups and policies, as an administrator would. */
export const directoryRoutes: ControlRoute[] = [
  withBody('POST', '/tenants', tenantSchema, ({ world, body }) => ({ id: seedTenant(world, body, 1).id })),
  withBody('POST', '/tenants/{tenant}/users', userSchema, (call) => {
    const tenant = tenantOf(call)
    const seed = tenant.users.size
    const user = seedUser(call.world, tenant, call.body, seed)
    seedCalendar(call.world, tenant, user, call.body, seed)
    return { id: user.id }
  }),
  withBody('PUT', '/tenants/{tenant}/users/{user}', userChange, (call) => {
    const tenant = tenantOf(call)
    const user = userOf(tenant, call.params.user ?? '')
    changeUser(call.world, tenant, user, call.body)
    return { id: user.id }
  }),
  {
    method: 'POST',
    path: '/tenants/{tenant}/users/{user}/revoke-sessions',
    run: (call) => {
      const tenant = tenantOf(call)
      userOf(tenant, call.params.user ?? '').tokensValidFrom = call.world.clock.now()
      tell(call.world, tenant)
    },
  },
  withBody('POST', '/tenants/{tenant}/applications', applicationSchema, (call) => {
    const made = seedApplication(call.world, tenantOf(call), call.body)
    return { id: made.id, appId: made.appId, secrets: made.passwords }
  }),
  withBody('PUT', application, applicationChange, (call) => {
    const { tenant, application: changed } = applicationOf(call)
    Object.assign(changed, call.body)
    tell(call.world, tenant)
    return { appId: changed.appId }
  }),
  withBody('POST', `${application}/secrets`, secretSchema, (call) => {
    const { tenant, application: owner } = applicationOf(call)
    return seedSecret(call.world, tenant, owner, call.body)
  }),
  withBody('PUT', `${application}/secrets/{key}`, lifetime, (call) => {
    const { tenant, application: owner } = applicationOf(call)
    const secret = owner.passwords.find(({ keyId }) => keyId === call.params.key)
    if (secret === undefined) throw new ControlRefused(404, `There is no secret ${call.params.key}.`)
    secret.end = call.world.clock.now() + call.body.days * 86_400_000
    tell(call.world, tenant)
    return secret
  }),
  {
    method: 'DELETE',
    path: `${application}/secrets/{key}`,
    run: (call) => {
      const { tenant, application: owner } = applicationOf(call)
      owner.passwords = owner.passwords.filter(({ keyId }) => keyId !== call.params.key)
      tell(call.world, tenant)
    },
  },
  withBody('POST', `${application}/certificates`, certificateSchema, (call) => {
    const { tenant, application: owner } = applicationOf(call)
    return seedCertificate(call.world, tenant, owner, call.body)
  }),
  withBody('PUT', `${application}/permissions`, permissions, (call) => {
    const { tenant, servicePrincipal } = applicationOf(call)
    const { granted } = call.body
    for (const { value } of [...servicePrincipal.grantedRoles]) {
      if (!granted.includes(value)) revokeRole(call.world, tenant, servicePrincipal, value)
    }
    for (const value of granted) grantRole(call.world, tenant, servicePrincipal, value)
    return { granted: servicePrincipal.grantedRoles.map(({ value }) => value) }
  }),
  withBody('PUT', `${application}/delegated-permissions`, permissions, (call) => {
    const { tenant, servicePrincipal } = applicationOf(call)
    const { granted } = call.body
    tenant.permissionGrants = tenant.permissionGrants.filter(
      ({ clientId }) => clientId !== servicePrincipal.id,
    )
    consentToScopes(call.world, tenant, servicePrincipal, granted)
    tell(call.world, tenant)
    return { granted }
  }),
  withBody('POST', '/tenants/{tenant}/groups', groupSchema, (call) => ({
    id: seedGroup(call.world, tenantOf(call), call.body).id,
  })),
  withBody('PUT', '/tenants/{tenant}/groups/{group}', members, (call) => {
    const tenant = tenantOf(call)
    const group = [...tenant.groups.values()].find(({ id, displayName }) =>
      [id, displayName].includes(call.params.group ?? ''),
    )
    if (group === undefined) throw new ControlRefused(404, `There is no group ${call.params.group}.`)
    group.members = new Set(call.body.members.map((address) => userOf(tenant, address).id))
    tell(call.world, tenant)
    return { id: group.id }
  }),
  withBody('POST', '/tenants/{tenant}/access-policies', accessPolicySchema, (call) =>
    seedAccessPolicy(call.world, tenantOf(call), call.body),
  ),
  {
    method: 'DELETE',
    path: '/tenants/{tenant}/access-policies/{id}',
    run: (call) => {
      const tenant = tenantOf(call)
      tenant.accessPolicies = tenant.accessPolicies.filter(({ id }) => id !== call.params.id)
      tell(call.world, tenant)
    },
  },
  withBody('POST', '/tenants/{tenant}/role-assignments', roleAssignmentSchema, (call) =>
    seedRoleAssignment(call.world, tenantOf(call), call.body),
  ),
  {
    method: 'DELETE',
    path: '/tenants/{tenant}/role-assignments/{id}',
    run: (call) => {
      const tenant = tenantOf(call)
      tenant.roleAssignments = tenant.roleAssignments.filter(({ id }) => id !== call.params.id)
      tell(call.world, tenant)
    },
  },
]

function changeUser(world: World, tenant: Tenant, user: User, change: z.output<typeof userChange>): void {
  const { enabled, signInState, ...rest } = change
  Object.assign(user, rest)
  if (enabled !== undefined) user.accountEnabled = enabled
  if (signInState === null) delete user.signInState
  else if (signInState !== undefined) user.signInState = signInState
  tell(world, tenant)
}

function tell(world: World, tenant: Tenant): void {
  world.emit({ kind: 'directory', tenantId: tenant.id })
}
