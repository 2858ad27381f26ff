import type { ProvisionWish } from '../../provisioning.ts'
import { dividedRights, exchangeNames } from './plan.ts'

/**
 * The same set-up as PowerShell, with Microsoft's own modules (Microsoft.Graph, ExchangeOnlineManagement). Ids are looked up by
 * name when it runs; what is there already is left as it is, so that it can be run again.
 */
export function provisionScript(wish: ProvisionWish, removeWide: boolean): string {
  const { wide, narrow } = dividedRights(wish)
  const names = exchangeNames(wish)
  const narrowRoles = narrow.map(({ exchangeRole = '' }) => exchangeRole)
  const lines = [
    `# Sets up "${wish.name}" for Tandem. Needs: Install-Module Microsoft.Graph, ExchangeOnlineManagement`,
    `$ErrorActionPreference = 'Stop'`,
    `$name = ${quoted(wish.name)}`,
    '',
    `Connect-MgGraph -Scopes 'Application.ReadWrite.All','AppRoleAssignment.ReadWrite.All' -NoWelcome`,
    `$graph = Get-MgServicePrincipal -Filter "appId eq '00000003-0000-0000-c000-000000000000'"`,
    `$permissions = ${list(wide)}`,
    `$roles = $graph.AppRoles | Where-Object { $permissions -contains $_.Value }`,
    `$app = Get-MgApplication -Filter "tags/any(t:t eq '${wish.marker}')" | Select-Object -First 1`,
    'if (-not $app) {',
    '  $access = @{ ResourceAppId = $graph.AppId; ResourceAccess = @($roles | ForEach-Object { @{ Id = $_.Id; Type = "Role" } }) }',
    `  $app = New-MgApplication -DisplayName $name -SignInAudience AzureADMyOrg -Tags '${wish.marker}' -RequiredResourceAccess $access`,
    '} else {',
    '  # What is on its list stays, also delegated permissions and those of other services; what is missing is added.',
    '  $access = @($app.RequiredResourceAccess | ForEach-Object {',
    '    @{ ResourceAppId = $_.ResourceAppId; ResourceAccess = @($_.ResourceAccess | ForEach-Object { @{ Id = $_.Id; Type = $_.Type } }) }',
    '  })',
    '  $own = $access | Where-Object { $_.ResourceAppId -eq $graph.AppId } | Select-Object -First 1',
    '  if (-not $own) { $own = @{ ResourceAppId = $graph.AppId; ResourceAccess = @() }; $access += $own }',
    '  $listed = @($own.ResourceAccess | Where-Object { $_.Type -eq "Role" } | ForEach-Object { $_.Id })',
    '  $missing = @($roles | Where-Object { $listed -notcontains $_.Id } | ForEach-Object { @{ Id = $_.Id; Type = "Role" } })',
    '  if ($missing.Count -gt 0) {',
    '    $own.ResourceAccess += $missing',
    '    Update-MgApplication -ApplicationId $app.Id -RequiredResourceAccess $access',
    '  }',
    '}',
    `$sp = Get-MgServicePrincipal -Filter "appId eq '$($app.AppId)'"`,
    'if (-not $sp) { $sp = New-MgServicePrincipal -AppId $app.AppId }',
    '$granted = (Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $sp.Id).AppRoleId',
    'foreach ($role in $roles | Where-Object { $granted -notcontains $_.Id }) {',
    '  New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $sp.Id -PrincipalId $sp.Id -ResourceId $graph.Id -AppRoleId $role.Id | Out-Null',
    '}',
    ...(narrowRoles.length > 0 && wish.mailboxes !== 'all'
      ? exchangePart(wish.mailboxes, names, narrowRoles)
      : []),
    ...(removeWide && narrow.length > 0 ? removalPart(narrow.map(({ role }) => role)) : []),
    '',
    '# The secret is shown once: paste its Value into Setup, with the two ids.',
    '$secret = Add-MgApplicationPassword -ApplicationId $app.Id -PasswordCredential @{ DisplayName = $name }',
    '"Directory (tenant) ID:   $((Get-MgContext).TenantId)"',
    '"Application (client) ID: $($app.AppId)"',
    '"Value of the secret:     $($secret.SecretText)  (ends $($secret.EndDateTime))"',
    'Disconnect-MgGraph | Out-Null',
  ]
  return `${lines.join('\n')}\n`
}

function exchangePart(
  mailboxes: string[],
  names: ReturnType<typeof exchangeNames>,
  roles: string[],
): string[] {
  return [
    '',
    'Connect-ExchangeOnline -ShowBanner:$false',
    `$mailboxes = ${list(mailboxes)}`,
    `$group = Get-DistributionGroup ${quoted(names.alias)} -ErrorAction SilentlyContinue`,
    `if (-not $group) { $group = New-DistributionGroup -Name ${quoted(names.group)} -Alias ${quoted(names.alias)} -Type Security -Members $mailboxes }`,
    'if (-not (Get-ServicePrincipal $sp.Id -ErrorAction SilentlyContinue)) {',
    '  New-ServicePrincipal -AppId $app.AppId -ObjectId $sp.Id -DisplayName $name | Out-Null',
    '}',
    `$scope = ${quoted(names.scope)}`,
    'if (-not (Get-ManagementScope $scope -ErrorAction SilentlyContinue)) {',
    `  New-ManagementScope -Name $scope -RecipientRestrictionFilter "MemberOfGroup -eq '$($group.DistinguishedName)'" | Out-Null`,
    '}',
    '$assigned = (Get-ManagementRoleAssignment -RoleAssignee $sp.Id -ErrorAction SilentlyContinue).Role',
    `foreach ($role in ${list(roles)} | Where-Object { $assigned -notcontains $_ }) {`,
    '  New-ManagementRoleAssignment -App $sp.Id -Role $role -CustomResourceScope $scope -Name "$role ($name)" | Out-Null',
    '}',
    'Disconnect-ExchangeOnline -Confirm:$false',
  ]
}

/** What opens every mailbox beside a scope makes the scope worth nothing. */
function removalPart(roles: string[]): string[] {
  const kinds = [...new Set(roles.map((role) => role.split('.')[0] ?? ''))]
  return [
    '',
    '# Tenant-wide permissions beside the scope would open every mailbox all the same:',
    `$kinds = ${list(kinds)}`,
    '$tooWide = $graph.AppRoles | Where-Object { $kinds -contains $_.Value.Split(".")[0] }',
    'Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $sp.Id | Where-Object { $tooWide.Id -contains $_.AppRoleId } |',
    '  ForEach-Object { Remove-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $sp.Id -AppRoleAssignmentId $_.Id }',
  ]
}

function list(words: string[]): string {
  return `@(${words.map(quoted).join(', ')})`
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "''")}'`
}
