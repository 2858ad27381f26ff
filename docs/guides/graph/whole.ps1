# Registers the application, grants its permissions, makes a secret for a year and prints what Setup asks for.
# Microsoft Graph PowerShell; once: Install-Module Microsoft.Graph -Scope CurrentUser
$name = {{applicationName}}
$permissions = {{permissions}}

Connect-MgGraph -Scopes 'Application.ReadWrite.All', 'AppRoleAssignment.ReadWrite.All'
$graph = Get-MgServicePrincipal -Filter "appId eq '00000003-0000-0000-c000-000000000000'"
$roles = @($graph.AppRoles | Where-Object { $permissions -contains $_.Value -and $_.AllowedMemberTypes -contains 'Application' })
$application = New-MgApplication -DisplayName $name -SignInAudience AzureADMyOrg -RequiredResourceAccess @{
    ResourceAppId  = $graph.AppId
    ResourceAccess = @($roles | ForEach-Object { @{ Id = $_.Id; Type = 'Role' } })
}
$principal = New-MgServicePrincipal -AppId $application.AppId
foreach ($role in $roles) {
    New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $principal.Id -PrincipalId $principal.Id -ResourceId $graph.Id -AppRoleId $role.Id | Out-Null
}
$secret = Add-MgApplicationPassword -ApplicationId $application.Id -PasswordCredential @{
    displayName = $name
    endDateTime = (Get-Date).AddMonths(12)
}

"Application (client) ID: $($application.AppId)"
"Directory (tenant) ID:   $((Get-MgContext).TenantId)"
"Secret (Value):          $($secret.SecretText)"
"Expires:                 $($secret.EndDateTime.ToString('yyyy-MM-dd'))"
