import { addRoleAssignment } from '../tenant/directory.ts'
import type { ExchangePrincipal, ManagementScope, RoleAssignment, Tenant } from '../tenant/types.ts'
import { type Command, type CommandCall, changed, needed, text } from './command-call.ts'
import { distinguishedName, groupOf, recipientOf } from './groups.ts'
import { refuseCommand } from './refusals.ts'

/** Roles of RBAC for Applications (facts 4.2). */
export const applicationRoles: readonly string[] = [
  ...[
    'Mail.Read',
    'Mail.ReadBasic',
    'Mail.ReadWrite',
    'Mail.Send',
    'MailboxSettings.Read',
    'MailboxSettings.ReadWrite',
  ],
  ...['Calendars.Read', 'Calendars.ReadWrite', 'Contacts.Read', 'Contacts.ReadWrite', 'Mail Full Access'],
  ...['Exchange Full Access', 'EWS.AccessAsApp', 'SMTP.SendAsApp'],
].map((role) => `Application ${role}`)

/** RBAC for Applications: who, which mailboxes, what. */
export const roleCommands: Record<string, Command> = {
  'Get-ServicePrincipal': (call) =>
    several(call, call.tenant.exchangePrincipals, principalOf).map(principalRow),
  'New-ServicePrincipal': createPrincipal,
  'Remove-ServicePrincipal': (call) => {
    const gone = principalOf(call.tenant, needed(call, 'Identity'))
    call.tenant.exchangePrincipals = call.tenant.exchangePrincipals.filter((one) => one !== gone)
    call.tenant.roleAssignments = call.tenant.roleAssignments.filter(
      (one) => one.servicePrincipalId !== gone.objectId,
    )
    return done(call)
  },
  'Get-ManagementScope': (call) => several(call, call.tenant.managementScopes, scopeOf).map(scopeRow),
  'New-ManagementScope': createScope,
  'Set-ManagementScope': changeScope,
  'Remove-ManagementScope': (call) => {
    const gone = scopeOf(call.tenant, needed(call, 'Identity'))
    if (call.tenant.roleAssignments.some(({ scopeName }) => scopeName === gone.name)) {
      throw refuseCommand.argument(
        `The management scope "${gone.name}" can't be removed because it's being used by management role assignments.`,
      )
    }
    call.tenant.managementScopes = call.tenant.managementScopes.filter((one) => one !== gone)
    return done(call)
  },
  'Get-ManagementRoleAssignment': listAssignments,
  'New-ManagementRoleAssignment': createAssignment,
  'Remove-ManagementRoleAssignment': (call) => {
    const key = needed(call, 'Identity')
    const gone = call.tenant.roleAssignments.find((one) => nameOf(call.tenant, one) === key || one.id === key)
    if (gone === undefined) throw refuseCommand.notFound(key)
    call.tenant.roleAssignments = call.tenant.roleAssignments.filter((one) => one !== gone)
    return done(call)
  },
  'Test-ServicePrincipalAuthorization': testPrincipal,
}

function createPrincipal(call: CommandCall): object[] {
  const { tenant } = call
  const appId = needed(call, 'AppId').toLowerCase()
  const objectId = (text(call, 'ObjectId') ?? text(call, 'ServiceId') ?? '').toLowerCase()
  const known = tenant.servicePrincipals.get(objectId)
  // The object id of the registration is the usual mistake; it is not that of the enterprise application.
  if (known === undefined || known.appId !== appId) throw refuseCommand.notFound(objectId)
  if (tenant.exchangePrincipals.some((one) => one.appId === appId)) {
    throw refuseCommand.exists(`The service principal with AppId "${appId}" already exists.`)
  }
  const made: ExchangePrincipal = {
    appId,
    objectId,
    displayName: text(call, 'DisplayName') ?? known.displayName,
  }
  tenant.exchangePrincipals.push(made)
  changed(call)
  return [principalRow(made)]
}

function changeScope(call: CommandCall): object[] {
  const scope = scopeOf(call.tenant, needed(call, 'Identity'))
  const filter = needed(call, 'RecipientRestrictionFilter')
  Object.assign(scope, { filter, groupId: groupOfFilter(call.tenant, filter) })
  for (const one of call.tenant.roleAssignments)
    if (one.scopeName === scope.name) one.scopeGroupId = scope.groupId
  return done(call)
}

function createScope(call: CommandCall): object[] {
  const { tenant, world } = call
  const name = needed(call, 'Name')
  if (tenant.managementScopes.some((one) => one.name.toLowerCase() === name.toLowerCase())) {
    throw refuseCommand.exists(`The management scope "${name}" already exists.`)
  }
  const filter = needed(call, 'RecipientRestrictionFilter')
  const scope: ManagementScope = {
    id: world.ids.guid(),
    name,
    filter,
    groupId: groupOfFilter(tenant, filter),
  }
  tenant.managementScopes.push(scope)
  changed(call)
  return [scopeRow(scope)]
}

