import { addAccessPolicy, findUser } from '../tenant/directory.ts'
import type { AccessPolicy, Tenant } from '../tenant/types.ts'
import { type Command, type CommandCall, changed, list, needed, text } from './command-call.ts'
import { groupOf, recipientOf } from './groups.ts'
import { refuseCommand } from './refusals.ts'

/** Application access policies, the older way to limit an application (facts 4.1). */
export const accessPolicyCommands: Record<string, Command> = {
  'Get-ApplicationAccessPolicy': (call) => {
    const key = text(call, 'Identity')
    const all = call.tenant.accessPolicies.flatMap((policy) => rows(call.tenant, policy))
    if (key === undefined) return all
    const found = all.filter(({ Identity }) => Identity === key)
    if (found.length === 0) throw refuseCommand.notFound(key)
    return found
  },
  'New-ApplicationAccessPolicy': create,
  'Remove-ApplicationAccessPolicy': (call) => {
    const key = needed(call, 'Identity')
    const { tenant } = call
    const gone = tenant.accessPolicies.find((policy) =>
      rows(tenant, policy).some(({ Identity }) => Identity === key),
    )
    if (gone === undefined) throw refuseCommand.notFound(key)
    tenant.accessPolicies = tenant.accessPolicies.filter((one) => one !== gone)
    changed(call)
    return []
  },
  'Test-ApplicationAccessPolicy': (call) => {
    const user = recipientOf(call.tenant, needed(call, 'Identity'))
    const appId = needed(call, 'AppId')
    return [
      {
        AppId: appId,
        Mailbox: user.displayName,
        AccessCheckResult: isGranted(call.tenant, appId, user.id) ? 'Granted' : 'Denied',
      },
    ]
  },
}

function create(call: CommandCall): object[] {
  const { tenant, world } = call
  const right = needed(call, 'AccessRight')
  if (right !== 'RestrictAccess' && right !== 'DenyAccess')
    throw refuseCommand.argument(`Cannot convert value "${right}" to type AccessRight.`)
  const scope = needed(call, 'PolicyScopeGroupId')
  const user = findUser(tenant, scope)
  const group = user === undefined ? groupOf(tenant, scope) : undefined
  if (group && !group.securityEnabled) {
    throw refuseCommand.argument(
      `The policy scope group "${scope}" must be a mail-enabled security group or a user.`,
    )
  }
  const apps = list(call, 'AppId')
  if (apps.length === 0) throw refuseCommand.missing('AppId')
  const description = text(call, 'Description')
  const policy = addAccessPolicy(world, tenant, {
    appIds: apps.includes('*') ? '*' : apps,
    accessRight: right,
    scopeId: group?.id ?? user?.id ?? '',
    ...(description !== undefined && { description }),
    delay: tenant.propagation ?? 0,
  })
  return rows(tenant, policy)
}

function rows(tenant: Tenant, policy: AccessPolicy) {
  const scope =
    tenant.groups.get(policy.scopeId)?.displayName ?? tenant.users.get(policy.scopeId)?.displayName
  const apps = policy.appIds === '*' ? ['*'] : policy.appIds
  return apps.map((appId) => ({
    ScopeName: scope,
    ScopeIdentity: scope,
    Identity: `${tenant.id}\\${appId}:${policy.scopeId};${policy.id}`,
    AppId: appId,
    ScopeIdentityRaw: policy.scopeId,
    Description: policy.description ?? '',
    AccessRight: policy.accessRight,
    ShardType: 'All',
    IsValid: true,
  }))
}

function isGranted(tenant: Tenant, appId: string, userId: string): boolean {
  const all = tenant.accessPolicies.filter(({ appIds }) => appIds === '*' || appIds.includes(appId))
  const matching = all.filter(
    ({ scopeId }) => scopeId === userId || tenant.groups.get(scopeId)?.members.has(userId) === true,
  )
  if (matching.some(({ accessRight }) => accessRight === 'DenyAccess')) return false
  return matching.length > 0 || all.every(({ accessRight }) => accessRight === 'DenyAccess')
}
