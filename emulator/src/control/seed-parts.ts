import { readContact } from '../graph/contact-body.ts'
import { grantScopes, principalOfApp } from '../tenant/consents.ts'
import {
  addAccessPolicy,
  addApplication,
  addCertificate,
  addGroup,
  addPassword,
  addRoleAssignment,
  addTenant,
  addUser,
  findUser,
  grantRole,
} from '../tenant/directory.ts'
import { exchangeAppId, graphAppId, serviceOf } from '../tenant/first-party.ts'
import { createContact, createContactFolder } from '../tenant/mailbox.ts'
import { graphRoles } from '../tenant/published-permissions.ts'
import type {
  AccessPolicy,
  Application,
  Contact,
  Group,
  RoleAssignment,
  ServicePrincipal,
  Tenant,
  User,
} from '../tenant/types.ts'
import type { World } from '../tenant/world.ts'
import { generateContact } from './generate-contact.ts'
import { seedMail, seedMessage } from './generate-mail.ts'
import { seedCalendar } from './seed-calendar.ts'
import { SeedRefused } from './seed-refused.ts'
import type { SeedTenant } from './seed-schema.ts'

type Part<K extends keyof SeedTenant> = SeedTenant[K] extends (infer P)[] ? P : never

/** Adds a tenant with all that it holds; `seed` determines the invented contacts. */
export function seedTenant(world: World, given: SeedTenant, seed: number): Tenant {
  const { id, displayName, domains } = given
  const tenant = addTenant(world, { ...(id !== undefined && { id }), displayName, domains })
  given.users.forEach((user, at) => {
    seedUser(world, tenant, user, seed * 1000 + at)
  })
  // Meetings need all who attend them.
  given.users.forEach((user, at) => {
    seedCalendar(world, tenant, userOf(tenant, user.address), user, seed * 1000 + at)
  })
  for (const group of given.groups) seedGroup(world, tenant, group)
  for (const application of given.applications) seedApplication(world, tenant, application)
  for (const policy of given.accessPolicies) seedAccessPolicy(world, tenant, policy)
  for (const assignment of given.roleAssignments) seedRoleAssignment(world, tenant, assignment)
  return tenant
}

/** Adds a person with folders and contacts; calendar and tasks follow by `seedCalendar`. */
export function seedUser(world: World, tenant: Tenant, given: Part<'users'>, seed: number): User {
  const { events: _, tasks: __, generatedEvents: ___, generatedTasks: ____, ...own } = given
  const { address, mailbox, enabled, contacts, generatedContacts, folders, licensed, sendAs, ...more } = own
  const { messages, generatedMessages, ...rest } = more
  const user = addUser(world, tenant, {
    ...rest,
    userPrincipalName: address,
    mailboxKind: mailbox,
    accountEnabled: enabled,
    ...(licensed !== undefined && { licensed }),
    ...(sendAs !== undefined && { sendAs }),
  })
  const target = user.mailbox?.defaultContactFolderId
  if (target === undefined) return user
  for (const fields of contacts) addContact(world, tenant, user, target, fields)
  fill(world, tenant, user, target, generatedContacts, seed)
  for (const folder of folders) {
    const made = createContactFolder(world, tenant, user, folder.displayName)
    for (const fields of folder.contacts) addContact(world, tenant, user, made.id, fields)
  }
  seedMail(world, tenant, user, generatedMessages, seed)
  for (const message of messages) seedMessage(world, tenant, user, message)
  return user
}

/** Adds a contact as the service would take it; properties that Graph does not know are refused. */
export function addContact(
  world: World,
  tenant: Tenant,
  user: User,
  folderId: string,
  given: Record<string, unknown>,
): Contact {
  const { fields, extended } = readContact(given)
  return createContact(world, tenant, user, folderId, fields, extended)
}

/** Adds so many invented contacts to a folder. */
export function fill(
  world: World,
  tenant: Tenant,
  user: User,
  folderId: string,
  count: number,
  seed: number,
): void {
  for (let at = 0; at < count; at += 1) {
    createContact(world, tenant, user, folderId, generateContact(seed, at))
  }
}

/** Adds a group; with a mail address it is mail-enabled, as access policies need it. */
export function seedGroup(world: World, tenant: Tenant, given: Part<'groups'>): Group {
  const { displayName, mail, members } = given
  return addGroup(world, tenant, {
    displayName,
    members: members.map((address) => userOf(tenant, address).id),
    mailEnabled: mail !== undefined,
    ...(mail !== undefined && { mail }),
  })
}