/** The group that a filter names by its distinguished name. */
function groupOfFilter(tenant: Tenant, filter: string): string {
  const named = /^\s*MemberOfGroup\s+-eq\s+(['"])(.+)\1\s*$/i.exec(filter)?.[2]
  if (named === undefined)
    throw refuseCommand.argument(
      `The recipient filter "${filter}" is not understood: here it is MemberOfGroup -eq '<distinguished name>'.`,
    )
  const group = [...tenant.groups.values()].find(
    (one) => distinguishedName(tenant, one).toLowerCase() === named.replaceAll("''", "'").toLowerCase(),
  )
  if (group === undefined) throw refuseCommand.notFound(named)
  return group.id
}

function createAssignment(call: CommandCall): object[] {
  const { tenant, world } = call
  const principal = principalOf(tenant, needed(call, 'App'))
  const role = needed(call, 'Role')
  const known = applicationRoles.find((one) => one.toLowerCase() === role.toLowerCase())
  if (known === undefined) throw refuseCommand.notFound(role)
  const scope = text(call, 'CustomResourceScope')
  const group = text(call, 'RecipientGroupScope')
  const target = scope === undefined ? undefined : scopeOf(tenant, scope)
  const groupId = target?.groupId ?? (group === undefined ? undefined : groupOf(tenant, group).id)
  const name =
    text(call, 'Name') ?? `${known}-${principal.objectId.slice(0, 8)}${target ? `-${target.name}` : ''}`
  if (tenant.roleAssignments.some((one) => nameOf(tenant, one) === name)) {
    throw refuseCommand.exists(`The management role assignment "${name}" already exists.`)
  }
  const made = addRoleAssignment(world, tenant, {
    name,
    servicePrincipalId: principal.objectId,
    role: known,
    ...(groupId !== undefined && { scopeGroupId: groupId }),
    ...(target && { scopeName: target.name }),
    delay: tenant.propagation ?? 0,
  })
  return [assignmentRow(tenant, made)]
}

function listAssignments(call: CommandCall): object[] {
  const { tenant } = call
  const [key, role, app] = ['Identity', 'Role', 'RoleAssignee'].map((name) => text(call, name))
  const who = app === undefined ? undefined : principalOf(tenant, app).objectId
  return tenant.roleAssignments
    .filter((one) => key === undefined || nameOf(tenant, one) === key)
    .filter((one) => role === undefined || one.role.toLowerCase() === role.toLowerCase())
    .filter((one) => who === undefined || one.servicePrincipalId === who)
    .map((one) => assignmentRow(tenant, one))
}

/** Passes by the cache: what will hold once everything has propagated. */
function testPrincipal(call: CommandCall): object[] {
  const { tenant } = call
  const principal = principalOf(tenant, needed(call, 'Identity'))
  const mailbox = text(call, 'Resource')
  const user = mailbox === undefined ? undefined : recipientOf(tenant, mailbox)
  return tenant.roleAssignments
    .filter((one) => one.servicePrincipalId === principal.objectId)
    .map((one) => {
      const group = tenant.groups.get(one.scopeGroupId ?? '')
      const inScope =
        one.scopeGroupId === undefined || (user !== undefined && group?.members.has(user.id) === true)
      return {
        RoleName: one.role,
        GrantedPermissions: one.role.replace(/^Application /, ''),
        AllowedResourceScope: one.scopeName ?? group?.displayName ?? 'Organization',
        ScopeType: one.scopeGroupId === undefined ? 'Organization' : 'CustomRecipientScope',
        InScope: user === undefined ? 'Not Run' : inScope ? 'True' : 'False',
      }
    })
}

function several<T>(call: CommandCall, all: T[], find: (tenant: Tenant, key: string) => T): T[] {
  const key = text(call, 'Identity')
  return key === undefined ? all : [find(call.tenant, key)]
}

function principalOf(tenant: Tenant, key: string): ExchangePrincipal {
  const wanted = key.toLowerCase()
  const found = tenant.exchangePrincipals.find((one) =>
    [one.objectId, one.appId, one.displayName.toLowerCase()].includes(wanted),
  )
  if (found === undefined) throw refuseCommand.notFound(key)
  return found
}

function scopeOf(tenant: Tenant, key: string): ManagementScope {
  const found = tenant.managementScopes.find(
    (one) => one.name.toLowerCase() === key.toLowerCase() || one.id === key,
  )
  if (found === undefined) throw refuseCommand.notFound(key)
  return found
}

function nameOf(tenant: Tenant, one: RoleAssignment): string {
  const group = tenant.groups.get(one.scopeGroupId ?? '')?.displayName
  return one.name ?? `${one.role}-${one.servicePrincipalId.slice(0, 8)}${group ? `-${group}` : ''}`
}

function done(call: CommandCall): object[] {
  changed(call)
  return []
}

function principalRow({ appId, objectId, displayName }: ExchangePrincipal) {
  return {
    DisplayName: displayName,
    ObjectId: objectId,
    ServiceId: objectId,
    AppId: appId,
    Identity: objectId,
    Name: objectId,
  }
}

function scopeRow({ id, name, filter }: ManagementScope) {
  return {
    Name: name,
    Identity: name,
    Guid: id,
    ScopeRestrictionType: 'RecipientScope',
    RecipientFilter: filter,
    Exclusive: false,
  }
}

function assignmentRow(tenant: Tenant, one: RoleAssignment) {
  const name = nameOf(tenant, one)
  return {
    Name: name,
    Identity: name,
    Guid: one.id,
    Role: one.role,
    RoleAssignee: one.servicePrincipalId,
    RoleAssigneeType: 'ServicePrincipal',
    App: one.servicePrincipalId,
    CustomResourceScope: one.scopeName ?? tenant.groups.get(one.scopeGroupId ?? '')?.displayName ?? null,
    RecipientWriteScope: one.scopeGroupId === undefined ? 'Organization' : 'CustomRecipientScope',
    Enabled: true,
  }
}
