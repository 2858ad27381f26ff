import { ProviderError } from '../../failures.ts'
import type { ProvisionKeep, ProvisionWish } from '../../provisioning.ts'
import type { GraphClient } from '../http.ts'
import { type ExchangeClient, type ExchangeObject, unlessMissing } from './exchange.ts'
import {
  type Found,
  type FoundApplication,
  type FoundExchange,
  graphAppId,
  type ResourceAccess,
} from './found.ts'
import { dividedRights, exchangeNames } from './plan.ts'

/** Whom to ask. */
export interface Reachable {
  tenantId: string
  graph: GraphClient
  /** Absent where nothing is limited to chosen mailboxes. */
  exchange: ExchangeClient | undefined
  keep: ProvisionKeep
}

/** Looks at everything that the plan needs; changes nothing. */
export async function findState(wish: ProvisionWish, reach: Reachable): Promise<Found> {
  const [graph, application, held] = await Promise.all([
    findService(reach.graph),
    findApplication(wish, reach),
    reach.keep.credential(),
  ])
  const principal = application && (await findPrincipal(reach.graph, application.appId))
  const grants = principal ? await findGrants(reach.graph, principal.id, graph) : []
  const isNarrow = dividedRights(wish).narrow.length > 0
  const exchange =
    isNarrow && reach.exchange ? await findExchange(wish, reach.exchange, principal?.id) : undefined
  return {
    tenantId: reach.tenantId,
    graph,
    application,
    principal,
    grants,
    held,
    exchange,
  }
}

/** Graph's own presence in the tenant: the ids of its permissions are read from it, never assumed. */
async function findService(graph: GraphClient): Promise<Found['graph']> {
  const path = `/v1.0/servicePrincipals(appId='${graphAppId}')?$select=id,appRoles`
  const { body } = await graph({ method: 'GET', path })
  const { id, appRoles } = body as {
    id: string
    appRoles: { id: string; value: string; isEnabled?: boolean }[]
  }
  const roles = appRoles.filter(({ isEnabled }) => isEnabled !== false).map((role) => [role.value, role.id])
  return { id, roles: Object.fromEntries(roles) }
}

interface ApplicationBody {
  id: string
  appId: string
  displayName: string
  keyCredentials: { customKeyIdentifier: string | null }[]
  passwordCredentials: { displayName: string | null }[]
  requiredResourceAccess: ResourceAccess[]
}

/** The application that the settings name, else the one that carries our mark. */
async function findApplication(
  wish: ProvisionWish,
  { graph, keep }: Reachable,
): Promise<FoundApplication | undefined> {
  const { clientId } = await keep.settings()
  const named =
    typeof clientId === 'string' && clientId !== ''
      ? await orUndefined(
          graph({ method: 'GET', path: `/v1.0/applications(appId='${encodeURIComponent(clientId)}')` }),
        )
      : undefined
  if (named) return readApplication(wish, named.body as ApplicationBody)
  const filter = encodeURIComponent(`tags/any(t:t eq '${wish.marker}')`)
  const { body } = await graph({ method: 'GET', path: `/v1.0/applications?$filter=${filter}` })
  const [first] = (body as { value: ApplicationBody[] }).value
  return first && readApplication(wish, first)
}

function readApplication(wish: ProvisionWish, body: ApplicationBody): FoundApplication {
  const { id, appId, displayName, keyCredentials, passwordCredentials, requiredResourceAccess } = body
  return {
    id,
    appId,
    displayName,
    thumbprints: keyCredentials.flatMap(({ customKeyIdentifier }) => {
      return customKeyIdentifier === null
        ? []
        : [Buffer.from(customKeyIdentifier, 'base64').toString('hex').toUpperCase()]
    }),
    hasSecret: passwordCredentials.some(({ displayName: name }) => name === wish.name),
    access: requiredResourceAccess,
  }
}

async function findPrincipal(graph: GraphClient, appId: string): Promise<Found['principal']> {
  const path = `/v1.0/servicePrincipals(appId='${appId}')?$select=id,accountEnabled`
  const answer = await orUndefined(graph({ method: 'GET', path }))
  const body = answer?.body as { id: string; accountEnabled: boolean } | undefined
  return body && { id: body.id, enabled: body.accountEnabled }
}

async function findGrants(
  graph: GraphClient,
  principalId: string,
  service: Found['graph'],
): Promise<Found['grants']> {
  const { body } = await graph({
    method: 'GET',
    path: `/v1.0/servicePrincipals/${principalId}/appRoleAssignments`,
  })
  const names = new Map(Object.entries(service.roles).map(([value, id]) => [id, value]))
  return (body as { value: { id: string; appRoleId: string; resourceId: string }[] }).value
    .filter(({ resourceId }) => resourceId === service.id)
    .map(({ id, appRoleId }) => ({ id, role: names.get(appRoleId) ?? appRoleId }))
}

async function findExchange(
  wish: ProvisionWish,
  exchange: ExchangeClient,
  principalId: string | undefined,
): Promise<FoundExchange> {
  const names = exchangeNames(wish)
  const [groups, scopes, principals] = await Promise.all([
    unlessMissing(exchange('Get-DistributionGroup', { Identity: names.alias })),
    unlessMissing(exchange('Get-ManagementScope', { Identity: names.scope })),
    principalId ? unlessMissing(exchange('Get-ServicePrincipal', { Identity: principalId })) : undefined,
  ])
  const hasPrincipal = (principals ?? []).length > 0
  const [members, assignments] = await Promise.all([
    groups?.[0]
      ? exchange('Get-DistributionGroupMember', { Identity: names.alias, ResultSize: 'Unlimited' })
      : [],
    hasPrincipal && principalId
      ? exchange('Get-ManagementRoleAssignment', { RoleAssignee: principalId })
      : [],
  ])
  return {
    group: groups?.[0] && {
      distinguishedName: text(groups[0], 'DistinguishedName'),
      members: members.map((one) => text(one, 'PrimarySmtpAddress').toLowerCase()),
    },
    hasPrincipal,
    scope: scopes?.[0] && { filter: text(scopes[0], 'RecipientFilter') },
    assignments: assignments.map((one) => ({
      name: text(one, 'Name'),
      role: text(one, 'Role'),
      scope: one.CustomResourceScope == null ? null : text(one, 'CustomResourceScope'),
    })),
  }
}

function text(one: ExchangeObject, name: string): string {
  return typeof one[name] === 'string' ? one[name] : ''
}

async function orUndefined<T>(act: Promise<T>): Promise<T | undefined> {
  return await act.catch((error: unknown) => {
    if (
      error instanceof ProviderError &&
      'evidence' in error.failure &&
      error.failure.evidence?.status === 404
    )
      return undefined
    throw error
  })
}
