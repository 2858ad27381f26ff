# Gives the application its roles in Exchange for the members of one group (RBAC for Applications). Can be run again.
# Once: Install-Module Microsoft.Graph, ExchangeOnlineManagement -Scope CurrentUser
$name = {{applicationName}}
$tenantId = {{tenantId}}
$clientId = {{clientId}}
$group = {{group}}
$member = {{testMailbox}}
$roles = {{roles}}

Connect-MgGraph -TenantId $tenantId -Scopes 'Application.Read.All'
# The object id of the enterprise application, not of the app registration.
$principal = Get-MgServicePrincipal -Filter "appId eq '$clientId'"

Connect-ExchangeOnline
# A mail-enabled security group. Only direct members count.
if (-not (Get-DistributionGroup -Identity $group -ErrorAction SilentlyContinue)) {
    New-DistributionGroup -Name "$name mailboxes" -Type Security -PrimarySmtpAddress $group -Members $member | Out-Null
}
$place = (Get-DistributionGroup -Identity $group).DistinguishedName.Replace("'", "''")

if (-not (Get-ServicePrincipal -Identity $principal.Id -ErrorAction SilentlyContinue)) {
    New-ServicePrincipal -AppId $clientId -ObjectId $principal.Id -DisplayName $name | Out-Null
}
if (-not (Get-ManagementScope -Identity $name -ErrorAction SilentlyContinue)) {
    New-ManagementScope -Name $name -RecipientRestrictionFilter "MemberOfGroup -eq '$place'" | Out-Null
}
foreach ($role in $roles) {
    if (-not (Get-ManagementRoleAssignment -Identity "$name $role" -ErrorAction SilentlyContinue)) {
        New-ManagementRoleAssignment -Name "$name $role" -App $principal.Id -Role $role -CustomResourceScope $name | Out-Null
    }
}

# Does not wait for caches: InScope must be True for a member of the group, False for anybody else.
Test-ServicePrincipalAuthorization -Identity $principal.Id -Resource $member | Format-Table RoleName, InScope
