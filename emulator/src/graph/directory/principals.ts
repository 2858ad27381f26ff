import { removePrincipal } from '../../tenant/applications.ts'
import { addServicePrincipal } from '../../tenant/directory.ts'
import { allPrincipals, serviceOf } from '../../tenant/first-party.ts'
import type { ServicePrincipal, Tenant } from '../../tenant/types.ts'
import type { WireResponse } from '../../wire.ts'
import { type Call, jsonBody, param, type Route } from '../call.ts'
import { refuse } from '../errors.ts'
import { keyJson, noInfo, passwordJson } from './application-json.ts'
import { objectRoute, readApplications, writeApplications } from './authorise.ts'
import { countObjects, listObjects, type Shown, showObject } from './listing.ts'

const type = 'servicePrincipal'

/** Applications as they are present in the tenant, Microsoft's services among them. */
export const servicePrincipalRoutes: Route[] = [
  objectRoute('GET', 'servicePrincipals', readApplications, (call) =>
    listObjects(call, type, 'servicePrincipals', all(call)),
  ),
  objectRoute('GET', 'servicePrincipals/$count', readApplications, (call) =>
    countObjects(call, type, all(call)),
  ),
  objectRoute('POST', 'servicePrincipals', writeApplications, create),
  objectRoute('GET', 'servicePrincipals/{principal}', readApplications, (call) =>
    showObject(call, 200, type, 'servicePrincipals', principalJson(call.tenant, principalOf(call))),
  ),
  objectRoute('PATCH', 'servicePrincipals/{principal}', writeApplications, update),
  objectRoute('DELETE', 'servicePrincipals/{principal}', writeApplications, (call) => {
    removePrincipal(call.world, call.tenant, principalOf(call))
    return { status: 204 }
  }),
]

/** The service principal of the path, by its object id or by `appId='…'`. */
export function principalOf(call: Call, name = 'principal'): ServicePrincipal {
  const key = param(call, name)
  const appId = /^appId=(.*)$/i.exec(key)?.[1]?.toLowerCase()
  const found = allPrincipals(call.tenant).find((one) =>
    appId === undefined ? one.id === key.toLowerCase() : one.appId === appId,
  )
  if (found === undefined) throw refuse.directoryNotFound(appId ?? key)
  return found
}

/** A service principal as Graph shows it; services publish their permissions in `appRoles` and `oauth2PermissionScopes`. */
function principalJson(tenant: Tenant, principal: ServicePrincipal): Shown {
  const { id, appId, displayName, accountEnabled } = principal
  const service = serviceOf(appId)
  const application = [...tenant.applications.values()].find((one) => one.appId === appId)
  return {
    id,
    deletedDateTime: null,
    accountEnabled,
    alternativeNames: [],
    appDisplayName: displayName,
    appId,
    applicationTemplateId: null,
    appOwnerOrganizationId: application ? tenant.id : microsoftTenant,
    appRoleAssignmentRequired: principal.assignmentRequired ?? false,
    description: null,
    disabledByMicrosoftStatus: null,
    displayName,
    homepage: null,
    loginUrl: null,
    logoutUrl: null,
    notes: null,
    notificationEmailAddresses: [],
    preferredSingleSignOnMode: null,
    replyUrls: application?.redirectUris ?? [],
    servicePrincipalNames: [appId],
    servicePrincipalType: 'Application',
    signInAudience: application?.signInAudience ?? (application ? 'AzureADMyOrg' : 'AzureADMultipleOrgs'),
    tags: [],
    tokenEncryptionKeyId: null,
    addIns: [],
    appRoles: Object.entries(service?.roles ?? {}).map(([value, role]) => ({
      allowedMemberTypes: ['Application'],
      description: value,
      displayName: value,
      id: role,
      isEnabled: true,
      origin: 'Application',
      value,
    })),
    info: noInfo(),
    keyCredentials: (application?.certificates ?? []).map(keyJson),
    oauth2PermissionScopes: Object.entries(service?.scopes ?? {}).map(([value, scope]) => ({
      adminConsentDescription: value,
      adminConsentDisplayName: value,
      id: scope,
      isEnabled: true,
      type: 'User',
      userConsentDescription: value,
      userConsentDisplayName: value,
      value,
    })),
    passwordCredentials: (application?.passwords ?? []).map((one) => passwordJson(one)),
  }
}

/** Where Microsoft's own services are registered. */
const microsoftTenant = 'f8cdef31-a31e-4b4a-93e4-5f571e91255a'

function all(call: Call): Shown[] {
  return allPrincipals(call.tenant).map((one) => principalJson(call.tenant, one))
}

function create(call: Call): WireResponse {
  const { world, tenant } = call
  const { appId } = jsonBody(call.request)
  if (typeof appId !== 'string')
    throw refuse.directoryRequest("A value is required for property 'appId' of resource 'ServicePrincipal'.")
  const application = [...world.tenants.values()]
    .flatMap((one) => [...one.applications.values()].map((found) => ({ found, home: one })))
    .find(
      ({ found, home }) =>
        found.appId === appId && (home === tenant || found.signInAudience === 'AzureADMultipleOrgs'),
    )
  if (allPrincipals(tenant).some((one) => one.appId === appId)) throw refuse.principalExists(appId)
  if (application === undefined) {
    throw refuse.directoryRequest(
      `When using this permission, the backing application of the service principal being created must in the local tenant: ${appId}`,
    )
  }
  const made = addServicePrincipal(world, tenant, application.found)
  return showObject(call, 201, type, 'servicePrincipals', principalJson(tenant, made))
}

function update(call: Call): WireResponse {
  const principal = principalOf(call)
  const { accountEnabled, displayName, appRoleAssignmentRequired } = jsonBody(call.request)
  if (typeof accountEnabled === 'boolean') principal.accountEnabled = accountEnabled
  if (typeof displayName === 'string') principal.displayName = displayName
  if (typeof appRoleAssignmentRequired === 'boolean') principal.assignmentRequired = appRoleAssignmentRequired
  call.world.emit({ kind: 'directory', tenantId: call.tenant.id })
  return { status: 204 }
}
