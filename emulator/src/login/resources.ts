import { allPrincipals, exchangeAppId, graphAppId } from '../tenant/first-party.ts'
import type { Tenant } from '../tenant/types.ts'
import { SignInRefused } from './errors.ts'

const builtIn: Record<string, string> = {
  'https://graph.microsoft.com': graphAppId,
  [graphAppId]: graphAppId,
  'https://outlook.office365.com': exchangeAppId,
  'https://outlook.office.com': exchangeAppId,
  [exchangeAppId]: exchangeAppId,
}

/** A service that tokens are for: `audience` is what was asked for, as `aud` repeats it. */
export interface Resource {
  audience: string
  appId: string
}

/** The resource of a v2 scope of an application-only request: exactly one `<resource>/.default`. */
export function resourceOfScope(tenant: Tenant, scope: string): Resource {
  const scopes = scope.split(' ').filter((part) => part !== '')
  if (scopes.length === 0) throw new SignInRefused(70011, [scope])
  const wrong = scopes.find((part) => !part.endsWith('/.default'))
  if (wrong !== undefined) throw new SignInRefused(1002012, [scope])
  const resources = new Set(scopes.map((part) => part.slice(0, -'/.default'.length)))
  if (resources.size > 1) throw new SignInRefused(700022, [scope])
  return findResource(tenant, [...resources][0] ?? '')
}

/** The resource named in a v1 request or before `/.default`; 500011 when the tenant has no such service. */
export function findResource(tenant: Tenant, name: string): Resource {
  // `https://graph.microsoft.com//.default` asks for the audience with a slash at its end, which Graph takes as well.
  const appId = builtIn[name.replace(/\/$/, '').toLowerCase()]
  if (appId !== undefined) return { audience: name, appId }
  const own = allPrincipals(tenant).find(
    (principal) => name === principal.appId || name === `api://${principal.appId}`,
  )
  if (own === undefined) throw new SignInRefused(500011, [name, tenant.displayName])
  if (!own.accountEnabled) throw new SignInRefused(500014, [name])
  return { audience: name, appId: own.appId }
}
