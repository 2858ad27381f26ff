import { grantRole, revokeRole } from '../../tenant/directory.ts'
import { allPrincipals, derivedId, serviceOf } from '../../tenant/first-party.ts'
import type { ServicePrincipal } from '../../tenant/types.ts'
import type { WireResponse } from '../../wire.ts'
import { type Call, jsonBody, param, type Route } from '../call.ts'
import { refuse } from '../errors.ts'
import { iso } from './application-json.ts'
import { assignRoles, objectRoute, readApplications } from './authorise.ts'
import { listObjects, type Shown, showObject } from './listing.ts'
import { principalOf } from './principals.ts'

type Granted = ServicePrincipal['grantedRoles'][number]

const byResource = 'servicePrincipals/{principal}/appRoleAssignedTo'
const byClient = 'servicePrincipals/{principal}/appRoleAssignments'

/** Application permissions that were consented to: seen from the service, and from the client. */
export const roleAssignmentRoutes: Route[] = [
  objectRoute('GET', byResource, readApplications, (call) => list(call, 'appRoleAssignedTo', 'resourceId')),
  objectRoute('GET', byClient, readApplications, (call) => list(call, 'appRoleAssignments', 'principalId')),
  objectRoute('POST', byResource, assignRoles, (call) => assign(call, 'appRoleAssignedTo')),
  objectRoute('POST', byClient, assignRoles, (call) => assign(call, 'appRoleAssignments')),
  objectRoute('DELETE', `${byResource}/{assignment}`, assignRoles, remove),
  objectRoute('DELETE', `${byClient}/{assignment}`, assignRoles, remove),
]

function list(call: Call, name: string, side: 'resourceId' | 'principalId'): WireResponse {
  const { id } = principalOf(call)
  const found = everyAssignment(call).filter((one) => one.shown[side] === id)
  const shown = found.map((one) => one.shown)
  return listObjects(call, 'appRoleAssignment', `servicePrincipals('${id}')/${name}`, shown)
}

function assign(call: Call, name: string): WireResponse {
  const { world, tenant } = call
  const { principalId, resourceId, appRoleId } = jsonBody(call.request)
  const { id } = principalOf(call)
  const client = allPrincipals(tenant).find((one) => one.id === principalId)
  const resource = allPrincipals(tenant).find((one) => one.id === resourceId)
  if (client === undefined) throw refuse.directoryNotFound(String(principalId))
  if (resource === undefined) throw refuse.directoryNotFound(String(resourceId))
  if (id !== (name === 'appRoleAssignedTo' ? resource.id : client.id)) {
    throw refuse.directoryRequest('The principal of the assignment does not match the one in the URL.')
  }
  const roles = Object.entries(serviceOf(resource.appId)?.roles ?? {})
  const value = roles.find(([, role]) => role === appRoleId)?.[0]
  if (value === undefined)
    throw refuse.directoryRequest('Permission being assigned was not found on application')
  if (client.grantedRoles.some((one) => one.value === value && one.resourceAppId === resource.appId)) {
    throw refuse.directoryRequest('Permission being assigned already exists on the object')
  }
  const made = grantRole(world, tenant, client, value, resource.appId)
  const shown = assignmentJson(client, resource, made)
  return showObject(call, 201, 'appRoleAssignment', `servicePrincipals('${id}')/${name}`, shown)
}

function remove(call: Call): WireResponse {
  const wanted = param(call, 'assignment')
  const { id } = principalOf(call)
  const found = everyAssignment(call).find(
    ({ shown }) => shown.id === wanted && [shown.principalId, shown.resourceId].includes(id),
  )
  if (found === undefined) throw refuse.directoryNotFound(wanted)
  revokeRole(call.world, call.tenant, found.client, found.role.value, found.role.resourceAppId)
  return { status: 204 }
}

function everyAssignment(call: Call): { client: ServicePrincipal; role: Granted; shown: Shown }[] {
  const principals = allPrincipals(call.tenant)
  return principals.flatMap((client) =>
    client.grantedRoles.flatMap((role) => {
      const resource = principals.find((one) => one.appId === role.resourceAppId)
      return resource ? [{ client, role, shown: assignmentJson(client, resource, role) }] : []
    }),
  )
}

function assignmentJson(client: ServicePrincipal, resource: ServicePrincipal, role: Granted): Shown {
  return {
    id: role.id,
    deletedDateTime: null,
    // A consent to a permission that nobody publishes (made by a seed) still needs an id here.
    appRoleId: serviceOf(resource.appId)?.roles[role.value] ?? derivedId(resource.appId, role.value),
    createdDateTime: iso(role.createdAt),
    principalDisplayName: client.displayName,
    principalId: client.id,
    principalType: 'ServicePrincipal',
    resourceDisplayName: resource.displayName,
    resourceId: resource.id,
  }
}
