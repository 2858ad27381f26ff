import { configuredScopes } from '../../login/scopes.ts'
import { principalOfApp, words } from '../../tenant/consents.ts'
import { services } from '../../tenant/first-party.ts'
import type { Application, ServicePrincipal, Tenant } from '../../tenant/types.ts'
import { type Html, html } from './html.ts'

/** Delegated permissions of Graph and Exchange: on the list, consented to for all, or by some people for themselves. */
export function delegatedSection(
  path: string,
  tenant: Tenant,
  application: Application,
  principal: ServicePrincipal,
): Html {
  const rows = services.flatMap(({ appId, displayName }) => {
    const listed = configuredScopes(application, appId)
    const granted = grantedScopes(tenant, principal, appId)
    return [...new Set([...listed, ...granted.keys()])].map(
      (
        scope,
      ) => html`<tr><td>${scope}</td><td>Delegated, ${displayName}</td><td>${granted.get(scope) ?? html`<span class="bad">Not granted for ${tenant.displayName}</span>`}</td>
<td><form method="post" action="${path}/scopes/remove" class="inline"><input type="hidden" name="scope" value="${appId}|${scope}"><button class="danger">Remove delegated permission</button></form></td></tr>`,
    )
  })
  const options = services.flatMap(({ appId, displayName, scopes }) =>
    Object.keys(scopes).map(
      (scope) => html`<option value="${appId}|${scope}">${scope} (${displayName})</option>`,
    ),
  )
  return html`<h2>Delegated permissions</h2>
<p>They count only while somebody is signed in: an application that works by itself needs application permissions.</p>
<div class="wide"><table><thead><tr><th scope="col">Permission</th><th scope="col">Type</th><th scope="col">Status</th><th scope="col">Action</th></tr></thead><tbody>${rows}</tbody></table></div>
<form method="post" action="${path}/scopes"><label>Delegated permission<select name="scope">${options}</select></label>
<button>Add a delegated permission</button></form>`
}

function grantedScopes(tenant: Tenant, principal: ServicePrincipal, appId: string): Map<string, string> {
  const resourceId = principalOfApp(tenant, appId)?.id
  const found = new Map<string, string>()
  for (const grant of tenant.permissionGrants) {
    if (grant.clientId !== principal.id || grant.resourceId !== resourceId) continue
    const who =
      grant.principalId === undefined
        ? `Granted for ${tenant.displayName}`
        : `Granted by ${tenant.users.get(grant.principalId)?.displayName ?? grant.principalId} alone`
    for (const scope of words(grant.scope)) found.set(scope, who)
  }
  return found
}
