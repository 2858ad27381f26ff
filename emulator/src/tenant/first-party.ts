import { createHash } from 'node:crypto'
import { exchangeRoles, exchangeScopes, graphRoles, graphScopes } from './published-permissions.ts'
import type { Application, ServicePrincipal, Tenant } from './types.ts'

/** The appId of Microsoft Graph in every tenant. */
export const graphAppId = '00000003-0000-0000-c000-000000000000'

/** The appId of Office 365 Exchange Online in every tenant. */
export const exchangeAppId = '00000002-0000-0ff1-ce00-000000000000'

/** The public client of the Graph command line and PowerShell. */
export const graphCommandLineAppId = '14d82eec-204b-4c2f-b7e8-296a70dab67e'

/** The public client of the Exchange Online PowerShell module. */
export const exchangePowerShellAppId = 'fb78d390-0c51-40cd-8e17-fdbfab77341b'

/** What a service publishes for others to ask for: ids by name. */
export interface Service {
  appId: string
  displayName: string
  roles: Record<string, string>
  scopes: Record<string, string>
}

/** The services that every tenant has. */
export const services: readonly Service[] = [
  { appId: graphAppId, displayName: 'Microsoft Graph', roles: graphRoles, scopes: graphScopes },
  {
    appId: exchangeAppId,
    displayName: 'Office 365 Exchange Online',
    roles: exchangeRoles,
    scopes: exchangeScopes,
  },
]

/** Microsoft's own clients: they belong to no customer's directory and are known in each. */
export const firstPartyClients: readonly Application[] = [
  publicClient(graphCommandLineAppId, 'Microsoft Graph Command Line Tools'),
  publicClient(exchangePowerShellAppId, 'Microsoft Exchange REST API Based Powershell'),
]

/** Which services a client of Microsoft may use without anybody's consent, with all scopes of its own work. */
export const preauthorised: Record<string, Record<string, readonly string[]>> = {
  [exchangePowerShellAppId]: { [exchangeAppId]: ['Exchange.Manage'] },
}

/** Service principals of Microsoft's services and clients in this tenant; their ids follow from the tenant's. */
export function firstPartyPrincipals(tenant: Tenant): ServicePrincipal[] {
  const known = principals.get(tenant) ?? makePrincipals(tenant)
  principals.set(tenant, known)
  return known
}

const principals = new WeakMap<Tenant, ServicePrincipal[]>()

function makePrincipals(tenant: Tenant): ServicePrincipal[] {
  return [...services, ...firstPartyClients].map(({ appId, displayName }) => ({
    id: derivedId(tenant.id, appId),
    appId,
    displayName,
    grantedRoles: [],
    accountEnabled: true,
  }))
}

/** Every service principal of the tenant: its own, and Microsoft's. */
export function allPrincipals(tenant: Tenant): ServicePrincipal[] {
  return [...tenant.servicePrincipals.values(), ...firstPartyPrincipals(tenant)]
}

/** The service with this appId, if it is one of Microsoft's. */
export function serviceOf(appId: string): Service | undefined {
  return services.find((service) => service.appId === appId)
}

/** The same id for the same texts, in the shape of a GUID. */
export function derivedId(...parts: string[]): string {
  const hex = createHash('sha256').update(parts.join(' ')).digest('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}

function publicClient(appId: string, displayName: string): Application {
  return {
    id: derivedId(appId),
    appId,
    displayName,
    createdAt: 0,
    passwords: [],
    certificates: [],
    requiredResourceAccess: [],
    publicClient: true,
    redirectUris: [],
    publicRedirectUris: ['http://localhost', 'https://login.microsoftonline.com/common/oauth2/nativeclient'],
    signInAudience: 'AzureADMultipleOrgs',
  }
}
