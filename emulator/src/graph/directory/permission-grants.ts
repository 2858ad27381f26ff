import { grantScopes, words } from '../../tenant/consents.ts'
import { allPrincipals } from '../../tenant/first-party.ts'
import type { PermissionGrant } from '../../tenant/types.ts'
import type { WireResponse } from '../../wire.ts'
import { type Call, jsonBody, param, type Route } from '../call.ts'
import { GraphError, refuse } from '../errors.ts'
import { type Guard, grantPermissions, objectRoute, readApplications } from './authorise.ts'
import { listObjects, type Shown, showObject } from './listing.ts'
import { principalOf } from './principals.ts'

const path = 'oauth2PermissionGrants'
const read: Guard = {
  permissions: [...readApplications.permissions, ...grantPermissions.permissions],
  roles: [],
}

/** Delegated permissions that were consented to. */
export const permissionGrantRoutes: Route[] = [
  objectRoute('GET', path, read, (call) =>
    listObjects(call, 'oAuth2PermissionGrant', path, call.tenant.permissionGrants.map(grantJson)),
  ),
  objectRoute('GET', `servicePrincipals/{principal}/${path}`, read, (call) => {
    const { id } = principalOf(call)
    const own = call.tenant.permissionGrants.filter(({ clientId }) => clientId === id)
    return listObjects(call, 'oAuth2PermissionGrant', path, own.map(grantJson))
  }),
  objectRoute('GET', `${path}/{grant}`, read, (call) =>
    showObject(call, 200, 'oAuth2PermissionGrant', path, grantJson(grantOf(call))),
  ),
  objectRoute('POST', path, grantPermissions, create),
  objectRoute('PATCH', `${path}/{grant}`, grantPermissions, update),
  objectRoute('DELETE', `${path}/{grant}`, grantPermissions, remove),
]

function create(call: Call): WireResponse {
  const { tenant, world } = call
  const { clientId, consentType, principalId, resourceId, scope } = jsonBody(call.request)
  const known = allPrincipals(tenant).map(({ id }) => id)
  if (typeof clientId !== 'string' || !known.includes(clientId))
    throw refuse.directoryNotFound(String(clientId))
  if (typeof resourceId !== 'string' || !known.includes(resourceId))
    throw refuse.directoryNotFound(String(resourceId))
  const person = typeof principalId === 'string' ? principalId : undefined
  if (
    (consentType === 'Principal') !== (person !== undefined) ||
    !['Principal', 'AllPrincipals'].includes(String(consentType))
  ) {
    throw refuse.directoryRequest("'principalId' is to be given with consentType 'Principal', and only then.")
  }
  if (typeof scope !== 'string') throw refuse.directoryRequest("A value is required for property 'scope'.")
  const taken = tenant.permissionGrants.some(
    (one) => one.clientId === clientId && one.resourceId === resourceId && one.principalId === person,
  )
  if (taken)
    throw new GraphError(409, 'Request_MultipleObjectsWithSameKeyValue', 'Permission entry already exists.')
  const who = person === undefined ? {} : { principalId: person }
  const made = grantScopes(world, tenant, { clientId, resourceId, ...who, scopes: words(scope) })
  return showObject(call, 201, 'oAuth2PermissionGrant', path, grantJson(made))
}

function update(call: Call): WireResponse {
  const grant = grantOf(call)
  const { scope } = jsonBody(call.request)
  if (typeof scope !== 'string') throw refuse.directoryRequest("A value is required for property 'scope'.")
  grant.scope = words(scope).join(' ')
  call.world.emit({ kind: 'directory', tenantId: call.tenant.id })
  return { status: 204 }
}

function remove(call: Call): WireResponse {
  const grant = grantOf(call)
  call.tenant.permissionGrants = call.tenant.permissionGrants.filter((one) => one !== grant)
  call.world.emit({ kind: 'directory', tenantId: call.tenant.id })
  return { status: 204 }
}

function grantOf(call: Call): PermissionGrant {
  const found = call.tenant.permissionGrants.find(({ id }) => id === param(call, 'grant'))
  if (found === undefined) throw refuse.directoryNotFound(param(call, 'grant'))
  return found
}

function grantJson({ id, clientId, resourceId, principalId, scope }: PermissionGrant): Shown {
  const consentType = principalId === undefined ? 'AllPrincipals' : 'Principal'
  return { id, clientId, consentType, principalId: principalId ?? null, resourceId, scope }
}
