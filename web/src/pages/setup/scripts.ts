/** What the scripts of Setup are filled with; what is not known yet is asked for by the script. */
export interface Known {
  name: string
  tenantId?: string
  clientId?: string
}

const graphAppId = '00000003-0000-0000-c000-000000000000'

/** Microsoft Graph PowerShell: registers the application and prints the two ids. */
export function registerScript({ name }: Known): string {
  return [
    'Install-Module Microsoft.Graph.Applications -Scope CurrentUser # once',
    `Connect-MgGraph -Scopes 'Application.ReadWrite.All'`,
    `$app = New-MgApplication -DisplayName ${quoted(name)} -SignInAudience AzureADMyOrg`,
    'New-MgServicePrincipal -AppId $app.AppId | Out-Null',
    '"Directory (tenant) ID:   $((Get-MgContext).TenantId)"',
    '"Application (client) ID: $($app.AppId)"',
  ].join('\n')
}

/** Microsoft Graph PowerShell: grants application permissions, which is the administrator's consent. */
export function consentScript(known: Known, permissions: string[]): string {
  return [
    `Connect-MgGraph${tenant(known)} -Scopes 'Application.Read.All','AppRoleAssignment.ReadWrite.All'`,
    `$app = Get-MgServicePrincipal -Filter "appId eq '${client(known)}'"`,
    `$graph = Get-MgServicePrincipal -Filter "appId eq '${graphAppId}'"`,
    ...permissions.flatMap((permission) => [
      `$role = $graph.AppRoles | Where-Object Value -eq '${permission}'`,
      'New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $app.Id -PrincipalId $app.Id -ResourceId $graph.Id -AppRoleId $role.Id',
    ]),
  ].join('\n')
}

/** Exchange Online PowerShell: RBAC for Applications, its roles for the members of one group alone. */
export function scopeScript(known: Known, group: string, roles: string[]): string {
  return [
    'Install-Module ExchangeOnlineManagement -Scope CurrentUser # once',
    `Connect-MgGraph${tenant(known)} -Scopes 'Application.Read.All'`,
    `$app = Get-MgServicePrincipal -Filter "appId eq '${client(known)}'"`,
    'Connect-ExchangeOnline',
    `$dn = (Get-Group ${group === '' ? "(Read-Host 'Address of the group')" : quoted(group)}).DistinguishedName`,
    `New-ServicePrincipal -AppId '${client(known)}' -ObjectId $app.Id -DisplayName ${quoted(known.name)}`,
    `New-ManagementScope -Name ${quoted(known.name)} -RecipientRestrictionFilter "MemberOfGroup -eq '$dn'"`,
    ...roles.map(
      (role) =>
        `New-ManagementRoleAssignment -App $app.Id -Role ${quoted(role)} -CustomResourceScope ${quoted(known.name)}`,
    ),
    `Test-ServicePrincipalAuthorization -Identity $app.Id # add -Resource <mailbox> to try one`,
  ].join('\n')
}

/** Exchange Online PowerShell: the older application access policy; it narrows a tenant-wide consent. */
export function policyScript(known: Known, group: string): string {
  const scope = group === '' ? "(Read-Host 'Address of the mail-enabled security group')" : quoted(group)
  return [
    'Connect-ExchangeOnline',
    `New-ApplicationAccessPolicy -AppId '${client(known)}' -PolicyScopeGroupId ${scope} -AccessRight RestrictAccess -Description ${quoted(known.name)}`,
  ].join('\n')
}

/** Microsoft Graph PowerShell: a client secret for a year; prints its Value once. */
export function secretScript(known: Known): string {
  return [
    `Connect-MgGraph${tenant(known)} -Scopes 'Application.ReadWrite.All'`,
    `$app = Get-MgApplication -Filter "appId eq '${client(known)}'"`,
    `$secret = Add-MgApplicationPassword -ApplicationId $app.Id -PasswordCredential @{ displayName = ${quoted(known.name)}; endDateTime = (Get-Date).AddYears(1) }`,
    '"Value:   $($secret.SecretText)"',
    '"Expires: $($secret.EndDateTime)"',
  ].join('\n')
}

function tenant({ tenantId }: Known): string {
  return tenantId ? ` -TenantId ${quoted(tenantId)}` : ''
}

function client({ clientId }: Known): string {
  return clientId?.replaceAll("'", "''") ?? '<Application (client) ID>'
}

/** A PowerShell text: inside single quotes only the quote itself means something. */
function quoted(text: string): string {
  return `'${text.replaceAll(/['‘’]/g, "''")}'`
}
