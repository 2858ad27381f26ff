import { addGroup, findUser } from '../../tenant/directory.ts'
import type { Group } from '../../tenant/types.ts'
import type { WireResponse } from '../../wire.ts'
import { type Call, jsonBody, param, type Route } from '../call.ts'
import { refuse } from '../errors.ts'
import { defaultUserProperties, userProperty } from '../user-properties.ts'
import { iso } from './application-json.ts'
import { objectRoute, readGroups, writeGroups } from './authorise.ts'
import { countObjects, listObjects, type Shown, showObject } from './listing.ts'

const one = 'groups/{group}'

/** Groups with their members. Those with an address belong to Exchange: they can be read here, and changed only there. */
export const groupRoutes: Route[] = [
  objectRoute('GET', 'groups', readGroups, (call) => listObjects(call, 'group', 'groups', all(call))),
  objectRoute('GET', 'groups/$count', readGroups, (call) => countObjects(call, 'group', all(call))),
  objectRoute('POST', 'groups', writeGroups, create),
  objectRoute('GET', one, readGroups, (call) =>
    showObject(call, 200, 'group', 'groups', groupJson(groupOf(call))),
  ),
  objectRoute('PATCH', one, writeGroups, update),
  objectRoute('DELETE', one, writeGroups, (call) => {
    const group = writable(call)
    call.tenant.groups.delete(group.id)
    return changed(call)
  }),
  ...['members', 'transitiveMembers'].map((name) =>
    objectRoute('GET', `${one}/${name}`, readGroups, members),
  ),
  objectRoute('POST', `${one}/members/$ref`, writeGroups, addMember),
  objectRoute('DELETE', `${one}/members/{member}/$ref`, writeGroups, (call) => {
    if (!writable(call).members.delete(param(call, 'member')))
      throw refuse.directoryNotFound(param(call, 'member'))
    return changed(call)
  }),
]

function all(call: Call): Shown[] {
  return [...call.tenant.groups.values()].map(groupJson)
}

function create(call: Call): WireResponse {
  const body = jsonBody(call.request)
  const { displayName, mailEnabled, mailNickname, securityEnabled, description, groupTypes = [] } = body
  for (const [name, value] of Object.entries({ displayName, mailEnabled, mailNickname, securityEnabled })) {
    if (value === undefined)
      throw refuse.directoryRequest(`A value is required for property '${name}' of resource 'Group'.`)
  }
  const isUnified = Array.isArray(groupTypes) && groupTypes.includes('Unified')
  if (mailEnabled === true && !isUnified) throw refuse.directoryRequest(mailGroups)
  const given = body['members@odata.bind']
  const bound = Array.isArray(given) ? given.map((link) => memberOf(call, String(link))) : []
  const domain = call.tenant.domains[0] ?? ''
  const group = addGroup(call.world, call.tenant, {
    displayName: String(displayName),
    mailEnabled: isUnified,
    securityEnabled: securityEnabled === true,
    ...(isUnified && { mail: `${String(mailNickname)}@${domain}` }),
    ...(typeof description === 'string' && { description }),
    members: bound,
  })
  return showObject(call, 201, 'group', 'groups', groupJson(group))
}

function update(call: Call): WireResponse {
  const group = writable(call)
  const { displayName, description } = jsonBody(call.request)
  if (typeof displayName === 'string') group.displayName = displayName
  if (typeof description === 'string') group.description = description
  return changed(call)
}

function members(call: Call): WireResponse {
  const group = groupOf(call)
  const shown = [...group.members].flatMap((id) => {
    const user = call.tenant.users.get(id)
    if (user === undefined) return []
    const properties = defaultUserProperties.map((name) => [name, userProperty(user, name)])
    return [{ '@odata.type': '#microsoft.graph.user', ...Object.fromEntries(properties), id }]
  })
  return listObjects(call, 'directoryObject', 'directoryObjects', shown)
}

function addMember(call: Call): WireResponse {
  const group = writable(call)
  const id = memberOf(call, String(jsonBody(call.request)['@odata.id'] ?? ''))
  if (group.members.has(id)) {
    throw refuse.directoryRequest(
      "One or more added object references already exist for the following modified properties: 'members'.",
    )
  }
  group.members.add(id)
  return changed(call)
}

function memberOf(call: Call, link: string): string {
  const key = link.split('/').at(-1) ?? ''
  const user = findUser(call.tenant, key)
  if (user === undefined) throw refuse.directoryNotFound(key)
  return user.id
}

function groupOf(call: Call): Group {
  const group = call.tenant.groups.get(param(call, 'group').toLowerCase())
  if (group === undefined) throw refuse.directoryNotFound(param(call, 'group'))
  return group
}

const mailGroups =
  'The service does not currently support writes of mail-enabled groups. Please ensure that the mail-enablement property is unset and the security-enablement property is set.'

function writable(call: Call): Group {
  const group = groupOf(call)
  if (group.mailEnabled && group.securityEnabled) {
    throw refuse.directoryRequest('Cannot Update a mail-enabled security groups and or distribution list.')
  }
  return group
}

function changed(call: Call): WireResponse {
  call.world.emit({ kind: 'directory', tenantId: call.tenant.id })
  return { status: 204 }
}

function groupJson(group: Group): Shown {
  const { id, displayName, mail = null, mailEnabled, securityEnabled } = group
  const at = iso(group.createdAt ?? 0)
  return {
    id,
    deletedDateTime: null,
    classification: null,
    createdDateTime: at,
    description: group.description ?? null,
    displayName,
    expirationDateTime: null,
    groupTypes: mailEnabled && !securityEnabled ? ['Unified'] : [],
    isAssignableToRole: null,
    mail,
    mailEnabled,
    mailNickname: mail?.split('@')[0] ?? id.slice(0, 8),
    membershipRule: null,
    membershipRuleProcessingState: null,
    onPremisesLastSyncDateTime: null,
    onPremisesSecurityIdentifier: null,
    onPremisesSyncEnabled: null,
    preferredDataLocation: null,
    preferredLanguage: null,
    proxyAddresses: mail === null ? [] : [`SMTP:${mail}`],
    renewedDateTime: at,
    resourceBehaviorOptions: [],
    resourceProvisioningOptions: [],
    securityEnabled,
    securityIdentifier: null,
    theme: null,
    visibility: null,
    onPremisesProvisioningErrors: [],
  }
}
