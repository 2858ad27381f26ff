# Sets up "Tandem-1" for Tandem. Needs: Install-Module Microsoft.Graph, ExchangeOnlineManagement
$ErrorActionPreference = 'Stop'
$name = 'Tandem-1'

Connect-MgGraph -Scopes 'Application.ReadWrite.All','AppRoleAssignment.ReadWrite.All' -NoWelcome
$graph = Get-MgServicePrincipal -Filter "appId eq '00000003-0000-0000-c000-000000000000'"
$permissions = @('Tasks.ReadWrite.All', 'User.Read.All')
$roles = $graph.AppRoles | Where-Object { $permissions -contains $_.Value }
$app = Get-MgApplication -Filter "tags/any(t:t eq 'tandem-test-1')" | Select-Object -First 1
if (-not $app) {
  $access = @{ ResourceAppId = $graph.AppId; ResourceAccess = @($roles | ForEach-Object { @{ Id = $_.Id; Type = "Role" } }) }
  $app = New-MgApplication -DisplayName $name -SignInAudience AzureADMyOrg -Tags 'tandem-test-1' -RequiredResourceAccess $access
} else {
  # What is on its list stays, also delegated permissions and those of other services; what is missing is added.
  $access = @($app.RequiredResourceAccess | ForEach-Object {
    @{ ResourceAppId = $_.ResourceAppId; ResourceAccess = @($_.ResourceAccess | ForEach-Object { @{ Id = $_.Id; Type = $_.Type } }) }
  })
  $own = $access | Where-Object { $_.ResourceAppId -eq $graph.AppId } | Select-Object -First 1
  if (-not $own) { $own = @{ ResourceAppId = $graph.AppId; ResourceAccess = @() }; $access += $own }
  $listed = @($own.ResourceAccess | Where-Object { $_.Type -eq "Role" } | ForEach-Object { $_.Id })
  $missing = @($roles | Where-Object { $listed -notcontains $_.Id } | ForEach-Object { @{ Id = $_.Id; Type = "Role" } })
  if ($missing.Count -gt 0) {
    $own.ResourceAccess += $missing
    Update-MgApplication -ApplicationId $app.Id -RequiredResourceAccess $access
  }
}
$sp = Get-MgServicePrincipal -Filter "appId eq '$($app.AppId)'"
if (-not $sp) { $sp = New-MgServicePrincipal -AppId $app.AppId }
$granted = (Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $sp.Id).AppRoleId
foreach ($role in $roles | Where-Object { $granted -notcontains $_.Id }) {
  New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $sp.Id -PrincipalId $sp.Id -ResourceId $graph.Id -AppRoleId $role.Id | Out-Null
}

Connect-ExchangeOnline -ShowBanner:$false
$mailboxes = @('priya.raman@summitbrokers.example', 'tomas.novak@summitbrokers.example')
$group = Get-DistributionGroup 'tandem-1-mailboxes' -ErrorAction SilentlyContinue
if (-not $group) { $group = New-DistributionGroup -Name 'Tandem-1 mailboxes' -Alias 'tandem-1-mailboxes' -Type Security -Members $mailboxes }
if (-not (Get-ServicePrincipal $sp.Id -ErrorAction SilentlyContinue)) {
  New-ServicePrincipal -AppId $app.AppId -ObjectId $sp.Id -DisplayName $name | Out-Null
}
$scope = 'Tandem-1 mailboxes'
if (-not (Get-ManagementScope $scope -ErrorAction SilentlyContinue)) {
  New-ManagementScope -Name $scope -RecipientRestrictionFilter "MemberOfGroup -eq '$($group.DistinguishedName)'" | Out-Null
}
$assigned = (Get-ManagementRoleAssignment -RoleAssignee $sp.Id -ErrorAction SilentlyContinue).Role
foreach ($role in @('Application Contacts.ReadWrite') | Where-Object { $assigned -notcontains $_ }) {
  New-ManagementRoleAssignment -App $sp.Id -Role $role -CustomResourceScope $scope -Name "$role ($name)" | Out-Null
}
Disconnect-ExchangeOnline -Confirm:$false

# Tenant-wide permissions beside the scope would open every mailbox all the same:
$kinds = @('Contacts')
$tooWide = $graph.AppRoles | Where-Object { $kinds -contains $_.Value.Split(".")[0] }
Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $sp.Id | Where-Object { $tooWide.Id -contains $_.AppRoleId } |
  ForEach-Object { Remove-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $sp.Id -AppRoleAssignmentId $_.Id }

# The secret is shown once: paste its Value into Setup, with the two ids.
$secret = Add-MgApplicationPassword -ApplicationId $app.Id -PasswordCredential @{ DisplayName = $name }
"Directory (tenant) ID:   $((Get-MgContext).TenantId)"
"Application (client) ID: $($app.AppId)"
"Value of the secret:     $($secret.SecretText)  (ends $($secret.EndDateTime))"
Disconnect-MgGraph | Out-Null
