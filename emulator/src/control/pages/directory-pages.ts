import { addGroup } from '../../tenant/directory.ts'
import type { Group, Tenant, User } from '../../tenant/types.ts'
import { directoryRoles, signInStates } from '../seed-schema.ts'
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

/** Users, groups and the sign-in log, as an administrator sees them. */
export const directoryPages: PageRoute[] = [
  { method: 'GET', path: '/~/{tenant}/users', run: usersPage },
  { method: 'GET', path: '/~/{tenant}/users/{user}', run: userPage },
  { method: 'POST', path: '/~/{tenant}/users/{user}', run: saveUser },
  {
    method: 'POST',
    path: '/~/{tenant}/users/{user}/revoke-sessions',
    run: (call) => {
      const tenant = pageTenant(call)
      userOf(call, tenant).tokensValidFrom = call.world.clock.now()
      tellDirectory(call.world, tenant)
      return seeOther(`/~/${tenant.id}/users/${call.params.user}`)
    },
  },
  { method: 'GET', path: '/~/{tenant}/groups', run: groupsPage },
  {
    method: 'POST',
    path: '/~/{tenant}/groups/{group}/delete',
    run: (call) => {
      const tenant = pageTenant(call)
      tenant.groups.delete(groupOf(call, tenant).id)
      tellDirectory(call.world, tenant)
      return seeOther(`/~/${tenant.id}/groups`)
    },
  },
  { method: 'POST', path: '/~/{tenant}/groups', run: createGroup },
  { method: 'GET', path: '/~/{tenant}/groups/{group}', run: groupPage },
  { method: 'POST', path: '/~/{tenant}/groups/{group}', run: saveMembers },
  { method: 'GET', path: '/~/{tenant}/sign-ins', run: signInsPage },
]

function usersPage(call: PageCall): Page {
  const tenant = pageTenant(call)
  const rows = [...tenant.users.values()].map(
    (user) => html`<tr><td><a href="/~/${tenant.id}/users/${user.id}"><bdi>${user.displayName}</bdi></a></td>
<td>${user.userPrincipalName}</td><td>${user.jobTitle}</td><td>${user.accountEnabled ? 'allowed' : 'blocked'}</td>
<td>${user.licensed ? 'yes' : 'no'}</td><td class="value">${user.id}</td></tr>`,
  )
  const body = html`<div class="wide"><table><thead><tr><th scope="col">Name</th><th scope="col">User principal name</th>
<th scope="col">Job title</th><th scope="col">Sign-in</th><th scope="col">Licensed</th><th scope="col">Object ID</th></tr></thead>
<tbody>${rows}</tbody></table></div>`
  return { title: 'Users', trail: trail(tenant), body }
}

function userPage(call: PageCall): Page {
  const tenant = pageTenant(call)
  const user = userOf(call, tenant)
  const check = (name: string, text: string, on: boolean | undefined) =>
    html`<label class="check"><input type="checkbox" name="${name}"${on === true && html` checked`}>${text}</label>`
  const states = signInStates.map(
    (state) => html`<option${state === user.signInState && html` selected`}>${state}</option>`,
  )
  const roles = directoryRoles.map((role) => {
    const mark = user.directoryRoles?.includes(role) && html` checked`
    return html`<label class="check"><input type="checkbox" name="role" value="${role}"${mark}>${role}</label>`
  })
  const body = html`<form method="post" action="/~/${tenant.id}/users/${user.id}" class="grid">
<label>Display name<input name="displayName" value="${user.displayName}" required dir="auto"></label>
<label>Job title<input name="jobTitle" value="${user.jobTitle}"></label>
<label>Password<input name="password" value="${user.password}" autocomplete="off"></label>
<label>What hinders a sign-in with password<select name="signInState"><option value="">nothing</option>${states}</select></label>
${check('accountEnabled', 'Sign-in allowed', user.accountEnabled)}
${check('licensed', 'Has a licence with a mailbox', user.licensed)}
${check('onPremises', 'Mailbox is on an own server', user.onPremises)}
<fieldset><legend>Roles of the directory</legend>${roles}</fieldset>
<p class="full"><button class="primary">Save</button></p></form>
<p>${button(`/~/${tenant.id}/users/${user.id}/revoke-sessions`, 'Revoke sessions', true)}</p>
<p>${user.userPrincipalName} · <span class="value">${user.id}</span></p>`
  return { title: user.displayName, trail: [...trail(tenant), [`/~/${tenant.id}/users`, 'Users']], body }
}

