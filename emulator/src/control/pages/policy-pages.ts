import { applicationRoles } from '../../exchange/roles.ts'
import { addAccessPolicy, addRoleAssignment } from '../../tenant/directory.ts'
import type { Tenant } from '../../tenant/types.ts'
import { button, type Html, html, type Page, seeOther } from './html.ts'
import {
  field,
  needed,
  type PageCall,
  PageRefused,
  type PageRoute,
  pageTenant,
  tellDirectory,
} from './page-call.ts'

const base = '/~/{tenant}/policies'

/** Which mailboxes an application may open: access policies (legacy) and RBAC for Applications. */
export const policyRoutes: PageRoute[] = [
  { method: 'GET', path: base, run: policiesPage },
  { method: 'POST', path: base, run: createPolicy },
  {
    method: 'POST',
    path: `${base}/{id}/delete`,
    run: (call) => {
      const tenant = pageTenant(call)
      tenant.accessPolicies = tenant.accessPolicies.filter(({ id }) => id !== call.params.id)
      return changed(call, tenant)
    },
  },
  { method: 'POST', path: '/~/{tenant}/roles', run: createAssignment },
  {
    method: 'POST',
    path: '/~/{tenant}/roles/{id}/delete',
    run: (call) => {
      const tenant = pageTenant(call)
      tenant.roleAssignments = tenant.roleAssignments.filter(({ id }) => id !== call.params.id)
      return changed(call, tenant)
    },
  },
]

/** What is wanted most comes first. */
const rolesInOrder = [...new Set(['Application Contacts.ReadWrite', ...applicationRoles])]

function policiesPage(call: PageCall): Page {
  const tenant = pageTenant(call)
  const now = call.world.clock.now()
  const effective = (at: number) => (at <= now ? 'yes' : `in ${Math.ceil((at - now) / 1000)} s (propagating)`)
  const policies = tenant.accessPolicies.map(
    (
      policy,
    ) => html`<tr><td>${policy.appIds === '*' ? 'all' : policy.appIds.map((id) => applicationName(tenant, id)).join(', ')}</td>
<td>${policy.accessRight}</td><td><bdi>${scopeName(tenant, policy.scopeId)}</bdi></td><td>${effective(policy.effectiveAt)}</td>
<td>${button(`/~/${tenant.id}/policies/${policy.id}/delete`, 'Remove', true)}</td></tr>`,
  )
  const assignments = tenant.roleAssignments.map(
    (
      one,
    ) => html`<tr><td>${tenant.servicePrincipals.get(one.servicePrincipalId)?.displayName}</td><td>${one.role}</td>
<td>${one.scopeGroupId === undefined ? 'the whole organisation' : scopeName(tenant, one.scopeGroupId)}</td><td>${effective(one.effectiveAt)}</td>
<td>${button(`/~/${tenant.id}/roles/${one.id}/delete`, 'Remove', true)}</td></tr>`,
  )
  const body = html`<h2>Application access policies (legacy)</h2>
<p>In Exchange Online PowerShell: <code>New-ApplicationAccessPolicy</code>. They restrict what was consented to in API permissions.</p>
${table(['Application', 'Right', 'Scope', 'Effective'], policies)}
<form method="post" action="/~/${tenant.id}/policies" class="grid">${applicationSelect(tenant)}
<label>Right<select name="right"><option>RestrictAccess</option><option>DenyAccess</option></select></label>
<label>Scope<select name="scope">${scopes(tenant)}</select></label>${delay()}
<p><button>Add policy</button></p></form>
<h2>RBAC for Applications</h2>
<p>In Exchange Online PowerShell: <code>New-ManagementRoleAssignment</code>. These rights are added to those of API permissions, so a
tenant-wide consent beside them makes them pointless.</p>
${table(['Application', 'Role', 'Scope', 'Effective'], assignments)}
<form method="post" action="/~/${tenant.id}/roles" class="grid">${applicationSelect(tenant)}
<label>Role<select name="role">${rolesInOrder.map((role) => html`<option>${role}</option>`)}</select></label>
<label>Scope<select name="group"><option value="">the whole organisation</option>${groups(tenant)}</select></label>${delay()}
<p><button>Add assignment</button></p></form>`
  return {
    title: 'Application access policies and roles',
    trail: [[`/~/${tenant.id}`, tenant.displayName]],
    body,
  }
}

function createPolicy(call: PageCall) {
  const tenant = pageTenant(call)
  addAccessPolicy(call.world, tenant, {
    appIds: [principalOf(call, tenant).appId],
    accessRight: field(call, 'right') === 'DenyAccess' ? 'DenyAccess' : 'RestrictAccess',
    scopeId: needed(call, 'scope', 'The scope'),
    delay: delayOf(call),
  })
  return seeOther(`/~/${tenant.id}/policies`)
}

function createAssignment(call: PageCall) {
  const tenant = pageTenant(call)
  const group = field(call, 'group')
  addRoleAssignment(call.world, tenant, {
    servicePrincipalId: principalOf(call, tenant).id,
    role: needed(call, 'role', 'The role'),
    ...(group !== '' && { scopeGroupId: group }),
    delay: delayOf(call),
  })
  return seeOther(`/~/${tenant.id}/policies`)
}

function changed(call: PageCall, tenant: Tenant) {
  tellDirectory(call.world, tenant)
  return seeOther(`/~/${tenant.id}/policies`)
}

function principalOf(call: PageCall, tenant: Tenant) {
  const principal = tenant.servicePrincipals.get(needed(call, 'application', 'The application'))
  if (principal === undefined) throw new PageRefused(400, 'There is no such application.')
  return principal
}

function delayOf(call: PageCall): number {
  const seconds = Number(field(call, 'seconds') || 0)
  if (!(seconds >= 0 && seconds <= 86_400))
    throw new PageRefused(400, 'The propagation takes between 0 and 86400 seconds.')
  return seconds * 1000
}

function table(columns: string[], rows: Html[]): Html {
  const heads = [...columns, 'Action'].map((column) => html`<th scope="col">${column}</th>`)
  return html`<div class="wide"><table><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table></div>`
}

function applicationSelect(tenant: Tenant): Html {
  const options = [...tenant.servicePrincipals.values()].map(
    ({ id, displayName }) => html`<option value="${id}">${displayName}</option>`,
  )
  return html`<label>Application<select name="application">${options}</select></label>`
}

function groups(tenant: Tenant): Html[] {
  return [...tenant.groups.values()].map(
    ({ id, displayName }) => html`<option value="${id}">${displayName} (group)</option>`,
  )
}

function scopes(tenant: Tenant): Html[] {
  const users = [...tenant.users.values()].filter(({ mailbox }) => mailbox !== undefined)
  return [
    ...groups(tenant),
    ...users.map(({ id, displayName }) => html`<option value="${id}">${displayName}</option>`),
  ]
}

function delay(): Html {
  return html`<label>Takes effect after (seconds)<input type="number" name="seconds" value="0" min="0" max="86400"></label>`
}

function applicationName(tenant: Tenant, appId: string): string {
  return [...tenant.servicePrincipals.values()].find((one) => one.appId === appId)?.displayName ?? appId
}

function scopeName(tenant: Tenant, id: string): string {
  return tenant.groups.get(id)?.displayName ?? tenant.users.get(id)?.displayName ?? id
}
