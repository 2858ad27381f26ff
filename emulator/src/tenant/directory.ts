import { createHash } from 'node:crypto'
import { graphAppId } from './first-party.ts'
import { createMailbox } from './mailbox.ts'
import type {
  AccessPolicy,
  Application,
  Group,
  RoleAssignment,
  ServicePrincipal,
  Tenant,
  User,
} from './types.ts'
import type { World } from './world.ts'

/** Adds a tenant without people. */
export function addTenant(
  world: World,
  given: { id?: string; displayName: string; domains: string[] },
): Tenant {
  const tenant: Tenant = {
    id: given.id ?? world.ids.guid(),
    displayName: given.displayName,
    domains: given.domains,
    users: new Map(),
    groups: new Map(),
    applications: new Map(),
    servicePrincipals: new Map(),
    accessPolicies: [],
    roleAssignments: [],
    permissionGrants: [],
    exchangePrincipals: [],
    managementScopes: [],
    subscriptions: new Map(),
  }
  world.tenants.set(tenant.id, tenant)
  return changed(world, tenant, tenant)
}

/** Adds a person, with an empty mailbox unless `mailboxKind` is `none`. */
export function addUser(
  world: World,
  tenant: Tenant,
  given: Partial<Omit<User, 'mailbox'>> & { userPrincipalName: string; displayName: string },
): User {
  const user: User = {
    mail: given.mailboxKind === 'none' ? '' : given.userPrincipalName,
    businessPhones: [],
    userType: 'Member',
    accountEnabled: true,
    mailboxKind: 'user',
    licensed: given.mailboxKind !== 'none',
    ...given,
    id: given.id ?? world.ids.guid(),
  }
  if (user.mailboxKind !== 'none') user.mailbox = createMailbox(world, user.id)
  tenant.users.set(user.id, user)
  return changed(world, tenant, user)
}

/** The user with this id, user principal name or mail address, in any case of letters. */
export function findUser(tenant: Tenant, key: string): User | undefined {
  const wanted = key.toLowerCase()
  const byId = tenant.users.get(wanted)
  if (byId) return byId
  const known = byAddress.get(tenant) ?? new Map<string, User>()
  byAddress.set(tenant, known)
  const before = known.get(wanted)
  if (before && tenant.users.get(before.id) === before && hasAddress(before, wanted)) return before
  const found = [...tenant.users.values()].find((user) => hasAddress(user, wanted))
  if (found) known.set(wanted, found)
  return found
}

/** What was found before (every request looks for a user, and a tenant may have thousands); checked again at each use. */
const byAddress = new WeakMap<Tenant, Map<string, User>>()

function hasAddress(user: User, wanted: string): boolean {
  return user.userPrincipalName.toLowerCase() === wanted || user.mail.toLowerCase() === wanted
}

/** Registers an application together with its service principal in the same tenant. */
export function addApplication(
  world: World,
  tenant: Tenant,
  given: Partial<Application> & { displayName: string },
): { application: Application; servicePrincipal: ServicePrincipal } {
  const application: Application = {
    passwords: [],
    certificates: [],
    requiredResourceAccess: [],
    publicClient: false,
    redirectUris: [],
    createdAt: world.clock.now(),
    ...given,
    id: given.id ?? world.ids.guid(),
    appId: given.appId ?? world.ids.guid(),
  }
  tenant.applications.set(application.id, application)
  return { application, servicePrincipal: addServicePrincipal(world, tenant, application) }
}

/** The presence of an application, perhaps one of another tenant, in this tenant. */
export function addServicePrincipal(
  world: World,
  tenant: Tenant,
  given: { appId: string; displayName: string },
): ServicePrincipal {
  const { appId, displayName } = given
  const principal = { id: world.ids.guid(), appId, displayName, grantedRoles: [], accountEnabled: true }
  tenant.servicePrincipals.set(principal.id, principal)
  return changed(world, tenant, principal)
}

