# Registers the application and prints its two IDs.
# Microsoft Graph PowerShell; once: Install-Module Microsoft.Graph -Scope CurrentUser
$name = {{applicationName}}

Connect-MgGraph -Scopes 'Application.ReadWrite.All'
$application = New-MgApplication -DisplayName $name -SignInAudience AzureADMyOrg
New-MgServicePrincipal -AppId $application.AppId | Out-Null

"Application (client) ID: $($application.AppId)"
"Directory (tenant) ID:   $((Get-MgContext).TenantId)"
