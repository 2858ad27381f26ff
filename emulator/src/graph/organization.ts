import type { WireResponse } from '../wire.ts'
import { type Call, directoryRoute, type Route, versionRoot } from './call.ts'
import { refuse } from './errors.ts'
import { collection, entity } from './odata.ts'

const permissions = [
  'Organization.Read.All',
  'Organization.ReadWrite.All',
  'Directory.Read.All',
  'User.Read.All',
]

/** The tenant itself. */
export const organizationRoutes: Route[] = [
  directoryRoute('GET', 'organization', permissions, (call) =>
    collection(`${versionRoot(call.request)}/$metadata#organization`, [organizationJson(call)]),
  ),
  directoryRoute('GET', 'organization/{organization}', permissions, get),
]

function get(call: Call): WireResponse {
  const { organization = '' } = call.params
  if (organization.toLowerCase() !== call.tenant.id) throw refuse.directoryNotFound(organization)
  return entity(200, `${versionRoot(call.request)}/$metadata#organization/$entity`, organizationJson(call))
}

function organizationJson(call: Call): string {
  const { id, displayName, domains } = call.tenant
  return JSON.stringify({
    id,
    deletedDateTime: null,
    businessPhones: [],
    city: null,
    country: null,
    countryLetterCode: 'DE',
    createdDateTime: null,
    displayName,
    postalCode: null,
    preferredLanguage: null,
    state: null,
    street: null,
    tenantType: 'AAD',
    assignedPlans: [
      {
        assignedDateTime: '2020-01-01T00:00:00Z',
        capabilityStatus: 'Enabled',
        service: 'exchange',
        servicePlanId: exchangePlan,
      },
    ],
    verifiedDomains: domains.map((name, at) => ({
      capabilities: 'Email, OfficeCommunicationsOnline',
      isDefault: at === 0,
      isInitial: name.endsWith('.onmicrosoft.com'),
      name,
      type: 'Managed',
    })),
  })
}

/** EXCHANGE_S_ENTERPRISE, the plan that brings a mailbox. */
export const exchangePlan = 'efb87545-963c-4e0d-99df-69c6916d9eb0'
