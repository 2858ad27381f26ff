# Puts the application permissions on the list and grants them, which is the administrator's consent. Can be run again.
# Microsoft Graph PowerShell; once: Install-Module Microsoft.Graph -Scope CurrentUser
$tenantId = {{tenantId}}
$clientId = {{clientId}}
$permissions = {{permissions}}

Connect-MgGraph -TenantId $tenantId -Scopes 'Application.ReadWrite.All', 'AppRoleAssignment.ReadWrite.All'
$application = Get-MgApplication -Filter "appId eq '$clientId'"
$principal = Get-MgServicePrincipal -Filter "appId eq '$clientId'"
$graph = Get-MgServicePrincipal -Filter "appId eq '00000003-0000-0000-c000-000000000000'"
$roles = @($graph.AppRoles | Where-Object { $permissions -contains $_.Value -and $_.AllowedMemberTypes -contains 'Application' })

Update-MgApplication -ApplicationId $application.Id -RequiredResourceAccess @{
    ResourceAppId  = $graph.AppId
    ResourceAccess = @($roles | ForEach-Object { @{ Id = $_.Id; Type = 'Role' } })
}
$granted = @(Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $principal.Id -All | ForEach-Object { $_.AppRoleId })
foreach ($role in $roles) {
    if ($granted -notcontains $role.Id) {
        New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $principal.Id -PrincipalId $principal.Id -ResourceId $graph.Id -AppRoleId $role.Id | Out-Null
    }
}
"Granted: $($roles.Value -join ', ')"
