import { consentedScopes, signInScopes, userConsentable, words } from '../tenant/consents.ts'
import { graphAppId, serviceOf } from '../tenant/first-party.ts'
import type { Application, Tenant, User } from '../tenant/types.ts'
import { SignInRefused } from './errors.ts'
import { findResource, type Resource } from './resources.ts'

/** What a `scope` parameter asks for: one service, scopes of it, and those of the sign-in. */
export interface ScopeAsk {
  resource: Resource
  /** Names without the service. */
  values: string[]
  /** `<service>/.default`: whatever the registration lists. */
  isDefault: boolean
  signIn: string[]
  /** As they were written, without those of the sign-in. */
  written: string[]
}

/** Reads a `scope`; scopes of two services, of an unknown one, or that do not exist are refused (28003, 500011, 650053, 70011). */
export function readScopes(tenant: Tenant, client: Application, scope: string): ScopeAsk {
  const all = words(scope)
  if (all.length === 0) throw new SignInRefused(70011, [scope])
  const signIn = all.filter((one) => signInScopes.includes(one))
  const written = all.filter((one) => !signInScopes.includes(one))
  const parts = written.map(splitScope)
  const names = new Set(parts.map(({ resource }) => resource))
  if (names.size > 1) throw new SignInRefused(700022, [scope])
  const [name = 'https://graph.microsoft.com'] = names
  const resource = findResource(tenant, name)
  const values = parts.map(({ value }) => value).filter((value) => value !== '.default')
  const known = serviceOf(resource.appId)?.scopes
  const unknown = known && values.find((value) => !Object.hasOwn(known, value))
  if (unknown !== undefined) throw new SignInRefused(650053, [client.displayName, unknown, resource.appId])
  return { resource, values, isDefault: parts.some(({ value }) => value === '.default'), signIn, written }
}

/** What nobody has consented to yet, per service: the scopes asked for, or those on the registration's list. */
export function missingConsent(
  tenant: Tenant,
  client: Application,
  ask: ScopeAsk,
  user: User,
): { resourceAppId: string; scopes: string[] }[] {
  const wanted = new Map<string, Set<string>>([[graphAppId, new Set(ask.signIn)]])
  const add = (appId: string, scopes: string[]) =>
    wanted.set(appId, new Set([...(wanted.get(appId) ?? []), ...scopes]))
  add(ask.resource.appId, ask.isDefault ? configuredScopes(client, ask.resource.appId) : ask.values)
  return [...wanted].flatMap(([resourceAppId, scopes]) => {
    const held = consentedScopes(tenant, client.appId, resourceAppId, user.id)
    const missing = [...scopes].filter((scope) => !held.has(scope))
    return missing.length === 0 ? [] : [{ resourceAppId, scopes: missing }]
  })
}

/** Whether everything in it is something that people may consent to by themselves. */
export function isForPeople(missing: { scopes: string[] }[]): boolean {
  return missing.every(({ scopes }) => scopes.every((scope) => userConsentable.includes(scope)))
}

/** The delegated permissions on the registration's list for a service, by name. */
export function configuredScopes(client: Application, resourceAppId: string): string[] {
  const names = Object.entries(serviceOf(resourceAppId)?.scopes ?? {})
  return client.requiredResourceAccess
    .filter((one) => one.resourceAppId === resourceAppId)
    .flatMap(({ resourceAccess }) => resourceAccess.filter(({ type }) => type === 'Scope'))
    .flatMap(({ id }) => names.find(([, one]) => one === id)?.[0] ?? [])
}

/** The `scp` of a token: all that was ever consented to at the service, as in the real one. */
export function tokenScopes(tenant: Tenant, client: Application, ask: ScopeAsk, user: User): string[] {
  const held = consentedScopes(tenant, client.appId, ask.resource.appId, user.id)
  const lacking = ask.values.find((value) => !held.has(value))
  if (lacking !== undefined || (held.size === 0 && ask.written.length > 0)) {
    throw new SignInRefused(65001, [client.appId, client.displayName])
  }
  return [...held].filter((scope) => scope !== 'offline_access')
}

function splitScope(scope: string): { resource: string; value: string } {
  const at = scope.lastIndexOf('/')
  if (at < 0) return { resource: 'https://graph.microsoft.com', value: scope }
  return { resource: scope.slice(0, at), value: scope.slice(at + 1) }
}
