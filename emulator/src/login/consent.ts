import type { Html } from '../control/pages/html.ts'
import { grantScopes, mayConsentForAll, principalOfApp, signInScopes } from '../tenant/consents.ts'
import { addServicePrincipal, grantRole } from '../tenant/directory.ts'
import { serviceOf } from '../tenant/first-party.ts'
import type { Application, Tenant, User } from '../tenant/types.ts'
import { SignInRefused } from './errors.ts'
import type { Interaction } from './memory.ts'
import { configuredScopes, isForPeople, missingConsent, readScopes } from './scopes.ts'
import { consentForm } from './sign-in-pages.ts'
import type { LoginState } from './token-endpoint.ts'

/** The form that asks for what nobody has consented to yet; `undefined` when nothing is left to ask. */
export function askConsent(interaction: Interaction): Html | undefined {
  const { tenant, user, client, purpose } = interaction
  if (tenant === undefined || user === undefined) return undefined
  if (purpose.kind === 'adminConsent') return askAdministrator(interaction, tenant, user)
  const isForeign = principalOfApp(tenant, client.appId) === undefined
  if (isForeign && client.signInAudience !== 'AzureADMultipleOrgs') {
    throw new SignInRefused(700016, [client.appId, tenant.displayName])
  }
  const missing = missingConsent(tenant, client, readScopes(tenant, client, interaction.scope), user)
  if (missing.length === 0) return undefined
  const mayAll = mayConsentForAll(user)
  if (!mayAll && !isForPeople(missing))
    throw new SignInRefused(90094, [tenant.displayName, client.displayName])
  return consentForm(interaction, describe(missing), mayAll, false)
}

/** Keeps a consent; `everybody` counts only from somebody who may decide for all. */
export function grantConsent({ world }: LoginState, interaction: Interaction, everybody: boolean): void {
  const { tenant, user, client, purpose } = interaction
  if (tenant === undefined || user === undefined) return
  const mayAll = mayConsentForAll(user)
  const principal = principalOfApp(tenant, client.appId) ?? addServicePrincipal(world, tenant, client)
  if (purpose.kind === 'adminConsent') {
    if (!mayAll) return
    const wanted = wantedByAdministrator(tenant, client, purpose.scope)
    for (const { appId, value } of wanted.roles) grantRole(world, tenant, principal, value, appId)
    for (const { resourceAppId, scopes } of wanted.scopes) give(resourceAppId, scopes, true)
    purpose.isGranted = true
    return
  }
  const missing = missingConsent(tenant, client, readScopes(tenant, client, interaction.scope), user)
  if (!mayAll && !isForPeople(missing)) return
  for (const { resourceAppId, scopes } of missing) give(resourceAppId, scopes, everybody && mayAll)

  function give(resourceAppId: string, scopes: string[], forAll: boolean): void {
    const resource = tenant && principalOfApp(tenant, resourceAppId)
    if (tenant === undefined || user === undefined || resource === undefined) return
    const who = forAll ? {} : { principalId: user.id }
    grantScopes(world, tenant, { clientId: principal.id, resourceId: resource.id, scopes, ...who })
  }
}

function askAdministrator(interaction: Interaction, tenant: Tenant, user: User): Html | undefined {
  const { client, purpose } = interaction
  if (purpose.kind !== 'adminConsent' || purpose.isGranted) return undefined
  if (!mayConsentForAll(user)) throw new SignInRefused(90094, [tenant.displayName, client.displayName])
  const { roles, scopes } = wantedByAdministrator(tenant, client, purpose.scope)
  const texts = [
    ...roles.map(({ appId, value }) => `${value} (application, ${nameOf(appId)})`),
    ...describe(scopes),
  ]
  return consentForm(interaction, texts, false, true)
}

/** v1 and `<service>/.default` grant what the registration lists (v2: of that service); single scopes grant themselves. */
function wantedByAdministrator(tenant: Tenant, client: Application, scope: string | undefined) {
  const listed = [...new Set(client.requiredResourceAccess.map(({ resourceAppId }) => resourceAppId))]
  const ask = scope === undefined ? undefined : readScopes(tenant, client, scope)
  const services = ask === undefined ? listed : ask.isDefault ? [ask.resource.appId] : []
  const roles = services.flatMap((appId) => configuredRoles(client, appId).map((value) => ({ appId, value })))
  const all = services.map((resourceAppId) => ({
    resourceAppId,
    scopes: configuredScopes(client, resourceAppId),
  }))
  const named = ask === undefined ? [] : [{ resourceAppId: ask.resource.appId, scopes: ask.values }]
  return { roles, scopes: [...all, ...named].filter((one) => one.scopes.length > 0) }
}

/** The application permissions on the registration's list for a service, by name. */
function configuredRoles(client: Application, resourceAppId: string): string[] {
  const names = Object.entries(serviceOf(resourceAppId)?.roles ?? {})
  return client.requiredResourceAccess
    .filter((one) => one.resourceAppId === resourceAppId)
    .flatMap(({ resourceAccess }) => resourceAccess.filter(({ type }) => type === 'Role'))
    .flatMap(({ id }) => names.find(([, one]) => one === id)?.[0] ?? [])
}

function describe(missing: { resourceAppId: string; scopes: string[] }[]): string[] {
  const texts = missing.flatMap(({ resourceAppId, scopes }) =>
    scopes
      .filter((scope) => !signInScopes.includes(scope))
      .map((scope) => `${scope} (on your behalf, ${nameOf(resourceAppId)})`),
  )
  const signsIn = missing.some(({ scopes }) => scopes.some((scope) => signInScopes.includes(scope)))
  return signsIn ? ['Sign you in and read your profile', ...texts] : texts
}

function nameOf(appId: string): string {
  return serviceOf(appId)?.displayName ?? appId
}