/** Registers an application with credentials and consents. */
export function seedApplication(world: World, tenant: Tenant, given: Part<'applications'>): Application {
  const { displayName, appId, publicClient, redirectUris } = given
  const { application, servicePrincipal } = addApplication(world, tenant, {
    displayName,
    publicClient,
    redirectUris,
    requiredResourceAccess: requiredAccess(given.permissions, given.delegatedPermissions),
    ...(appId !== undefined && { appId }),
  })
  for (const secret of given.secrets) seedSecret(world, tenant, application, secret)
  for (const certificate of given.certificates) seedCertificate(world, tenant, application, certificate)
  for (const permission of given.permissions) grantRole(world, tenant, servicePrincipal, permission)
  consentToScopes(world, tenant, servicePrincipal, given.delegatedPermissions)
  return application
}

/** Consents for everybody to delegated permissions, named as in the seed. */
export function consentToScopes(
  world: World,
  tenant: Tenant,
  principal: ServicePrincipal,
  permissions: string[],
): void {
  for (const permission of permissions) {
    const { appId, value } = splitPermission(permission)
    const resourceId = principalOfApp(tenant, appId)?.id ?? ''
    grantScopes(world, tenant, { clientId: principal.id, resourceId, scopes: [value] })
  }
}

/** Adds a secret that ends after `days`, perhaps in the past. */
export function seedSecret(
  world: World,
  tenant: Tenant,
  application: Application,
  given: Part<'applications'>['secrets'][number],
): Application['passwords'][number] {
  const { value, displayName, days } = given
  return addPassword(world, tenant, application, {
    ...(value !== undefined && { secret: value }),
    ...(displayName !== undefined && { displayName }),
    end: world.clock.now() + days * 86_400_000,
  })
}

/** Adds a certificate that ends after `days`. */
export function seedCertificate(
  world: World,
  tenant: Tenant,
  application: Application,
  given: Part<'applications'>['certificates'][number],
): Application['certificates'][number] {
  const { base64, displayName, days } = given
  return addCertificate(world, tenant, application, {
    certificate: base64,
    ...(displayName !== undefined && { displayName }),
    end: world.clock.now() + days * 86_400_000,
  })
}

/** Adds an application access policy that takes effect after its propagation time. */
export function seedAccessPolicy(world: World, tenant: Tenant, given: Part<'accessPolicies'>): AccessPolicy {
  return addAccessPolicy(world, tenant, {
    appIds: given.application === '*' ? '*' : [principalOf(tenant, given.application).appId],
    accessRight: given.right,
    scopeId: scopeOf(tenant, given.scope),
    delay: given.propagationSeconds * 1000,
  })
}

/** Adds an RBAC role assignment that takes effect after its propagation time. */
export function seedRoleAssignment(
  world: World,
  tenant: Tenant,
  given: Part<'roleAssignments'>,
): RoleAssignment {
  return addRoleAssignment(world, tenant, {
    servicePrincipalId: principalOf(tenant, given.application).id,
    role: given.role,
    ...(given.group !== undefined && { scopeGroupId: scopeOf(tenant, given.group) }),
    delay: given.propagationSeconds * 1000,
  })
}

/** The user with this address or id. */
export function userOf(tenant: Tenant, key: string): User {
  const user = findUser(tenant, key)
  if (user === undefined) throw new SeedRefused(`${tenant.displayName} has no user ${key}`)
  return user
}

/** The service principal with this display name, application id or object id. */
function principalOf(tenant: Tenant, key: string): ServicePrincipal {
  const found = [...tenant.servicePrincipals.values()].find((one) =>
    [one.displayName, one.appId, one.id].includes(key),
  )
  if (found === undefined) throw new SeedRefused(`${tenant.displayName} has no application ${key}`)
  return found
}

/** What the registration's own list of permissions says, for those whose id is known. */
function requiredAccess(permissions: string[], delegated: string[]): Application['requiredResourceAccess'] {
  const roles = permissions.flatMap((name) => listed(graphAppId, graphRoles[name], 'Role'))
  const scopes = delegated.map(splitPermission).flatMap(({ appId, value }) => {
    return listed(appId, serviceOf(appId)?.scopes[value], 'Scope')
  })
  const services = new Set([...roles, ...scopes].map(({ resourceAppId }) => resourceAppId))
  return [...services].map((resourceAppId) => ({
    resourceAppId,
    resourceAccess: [...roles, ...scopes]
      .filter((one) => one.resourceAppId === resourceAppId)
      .map(({ id, type }) => ({ id, type })),
  }))
}

function listed<T extends 'Role' | 'Scope'>(resourceAppId: string, id: string | undefined, type: T) {
  return id === undefined ? [] : [{ resourceAppId, id, type }]
}

/** `Mail.Read` is one of Graph, `https://outlook.office365.com/EWS.AccessAsUser.All` one of Exchange. */
function splitPermission(permission: string): { appId: string; value: string } {
  const value = permission.split('/').at(-1) ?? ''
  return { appId: value === permission ? graphAppId : exchangeAppId, value }
}

function scopeOf(tenant: Tenant, key: string): string {
  const group = [...tenant.groups.values()].find((one) => [one.displayName, one.id, one.mail].includes(key))
  return group?.id ?? userOf(tenant, key).id
}
