import type { Application } from '../tenant/types.ts'
import type { WireResponse } from '../wire.ts'
import { type Call, directoryRoute, type Route, versionRoot } from './call.ts'
import { GraphError } from './errors.ts'
import { parseFilter, passes } from './filter.ts'
import { checkNames, collection, readOptions } from './odata.ts'

/** Any of these lists applications (application-list in the reference). */
const permissions = [
  'Application.Read.All',
  'Application.ReadWrite.OwnedBy',
  'Application.ReadWrite.All',
  'Directory.Read.All',
]
const properties = ['id', 'appId', 'displayName', 'createdDateTime', 'passwordCredentials', 'keyCredentials']

/** Applications with the end dates of their credentials; never a secret, only the first three characters as `hint`. */
export const applicationCredentialRoutes: Route[] = [directoryRoute('GET', 'applications', permissions, list)]

function list(call: Call): WireResponse {
  const options = readOptions(call.request.query)
  checkNames(options.select, properties, 'application')
  const filter = options.filter === undefined ? undefined : parseFilter(options.filter)
  const items = [...call.tenant.applications.values()]
    .map(applicationJson)
    .filter((item) => filter === undefined || passes(filter, (name) => filtered(item, name)))
    .map((item) => Object.fromEntries(Object.entries(item).filter(([name]) => isShown(name, options.select))))
  const shown = options.select ? `(${options.select.join(',')})` : ''
  return collection(
    `${versionRoot(call.request)}/$metadata#applications${shown}`,
    items.map((item) => JSON.stringify(item)),
    {},
  )
}

function isShown(name: string, select: readonly string[] | undefined): boolean {
  return select === undefined || select.includes(name)
}

function filtered(item: ReturnType<typeof applicationJson>, name: string): string {
  if (name === 'appId' || name === 'id' || name === 'displayName') return item[name]
  throw new GraphError(
    400,
    'Request_UnsupportedQuery',
    `Unsupported or invalid query filter clause specified for property '${name}' of resource 'Application'.`,
  )
}

/** passwordCredential and keyCredential as the reference's resource pages show them. */
function applicationJson(application: Application) {
  return {
    id: application.id,
    appId: application.appId,
    displayName: application.displayName,
    createdDateTime: instant(application.createdAt),
    passwordCredentials: application.passwords.map((one) => ({
      customKeyIdentifier: null,
      displayName: one.displayName ?? null,
      endDateTime: instant(one.end),
      hint: one.hint,
      keyId: one.keyId,
      secretText: null,
      startDateTime: instant(one.start),
    })),
    keyCredentials: application.certificates.map((one) => ({
      customKeyIdentifier: one.sha1,
      displayName: one.displayName ?? null,
      endDateTime: instant(one.end),
      key: null,
      keyId: one.keyId,
      startDateTime: instant(one.start),
      type: 'AsymmetricX509Cert',
      usage: 'Verify',
    })),
  }
}

function instant(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z')
}
