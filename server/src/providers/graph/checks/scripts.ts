import type { GraphSettings } from '../settings.ts'
import type { Right } from './rights.ts'

/** PowerShell that grants and takes away application permissions; empty if there is nothing to do. */
export function permissionScript(settings: GraphSettings, missing: string[], excess: string[]): string {
  const lines = [
    `Connect-MgGraph -TenantId '${settings.tenantId}' -Scopes 'Application.Read.All','AppRoleAssignment.ReadWrite.All'`,
    `$app = Get-MgServicePrincipal -Filter "appId eq '${settings.clientId}'"`,
    `$graph = Get-MgServicePrincipal -Filter "appId eq '00000003-0000-0000-c000-000000000000'"`,
    ...missing.flatMap((name) => [
      `$role = $graph.AppRoles | Where-Object Value -eq '${name}'`,
      'New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $app.Id -PrincipalId $app.Id -ResourceId $graph.Id -AppRoleId $role.Id',
    ]),
    ...excess.flatMap((name) => [
      `$role = $graph.AppRoles | Where-Object Value -eq '${name.replaceAll("'", "''")}'`,
      'Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $app.Id | Where-Object AppRoleId -eq $role.Id | ForEach-Object { Remove-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $app.Id -AppRoleAssignmentId $_.Id }',
    ]),
  ]
  return missing.length + excess.length === 0 ? '' : lines.join('\n')
}

/** PowerShell that limits the application to a group by RBAC for Applications; then the tenant-wide consent must go. */
export function scopeScript(settings: GraphSettings, rights: Right[]): string {
  const narrowed = rights.filter(({ exchangeRole }) => exchangeRole !== undefined)
  return [
    `$group = Read-Host 'Address of the group whose mailboxes Tandem may use'`,
    `Connect-MgGraph -TenantId '${settings.tenantId}' -Scopes 'Application.Read.All'`,
    `$app = Get-MgServicePrincipal -Filter "appId eq '${settings.clientId}'"`,
    'Connect-ExchangeOnline',
    `New-ServicePrincipal -AppId '${settings.clientId}' -ObjectId $app.Id -DisplayName 'Tandem'`,
    `$dn = (Get-Group $group).DistinguishedName`,
    `New-ManagementScope -Name 'Tandem' -RecipientRestrictionFilter "MemberOfGroup -eq '$dn'"`,
    ...narrowed.map(
      ({ exchangeRole }) =>
        `New-ManagementRoleAssignment -App $app.Id -Role '${exchangeRole}' -CustomResourceScope 'Tandem'`,
    ),
    '# Then remove the tenant-wide permissions, or they go on to open every mailbox:',
    ...permissionScript(
      settings,
      [],
      narrowed.map(({ role }) => role),
    )
      .split('\n')
      .slice(1),
  ].join('\n')
}

/** PowerShell that takes tenant-wide permissions away which override a role with a scope, after showing the roles that stay. */
export function trapScript(settings: GraphSettings, roles: string[]): string {
  return [
    'Connect-ExchangeOnline',
    '# These roles with a scope stay. What is removed below must be among them, or the right is gone altogether:',
    `Test-ServicePrincipalAuthorization -Identity '${settings.clientId}' | Format-Table RoleName,GrantedPermissions,AllowedResourceScope,ScopeType`,
    permissionScript(settings, [], roles),
  ].join('\n')
}

/** PowerShell that adds a mailbox to the group of an application access policy, after showing which group that is. */
export function accessPolicyScript(settings: GraphSettings, mailbox: string): string {
  const address = mailbox.replaceAll("'", "''")
  return [
    'Connect-ExchangeOnline',
    `Get-ApplicationAccessPolicy | Where-Object AppId -eq '${settings.clientId}' | Format-List AccessRight,ScopeName,ScopeIdentity`,
    `Test-ApplicationAccessPolicy -AppId '${settings.clientId}' -Identity '${address}'`,
    `Add-DistributionGroupMember -Identity (Read-Host 'Group shown above') -Member '${address}'`,
  ].join('\n')
}

/** PowerShell that shows which roles with a scope the application has, and whether they reach a mailbox. */
export function assignmentScript({ clientId }: GraphSettings, mailbox: string): string {
  return [
    'Connect-ExchangeOnline',
    `Test-ServicePrincipalAuthorization -Identity '${clientId}' -Resource '${mailbox.replaceAll("'", "''")}'`,
  ].join('\n')
}
