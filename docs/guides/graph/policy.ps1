# LEGACY: application access policy. Microsoft says not to make new ones; use RBAC for Applications unless you have one already.
# Once: Install-Module ExchangeOnlineManagement -Scope CurrentUser
$name = {{applicationName}}
$clientId = {{clientId}}
$group = {{group}}
$member = {{testMailbox}}

Connect-ExchangeOnline
New-ApplicationAccessPolicy -AppId $clientId -PolicyScopeGroupId $group -AccessRight RestrictAccess -Description $name | Out-Null

# It takes an hour or more until a change counts.
Test-ApplicationAccessPolicy -AppId $clientId -Identity $member | Format-List AccessCheckResult
