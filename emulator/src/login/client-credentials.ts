import { SignInRefused } from './errors.ts'
import { commonClaims, type Grant, type Granted } from './grant.ts'
import { findResource, type Resource, resourceOfScope } from './resources.ts'
import type { AccessTokenClaims } from './tokens.ts'

/** `client_credentials`: every application permission that an administrator has consented to, perhaps none. */
export function clientCredentials(grant: Grant): Granted {
  const resource = requestedResource(grant)
  const { servicePrincipal, application } = grant.client
  const roles = servicePrincipal.grantedRoles
    .filter((role) => role.resourceAppId === resource.appId)
    .map((role) => role.value)
  const claims: AccessTokenClaims = {
    ...commonClaims(grant, resource),
    idtyp: 'app',
    oid: servicePrincipal.id,
    sub: servicePrincipal.id,
    // The claim is absent, not empty, when nothing is granted.
    ...(roles.length > 0 && { roles }),
  }
  return { claims, resource, who: application.displayName }
}

function requestedResource({ tenant, form, version }: Grant): Resource {
  if (version === 2) {
    const scope = form.get('scope')
    if (scope === null) throw new SignInRefused(90014, ['scope'])
    return resourceOfScope(tenant, scope)
  }
  const resource = form.get('resource') ?? ''
  if (resource === '') throw new SignInRefused(900144, ['resource'])
  return findResource(tenant, resource)
}