/** Adds a client secret (valid for 180 days unless told otherwise); its value is given out here and kept. */
export function addPassword(
  world: World,
  tenant: Tenant,
  application: Application,
  given: { secret?: string; displayName?: string; start?: number; end?: number } = {},
): Application['passwords'][number] {
  const start = given.start ?? world.clock.now()
  const secret = given.secret ?? `${world.ids.text(3)}8Q~${world.ids.text(34)}`
  const password = {
    keyId: world.ids.guid(),
    secret,
    hint: secret.slice(0, 3),
    ...(given.displayName === undefined ? {} : { displayName: given.displayName }),
    start,
    end: given.end ?? start + 180 * 86_400_000,
  }
  application.passwords.push(password)
  return changed(world, tenant, password)
}

/** Adds a certificate (base64 DER) as a credential; it is valid for a year unless told otherwise. */
export function addCertificate(
  world: World,
  tenant: Tenant,
  application: Application,
  given: { certificate: string; displayName?: string; start?: number; end?: number },
): Application['certificates'][number] {
  const der = Buffer.from(given.certificate, 'base64')
  const start = given.start ?? world.clock.now()
  const certificate = {
    ...given,
    keyId: world.ids.guid(),
    sha1: createHash('sha1').update(der).digest('hex').toUpperCase(),
    sha256: createHash('sha256').update(der).digest('hex').toUpperCase(),
    start,
    end: given.end ?? start + 365 * 86_400_000,
  }
  application.certificates.push(certificate)
  return changed(world, tenant, certificate)
}

/** Grants an application permission (admin consent); granting twice changes nothing. */
export function grantRole(
  world: World,
  tenant: Tenant,
  principal: ServicePrincipal,
  value: string,
  resourceAppId: string = graphAppId,
): ServicePrincipal['grantedRoles'][number] {
  const held = principal.grantedRoles.find(
    (role) => role.value === value && role.resourceAppId === resourceAppId,
  )
  if (held) return held
  const role = { id: world.ids.guid(), resourceAppId, value, createdAt: world.clock.now() }
  principal.grantedRoles.push(role)
  return changed(world, tenant, role)
}

/** Takes an application permission away; tokens that carry it stay as they are. */
export function revokeRole(
  world: World,
  tenant: Tenant,
  principal: ServicePrincipal,
  value: string,
  resourceAppId: string = graphAppId,
): void {
  principal.grantedRoles = principal.grantedRoles.filter(
    (role) => role.value !== value || role.resourceAppId !== resourceAppId,
  )
  changed(world, tenant, principal)
}

/** Adds a group; by default a mail-enabled security group, as access policies want it. */
export function addGroup(
  world: World,
  tenant: Tenant,
  given: Partial<Omit<Group, 'members'>> & { displayName: string; members?: Iterable<string> },
): Group {
  const group: Group = {
    mailEnabled: true,
    securityEnabled: true,
    createdAt: world.clock.now(),
    ...given,
    id: given.id ?? world.ids.guid(),
    members: new Set(given.members ?? []),
  }
  tenant.groups.set(group.id, group)
  return changed(world, tenant, group)
}

/** Adds an application access policy that takes effect after `delay` milliseconds (over an hour in the real service). */
export function addAccessPolicy(
  world: World,
  tenant: Tenant,
  given: Omit<AccessPolicy, 'id' | 'effectiveAt'> & { delay?: number },
): AccessPolicy {
  const { delay = 0, ...policy } = given
  const added = { ...policy, id: world.ids.guid(), effectiveAt: world.clock.now() + delay }
  tenant.accessPolicies.push(added)
  return changed(world, tenant, added)
}

/** Assigns an RBAC role to a service principal, effective after `delay` milliseconds (30 minutes to 2 hours really). */
export function addRoleAssignment(
  world: World,
  tenant: Tenant,
  given: Omit<RoleAssignment, 'id' | 'effectiveAt'> & { delay?: number },
): RoleAssignment {
  const { delay = 0, ...assignment } = given
  const added = { ...assignment, id: world.ids.guid(), effectiveAt: world.clock.now() + delay }
  tenant.roleAssignments.push(added)
  return changed(world, tenant, added)
}

function changed<T>(world: World, tenant: Tenant, value: T): T {
  world.emit({ kind: 'directory', tenantId: tenant.id })
  return value
}
