import { registerApplication, removeApplication } from '../../tenant/applications.ts'
import type { WireResponse } from '../../wire.ts'
import { type Call, jsonBody, type Route } from '../call.ts'
import { refuse } from '../errors.ts'
import { readApplication, writeApplication } from './application-body.ts'
import { applicationJson } from './application-json.ts'
import { replaceKeys } from './application-keys.ts'
import { applicationOf } from './application-path.ts'
import { objectRoute, readApplications, writeApplications } from './authorise.ts'
import { countObjects, listObjects, showObject } from './listing.ts'

/** Registrations of the tenant. */
export const directoryApplicationRoutes: Route[] = [
  objectRoute('GET', 'applications', readApplications, (call) =>
    listObjects(call, 'application', 'applications', all(call)),
  ),
  objectRoute('GET', 'applications/$count', readApplications, (call) =>
    countObjects(call, 'application', all(call)),
  ),
  objectRoute('POST', 'applications', writeApplications, create),
  objectRoute('GET', 'applications/{application}', readApplications, (call) =>
    showObject(call, 200, 'application', 'applications', applicationJson(call.tenant, applicationOf(call))),
  ),
  objectRoute('PATCH', 'applications/{application}', writeApplications, update),
  objectRoute('DELETE', 'applications/{application}', writeApplications, (call) => {
    removeApplication(call.world, call.tenant, applicationOf(call))
    return { status: 204 }
  }),
]

function all(call: Call) {
  return [...call.tenant.applications.values()].map((one) => applicationJson(call.tenant, one))
}

function create(call: Call): WireResponse {
  const body = readApplication(jsonBody(call.request))
  if (body.displayName === undefined) {
    throw refuse.directoryRequest("A value is required for property 'displayName' of resource 'Application'.")
  }
  const application = registerApplication(call.world, call.tenant, body.displayName)
  writeApplication(application, body)
  if (body.keyCredentials) replaceKeys(call, application, body.keyCredentials)
  return showObject(call, 201, 'application', 'applications', applicationJson(call.tenant, application))
}

function update(call: Call): WireResponse {
  const application = applicationOf(call)
  const body = readApplication(jsonBody(call.request))
  writeApplication(application, body)
  if (body.keyCredentials) replaceKeys(call, application, body.keyCredentials)
  call.world.emit({ kind: 'directory', tenantId: call.tenant.id })
  return { status: 204 }
}
