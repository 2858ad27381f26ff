import { configuredScopes } from '../../login/scopes.ts'
import { removeApplication } from '../../tenant/applications.ts'
import { grantScopes, principalOfApp, words } from '../../tenant/consents.ts'
import { addApplication, addCertificate, addPassword, grantRole, revokeRole } from '../../tenant/directory.ts'
import { graphAppId, services } from '../../tenant/first-party.ts'
import { graphRoles } from '../../tenant/published-permissions.ts'
import type { Application, Tenant } from '../../tenant/types.ts'
import { permissionName } from '../permissions.ts'
import { configuredPermissions, credentialSections, permissionSection } from './application-sections.ts'
import { readCertificate } from './certificate-upload.ts'
import { delegatedSection } from './delegated-section.ts'
import { button, html, type Page, seeOther } from './html.ts'
import {
  field,
  needed,
  type PageCall,
  PageRefused,
  type PageRoute,
  pageApplication,
  pageTenant,
  tellDirectory,
} from './page-call.ts'

const list = '/~/{tenant}/applications'
const one = `${list}/{application}`

/** App registrations as an administrator sees them: register, secrets, certificates, permissions, consent. */
export const applicationRoutes: PageRoute[] = [
  { method: 'GET', path: list, run: listPage },
  { method: 'POST', path: list, run: register },
  { method: 'GET', path: one, run: applicationPage },
  { method: 'POST', path: `${one}/secrets`, run: addSecret },
  {
    method: 'POST',
    path: `${one}/secrets/{key}/delete`,
    run: (call) =>
      change(call, (application) => {
        application.passwords = application.passwords.filter(({ keyId }) => keyId !== call.params.key)
      }),
  },
  { method: 'POST', path: `${one}/certificates`, run: uploadCertificate },
  {
    method: 'POST',
    path: `${one}/certificates/{key}/delete`,
    run: (call) =>
      change(call, (application) => {
        application.certificates = application.certificates.filter(({ keyId }) => keyId !== call.params.key)
      }),
  },
  { method: 'POST', path: `${one}/permissions`, run: addPermission },
  { method: 'POST', path: `${one}/permissions/remove`, run: removePermission },
  { method: 'POST', path: `${one}/scopes`, run: addScope },
  { method: 'POST', path: `${one}/scopes/remove`, run: removeScope },
  {
    method: 'POST',
    path: `${one}/delete`,
    run: (call) => {
      const { tenant, application } = pageApplication(call)
      removeApplication(call.world, tenant, application)
      return seeOther(`/~/${tenant.id}/applications`)
    },
  },
  { method: 'POST', path: `${one}/consent`, run: grantConsent },
  { method: 'POST', path: `${one}/consent/revoke`, run: revokeConsent },
  {
    method: 'POST',
    path: `${one}/settings`,
    run: (call) =>
      change(call, (application) => {
        application.redirectUris = field(call, 'redirectUris')
          .split(/\s+/)
          .filter((uri) => uri !== '')
        application.publicClient = field(call, 'publicClient') !== ''
        application.disabled = field(call, 'disabled') !== ''
      }),
  },
]

function listPage(call: PageCall): Page {
  const tenant = pageTenant(call)
  const rows = [...tenant.applications.values()].map(
    (application) => html`<tr><td><a href="${pathOf(tenant, application)}">${application.displayName}</a></td>
<td class="value">${application.appId}</td><td>${new Date(application.createdAt).toISOString().slice(0, 10)}</td></tr>`,
  )
  const body = html`<div class="wide"><table><thead><tr><th scope="col">Display name</th>
<th scope="col">Application (client) ID</th><th scope="col">Created on</th></tr></thead><tbody>${rows}</tbody></table></div>
<h2>New registration</h2>
<form method="post" action="/~/${tenant.id}/applications"><label>Name<input name="displayName" required></label>
<button class="primary">Register</button></form>`
  return { title: 'App registrations', trail: [[`/~/${tenant.id}`, tenant.displayName]], body }
}

function register(call: PageCall) {
  const tenant = pageTenant(call)
  const displayName = needed(call, 'displayName', 'The name')
  const { application } = addApplication(call.world, tenant, { displayName })
  return seeOther(pathOf(tenant, application))
}

function applicationPage(call: PageCall): Page {
  const { tenant, application, principal } = pageApplication(call)
  const path = pathOf(tenant, application)
  // The value of a new secret is shown on the first view after it was made, and never again, as in Entra.
  const word = call.query.get('new') ?? ''
  const shown = call.shownOnce.get(word)
  call.shownOnce.delete(word)
  const check = (name: string, text: string, on: boolean) =>
    html`<label class="check"><input type="checkbox" name="${name}"${on && html` checked`}>${text}</label>`
  const body = html`<dl>
<dt>Application (client) ID</dt><dd class="value">${application.appId}</dd>
<dt>Object ID</dt><dd class="value">${application.id}</dd>
<dt>Directory (tenant) ID</dt><dd class="value">${tenant.id}</dd>
<dt>Enterprise application’s object ID</dt><dd class="value">${principal.id}</dd></dl>
${credentialSections(path, application, call.world.clock.now(), shown)}
${permissionSection(path, tenant, application, principal)}
${delegatedSection(path, tenant, application, principal)}
<h2>Settings</h2><form method="post" action="${path}/settings">
<label class="full">Redirect URIs (web), one per line<textarea name="redirectUris">${application.redirectUris.join('\n')}</textarea></label>
${check('publicClient', 'Allow public client flows', application.publicClient)}
${check('disabled', 'Disabled: no tokens are issued', application.disabled === true)}
<button>Save</button></form>
<p>${button(`${path}/delete`, 'Delete this application', true)}</p>`
  return { title: application.displayName, trail: trail(tenant), body }
}

