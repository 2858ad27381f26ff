# Makes a client secret for a year and prints its Value, once.
# Microsoft Graph PowerShell; once: Install-Module Microsoft.Graph -Scope CurrentUser
$name = {{applicationName}}
$tenantId = {{tenantId}}
$clientId = {{clientId}}

Connect-MgGraph -TenantId $tenantId -Scopes 'Application.ReadWrite.All'
$application = Get-MgApplication -Filter "appId eq '$clientId'"
$secret = Add-MgApplicationPassword -ApplicationId $application.Id -PasswordCredential @{
    displayName = $name
    endDateTime = (Get-Date).AddMonths(12)
}

"Value:   $($secret.SecretText)"
"Expires: $($secret.EndDateTime.ToString('yyyy-MM-dd'))"
