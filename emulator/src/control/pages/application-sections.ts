import { graphRoles } from '../../tenant/published-permissions.ts'
import type { Application, ServicePrincipal, Tenant } from '../../tenant/types.ts'
import { permissionName } from '../permissions.ts'
import { button, type Html, html } from './html.ts'

/** The application permissions on the registration's list, by name. */
export function configuredPermissions(application: Application): string[] {
  return application.requiredResourceAccess
    .flatMap(({ resourceAccess }) => resourceAccess)
    .filter(({ type }) => type === 'Role')
    .map(({ id }) => permissionName(id))
}

/** "Certificates & secrets": the columns that Entra shows, the one for Value empty but for a secret just made. */
export function credentialSections(
  path: string,
  application: Application,
  now: number,
  shown: string | undefined,
): Html {
  const secrets = application.passwords.map(
    ({ keyId, displayName, end, secret, hint }) => html`<tr><td>${displayName}</td><td>${ends(end, now)}</td>
<td class="value">${keyId === shown ? secret : `${hint}******************`}</td><td class="value">${keyId}</td>
<td>${button(`${path}/secrets/${keyId}/delete`, 'Delete', true)}</td></tr>`,
  )
  const certificates = application.certificates.map(
    ({ keyId, displayName, end, sha1 }) => html`<tr><td class="value">${sha1}</td><td>${displayName}</td>
<td>${ends(end, now)}</td><td class="value">${keyId}</td>
<td>${button(`${path}/certificates/${keyId}/delete`, 'Delete', true)}</td></tr>`,
  )
  return html`<h2>Client secrets</h2>
${shown !== undefined && html`<p class="notice" role="status">Copy the new secret’s <strong>Value</strong> now: it is not shown again once you leave this page.</p>`}
<div class="wide"><table><thead><tr><th scope="col">Description</th><th scope="col">Expires</th><th scope="col">Value</th>
<th scope="col">Secret ID</th><th scope="col">Action</th></tr></thead><tbody>${secrets}</tbody></table></div>
<form method="post" action="${path}/secrets" class="grid"><label>Description<input name="description"></label>
<label>Expires in<select name="days"><option value="180">180 days (6 months)</option><option value="90">90 days (3 months)</option>
<option value="365">365 days (12 months)</option><option value="730">730 days (24 months)</option></select></label>
<p><button class="primary">New client secret</button></p></form>
<h2>Certificates</h2><div class="wide"><table><thead><tr><th scope="col">Thumbprint</th><th scope="col">Description</th>
<th scope="col">Expires</th><th scope="col">Certificate ID</th><th scope="col">Action</th></tr></thead><tbody>${certificates}</tbody></table></div>
<form method="post" action="${path}/certificates" class="grid"><label>Description<input name="description"></label>
<label class="full">Certificate (PEM, or base64 of .cer)<textarea name="certificate" required></textarea></label>
<p><button>Upload certificate</button></p></form>`
}

/** "API permissions": what the registration asks for, what an administrator consented to, and both buttons. */
export function permissionSection(
  path: string,
  tenant: Tenant,
  application: Application,
  principal: ServicePrincipal,
): Html {
  const configured = configuredPermissions(application)
  const granted = principal.grantedRoles.map(({ value }) => value)
  const all = [...new Set([...configured, ...granted])]
  const rows = all.map((permission) => {
    const act = (
      action: string,
      text: string,
    ) => html`<form method="post" action="${path}/${action}" class="inline">
<input type="hidden" name="permission" value="${permission}"><button class="danger">${text}</button></form> `
    const isGranted = granted.includes(permission)
    const isConfigured = configured.includes(permission)
    const status = isGranted
      ? `Granted for ${tenant.displayName}${isConfigured ? '' : ' (not on the registration’s list)'}`
      : `Not granted for ${tenant.displayName}`
    return html`<tr><td>${permission}</td><td>Application</td><td>${isGranted ? status : html`<span class="bad">${status}</span>`}</td>
<td>${isConfigured && act('permissions/remove', 'Remove permission')}${isGranted && act('consent/revoke', 'Revoke admin consent')}</td></tr>`
  })
  const options = Object.keys(graphRoles)
    .filter((permission) => !configured.includes(permission))
    .map((permission) => html`<option>${permission}</option>`)
  return html`<h2>API permissions (Microsoft Graph)</h2><div class="wide"><table><thead><tr><th scope="col">Permission</th>
<th scope="col">Type</th><th scope="col">Status</th><th scope="col">Action</th></tr></thead><tbody>${rows}</tbody></table></div>
<form method="post" action="${path}/permissions"><label>Application permission<select name="permission">${options}</select></label>
<button>Add a permission</button></form>
<p>${button(`${path}/consent`, `Grant admin consent for ${tenant.displayName}`)}</p>`
}

function ends(end: number, now: number): Html {
  const day = new Date(end).toISOString().slice(0, 10)
  return end <= now ? html`<span class="bad">${day} (expired)</span>` : html`${day}`
}