function addSecret(call: PageCall) {
  const { tenant, application } = pageApplication(call)
  const days = Number(field(call, 'days') || 180)
  if (!(days > 0 && days <= 730)) throw new PageRefused(400, 'A secret lives for at most 730 days.')
  const { keyId } = addPassword(call.world, tenant, application, {
    displayName: field(call, 'description') || 'Password uploaded by hand',
    end: call.world.clock.now() + days * 86_400_000,
  })
  const word = crypto.randomUUID()
  call.shownOnce.set(word, keyId)
  return seeOther(`${pathOf(tenant, application)}?new=${word}`)
}

function uploadCertificate(call: PageCall) {
  const { tenant, application } = pageApplication(call)
  const { base64, start, end } = readCertificate(needed(call, 'certificate', 'The certificate'))
  const displayName = field(call, 'description')
  addCertificate(call.world, tenant, application, {
    certificate: base64,
    start,
    end,
    ...(displayName !== '' && { displayName }),
  })
  return seeOther(pathOf(tenant, application))
}

function addPermission(call: PageCall) {
  return change(call, (application) => {
    const id = graphRoles[needed(call, 'permission', 'The permission')]
    if (id === undefined) throw new PageRefused(400, 'There is no such permission.')
    if (configuredPermissions(application).includes(permissionName(id))) return
    const graph = application.requiredResourceAccess.find(({ resourceAppId }) => resourceAppId === graphAppId)
    const entry = { id, type: 'Role' as const }
    if (graph) graph.resourceAccess.push(entry)
    else application.requiredResourceAccess.push({ resourceAppId: graphAppId, resourceAccess: [entry] })
  })
}

function removePermission(call: PageCall) {
  return change(call, (application) => {
    const permission = needed(call, 'permission', 'The permission')
    for (const resource of application.requiredResourceAccess) {
      resource.resourceAccess = resource.resourceAccess.filter(
        ({ id, type }) => type !== 'Role' || permissionName(id) !== permission,
      )
    }
  })
}

/** The usual mistake: a delegated permission where one for applications is needed. */
function addScope(call: PageCall) {
  return change(call, (application) => {
    const [service, value = ''] = needed(call, 'scope', 'The permission').split('|')
    const id = services.find(({ appId }) => appId === service)?.scopes[value]
    if (service === undefined || id === undefined) throw new PageRefused(400, 'There is no such permission.')
    if (configuredScopes(application, service).includes(value)) return
    const listed = application.requiredResourceAccess.find(({ resourceAppId }) => resourceAppId === service)
    const entry = { id, type: 'Scope' as const }
    if (listed) listed.resourceAccess.push(entry)
    else application.requiredResourceAccess.push({ resourceAppId: service, resourceAccess: [entry] })
  })
}

/** Takes it off the list, and takes its consent away. */
function removeScope(call: PageCall) {
  const { tenant, principal } = pageApplication(call)
  const [service = '', value = ''] = needed(call, 'scope', 'The permission').split('|')
  const resourceId = principalOfApp(tenant, service)?.id
  for (const grant of tenant.permissionGrants) {
    if (grant.clientId !== principal.id || grant.resourceId !== resourceId) continue
    grant.scope = words(grant.scope)
      .filter((one) => one !== value)
      .join(' ')
  }
  tenant.permissionGrants = tenant.permissionGrants.filter(({ scope }) => scope !== '')
  return change(call, (application) => {
    const id = services.find(({ appId }) => appId === service)?.scopes[value]
    for (const resource of application.requiredResourceAccess) {
      resource.resourceAccess = resource.resourceAccess.filter((one) => one.id !== id || one.type !== 'Scope')
    }
  })
}

function grantConsent(call: PageCall) {
  const { tenant, application, principal } = pageApplication(call)
  for (const { appId } of services) {
    const resourceId = principalOfApp(tenant, appId)?.id ?? ''
    const scopes = configuredScopes(application, appId)
    if (scopes.length > 0) grantScopes(call.world, tenant, { clientId: principal.id, resourceId, scopes })
  }
  for (const permission of configuredPermissions(application)) {
    grantRole(call.world, tenant, principal, permission)
  }
  return seeOther(pathOf(tenant, application))
}

function revokeConsent(call: PageCall) {
  const { tenant, application, principal } = pageApplication(call)
  revokeRole(call.world, tenant, principal, needed(call, 'permission', 'The permission'))
  return seeOther(pathOf(tenant, application))
}

function change(call: PageCall, act: (application: Application) => void) {
  const { tenant, application } = pageApplication(call)
  act(application)
  tellDirectory(call.world, tenant)
  return seeOther(pathOf(tenant, application))
}

function pathOf(tenant: Tenant, application: Application): string {
  return `/~/${tenant.id}/applications/${application.id}`
}

function trail(tenant: Tenant): [string, string][] {
  return [
    [`/~/${tenant.id}`, tenant.displayName],
    [`/~/${tenant.id}/applications`, 'App registrations'],
  ]
}