function saveUser(call: PageCall) {
  const tenant = pageTenant(call)
  const user = userOf(call, tenant)
  user.displayName = needed(call, 'displayName', 'The display name')
  user.jobTitle = field(call, 'jobTitle')
  user.accountEnabled = call.form.has('accountEnabled')
  user.licensed = call.form.has('licensed')
  user.onPremises = call.form.has('onPremises')
  const given = call.form.getAll('role')
  user.directoryRoles = directoryRoles.filter((role) => given.includes(role))
  const password = field(call, 'password')
  if (password === '') delete user.password
  else user.password = password
  const state = signInStates.find((one) => one === field(call, 'signInState'))
  if (state === undefined) delete user.signInState
  else user.signInState = state
  tellDirectory(call.world, tenant)
  return seeOther(`/~/${tenant.id}/users`)
}

function groupsPage(call: PageCall): Page {
  const tenant = pageTenant(call)
  const rows = [...tenant.groups.values()].map(
    (
      group,
    ) => html`<tr><td><a href="/~/${tenant.id}/groups/${group.id}">${group.displayName}</a></td><td>${group.mail}</td>
<td>${group.mailEnabled ? 'Mail-enabled security' : 'Security'}</td><td>${group.members.size}</td><td class="value">${group.id}</td></tr>`,
  )
  const body = html`<div class="wide"><table><thead><tr><th scope="col">Name</th><th scope="col">E-mail</th><th scope="col">Type</th>
<th scope="col">Members</th><th scope="col">Object ID</th></tr></thead><tbody>${rows}</tbody></table></div>
<h2>New group</h2><form method="post" action="/~/${tenant.id}/groups" class="grid">
<label>Name<input name="displayName" required></label>
<label>E-mail (for a mail-enabled security group)<input name="mail" type="email"></label>
<p><button class="primary">Create group</button></p></form>`
  return { title: 'Groups', trail: trail(tenant), body }
}

function createGroup(call: PageCall) {
  const tenant = pageTenant(call)
  const mail = field(call, 'mail')
  const displayName = needed(call, 'displayName', 'The name')
  const group = addGroup(call.world, tenant, {
    displayName,
    mailEnabled: mail !== '',
    ...(mail !== '' && { mail }),
  })
  return seeOther(`/~/${tenant.id}/groups/${group.id}`)
}

function groupPage(call: PageCall): Page {
  const tenant = pageTenant(call)
  const group = groupOf(call, tenant)
  const boxes = [...tenant.users.values()].map((user): Html => {
    const mark = group.members.has(user.id) && html` checked`
    return html`<label class="check"><input type="checkbox" name="member" value="${user.id}"${mark}><span><bdi>${user.displayName}</bdi> (${user.userPrincipalName})</span></label>`
  })
  const body = html`<p>${group.mail} <span class="value">${group.id}</span></p>
<form method="post" action="/~/${tenant.id}/groups/${group.id}"><fieldset><legend>Members</legend>${boxes}</fieldset>
<p><button class="primary">Save members</button></p></form>
<p>${button(`/~/${tenant.id}/groups/${group.id}/delete`, 'Delete group', true)}</p>`
  return { title: group.displayName, trail: [...trail(tenant), [`/~/${tenant.id}/groups`, 'Groups']], body }
}

function saveMembers(call: PageCall) {
  const tenant = pageTenant(call)
  const group = groupOf(call, tenant)
  group.members = new Set(call.form.getAll('member').filter((id) => tenant.users.has(id)))
  tellDirectory(call.world, tenant)
  return seeOther(`/~/${tenant.id}/groups`)
}

function signInsPage(call: PageCall): Page {
  const tenant = pageTenant(call)
  const entries = call.signIns.list(tenant.id).slice(-200).reverse()
  const rows = entries.map(
    (
      entry,
    ) => html`<tr><td>${new Date(entry.time).toISOString().slice(0, 19).replace('T', ' ')}</td><td><bdi>${entry.who}</bdi></td>
<td class="value">${entry.clientId}</td><td>${entry.resource}</td>
<td>${entry.code === 0 ? 'Success' : html`<span class="bad">Failure ${entry.code}: ${entry.text}</span>`}</td><td class="value">${entry.correlationId}</td></tr>`,
  )
  const body = html`<p>The last 200, newest first.</p><div class="wide"><table><thead><tr><th scope="col">Time (UTC)</th><th scope="col">Who</th>
<th scope="col">Application</th><th scope="col">Resource</th><th scope="col">Status</th><th scope="col">Correlation ID</th></tr></thead>
<tbody>${rows}</tbody></table></div>`
  return { title: 'Sign-in log', trail: trail(tenant), body }
}

function userOf(call: PageCall, tenant: Tenant): User {
  const user = tenant.users.get(call.params.user ?? '')
  if (user === undefined) throw new PageRefused(404, 'There is no such user.')
  return user
}

function groupOf(call: PageCall, tenant: Tenant): Group {
  const group = tenant.groups.get(call.params.group ?? '')
  if (group === undefined) throw new PageRefused(404, 'There is no such group.')
  return group
}

function trail(tenant: Tenant): [string, string][] {
  return [[`/~/${tenant.id}`, tenant.displayName]]
}
